"""A campaign's policy: who may set it, that nothing is overwritten, and from when it counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted, StaleVersion
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.people import Role, User
from chalicelib.domain.policy import USUAL, Action, Policy, PolicySet
from chalicelib.domain.policy_changes import WantedPolicy
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification.names import COVERS, PHONE, QUALITY
from chalicelib.services import campaigns, policies
from chalicelib.services.policies import MOST_EARLIER, PolicyShown
from chalicelib.services.verification import verify
from tests.builders import CAMPAIGN, NOON, VISIT, a_campaign, a_user, a_visited_place, a_worker
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.verifying import verify_tools

ADMIN = a_user(Role.ADMIN, "state")
SOFT: dict[str, Any] = {"actions": {QUALITY: Action.NOTE}}


def a_table(**fields: Any) -> FakeRecords:
    return FakeRecords(a_campaign(**fields))


def kept(records: FakeRecords) -> Campaign:
    found = records.find(Campaign, CAMPAIGN)
    assert found is not None
    return found


def set_to(
    records: FakeRecords, by: User = ADMIN, version: int | None = None, minutes: int = 0,
    **fields: Any,
) -> PolicyShown:  # fmt: skip
    return policies.change(
        by, CAMPAIGN, WantedPolicy(**fields),
        kept(records).version if version is None else version,
        records=records, clock=FixedClock(NOON + timedelta(minutes=minutes)),
    )  # fmt: skip


def test_a_campaign_begins_with_what_is_usual() -> None:
    shown = policies.read(a_worker(), CAMPAIGN, records=a_table())

    assert (shown.policy, shown.kept, shown.earlier, shown.version) == (USUAL, None, (), 1)


def test_a_new_number_stands_in_the_campaign_and_in_a_row_of_its_own_by_one_commit() -> None:
    records = a_table()

    shown = set_to(records, **SOFT)

    policy = Policy(number=1, **SOFT)
    row = PolicySet(
        campaign_id=CAMPAIGN, number=1, policy=policy, set_by=ADMIN.user_id, set_at=NOON, version=1
    )
    assert (shown.policy, shown.kept, shown.version) == (policy, row, 2)
    assert kept(records) == a_campaign(policy=policy, version=2)
    assert len(records.commits) == 1
    assert policies.read(a_worker(), CAMPAIGN, records=records) == shown


def test_the_same_again_changes_nothing() -> None:
    records = a_table()
    first = set_to(records, **SOFT)

    assert set_to(records, minutes=5, **SOFT) == first
    assert len(records.commits) == 1


def test_old_numbers_stay_as_they_were() -> None:
    records = a_table()
    set_to(records, **SOFT)
    set_to(records, minutes=1, seed="s-1")

    shown = policies.read(ADMIN, CAMPAIGN, records=records)
    first = policies.read_number(a_worker(), CAMPAIGN, "1", records=records)

    assert [(each.number, each.set_at) for each in shown.earlier] == [(1, NOON)]
    assert shown.policy == Policy(number=2, seed="s-1")
    assert (first.policy, first.kept) == (Policy(number=1, **SOFT), shown.earlier[0])
    now = policies.read_number(ADMIN, CAMPAIGN, "000002", records=records)
    assert (now.policy, now.kept) == (shown.policy, shown.kept)


def test_number_zero_is_what_is_usual_also_once_there_are_others() -> None:
    records = a_table()
    set_to(records, **SOFT)

    shown = policies.read_number(ADMIN, CAMPAIGN, "0", records=records)

    assert (shown.policy, shown.kept) == (USUAL, None)


@pytest.mark.parametrize("number", ["2", "abc", "-1", "1.0", "9" * 40])
def test_a_number_that_was_never_set_is_absent(number: str) -> None:
    records = a_table()
    set_to(records, **SOFT)

    with pytest.raises(NotFound):
        policies.read_number(ADMIN, CAMPAIGN, number, records=records)


def test_only_so_many_earlier_numbers_are_shown_the_newest_first() -> None:
    records = a_table()
    for number in range(1, MOST_EARLIER + 4):
        set_to(records, seed=f"s-{number}")

    shown = policies.read(ADMIN, CAMPAIGN, records=records)

    last = MOST_EARLIER + 3
    assert shown.kept is not None
    assert shown.kept.number == last
    assert [each.number for each in shown.earlier] == list(range(last - 1, 2, -1))
    assert len(shown.earlier) == MOST_EARLIER


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_sets_it(role: Role) -> None:
    records = a_table()

    with pytest.raises(NotPermitted):
        set_to(records, by=a_user(role, "state"), **SOFT)

    assert records.commits == []


def test_another_campaign_looks_absent() -> None:
    other = CampaignId("other")

    for read in (
        lambda: policies.read(ADMIN, other, records=a_table()),
        lambda: policies.read_number(ADMIN, other, "0", records=a_table()),
        lambda: set_to(a_table(), by=replace(ADMIN, campaign_id=other), **SOFT),
    ):
        with pytest.raises(NotFound):
            read()


def test_an_old_version_sets_nothing() -> None:
    records = a_table()

    with pytest.raises(StaleVersion):
        set_to(records, version=7, **SOFT)

    assert records.commits == []


def test_of_two_who_set_it_at_once_one_has_to_read_again() -> None:
    records = a_table()
    records.before_commit = lambda _: records.commit(
        Save(row=replace(kept(records), visits_per_worker=30))
    )

    with pytest.raises(StaleVersion):
        set_to(records, **SOFT)

    assert (kept(records).policy, records.all(PolicySet)) == (USUAL, [])


def test_what_may_not_be_set_changes_nothing() -> None:
    records = a_table()

    with pytest.raises(InvalidInput) as refused:
        set_to(records, actions={COVERS: Action.NOTE})

    assert refused.value.facts["field"] == f"actions.{COVERS}"
    assert records.commits == []


def test_a_change_of_the_campaign_leaves_its_policy() -> None:
    records = a_table()
    set_to(records, **SOFT)
    wanted = replace(kept(records), policy=USUAL, visits_per_worker=7)

    changed = campaigns.change(
        ADMIN, wanted, wanted.version, records=records, clock=FixedClock(NOON)
    )

    assert changed.visits_per_worker == 7
    assert changed.policy == kept(records).policy == Policy(number=1, **SOFT)


def test_a_notice_leaves_its_policy() -> None:
    records = a_table()
    set_to(records, **SOFT)

    campaigns.add_notice(ADMIN, CAMPAIGN, "doorstep", "hi", "सूचना", records=records)

    assert kept(records).policy == Policy(number=1, **SOFT)


def judged(records: FakeRecords, minutes: int) -> Testimonial:
    clock = FixedClock(NOON + timedelta(minutes=minutes))
    item = verify(VISIT, verify_tools(records, clock, SequentialIds()))
    assert item is not None
    return item


def test_a_changed_policy_leaves_verdicts_alone_and_holds_from_the_next_evidence_on() -> None:
    records = FakeRecords(*a_visited_place())
    before = judged(records, 0)

    set_to(records, actions={PHONE: Action.NOTE}, sampling={"mandal": 1.0}, seed="s-1")

    assert records.find(Testimonial, VISIT) == before
    after = judged(records, 5)
    assert (before.policy_number, after.policy_number) == (0, 1)
    assert after.evidence_version == before.evidence_version + 1
    assert after.verdict is Verdict.VERIFIED
    assert after.levels == ("mandal",)
