"""Freezes: put up by one, lifted by two, each step once, in a chain of its own."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from chalicelib.domain.audit import is_intact
from chalicelib.domain.campaign import Blackout
from chalicelib.domain.errors import Conflict, IdTaken, InvalidInput, NotFound, NotPermitted
from chalicelib.domain.freezes import FreezeKind, FreezeState
from chalicelib.domain.ids import AreaId, ChannelId, UserId
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import PostStep, Publication, PublicationState
from chalicelib.services import freeze_calendar, freezing, upkeep
from chalicelib.services.auditing import trail
from tests.builders import (
    CHANNEL,
    NOON,
    a_campaign,
    a_freeze,
    a_moderator,
    a_publication,
    a_user,
    a_worker,
    an_id,
)
from tests.fakes import FakeJobs, FakeObjectStore
from tests.services.ice import (
    CONVENER,
    FREEZE,
    SECOND,
    Ice,
    a_wish,
    crashing_at,
    later,
    on_its_way,
    some_ice,
)
from tests.services.press import OTHER

S = PublicationState
MINUTE = timedelta(minutes=1)
ADMIN = a_user(Role.ADMIN, "state")


def listed(ice: Ice, user: User = CONVENER, limit: int = 50, cursor: str | None = None) -> Any:
    return freeze_calendar.listed(
        user, limit=limit, cursor=cursor, records=ice.press.records, clock=ice.press.clock
    )


def read(ice: Ice, user: User = CONVENER) -> freeze_calendar.FreezeStory:
    records, clock = ice.press.records, ice.press.clock
    return freeze_calendar.read(user, FREEZE, records=records, clock=clock)


def test_a_freeze_stands_on_the_board_with_its_entry_and_looks_in_one_commit():
    ice = some_ice()

    freeze = ice.put_up()

    assert freeze == ice.freeze()
    assert len(ice.press.records.commits) == 1
    assert [hold.freeze_id for hold in ice.board().holds] == [FREEZE]
    assert [job.not_before for job in ice.jobs()] == [
        NOON, NOON + timedelta(seconds=10), NOON + timedelta(seconds=50),
    ]  # fmt: skip
    (entry,) = ice.entries()
    assert (entry.action, entry.actor) == ("freeze_put_up", "convener-1")
    assert "reason" not in entry.facts
    assert is_intact(ice.entries(), freeze.audit)


@pytest.mark.parametrize(
    ("user", "area"),
    [
        (CONVENER, "constituency"),
        (SECOND, "booth-1"),
        (ADMIN, "state"),
        (a_user(Role.CONVENER, "mandal-1"), "mandal-1"),
    ],
    ids=["convener", "co-convener", "admin", "of a mandal"],
)
@pytest.mark.parametrize("kind", [FreezeKind.INCIDENT, FreezeKind.STOP])
def test_whoever_steers_an_area_freezes_and_stops_it(user: User, area: str, kind: FreezeKind):
    assert some_ice().put_up(area, user, kind=kind).by == user.user_id


@pytest.mark.parametrize("user", [a_worker(), a_moderator(), a_user(Role.IN_CHARGE, "mandal-1")])
def test_nobody_else_puts_one_up_or_lifts_one(user: User):
    ice = some_ice()
    with pytest.raises(NotPermitted):
        ice.put_up(by=user)
    ice.put_up()

    with pytest.raises(NotPermitted):
        freezing.lift_one(user, FREEZE, ice.tools)


@pytest.mark.parametrize("area", ["state", "district-2", "nowhere"])
def test_an_area_that_is_not_hers_looks_absent(area: str):
    with pytest.raises(NotFound):
        some_ice().put_up(area, a_user(Role.CONVENER, "district-1"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": FreezeKind.BLACKOUT}, "kind"),
        ({"reason": "Ring 9876543210"}, "reason"),
        ({"channel_id": ChannelId("nowhere")}, "channel_id"),
        ({"until_at": NOON}, "until"),
        ({"from_at": NOON - timedelta(days=1)}, "from"),
    ],
    ids=str,
)
def test_what_may_not_be_is_refused_by_its_name_and_changes_nothing(
    fields: dict[str, Any], field: str
):
    ice = some_ice()

    with pytest.raises(InvalidInput) as refused:
        ice.put_up(**fields)

    assert refused.value.facts["field"] == field
    assert ice.press.records.commits == []


def test_the_same_again_is_the_same_also_later_and_anything_else_is_refused():
    ice = some_ice()
    first = ice.put_up(until_at=NOON + MINUTE, from_at=NOON)
    later(ice, hours=1)

    assert ice.put_up(until_at=NOON + MINUTE, from_at=NOON) == first
    assert len(ice.press.records.commits) == 1
    with pytest.raises(IdTaken):
        ice.put_up(until_at=NOON + MINUTE, from_at=NOON, reason="Another")


def test_a_stop_of_one_channel_holds_that_channel_alone():
    ice = some_ice()

    freeze = ice.put_up("state", ADMIN, kind=FreezeKind.STOP, channel_id=CHANNEL)

    assert (freeze.from_at, freeze.until_at) == (NOON, None)
    assert ice.board().holds[0].channel_id == CHANNEL


def test_two_that_are_put_up_at_once_both_stand():
    ice = some_ice()
    other = a_wish("mandal-2", freeze_id=an_id(0xFE02))
    ice.press.records.before_commit = lambda _: freezing.announce(SECOND, other, ice.tools)

    ice.put_up()

    assert len(ice.board().holds) == 2


def test_two_people_lift_it_and_who_put_it_up_may_be_one_of_them():
    ice = some_ice()
    ice.put_up()

    asked = freezing.lift_one(CONVENER, FREEZE, ice.tools)
    again = freezing.lift_one(CONVENER, FREEZE, ice.tools)
    assert (again, asked.lift_asked_by) == (asked, "convener-1")
    assert len(ice.board().holds) == 1
    lifted = freezing.lift_one(SECOND, FREEZE, ice.tools)

    assert (lifted.lifted_by, lifted.version) == ("co-convener-1", ice.freeze().version)
    assert ice.board().holds == ()
    assert len(ice.jobs()) == 6
    actions = [entry.action for entry in ice.entries()]
    assert actions == ["freeze_put_up", "freeze_lift_asked", "freeze_lifted"]
    assert is_intact(ice.entries(), lifted.audit)
    assert freezing.lift_one(SECOND, FREEZE, ice.tools) == lifted
    with pytest.raises(Conflict):
        freezing.lift_one(ADMIN, FREEZE, ice.tools)


def test_of_two_who_ask_at_the_same_moment_one_asks_and_the_other_lifts():
    ice = some_ice()
    ice.put_up()
    ice.press.records.before_commit = lambda _: freezing.lift_one(SECOND, FREEZE, ice.tools)

    lifted = freezing.lift_one(CONVENER, FREEZE, ice.tools)

    assert (lifted.lift_asked_by, lifted.lifted_by) == ("co-convener-1", "convener-1")


def test_of_many_clicks_of_one_person_none_lifts():
    ice = some_ice()
    ice.put_up()
    clicks = [
        Thread(target=freezing.lift_one, args=(CONVENER, FREEZE, ice.tools)) for _ in range(6)
    ]

    for click in clicks:
        click.start()
    for click in clicks:
        click.join()

    assert ice.freeze().lifted_at is None
    assert len(ice.entries()) == 2


def test_a_freeze_of_those_above_is_seen_and_not_lifted_below_and_elsewhere_it_is_not_there():
    ice = some_ice()
    ice.put_up("constituency")
    below = a_user(Role.CONVENER, "mandal-1", user_id=UserId("below"))

    with pytest.raises(NotPermitted):
        freezing.lift_one(below, FREEZE, ice.tools)
    assert [each.may_lift for each in listed(ice, below).items] == [False]
    ice.press.records.seed(a_freeze(area_id=AreaId("mandal-2")))
    with pytest.raises(NotFound):
        freezing.lift_one(below, FREEZE, ice.tools)
    assert listed(ice, below).items == ()


def test_what_is_unknown_is_not_lifted():
    with pytest.raises(NotFound):
        freezing.lift_one(CONVENER, FREEZE, some_ice().tools)


@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
def test_a_lift_that_dies_at_its_commit_can_be_repeated(after: bool):
    ice = some_ice()
    ice.put_up()
    freezing.lift_one(CONVENER, FREEZE, ice.tools)

    def lift() -> object:
        return freezing.lift_one(SECOND, FREEZE, ice.tools)

    assert crashing_at(ice, 0, lift, after=after)
    lift()

    assert ice.board().holds == ()
    assert len(ice.entries()) == 3


def test_the_chain_is_read_by_those_whom_the_freeze_concerns():
    ice = some_ice()
    ice.put_up()
    ice.lift()

    for user in (CONVENER, a_moderator("booth-1"), ADMIN):
        found = trail(user, FREEZE, limit=10, cursor=None, records=ice.press.records)
        assert (len(found.page.items), found.is_intact) == (3, True)
    for user in (a_moderator("mandal-4"), a_worker()):
        with pytest.raises(NotFound):
            trail(user, FREEZE, limit=10, cursor=None, records=ice.press.records)


# The calendar.


def test_the_calendar_shows_the_newest_first_then_blackouts_page_by_page():
    ice = some_ice()
    blackouts = tuple(
        Blackout(
            area_id=AreaId(area), from_at=NOON + MINUTE, until_at=NOON + 2 * MINUTE, reason=area
        )
        for area in ("district-1", "district-2", "state", "nowhere")
    )
    ice.press.records.seed(a_campaign(blackouts=blackouts))
    for number in (1, 2, 3):
        ice.put_up(freeze_id=an_id(number))
        later(ice, minutes=1)
    reader = a_moderator("district-1")

    seen, cursor = [], None
    while True:
        page = listed(ice, reader, limit=2, cursor=cursor)
        assert len(page.items) <= 2
        seen += [each.freeze.freeze_id for each in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [an_id(3), an_id(2), an_id(1), "blackout-0", "blackout-2"]
    whole = listed(ice, CONVENER).items
    assert [each.freeze.freeze_id for each in whole][3:] == [
        "blackout-0",
        "blackout-1",
        "blackout-2",
    ]
    assert {each.may_lift for each in whole[3:]} == {False}
    assert whole[3].state is FreezeState.OVER
    assert [each.area.area_id for each in whole[:1]] == ["mandal-1"]


def test_the_calendar_of_a_campaign_that_is_not_set_up_is_empty():
    ice = some_ice()
    admin = a_user(Role.ADMIN, "state", campaign_id="another")

    assert listed(ice, admin).items == ()


def test_the_calendar_is_not_for_workers_and_its_cursors_are_ours():
    ice = some_ice()
    with pytest.raises(NotPermitted):
        listed(ice, a_worker())
    with pytest.raises(NotPermitted):
        read(ice, a_worker())
    with pytest.raises(InvalidInput):
        listed(ice, cursor="blackouts:-1")
    assert listed(ice, cursor="blackouts:9999").items == ()


def test_who_may_be_the_next_to_lift_is_told():
    ice = some_ice()
    ice.put_up()
    assert listed(ice).items[0].may_lift

    freezing.lift_one(CONVENER, FREEZE, ice.tools)

    assert not listed(ice, CONVENER).items[0].may_lift
    assert listed(ice, SECOND).items[0].may_lift
    freezing.lift_one(SECOND, FREEZE, ice.tools)
    assert not listed(ice, ADMIN).items[0].may_lift


def test_what_is_on_its_way_is_told_before_any_sweep_has_come():
    sent = on_its_way(1, "booth-1", S.POSTING, step=PostStep.SENT, posting_since=NOON - MINUTE)
    unclear = on_its_way(2, "booth-2", S.UNCONFIRMED)
    pending = on_its_way(3, "booth-2", S.POSTING, step=PostStep.PENDING, handle="h")
    elsewhere = on_its_way(4, "booth-3", S.POSTING, step=PostStep.SENT)
    other = on_its_way(5, "booth-1", S.UNCONFIRMED, channel_id=OTHER)
    ice = some_ice(sent, unclear, pending, elsewhere, other)

    ice.put_up(channel_id=CHANNEL)

    story = read(ice)
    assert [row.visit_id for row in story.not_recalled] == [sent.visit_id, unclear.visit_id]
    assert story.is_whole
    own = read(ice, a_moderator("booth-2"))
    assert [row.visit_id for row in own.not_recalled] == [unclear.visit_id]


def test_a_freeze_that_has_not_begun_has_missed_nothing():
    ice = some_ice(on_its_way(1, "booth-1", S.UNCONFIRMED))

    ice.put_up(from_at=NOON + MINUTE)

    assert read(ice).not_recalled == ()
    assert read(ice).is_whole


def test_of_very_many_the_first_are_told_and_that_there_are_more():
    many = [
        on_its_way(number, "booth-1", S.UNCONFIRMED)
        for number in range(freeze_calendar.MOST_SHOWN + 1)
    ]
    ice = some_ice(*many)
    ice.put_up()

    story = read(ice)

    assert len(story.not_recalled) == freeze_calendar.MOST_SHOWN
    assert not story.is_whole


def test_since_when_it_is_out_is_told():
    posted = a_publication(S.POSTED, posted_at=NOON + MINUTE, posting_since=NOON)

    assert freeze_calendar.since(posted) == NOON + MINUTE
    assert freeze_calendar.since(a_publication(posting_since=NOON - MINUTE)) == NOON - MINUTE


# The timer.


def test_a_timer_has_a_freeze_looked_at_as_it_begins_and_while_it_holds():
    ice = some_ice()
    begin = NOON + timedelta(hours=2)
    ice.put_up(from_at=begin, until_at=begin + timedelta(hours=1))
    assert ice.jobs() == []
    jobs = FakeJobs()
    tools = upkeep.Tools(
        records=ice.press.records, store=FakeObjectStore(), jobs=jobs, clock=ice.press.clock
    )

    while ice.press.clock.now() < begin + timedelta(hours=3):
        upkeep.reconcile(tools)
        later(ice, minutes=1)

    sent = [job.not_before for job in jobs.sent if job.subject == FREEZE]
    meanwhile = [at for at in sent if at and begin <= at <= begin + timedelta(hours=1)]
    assert len({at.replace(minute=at.minute // 10 * 10, second=0) for at in meanwhile}) == 7
    assert begin in sent
    assert begin + timedelta(seconds=50) in sent
    assert begin + timedelta(hours=1) in sent
    assert ice.freeze().due_at is None


def test_all_channels_or_one_of_them_are_held_as_it_says():
    ice = some_ice(on_its_way(1, "booth-1"), on_its_way(2, "booth-1", channel_id=OTHER))
    ice.put_up(channel_id=OTHER)

    ice.sweep()

    held = [row for row in ice.press.records.all(Publication) if row.state is S.HELD]
    assert [row.channel_id for row in held] == [OTHER]
