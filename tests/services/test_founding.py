"""A campaign is founded once, and its admin can go on from there."""

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.people import Role, User, may
from infra.founding import Founded, NameTaken, found
from tests.fakes import FakeRecords, FakeSignIns

CAMPAIGN = CampaignId("campaign-9")


def founded(records: FakeRecords, sign_ins: FakeSignIns) -> Founded:
    return found(CAMPAIGN, CampaignKind.CHARITY, "Help", "boss", records=records, sign_ins=sign_ins)


def test_an_admin_of_the_root_is_made_and_may_sign_in() -> None:
    records, sign_ins = FakeRecords(), FakeSignIns()

    made = founded(records, sign_ins)

    (user,), (root,) = records.all(User), records.all(Area)
    assert records.all(Campaign)[0].kind is CampaignKind.CHARITY
    assert may(user, frozenset({Role.ADMIN}), root.path)
    assert sign_ins.passwords == {"boss": made.password}


def test_founding_again_makes_nothing_twice_and_gives_a_fresh_password() -> None:
    records, sign_ins = FakeRecords(), FakeSignIns()
    first = founded(records, sign_ins)

    again = founded(records, sign_ins)

    assert len(records.stream) == 3
    assert (again.root_id, again.campaign_id) == (first.root_id, first.campaign_id)
    assert again.password != first.password


def test_somebody_of_another_campaign_is_not_taken_over() -> None:
    records, sign_ins = FakeRecords(), FakeSignIns()
    founded(records, sign_ins)
    before, password = len(records.stream), sign_ins.passwords["boss"]

    with pytest.raises(NameTaken):
        found(
            CampaignId("other"), CampaignKind.CHARITY, "Other", "boss",
            records=records, sign_ins=sign_ins,
        )  # fmt: skip

    assert (len(records.stream), sign_ins.passwords["boss"]) == (before, password)
