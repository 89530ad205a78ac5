"""What phones report: any order, any repeats, item by item, the same end state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.campaign import Campaign, notice_hash
from chalicelib.domain.consent import (
    Consent,
    How,
    Ledger,
    Purpose,
    Withdrawal,
    everywhere,
    standing,
)
from chalicelib.domain.edits import Edit, EditSource, Update
from chalicelib.domain.errors import (
    Conflict,
    DomainError,
    IdTaken,
    InvalidInput,
    NotFound,
    StoreUnavailable,
)
from chalicelib.domain.held import HeldChange, HeldMark
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ConsentId,
    UserId,
    VisitId,
    id_from,
)
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import User
from chalicelib.domain.places import Location
from chalicelib.domain.reports import (
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    Delivery,
    ItemResult,
    Result,
    SyncChange,
    VisitRecorded,
)
from chalicelib.domain.roll import Beneficiary, missing
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.services.admissible import CLOCK_TOLERANCE
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.rolls import update_person
from chalicelib.services.syncing import accept_batch
from chalicelib.services.withdrawals import (
    SETTLE_WITHIN,
    take_back_by_phone,
    take_back_everything,
)
from chalicelib.services.withdrawing import settle
from tests.builders import (
    ALL_PURPOSES,
    CAMPAIGN,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_notice,
    a_place,
    a_visit,
    a_withdrawal,
    a_worker,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import (
    Crash,
    FakePhoneBook,
    FakeRecords,
    FakeVault,
    FixedClock,
    SequentialIds,
)

NEIGHBOUR = BeneficiaryId(an_id(0xB002))
STRANGER = BeneficiaryId(an_id(0xB003))
HOUR = timedelta(hours=1)
PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())


def a_roll() -> FakeRecords:
    return FakeRecords(
        *a_place(),
        a_beneficiary(beneficiary_id=NEIGHBOUR, serial=2),
        a_beneficiary(beneficiary_id=STRANGER, booth_id="booth-6", path=path_to("booth-6")),
    )


def report(
    records: FakeRecords, *changes: SyncChange,
    user: User | None = None, at: datetime = NOON, skew_s: int = 0,
) -> tuple[ItemResult, ...]:  # fmt: skip
    delivery = Delivery(device_id="device-1", changes=changes, skew_s=skew_s)
    return accept_batch(
        user or a_worker(), delivery, records=records, phones=PHONES, clock=FixedClock(at),
        new_id=SequentialIds(len(records.commits) * 100 + 1),
    )  # fmt: skip


def results(answers: tuple[ItemResult, ...]) -> list[str]:
    return [answer.result.value for answer in answers]


def problem(answer: ItemResult) -> type | None:
    return type(answer.problem) if answer.problem else None


def recorded(change_id: str = "c-visit", **fields: Any) -> SyncChange:
    data = VisitRecorded(
        visit_id=VISIT, beneficiary_id=PERSON, booth_id=AreaId("booth-1"), outcome=Outcome.MET,
        started_at=NOON,
    )  # fmt: skip
    return SyncChange(change_id=change_id, data=replace(data, **fields))


def agreed(change_id: str = "c-consent", person: BeneficiaryId = PERSON, **f: Any) -> SyncChange:
    consent: Consent = a_consent(**f)
    return SyncChange(
        change_id=change_id, data=ConsentGiven(beneficiary_id=person, consent=consent)
    )


def taken_back(
    change_id: str = "c-withdrawal", person: BeneficiaryId = PERSON, **fields: Any
) -> SyncChange:
    withdrawal: Withdrawal = a_withdrawal(**fields)
    data = ConsentWithdrawn(beneficiary_id=person, withdrawal=withdrawal)
    return SyncChange(change_id=change_id, data=data)


def updated(
    change_id: str = "c-update", person: BeneficiaryId = PERSON, at: datetime = NOON, **fields: Any
) -> SyncChange:
    said = {"base_version": 1, "fields": {"address": "House 5"}, **fields}
    update = Update(edit_id=change_id, phone_at=at, **said)
    data = BeneficiaryUpdated(beneficiary_id=person, update=update, at=at)
    return SyncChange(change_id=change_id, data=data)


def test_a_visit_is_kept_with_the_worker_of_the_token_and_the_path_of_the_booth() -> None:
    records = a_roll()

    answers = report(records, recorded())

    visit = records.find(Visit, VISIT)
    assert results(answers) == ["accepted"]
    assert visit is not None
    assert (visit.worker_id, visit.device_id, visit.received_at) == (WORKER, "device-1", NOON)
    assert visit.path == path_to("booth-1")


def test_the_roll_shows_the_visit_and_what_was_agreed_to() -> None:
    records = a_roll()

    report(records, recorded(), agreed())

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.last is not None
    assert person.last.visit_id == VISIT
    assert person.purposes == ALL_PURPOSES


def test_the_workers_name_in_a_consent_comes_from_her_token() -> None:
    records = a_roll()

    report(records, agreed(worker_id=UserId("somebody-else")))

    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    assert [consent.worker_id for consent in ledger.consents] == [WORKER]


def test_one_bad_change_does_not_stop_the_good_ones() -> None:
    records = a_roll()
    unreadable = SyncChange(change_id="c-bad", data=InvalidInput("Not a visit", field="outcome"))

    answers = report(records, recorded(), unreadable, agreed(purposes=frozenset()), agreed())

    assert results(answers) == ["accepted", "refused", "refused", "accepted"]
    assert [a.change_id for a in answers] == ["c-visit", "c-bad", "c-consent", "c-consent"]
    assert [problem(answer) for answer in answers] == [None, InvalidInput, InvalidInput, None]


def test_a_repeated_batch_answers_already_have_and_writes_nothing() -> None:
    records = a_roll()
    batch = (recorded(), agreed(), taken_back())
    report(records, *batch)
    commits = len(records.commits)

    answers = report(records, *batch, at=NOON + HOUR)

    assert results(answers) == ["already_have"] * 3
    assert len(records.commits) == commits


def test_the_same_change_twice_in_one_batch_is_once() -> None:
    answers = report(a_roll(), recorded(), recorded(), taken_back(), taken_back())

    assert results(answers) == ["accepted", "already_have", "accepted", "already_have"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (recorded(), recorded(outcome=Outcome.REFUSED)),
        (agreed(), agreed(purposes=frozenset({Purpose.RECORD}))),
        (taken_back(), taken_back(at=NOON + 5 * HOUR)),
    ],
    ids=["visit", "consent", "withdrawal"],
)
def test_a_known_id_with_another_body_conflicts_and_the_first_stands(
    first: SyncChange, second: SyncChange
) -> None:
    records = a_roll()
    report(records, first)
    before = (records.find(Visit, VISIT), records.find(Ledger, PERSON))

    (answer,) = report(records, second)

    assert answer.result is Result.CONFLICT
    assert problem(answer) is IdTaken
    assert (records.find(Visit, VISIT), records.find(Ledger, PERSON)) == before


def test_anothers_visit_id_conflicts() -> None:
    records = a_roll()
    report(records, recorded())

    (answer,) = report(records, recorded(), user=a_worker(user_id=UserId("worker-2")))

    assert answer.result is Result.CONFLICT


@pytest.mark.parametrize(
    "change",
    [
        recorded(beneficiary_id=STRANGER),
        recorded(beneficiary_id=BeneficiaryId(an_id(404))),
        recorded(booth_id=AreaId("booth-6")),
        recorded(booth_id=AreaId("nowhere")),
        agreed(person=STRANGER),
        taken_back(person=STRANGER),
    ],
    ids=[
        "a stranger", "an unknown person", "a booth out of scope", "an unknown booth",
        "a stranger's consent", "a stranger's withdrawal",
    ],
)  # fmt: skip
def test_what_is_out_of_scope_looks_absent_and_changes_nothing_of_anybodys(
    change: SyncChange,
) -> None:
    records = a_roll()

    (answer,) = report(records, change)

    assert (answer.result, problem(answer)) == (Result.REFUSED, NotFound)
    assert {type(each.row) for commit in records.commits for each in commit} <= {
        HeldChange,
        HeldMark,
    }


def test_only_a_worker_reports_from_the_field() -> None:
    convener = a_worker(scopes=())

    (answer,) = report(a_roll(), recorded(), user=convener)

    assert problem(answer) is NotFound


@pytest.mark.parametrize("build", [recorded, agreed], ids=["visit", "consent"])
def test_a_report_from_the_future_is_refused(build: Any) -> None:
    name = "started_at" if build is recorded else "given_at"
    ahead = {name: NOON + CLOCK_TOLERANCE + timedelta(seconds=1)}
    in_time = {name: NOON + CLOCK_TOLERANCE}

    (answer,) = report(a_roll(), build(**ahead))

    assert (answer.result, problem(answer)) == (Result.REFUSED, InvalidInput)
    assert answer.problem is not None
    assert answer.problem.facts == {"field": name}
    assert results(report(a_roll(), build(**in_time))) == ["accepted"]


def test_a_consent_may_not_name_anothers_visit() -> None:
    records = a_roll()

    answers = report(records, recorded(), agreed(person=NEIGHBOUR))

    assert results(answers) == ["accepted", "refused"]
    assert records.find(Ledger, NEIGHBOUR) is None


def test_a_withdrawal_writes_its_audit_entry_and_its_job_in_the_same_commit() -> None:
    records = a_roll()
    report(records, agreed())
    before = len(records.commits)

    report(records, taken_back(), at=NOON + HOUR)

    kinds = [[type(change.row) for change in commit] for commit in records.commits[before:]]
    assert kinds == [[Ledger, AuditEntry, OutboxItem], [Beneficiary]]
    (outbox,) = records.all(OutboxItem)
    assert (outbox.job.action, outbox.job.subject) == (Action.WITHDRAW, PERSON)
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    assert ledger.due_at == NOON + HOUR + SETTLE_WITHIN
    assert is_intact(records.all(AuditEntry), ledger.audit)


def test_an_audit_entry_of_a_withdrawal_names_no_person() -> None:
    records = a_roll()
    report(records, agreed(), taken_back(purposes=frozenset({Purpose.PUBLISH})))

    (entry,) = records.all(AuditEntry)

    assert entry.subject_id == PERSON
    assert entry.actor == WORKER
    assert entry.facts["purposes"] == "publish"
    assert not any(word in str(entry) for word in ("Sita", "सीता", "98765"))


def test_after_a_withdrawal_the_roll_shows_nothing_agreed() -> None:
    records = a_roll()
    report(records, recorded(), agreed(), taken_back())

    person = records.find(Beneficiary, PERSON)

    assert person is not None
    assert person.purposes == frozenset()
    assert missing(person) == ()  # who took everything back is not asked again


JOURNEY = (
    recorded(),
    recorded("c-second", visit_id=VisitId(an_id(2)), started_at=NOON + HOUR),
    agreed(),
    agreed("c-again", consent_id=ConsentId(an_id(3)), given_at=NOON + 2 * HOUR),
    taken_back(at=NOON + HOUR),
    taken_back("c-partly", withdrawal_id=an_id(4), at=NOON + 3 * HOUR, visit_id=VISIT,
               purposes=frozenset({Purpose.VIDEO})),
    agreed("c-neighbour", NEIGHBOUR, consent_id=ConsentId(an_id(5)), visit_id=VisitId(an_id(6))),
)  # fmt: skip


def end_state(records: FakeRecords) -> list[object]:
    """What the reports say in the end, without the order in which they came."""
    visits = [replace(v, received_at=None, version=0) for v in records.all(Visit)]
    ledgers = [(x.beneficiary_id, x.consents, x.withdrawals) for x in records.all(Ledger)]
    people = [replace(person, version=0) for person in records.all(Beneficiary)]
    return [visits, ledgers, people]


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(JOURNEY),
    repeats=st.lists(st.sampled_from(JOURNEY), max_size=4),
    size=st.integers(1, 4),
)
def test_any_order_repeats_and_batching_end_in_the_same_state(
    order: list[SyncChange], repeats: list[SyncChange], size: int
) -> None:
    expected, records = a_roll(), a_roll()
    evening = NOON + 6 * HOUR  # what lies ahead is another matter: it depends on when we hear of it
    report(expected, *JOURNEY, at=evening)

    delivered = [*order, *repeats]
    for start in range(0, len(delivered), size):
        answers = report(records, *delivered[start : start + size], at=evening)
        assert {"accepted", "already_have"} >= set(results(answers))

    assert end_state(records) == end_state(expected)
    ledger = records.find(Ledger, PERSON)
    assert standing(ledger, VISIT) == ALL_PURPOSES - {Purpose.VIDEO}


def test_a_batch_that_died_before_the_roll_was_marked_is_repaired_by_its_repetition() -> None:
    records = a_roll()

    def crash(_: object) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        report(records, recorded())
    assert results(report(records, recorded())) == ["already_have"]

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.last is not None


@pytest.mark.parametrize("order", [1, -1], ids=["visit first", "consent first"])
def test_a_testimonial_is_open_before_the_phone_gets_its_answer(order: int) -> None:
    records = a_roll()

    for change in (recorded(), agreed())[::order]:
        report(records, change)

    item = records.find(Testimonial, VISIT)
    assert item is not None
    assert item.state is State.COLLECTING
    assert item.due_at is not None


def test_without_consent_to_publish_no_testimonial_is_opened() -> None:
    records = a_roll()

    report(records, recorded(), agreed(purposes=frozenset({Purpose.PHOTO})))

    assert records.all(Testimonial) == []


def test_a_batch_that_died_before_the_testimonial_was_opened_is_repaired_by_its_repetition() -> (
    None
):
    records = a_roll()
    batch = (recorded(), agreed())

    def die(changes: object) -> None:
        if isinstance(changes[0].row, Testimonial):  # type: ignore[index]
            raise Crash
        records.before_commit = die

    records.before_commit = die
    with pytest.raises(Crash):
        report(records, *batch)
    records.before_commit = None
    report(records, *batch)

    assert len(records.all(Testimonial)) == 1


def test_two_phones_at_once_lose_no_consent_and_the_roll_shows_both() -> None:
    records = a_roll()
    contact = agreed(purposes=frozenset({Purpose.CONTACT}))
    photo = agreed("c-other", consent_id=ConsentId(an_id(77)), purposes=frozenset({Purpose.PHOTO}))
    records.before_commit = lambda _: report(records, photo)

    answers = report(records, contact)

    person = records.find(Beneficiary, PERSON)
    assert results(answers) == ["accepted"]
    assert person is not None
    assert person.purposes == {Purpose.CONTACT, Purpose.PHOTO}


def test_a_slower_call_does_not_overwrite_what_a_faster_one_put_on_the_roll() -> None:
    records = a_roll()
    contact = agreed(purposes=frozenset({Purpose.CONTACT}))
    photo = agreed("c-other", consent_id=ConsentId(an_id(77)), purposes=frozenset({Purpose.PHOTO}))
    records.after_commit = lambda _: report(records, photo)

    report(records, contact)

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.purposes == {Purpose.CONTACT, Purpose.PHOTO}


def test_a_call_that_lost_the_race_for_the_roll_reads_the_consents_anew() -> None:
    records = a_roll()
    contact = agreed(purposes=frozenset({Purpose.CONTACT}))
    photo = agreed("c-other", consent_id=ConsentId(an_id(77)), purposes=frozenset({Purpose.PHOTO}))
    records.after_commit = lambda _: setattr(
        records, "before_commit", lambda _: report(records, photo)
    )

    report(records, contact)

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.purposes == {Purpose.CONTACT, Purpose.PHOTO}


def test_a_row_that_never_stands_still_is_a_fault_to_be_tried_later() -> None:
    records = a_roll()
    counter = count(10)

    def another_writer(_: object) -> None:
        person = records.find(Beneficiary, PERSON)
        assert person is not None
        records.seed(replace(person, serial=next(counter), version=person.version + 1))
        records.before_commit = another_writer

    records.before_commit = another_writer
    with pytest.raises(StoreUnavailable):
        update_person(PERSON, lambda person: replace(person, serial=9), records=records)


def test_marking_a_person_who_is_not_on_the_roll_changes_nothing() -> None:
    records = a_roll()

    update_person(BeneficiaryId("nobody"), lambda person: person, records=records)

    assert records.commits == []


def test_a_refusal_is_answered_with_its_own_words() -> None:
    refusal = DomainError("Something else")

    (answer,) = report(a_roll(), SyncChange(change_id="c", data=refusal))

    assert answer == ItemResult(change_id="c", result=Result.REFUSED, problem=refusal)


SEALED_AT = NOON + 2 * HOUR


def test_a_visit_whose_person_is_gone_from_the_roll_is_known_all_the_same() -> None:
    visit = a_visit()
    records = FakeRecords(*a_place()[:-1], visit)

    answers = report(records, recorded())

    assert results(answers) == ["already_have"]
    assert records.commits == []


def a_clock_behind(by: timedelta) -> int:
    return int(by.total_seconds())


def test_a_visit_keeps_the_phones_own_instants_beside_the_skew() -> None:
    records = a_roll()
    behind = a_clock_behind(3 * HOUR)

    report(records, recorded(started_at=NOON - 3 * HOUR), at=NOON, skew_s=behind)

    visit = records.find(Visit, VISIT)
    person = records.find(Beneficiary, PERSON)
    assert visit is not None
    assert (visit.started_at, visit.skew_s, visit.began_at) == (NOON - 3 * HOUR, behind, NOON)
    assert person is not None
    assert person.last is not None
    assert person.last.at == NOON


def test_of_two_visits_the_later_by_our_clock_is_the_last_one() -> None:
    records = a_roll()
    ahead = recorded("c-1", visit_id=VisitId(an_id(2)), started_at=NOON + 3 * HOUR)

    report(records, ahead, skew_s=a_clock_behind(-5 * HOUR))
    report(records, recorded(outcome=Outcome.REFUSED))

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.last is not None
    assert person.last.outcome is Outcome.REFUSED


@pytest.mark.parametrize("build", [recorded, agreed, taken_back], ids=["visit", "consent", "back"])
def test_a_repeat_that_measures_another_skew_changes_nothing(build: Any) -> None:
    records = a_roll()
    report(records, build(), skew_s=60)
    before = (records.all(Visit), records.all(Ledger), records.all(Beneficiary))

    answers = report(records, build(), skew_s=95)

    assert results(answers) == ["already_have"]
    assert (records.all(Visit), records.all(Ledger), records.all(Beneficiary)) == before


def test_consent_and_withdrawal_are_compared_by_our_clock() -> None:
    records = a_roll()
    hour_behind = a_clock_behind(HOUR)

    # Given at noon; taken back half an hour later on a phone that is an hour behind.
    report(records, agreed())
    report(records, taken_back(at=NOON - HOUR / 2), at=NOON + HOUR, skew_s=hour_behind)

    assert standing(records.find(Ledger, PERSON), VISIT) == frozenset()


@pytest.mark.parametrize("said", [0, 20], ids=["says nothing of it", "says too little"])
def test_a_consent_from_a_clock_that_is_ahead_is_taken_in_as_of_now(said: int) -> None:
    records = a_roll()
    now = NOON + timedelta(seconds=1.5)
    early = agreed(given_at=NOON + 20 * HOUR)

    answers = report(records, early, at=now, skew_s=a_clock_behind(-said * timedelta(minutes=1)))
    repeated = report(records, early, at=now + HOUR)

    assert (results(answers), results(repeated)) == (["accepted"], ["already_have"])
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    (consent,) = ledger.consents
    assert consent.given_at == NOON + 20 * HOUR
    assert consent.agreed_at == NOON + timedelta(seconds=1)


def by_the_door(records: FakeRecords, at: datetime) -> None:
    report(records, taken_back(at=at), at=at)


def by_code(records: FakeRecords, at: datetime) -> None:
    take_back_everything(a_beneficiary(), How.CODE, at, **tools_at(records, at))


def by_call(records: FakeRecords, at: datetime) -> None:
    phone = a_beneficiary().phone
    assert phone is not None
    take_back_by_phone(phone.hash, CAMPAIGN, "exotel:1", at, **tools_at(records, at))


def tools_at(records: FakeRecords, at: datetime) -> Any:
    return {"records": records, "clock": FixedClock(at), "new_id": SequentialIds(0x900)}


@settings(max_examples=80, deadline=None)
@given(
    ahead=st.timedeltas(-CLOCK_TOLERANCE, CLOCK_TOLERANCE),
    is_known=st.booleans(),
    later=st.timedeltas(timedelta(0), timedelta(days=2)),
    withdraw=st.sampled_from([by_the_door, by_code, by_call]),
)
def test_a_withdrawal_after_a_consent_has_come_ends_it_whatever_its_phones_clock_said(
    ahead: timedelta, is_known: bool, later: timedelta, withdraw: Any
) -> None:
    records = a_roll()
    skew_s = a_clock_behind(-ahead) if is_known else 0
    answers = report(records, agreed(given_at=NOON + ahead), skew_s=skew_s)
    assert results(answers) == ["accepted"]

    withdraw(records, NOON + later)

    assert standing(records.find(Ledger, PERSON), VISIT) == frozenset()


def test_a_phone_that_is_a_day_ahead_and_says_so_reports_no_future() -> None:
    days_ahead = a_clock_behind(-72 * HOUR)

    answers = report(a_roll(), recorded(started_at=NOON + 72 * HOUR), skew_s=days_ahead)

    assert results(answers) == ["accepted"]


def test_a_skew_that_leads_out_of_the_calendar_is_not_used() -> None:
    records = a_roll()

    answers = report(records, recorded(), agreed(), taken_back(), skew_s=10**12)

    visit = records.find(Visit, VISIT)
    assert results(answers) == ["accepted"] * 3
    assert visit is not None
    assert visit.skew_s == 0


@pytest.mark.parametrize("build", [recorded, agreed], ids=["visit", "consent"])
def test_an_instant_before_there_were_phones_is_refused(build: Any) -> None:
    name = "started_at" if build is recorded else "given_at"

    (answer,) = report(a_roll(), build(**{name: datetime(1, 1, 1, tzinfo=UTC)}))

    assert (answer.result, problem(answer)) == (Result.REFUSED, InvalidInput)


def test_where_a_campaign_has_no_days_a_visit_of_years_ago_is_a_wrong_clock() -> None:
    records = a_roll()
    years_ago = NOON.replace(year=2019)

    (answer,) = report(records, recorded(started_at=years_ago))

    assert (answer.result, problem(answer)) == (Result.REFUSED, InvalidInput)
    assert records.commits == []
    assert results(report(records, recorded(started_at=NOON - timedelta(days=366)))) == ["accepted"]


def test_a_visit_is_kept_with_household_and_the_booths_desk() -> None:
    records = a_roll()

    report(records, recorded(household="6"))

    visit = records.find(Visit, VISIT)
    assert visit is not None
    assert (visit.household, visit.desk_id) == ("6", "constituency")


def test_a_location_in_the_middle_of_the_map_is_none() -> None:
    records = a_roll()

    answers = report(records, recorded(location=Location(lat=0, lon=0, accuracy_m=5)))
    again = report(records, recorded(location=Location(lat=0.001, lon=0, accuracy_m=9)))

    visit = records.find(Visit, VISIT)
    assert results(answers + again) == ["accepted", "already_have"]
    assert visit is not None
    assert visit.location is None


def test_a_campaign_that_is_not_set_up_takes_no_visits() -> None:
    records = FakeRecords(*(row for row in a_place() if not isinstance(row, Campaign)))

    (answer,) = report(records, recorded())

    assert (answer.result, problem(answer)) == (Result.REFUSED, NotFound)


def test_another_campaigns_people_and_booths_look_absent() -> None:
    records = a_roll()
    theirs = CampaignId("campaign-2")
    records.seed(
        a_beneficiary(beneficiary_id=NEIGHBOUR, campaign_id=theirs),
        an_area("booth-2", campaign_id=theirs),
    )

    answers = report(
        records, recorded(beneficiary_id=NEIGHBOUR), recorded(booth_id=AreaId("booth-2")),
        agreed(person=NEIGHBOUR), taken_back(person=NEIGHBOUR),
    )  # fmt: skip

    assert [problem(answer) for answer in answers] == [NotFound] * 4
    assert records.commits == []


def test_an_erased_person_takes_nothing_but_a_withdrawal_and_is_not_brought_back() -> None:
    records = a_roll()
    report(records, recorded())
    erased = records.find(Beneficiary, PERSON)
    assert erased is not None
    erased = replace(erased, is_erased=True, names={}, last=None)
    records.seed(erased)

    answers = report(
        records, recorded("c-new", visit_id=VisitId(an_id(9))), agreed(), updated(), taken_back(),
        recorded(),
    )  # fmt: skip

    assert [problem(answer) for answer in answers] == [NotFound] * 3 + [None] * 2
    assert results(answers)[3:] == ["accepted", "already_have"]
    assert records.find(Beneficiary, PERSON) == erased


def a_sealed_roll() -> FakeRecords:
    records = a_roll()
    report(records, taken_back(at=SEALED_AT), at=SEALED_AT)
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    ends = NOON + 720 * HOUR
    records.seed(replace(person, erase_at=ends), replace(ledger, erase_at=ends))
    return records


def test_who_agrees_again_is_not_erased_any_more() -> None:
    records = a_sealed_roll()
    later = SEALED_AT + HOUR

    answers = report(records, recorded(started_at=later), agreed(given_at=later), at=later)

    assert results(answers) == ["accepted"] * 2
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    assert standing(ledger, VISIT) == frozenset(Purpose)
    assert (ledger.erase_at, person_on(records).erase_at) == (None, None)


def test_who_agrees_again_may_be_corrected_in_the_same_call() -> None:
    records, later = a_sealed_roll(), SEALED_AT + HOUR

    answers = report(records, agreed(given_at=later), updated(at=later), at=later)

    assert results(answers) == ["accepted"] * 2
    assert person_on(records).erase_at is None


def test_details_of_who_took_everything_back_are_not_changed() -> None:
    later = SEALED_AT + HOUR

    (answer,) = report(a_sealed_roll(), updated(at=later), at=later)

    assert problem(answer) is Conflict


@pytest.mark.parametrize("is_withdrawal_first", [True, False])
def test_a_new_consent_and_an_older_withdrawal_end_the_same_in_either_order(
    is_withdrawal_first: bool,
) -> None:
    records, later = a_roll(), SEALED_AT + HOUR
    taken, given = taken_back(at=SEALED_AT), agreed(given_at=later)

    for change in (taken, given) if is_withdrawal_first else (given, taken):
        report(records, change, at=later)
        settle(PERSON, records=records, clock=FixedClock(later), new_id=SequentialIds())

    assert person_on(records).erase_at is None
    assert person_on(records).purposes == frozenset(Purpose)


def test_what_was_done_before_is_kept_however_late_it_is_reported() -> None:
    records = a_sealed_roll()

    answers = report(records, recorded(), agreed(), at=SEALED_AT + HOUR)
    repeated = report(records, recorded(), agreed(), at=SEALED_AT + HOUR)

    assert results(answers) == ["accepted"] * 2
    assert results(repeated) == ["already_have"] * 2
    assert standing(records.find(Ledger, PERSON), VISIT) == frozenset()


def person_on(records: FakeRecords, beneficiary_id: BeneficiaryId = PERSON) -> Beneficiary:
    person = records.find(Beneficiary, beneficiary_id)
    assert person is not None
    return person


def test_a_sealed_person_may_take_back_once_more() -> None:
    answers = report(a_sealed_roll(), taken_back("c-2", withdrawal_id=an_id(8), at=SEALED_AT))

    assert results(answers) == ["accepted"]


def test_reports_about_a_merged_person_stay_with_her_own_row() -> None:
    records = a_roll()
    records.seed(a_beneficiary(merged_into=NEIGHBOUR))

    answers = report(records, recorded(), agreed())

    assert results(answers) == ["accepted", "accepted"]
    assert [visit.beneficiary_id for visit in records.all(Visit)] == [PERSON]
    assert [ledger.beneficiary_id for ledger in records.all(Ledger)] == [PERSON]


# Merged rows


def a_merged_roll() -> FakeRecords:
    """Return a roll on which the stranger of another booth was merged into the person."""
    records = a_roll()
    records.seed(
        replace(person_on(records), merged=(STRANGER,)),
        replace(person_on(records, STRANGER), merged_into=PERSON),
        a_ledger(), a_ledger(beneficiary_id=STRANGER), a_ledger(beneficiary_id=NEIGHBOUR),
    )  # fmt: skip
    return records


def stands(records: FakeRecords, *people: BeneficiaryId) -> list[frozenset[Purpose]]:
    ledgers = [records.find(Ledger, one) for one in people]
    return [everywhere(ledger) if ledger else frozenset() for ledger in ledgers]


@pytest.mark.parametrize("said_of", [PERSON, STRANGER], ids=["the kept row", "the merged one"])
@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({}, frozenset()),
        ({"purposes": frozenset({Purpose.PUBLISH})}, ALL_PURPOSES - {Purpose.PUBLISH}),
    ],
    ids=["everything", "a purpose"],
)
def test_a_withdrawal_at_the_door_reaches_every_row_that_is_her(
    said_of: BeneficiaryId, narrowed: dict[str, Any], left: frozenset[Purpose]
) -> None:
    records = a_merged_roll()
    both = a_worker("booth-6") if said_of == STRANGER else a_worker()

    for expected in ("accepted", "already_have"):
        answers = report(
            records, taken_back(person=said_of, **narrowed), user=both, at=NOON + 2 * HOUR
        )
        assert results(answers) == [expected]

    assert stands(records, PERSON, STRANGER) == [left, left]
    assert stands(records, NEIGHBOUR) == [ALL_PURPOSES]
    assert person_on(records).purposes == person_on(records, STRANGER).purposes == left
    taken = {
        ledger.beneficiary_id: [each.withdrawal_id for each in ledger.withdrawals]
        for ledger in records.all(Ledger)
    }
    other = STRANGER if said_of == PERSON else PERSON
    derived = id_from(CAMPAIGN, "withdrawal", f"{an_id(0xE001)}/{other}")
    assert taken == {said_of: [an_id(0xE001)], other: [derived], NEIGHBOUR: []}
    assert len(records.all(OutboxItem)) == len(records.all(AuditEntry)) == 2


@pytest.mark.parametrize(
    "narrowed", [{"visit_id": VISIT}, {"consent_id": a_consent().consent_id}],
    ids=["a visit", "a consent"],
)  # fmt: skip
def test_a_withdrawal_of_one_visit_or_consent_stays_on_its_row(narrowed: dict[str, Any]) -> None:
    records = a_merged_roll()

    report(records, taken_back(**narrowed), at=NOON + 2 * HOUR)

    assert stands(records, PERSON, STRANGER) == [frozenset(), ALL_PURPOSES]


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
def test_a_withdrawal_that_died_between_the_rows_is_finished_by_its_repetition(
    dies_at: int,
) -> None:
    records = a_merged_roll()
    left = dies_at

    def die(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash
        records.after_commit = die

    records.after_commit = die
    with pytest.raises(Crash):
        report(records, taken_back(), at=NOON + 2 * HOUR)
    answers = report(records, taken_back(), at=NOON + 2 * HOUR)

    assert results(answers) == ["already_have"]
    assert stands(records, PERSON, STRANGER) == [frozenset()] * 2
    assert person_on(records).has_withdrawn
    assert person_on(records, STRANGER).has_withdrawn
    assert [len(ledger.withdrawals) for ledger in records.all(Ledger)] == [1, 0, 1]


def test_rows_that_are_merged_while_she_takes_back_are_both_reached() -> None:
    records = a_roll()
    records.seed(a_ledger(), a_ledger(beneficiary_id=STRANGER))

    def merge(_: object) -> None:
        ledgers = [records.find(Ledger, one) for one in (PERSON, STRANGER)]
        records.commit(
            Save(row=replace(person_on(records), merged=(STRANGER,))),
            Save(row=replace(person_on(records, STRANGER), merged_into=PERSON)),
            *(Save(row=ledger) for ledger in ledgers if ledger),
        )

    records.before_commit = merge
    report(records, taken_back(), at=NOON + 2 * HOUR)

    assert stands(records, PERSON, STRANGER) == [frozenset()] * 2


def test_an_update_is_kept_under_the_worker_the_device_and_the_skew() -> None:
    records = a_roll()

    answers = report(records, updated(fields={"address": "House 7"}), skew_s=60)
    repeated = report(records, updated(fields={"address": "House 7"}), skew_s=90)

    (edit,) = records.all(Edit)
    person = records.find(Beneficiary, PERSON)
    assert results(answers + repeated) == ["accepted", "already_have"]
    assert (edit.user_id, edit.device_id, edit.source) == (WORKER, "device-1", EditSource.VISIT)
    assert (edit.at, edit.phone_at) == (NOON + timedelta(seconds=60), NOON)
    assert person is not None
    assert person.details["address"] == "House 7"


def test_a_conflicting_update_is_kept_and_said_to_be_in_conflict() -> None:
    records = a_roll()
    report(records, updated(fields={"address": "House 7"}))

    (answer,) = report(records, updated("c-2", fields={"address": "House 9"}))

    person = records.find(Beneficiary, PERSON)
    assert (answer.result, problem(answer)) == (Result.CONFLICT, Conflict)
    assert len(records.all(Edit)) == 2
    assert person is not None
    assert person.conflicts == ("address",)


def test_an_update_and_a_visit_in_one_call_are_both_on_the_roll() -> None:
    records = a_roll()

    answers = report(
        records, recorded(), updated(fields={"address": "House 7"}), agreed(),
        updated("c-2", base_version=2, fields={"house": "7"}),
    )  # fmt: skip

    person = records.find(Beneficiary, PERSON)
    assert results(answers) == ["accepted"] * 4
    assert person is not None
    assert person.last is not None
    assert (person.details["address"], person.details["house"]) == ("House 7", "7")
    assert person.purposes == ALL_PURPOSES


def test_an_update_from_the_future_is_refused() -> None:
    (answer,) = report(a_roll(), updated(at=NOON + CLOCK_TOLERANCE + HOUR))

    assert (answer.result, problem(answer)) == (Result.REFUSED, InvalidInput)


def test_a_consent_proves_the_notice_that_was_shown() -> None:
    records = a_roll()

    report(records, agreed())

    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    assert [consent.notice.sha256 for consent in ledger.consents] == [notice_hash(a_notice())]


class Counting(FakeRecords):
    """Counts what the table is asked: one for a row, two for a person, whom her place leads to."""

    reads = 0

    def find(self, kind: Any, *key: str) -> Any:
        self.reads += 2 if kind is Beneficiary else 1
        return super().find(kind, *key)

    def find_many(self, kind: Any, natural_keys: Any) -> Any:
        return [self.find(kind, *key) for key in natural_keys]

    def bundle(self, visit_id: VisitId) -> Any:
        reads, found = self.reads, super().bundle(visit_id)
        self.reads = reads + 1
        return found

    def under(self, *words: Any, **more: Any) -> Any:
        self.reads += 1
        return super().under(*words, **more)


def test_a_visit_with_its_consent_costs_no_more_than_it_has_to() -> None:
    records = Counting(*a_place())

    report(records, recorded(), agreed())

    written = [type(change.row) for commit in records.commits for change in commit]
    assert written == [Visit, Ledger, Testimonial, Beneficiary]
    # Her row and place, visit, ledger, booth, campaign, calls that took it back meanwhile; for the
    # testimonial bundle, ledger, booth.
    assert records.reads == 10


def test_one_person_is_read_once_however_often_she_is_reported_on() -> None:
    records = Counting(*a_place())
    visits = [recorded(f"c-{n}", visit_id=VisitId(an_id(n))) for n in range(20)]

    report(records, *visits)

    at_the_end = 2 * len(visits)
    assert records.reads <= 5 + len(visits) + at_the_end
    assert [type(change.row) for commit in records.commits for change in commit].count(
        Beneficiary
    ) == 1


# A visit that is told of late


def jobs_of(records: FakeRecords) -> list[tuple[Action, str]]:
    return [(out.job.action, out.job.subject) for out in records.all(OutboxItem)]


def test_a_visit_told_of_late_has_her_visits_verified_again_in_the_commit_that_knows_of_it() -> (
    None
):
    records = FakeRecords(*a_place())
    before = VisitId(an_id(0xA0))
    report(records, recorded())
    assert jobs_of(records) == []

    report(records, recorded(visit_id=before, started_at=NOON - timedelta(days=1)))

    assert sorted(jobs_of(records)) == [(Action.VERIFY, before), (Action.VERIFY, VISIT)]
    kinds = [{type(change.row) for change in changes} for changes in records.commits]
    assert {Beneficiary, OutboxItem} in kinds


def test_a_visit_told_of_late_once_more_sends_nothing_again() -> None:
    records = FakeRecords(*a_place())
    before = recorded(visit_id=VisitId(an_id(0xA0)), started_at=NOON - timedelta(days=1))
    report(records, recorded())
    report(records, before)
    sent = jobs_of(records)

    report(records, before, recorded())

    assert jobs_of(records) == sent
