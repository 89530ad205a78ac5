"""Daily digests: made once a day, whatever the ticks; shown to whoever answers for the desk."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.channels import Connection, Standing
from chalicelib.domain.digests import Digest, DigestTurn
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId, ChannelId, VisitId
from chalicelib.domain.people import Role
from chalicelib.domain.progress import Part, Tally
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State
from chalicelib.services import digesting
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    DESK,
    NOON,
    VISIT,
    a_place,
    a_publication,
    a_testimonial,
    a_user,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock

MORNING = NOON + timedelta(hours=14)  # past seven in the morning, in India, of the day after
POSTS = [
    a_publication(state, visit_id=VisitId(an_id(0xA000 + number)), desk_id=DESK)
    for number, state in enumerate(
        [PublicationState.SCHEDULED] * 2 + [PublicationState.UNCONFIRMED]
    )
]
LOST = Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, standing=Standing.NEEDS_RECONNECT)
FINE = Connection(campaign_id=CAMPAIGN, channel_id=ChannelId("fine"))
DONE = Tally(
    area_id=DESK, shard=0,
    parts={"mandal-1#0": Part(version=1, days={NOON.date(): {"visited": 7, "approved": 2}})},
)  # fmt: skip


@pytest.fixture
def tools() -> digesting.Tools:
    """A desk at which something was approved, with posts on their way."""
    records = FakeRecords(*a_place(), a_testimonial(State.PUBLISHING), DONE, LOST, FINE, *POSTS)
    tools = digesting.Tools(records=records, clock=FixedClock(NOON))
    digesting.await_digest(VISIT, tools)
    return tools


def later(tools: digesting.Tools, **span: float) -> digesting.Tools:
    return digesting.Tools(records=tools.records, clock=FixedClock(MORNING + timedelta(**span)))


def rows(tools: digesting.Tools) -> list[Digest]:
    records = tools.records
    assert isinstance(records, FakeRecords)
    return records.all(Digest)


def test_a_digest_tells_the_day_and_what_a_person_must_do(tools: digesting.Tools) -> None:
    assert digesting.make_digests(tools) == 0
    assert digesting.make_digests(later(tools)) == 1

    (digest,) = rows(tools)
    assert (digest.area_id, digest.day) == (DESK, date(2026, 11, 14))
    assert digest.counts == {"visited": 7, "approved": 2}
    assert digest.on_the_way == {"scheduled": 2}
    assert digest.for_people == {"unconfirmed": 1}
    assert digest.lost == (CHANNEL,)


def test_ticks_that_come_often_late_or_never_make_one_digest_a_day(
    tools: digesting.Tools,
) -> None:
    made = [digesting.make_digests(later(tools, hours=hours)) for hours in (0, 0, 1, 30, 30, 76)]

    assert made == [1, 0, 0, 1, 0, 1]
    assert [each.day.day for each in rows(tools)] == [14, 15, 17]


def test_two_ticks_at_once_make_one(tools: digesting.Tools) -> None:
    records = tools.records
    assert isinstance(records, FakeRecords)
    records.before_commit = lambda _: digesting.make_digests(later(tools))

    digesting.make_digests(later(tools))

    assert len(rows(tools)) == 1
    (turn,) = records.all(DigestTurn)
    assert turn.due_at == MORNING.replace(hour=1, minute=30) + timedelta(days=1)


def test_a_desk_at_which_nothing_goes_on_any_more_has_no_next_turn() -> None:
    records = FakeRecords(*a_place(), a_testimonial(State.PUBLISHED))
    tools = digesting.Tools(records=records, clock=FixedClock(NOON))
    digesting.await_digest(VISIT, tools)

    assert digesting.make_digests(later(tools)) == 1
    assert [turn.due_at for turn in records.all(DigestTurn)] == [None]
    digesting.await_digest(VISIT, later(tools))
    assert records.all(DigestTurn)[0].due_at is not None


def test_a_desk_that_is_gone_has_no_digest() -> None:
    turn = DigestTurn(desk_id=AreaId("gone"), campaign_id=CAMPAIGN, due_at=NOON)
    records = FakeRecords(*a_place(), turn)

    assert digesting.make_digests(digesting.Tools(records=records, clock=FixedClock(NOON))) == 0
    assert [turn.due_at for turn in records.all(DigestTurn)] == [None]


def test_a_turn_that_is_coming_is_left_alone_and_nothing_makes_none(
    tools: digesting.Tools,
) -> None:
    records = tools.records
    assert isinstance(records, FakeRecords)
    count = len(records.commits)

    digesting.await_digest(VISIT, tools)
    digesting.await_digest(VisitId(an_id(0xDEAD)), tools)

    assert len(records.commits) == count


def test_counting_ends_where_a_thousand_are_on_their_way() -> None:
    many = [
        a_publication(visit_id=VisitId(an_id(0x10000 + number)), desk_id=DESK)
        for number in range(1_050)
    ]
    records = FakeRecords(*a_place(), a_testimonial(State.PUBLISHING), *many)
    tools = digesting.Tools(records=records, clock=FixedClock(NOON))
    digesting.await_digest(VISIT, tools)
    digesting.make_digests(later(tools))

    assert rows(tools)[0].on_the_way == {"scheduled": 1_000}


def test_whoever_answers_for_the_desk_reads_the_last_month(tools: digesting.Tools) -> None:
    for days in (0, 1, 40):
        digesting.make_digests(later(tools, days=days))
    at = later(tools, days=40)

    found = digesting.digests(a_user(Role.CONVENER, "constituency"), DESK, at)
    assert [each.day for each in found] == [date(2026, 12, 24)]
    with pytest.raises(NotFound):
        digesting.digests(a_user(Role.CONVENER, "booth-6"), DESK, at)
    with pytest.raises(NotFound):
        digesting.digests(a_user(Role.WORKER, "constituency"), DESK, at)


def test_saving_keeps_what_another_tick_made(tools: digesting.Tools) -> None:
    records = tools.records
    assert isinstance(records, FakeRecords)
    digesting.make_digests(later(tools))
    first = rows(tools)[0]
    (turn,) = records.all(DigestTurn)
    records.commit(Save(row=DigestTurn(
        desk_id=turn.desk_id, campaign_id=CAMPAIGN, due_at=NOON, version=turn.version,
    )))  # fmt: skip

    digesting.make_digests(later(tools, minutes=5))

    assert rows(tools) == [first]
