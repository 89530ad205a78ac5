"""Evidence arriving in every order: the same verdict of every visit, once per state of evidence.

What happened in the field is a set of events. Each reaches us through the use case that takes it
in, and all that follows from it is carried out before, between and after the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.campaign import Scheme
from chalicelib.domain.consent import Purpose
from chalicelib.domain.edits import Update
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.places import Location
from chalicelib.domain.reports import (
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    Delivery,
    Reported,
    Result,
    SyncChange,
    VisitRecorded,
)
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification import names
from chalicelib.domain.visit import Outcome
from chalicelib.services import matching
from chalicelib.services.phones import PhoneDesk, hash_of
from chalicelib.services.syncing import accept_batch
from tests.builders import (
    CAMPAIGN,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_good_picture,
    a_ready_photo,
    a_ready_video,
    a_small_tree,
    a_withdrawal,
    a_worker,
    an_id,
)
from tests.fakes import FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds
from tests.looks import a_look, differing
from tests.stream import Stream
from tests.verifying import verify_tools

PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
EVENING = FixedClock(NOON + timedelta(days=2))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEXT_DOOR, THIRD = BeneficiaryId(an_id(0xB002)), BeneficiaryId(an_id(0xB003))
FAR_VISIT, NEXT_VISIT = VisitId(an_id(0xA002)), VisitId(an_id(0xA003))
FIRST_VISIT, LAST_VISIT = VisitId(an_id(0xA004)), VisitId(an_id(0xA005))
BEFORE, BEFORE_THAT = VisitId(an_id(0xA010)), VisitId(an_id(0xA011))
NEXT_PHOTO, LAST_PHOTO = MediaId(an_id(0xC003)), MediaId(an_id(0xC004))
FOURTH, FIFTH = BeneficiaryId(an_id(0xB004)), BeneficiaryId(an_id(0xB005))
HERE = Location(lat=29.94, lon=78.16, accuracy_m=10)
FAR_AWAY = Location(lat=30.94, lon=78.16, accuracy_m=10)  # 111 km
NEW_NUMBER, OLD_RUMOUR = "+919812345678", "+919898989898"
FIRST = a_worker(user_id=UserId("worker-1"))
SECOND = a_worker(user_id=UserId("worker-2"))
HOUSING = Scheme(scheme_id="housing", names={"en": "Housing"})
NEIGHBOURS = {NEXT_DOOR: "गीता", THIRD: "कमला", FOURTH: "राधा", FIFTH: "मीरा"}
SAYS, SAYS_NOTHING = {"has_metadata": True}, {"has_metadata": False}
Event = Callable[[FakeRecords], None]


def a_village() -> FakeRecords:
    neighbours = [
        a_beneficiary(beneficiary_id=person, serial=serial, names={"hi": name}, phone=None)
        for serial, (person, name) in enumerate(NEIGHBOURS.items(), start=2)
    ]
    campaign = a_campaign(schemes=(HOUSING,))
    return FakeRecords(*a_small_tree(), campaign, FIRST, SECOND, a_beneficiary(), *neighbours)


def reported(data: Reported, by: User = FIRST) -> Event:
    """Return the event that a worker's phone reports this."""
    change = SyncChange(change_id="change", data=data)
    delivery = Delivery(device_id="device-1", changes=(change,))

    def send(records: FakeRecords) -> None:
        (answer,) = accept_batch(
            by, delivery, records=records, phones=PHONES, clock=EVENING,
            new_id=SequentialIds(len(records.stream)),
        )  # fmt: skip
        assert answer.result is not Result.REFUSED, answer.problem

    return send


def visit(
    visit_id: VisitId, person: BeneficiaryId, at: datetime, where: Location = HERE,
    by: User = FIRST, **more: Any,
) -> Event:  # fmt: skip
    told = VisitRecorded(
        visit_id=visit_id, beneficiary_id=person, booth_id=a_beneficiary().booth_id,
        outcome=Outcome.MET, started_at=at, ended_at=at + 8 * MINUTE, location=where, **more,
    )  # fmt: skip
    return reported(told, by)


def consent(number: int, visit_id: VisitId, person: BeneficiaryId, **more: Any) -> Event:
    agreed = a_consent(consent_id=ConsentId(an_id(number)), visit_id=visit_id, **more)
    return reported(ConsentGiven(beneficiary_id=person, consent=agreed))


def update(edit: str, field: str, value: str, at: datetime, by: User = FIRST) -> Event:
    told = Update(edit_id=edit, base_version=1, fields={field: value}, phone_at=at)
    return reported(BeneficiaryUpdated(beneficiary_id=PERSON, update=told, at=at), by)


def upload(media: Media) -> Event:
    """Return the event that an upload is granted, taken in, and ready."""

    def end(records: FakeRecords) -> None:
        begun = replace(media, state=MediaState.PROCESSING, derivatives=(), looks=(), signals={})
        records.commit(Save(row=begun))
        records.commit(Save(row=replace(media, version=1)))

    return end


def call(number: str, at: datetime) -> Event:
    """Return the event that somebody rings from a number and hangs up."""
    rung = Call(
        provider="exotel", call_id="call-1", campaign_id=CAMPAIGN, shown="+91XXXXXX5678",
        phone_hash=hash_of(number, CAMPAIGN, PHONES.vault), at=at, received_at=at,
        state=CallState.UNMATCHED,
    )  # fmt: skip
    return lambda records: matching.take_in(rung, records=records)


def picture(**fields: Any) -> Media:
    return a_ready_photo(
        **{
            "looks": (a_look(1),), "signals": a_good_picture(), "stored_at": NOON + MINUTE,
            "measured": SAYS, **fields,
        }
    )  # fmt: skip


def whole(visit_id: VisitId, person: BeneficiaryId, at: datetime) -> Event:
    """Return the event of a visit with all that belongs to it, with a photo of its own."""
    number = int(visit_id[-4:], 16)
    shot = picture(
        media_id=MediaId(an_id(0x30000 + number)), visit_id=visit_id, beneficiary_id=person,
        sha256=f"{number:064x}", looks=(a_look(number),), stored_at=at + MINUTE,
    )  # fmt: skip
    parts = (
        visit(visit_id, person, at), consent(0x40000 + number, visit_id, person, given_at=at),
        upload(shot),
    )  # fmt: skip

    def each(records: FakeRecords) -> None:
        for part in parts:
            part(records)

    return each


OURS = picture()
ITS_COPY = picture(
    media_id=NEXT_PHOTO, visit_id=NEXT_VISIT, beneficiary_id=NEXT_DOOR, sha256="ab" * 32,
    looks=(differing(a_look(1), 4),), stored_at=NOON + 30 * MINUTE, measured=SAYS_NOTHING,
)  # fmt: skip
AGAIN = picture(media_id=LAST_PHOTO, visit_id=LAST_VISIT, stored_at=NOON + DAY)
FILM = a_ready_video(looks=(a_look(2),), signals=a_good_picture(), stored_at=NOON + 2 * MINUTE)
EXPECTED = {
    names.COVERS, names.NAME, names.TWICE, names.TRAVEL, names.EXACT, names.NEAR, names.METADATA,
    names.CHILD, names.CALLED,
}  # fmt: skip
VIDEO_ALONE = a_withdrawal(purposes=frozenset({Purpose.VIDEO}), visit_id=VISIT)

EVENTS: dict[str, Event] = {
    "visit": visit(VISIT, PERSON, NOON, call_dialled_at=NOON + 5 * MINUTE),
    "consent": consent(0xD001, VISIT, PERSON, shown_name="Kamla Sharma"),
    "photo": upload(OURS),
    "video": upload(FILM),
    "call": call(NEW_NUMBER, NOON + 6 * MINUTE),
    "new number": update("e-1", "phone", NEW_NUMBER, NOON + 3 * MINUTE),
    "another number": update("e-2", "phone", OLD_RUMOUR, NOON - HOUR, SECOND),
    "year of birth": update("e-3", "birth_year", "1980", NOON + 4 * MINUTE),
    "name": update("e-4", "name.hi", "गुड्डी शर्मा", NOON + 4 * MINUTE),
    "video taken back": reported(ConsentWithdrawn(beneficiary_id=PERSON, withdrawal=VIDEO_ALONE)),
    # Far away five minutes before: nobody gets here from there in that time.
    "far visit": visit(FAR_VISIT, THIRD, NOON - 5 * MINUTE, FAR_AWAY),
    "next visit": visit(NEXT_VISIT, NEXT_DOOR, NOON + 20 * MINUTE),
    "next consent": consent(0xD002, NEXT_VISIT, NEXT_DOOR),
    "its copy": upload(ITS_COPY),
    # This phone's files usually say something of themselves.
    "visit before": whole(BEFORE, FOURTH, NOON - 2 * HOUR),
    "visit before that": whole(BEFORE_THAT, FIFTH, NOON - 3 * HOUR),
    # Another worker had met her the day before, and the first one comes again the day after.
    "first visit": visit(FIRST_VISIT, PERSON, NOON - DAY, by=SECOND),
    "last visit": visit(LAST_VISIT, PERSON, NOON + DAY),
    "last consent": consent(0xD003, LAST_VISIT, PERSON, given_at=NOON + DAY),
    "last photo": upload(AGAIN),
}


@dataclass(frozen=True)
class Told:
    """What is told of a visit in the end."""

    state: State
    verdict: Verdict | None
    outcomes: dict[str, FindingOutcome]
    media_ids: tuple[MediaId, ...]


def carried_out(order: Sequence[str], seed: int) -> Stream:
    """Return the stream after the events, and after all that follows, at once or much later."""
    records = a_village()
    tools = verify_tools(records, EVENING, SequentialIds(0x100000))
    stream = Stream(records, tools, Random(seed))  # noqa: S311  the same for the same seed
    for name in order:
        EVENTS[name](records)
        stream.dawdle() if stream.chance.choice((True, False)) else stream.drain()
    stream.drain()
    return stream


def after(order: Sequence[str], seed: int) -> FakeRecords:
    """Return the table after that."""
    return carried_out(order, seed).records


def told(records: FakeRecords) -> dict[VisitId, Told]:
    return {
        item.visit_id: Told(
            state=item.state,
            verdict=item.verdict,
            outcomes={found.check: found.outcome for found in item.findings},
            media_ids=item.media_ids,
        )
        for item in records.all(Testimonial)
    }


some_events = st.lists(st.sampled_from(sorted(EVENTS)), unique=True, min_size=2)
two_orders = some_events.flatmap(
    lambda some: st.tuples(st.permutations(some), st.permutations(some))
)
seeds = st.integers(0, 999)


@settings(max_examples=60, deadline=None)
@given(orders=two_orders, one_seed=seeds, other_seed=seeds)
def test_the_same_evidence_ends_in_the_same_verdicts_whatever_came_first(
    orders: tuple[list[str], list[str]], one_seed: int, other_seed: int
) -> None:
    one, other = after(orders[0], one_seed), after(orders[1], other_seed)

    assert told(one) == told(other)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(sorted(EVENTS)), seed=seeds)
def test_all_of_it_ends_as_it_should_in_every_order(order: list[str], seed: int) -> None:
    ends = told(after(order, seed))

    assert {visit_id: (end.state, end.media_ids) for visit_id, end in ends.items()} == {
        VISIT: (State.REFUSED, (PHOTO, VIDEO)),
        NEXT_VISIT: (State.PENDING_REVIEW, (NEXT_PHOTO,)),
        LAST_VISIT: (State.PENDING_REVIEW, (LAST_PHOTO,)),
        BEFORE: (State.PENDING_REVIEW, ends[BEFORE].media_ids),
        BEFORE_THAT: (State.PENDING_REVIEW, ends[BEFORE_THAT].media_ids),
    }
    assert {visit_id: doubts_of(end) & EXPECTED for visit_id, end in ends.items()} == {
        VISIT: {names.COVERS, names.NAME, names.TWICE, names.TRAVEL},
        NEXT_VISIT: {names.NEAR, names.METADATA},
        LAST_VISIT: {names.NAME, names.TWICE, names.EXACT, names.NEAR},
        BEFORE: set(),
        BEFORE_THAT: set(),
    }
    assert ends[VISIT].outcomes[names.PHONE_OF_ROLL] is FindingOutcome.UNKNOWN
    assert ends[VISIT].outcomes[names.CALLED] is FindingOutcome.PASS
    assert ends[VISIT].outcomes[names.CHILD] is FindingOutcome.PASS


def doubts_of(end: Told) -> set[str]:
    doubts = {FindingOutcome.WARN, FindingOutcome.FAIL}
    return {check for check, outcome in end.outcomes.items() if outcome in doubts}


@settings(max_examples=20, deadline=None)
@given(order=some_events.flatmap(st.permutations), seed=seeds)
def test_each_state_of_the_evidence_makes_one_verdict_and_none_is_overwritten(
    order: list[str], seed: int
) -> None:
    records = after(order, seed)

    judged = [item for item in records.all(Testimonial) if item.verdict is not None]
    for item in judged:
        past = sorted(
            (row for row in records.all(PastVerdict) if row.visit_id == item.visit_id),
            key=lambda row: row.number,
        )
        keys = [*(row.evidence_key for row in past), item.evidence_key]
        assert [row.number for row in past] == list(range(1, item.evidence_version))
        assert all(key != then for key, then in pairwise(keys))
        assert audited(records, item) == list(range(1, item.evidence_version + 1))


def audited(records: FakeRecords, item: Testimonial) -> list[object]:
    """Return the versions of the evidence of which the item's chain of entries tells."""
    entries = [row for row in records.all(AuditEntry) if row.subject_id == item.visit_id]
    last = [item.last_entry] if item.last_entry else []
    found = [each for each in (*entries, *last) if each.action == "verified"]
    return [each.facts["evidence_version"] for each in found]


@settings(max_examples=20, deadline=None)
@given(order=some_events.flatmap(st.permutations), seed=seeds)
def test_a_stream_that_is_told_once_more_makes_no_verdict(order: list[str], seed: int) -> None:
    stream = carried_out(order, seed)
    before = {item.visit_id: item for item in stream.records.all(Testimonial)}

    stream.told = 0
    stream.drain()

    assert {item.visit_id: item for item in stream.records.all(Testimonial)} == before


def of_a_long_day(number: int) -> Event:
    """Return the event of a visit: five of them here, then ten where nobody gets in that time."""
    at, where = NOON + number * 5 * MINUTE, HERE if number < len(LONG_DAY) // 3 else FAR_AWAY
    visit_id, person = VisitId(an_id(0xA100 + number)), BeneficiaryId(an_id(0xB100 + number))
    shot = picture(
        media_id=MediaId(an_id(0xC100 + number)), visit_id=visit_id, beneficiary_id=person,
        sha256=f"{number + 1:064x}", looks=(a_look(number + 1),),
    )  # fmt: skip
    parts = (
        visit(visit_id, person, at, where), consent(0xD100 + number, visit_id, person), upload(shot)
    )  # fmt: skip

    def each(records: FakeRecords) -> None:
        for part in parts:
            part(records)

    return each


LONG_DAY = range(15)


def long_day_ended(order: Sequence[int]) -> dict[VisitId, Told]:
    records = a_village()
    for number in LONG_DAY:
        person = BeneficiaryId(an_id(0xB100 + number))
        records.seed(a_beneficiary(beneficiary_id=person, serial=100 + number, phone=None))
    tools = verify_tools(records, EVENING, SequentialIds(0x100000))
    stream = Stream(records, tools, Random(1))  # noqa: S311  the same for the same seed
    for number in order:
        of_a_long_day(number)(records)
        stream.drain()
    return told(records)


def test_a_long_day_in_two_places_ends_the_same_when_its_first_visit_is_reported_last() -> None:
    in_order = long_day_ended(LONG_DAY)

    assert sum(names.TRAVEL in doubts_of(end) for end in in_order.values()) == 5
    assert long_day_ended([*LONG_DAY[1:], 0]) == in_order
