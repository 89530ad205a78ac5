"""The worklist: a booth's people, for those whom the booth concerns."""

import pytest

from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.people import User
from chalicelib.services.worklist import Worklist, open_worklist
from tests.builders import (
    CAMPAIGN,
    a_beneficiary,
    a_campaign,
    a_moderator,
    a_small_tree,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords

PEOPLE = [a_beneficiary(beneficiary_id=BeneficiaryId(an_id(n)), serial=9 - n) for n in range(5)]
ELSEWHERE = a_beneficiary(
    beneficiary_id=BeneficiaryId(an_id(99)), booth_id="booth-2", path=path_to("booth-2")
)


def opened(
    user: User, booth: str | None = None, *, limit: int = 10, cursor: str | None = None
) -> Worklist:
    records = FakeRecords(*a_small_tree(), a_campaign(), *PEOPLE, ELSEWHERE)
    booth_id = AreaId(booth) if booth else None
    return open_worklist(user, booth_id, "en", limit=limit, cursor=cursor, records=records)


def test_a_worker_sees_her_only_booth_in_the_order_of_the_roll() -> None:
    shown = opened(a_worker())

    assert shown.booth.area_id == "booth-1"
    assert [person.serial for person in shown.people.items] == [5, 6, 7, 8, 9]
    assert shown.notice.language == "en"


def test_pages_follow_each_other_without_gap_or_overlap() -> None:
    serials: list[int] = []
    page = opened(a_worker(), limit=2)
    serials += [person.serial for person in page.people.items]
    while page.people.cursor:
        page = opened(a_worker(), limit=2, cursor=page.people.cursor)
        serials += [person.serial for person in page.people.items]

    assert serials == [5, 6, 7, 8, 9]


def test_whoever_has_the_area_may_name_the_booth() -> None:
    shown = opened(a_moderator(), "booth-2")

    assert [person.beneficiary_id for person in shown.people.items] == [an_id(99)]


@pytest.mark.parametrize("booth", ["booth-2", "nowhere"])
def test_a_booth_out_of_scope_looks_absent(booth: str) -> None:
    with pytest.raises(NotFound):
        opened(a_worker("booth-1"), booth)


@pytest.mark.parametrize(
    "user", [a_worker("booth-1", "booth-2"), a_moderator()], ids=["two booths", "no booth"]
)
def test_who_has_not_exactly_one_booth_has_to_name_it(user: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(user)

    assert refusal.value.facts == {"field": "booth"}


def test_a_campaign_that_is_not_set_up_has_no_worklist() -> None:
    records = FakeRecords(*a_small_tree())

    with pytest.raises(NotFound):
        open_worklist(
            a_worker(campaign_id=CAMPAIGN), None, "hi", limit=1, cursor=None, records=records
        )
