"""Reports that only a convener can decide: refused, kept once, then admitted or dismissed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.campaign import Campaign, Days
from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Edit
from chalicelib.domain.errors import (
    Conflict,
    DomainError,
    IdTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotTrained,
    OutsideDates,
)
from chalicelib.domain.held import HeldChange, HeldMark, HeldReason, HeldState
from chalicelib.domain.ids import AreaId, BeneficiaryId, UserId, VisitId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.reports import Delivery, ItemResult, Result, SyncChange
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.entry.models.sync import ChangeRequest, change_of, parsed_change
from chalicelib.services.admitting import admit, dismiss, list_held
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.syncing import accept_batch
from tests.builders import (
    CAMPAIGN,
    CONSENT,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_campaign,
    a_place,
    a_user,
    a_worker,
    an_id,
    path_to,
)
from tests.entry.requests import a_visit_change
from tests.fakes import Crash, FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds

STRANGER = BeneficiaryId(an_id(0xB003))
SENT = NOON.isoformat()
HOUR = timedelta(hours=1)
PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
CONVENER = a_user(Role.CONVENER, "constituency")
Records = FakeRecords


def a_closed_place(**fields: Any) -> FakeRecords:
    """A campaign whose days in this state were over yesterday."""
    days = {AreaId("state"): Days(first_on=date(2026, 11, 10), last_on=date(2026, 11, 13))}
    return a_roll(days=days, **fields)


def a_roll(**campaign: Any) -> FakeRecords:
    return FakeRecords(
        *a_place(),
        a_campaign(**campaign),
        a_beneficiary(beneficiary_id=STRANGER, booth_id="booth-6", path=path_to("booth-6")),
    )


def read(body: dict[str, Any]) -> SyncChange:
    return parsed_change(ChangeRequest.model_validate(body))


def recorded(change_id: str = "c-visit", **fields: Any) -> SyncChange:
    return read({**a_visit_change(**fields), "change_id": change_id})


def at_the_strangers(change_id: str = "c-visit", **fields: Any) -> SyncChange:
    return recorded(change_id, **{"beneficiary_id": STRANGER, "booth_id": "booth-6", **fields})


def change(kind: str, change_id: str, **data: Any) -> SyncChange:
    said = {"beneficiary_id": STRANGER, **data}
    return read({"change_id": change_id, "type": kind, "at": SENT, "data": said})


def agreed(change_id: str = "c-consent", **fields: Any) -> SyncChange:
    data = {
        "consent_id": CONSENT, "visit_id": VISIT, "purposes": ["record", "publish"],
        "method": "spoken", "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"},
    }  # fmt: skip
    return change("consent.given", change_id, **{**data, **fields})


def taken_back(change_id: str = "c-back") -> SyncChange:
    return change("consent.withdrawn", change_id)


def updated(change_id: str = "c-update", **fields: Any) -> SyncChange:
    return change(
        "beneficiary.updated", change_id, base_version=1,
        fields={"phone": "9123456789", "address": "House 7", **fields},
    )  # fmt: skip


def report(
    records: FakeRecords, *changes: SyncChange, user: User | None = None, at: datetime = NOON,
    skew_s: int = 0,
) -> tuple[ItemResult, ...]:  # fmt: skip
    return accept_batch(
        user or a_worker(), Delivery(device_id="device-1", changes=changes, skew_s=skew_s),
        records=records, phones=PHONES, clock=FixedClock(at), new_id=SequentialIds(),
    )  # fmt: skip


def admitted(records: FakeRecords, by: User = CONVENER, held_id: str | None = None) -> HeldChange:
    (row,) = records.all(HeldChange) if held_id is None else (None,)
    return admit(
        by, held_id or row.held_id, change_of,  # type: ignore[union-attr]
        records=records, phones=PHONES, clock=FixedClock(NOON + HOUR), new_id=SequentialIds(50),
    )  # fmt: skip


def dismissed(records: FakeRecords, by: User = CONVENER) -> HeldChange:
    (row,) = records.all(HeldChange)
    return dismiss(by, row.held_id, records=records, clock=FixedClock(NOON + HOUR))


def refusal(answers: tuple[ItemResult, ...]) -> DomainError:
    (answer,) = answers
    assert answer.result is Result.REFUSED
    assert answer.problem is not None
    return answer.problem


def test_a_visit_outside_the_days_is_refused_with_the_days_and_kept() -> None:
    records = a_closed_place()

    problem = refusal(report(records, recorded(), skew_s=30))

    (row,) = records.all(HeldChange)
    assert isinstance(problem, OutsideDates)
    assert problem.facts == {"first_on": "2026-11-10", "last_on": "2026-11-13"}
    assert (row.reason, row.also, row.kind) == ("outside-dates", (), "visit.recorded")
    assert (row.user_id, row.device_id, row.beneficiary_id) == (WORKER, "device-1", PERSON)
    assert (row.path, row.desk_id) == (path_to("booth-1"), "constituency")
    assert (row.at, row.received_at, row.skew_s) == (NOON, NOON, 30)
    assert records.all(Visit) == []


def test_what_is_held_is_found_under_the_person_from_the_same_commit_on() -> None:
    records = a_closed_place()

    report(records, recorded())

    (row,) = records.all(HeldChange)
    mark = HeldMark(beneficiary_id=PERSON, held_id=row.held_id)
    assert [change.row for change in records.commits[-1]] == [replace(row, version=0), mark]


def test_the_days_are_counted_by_our_clock_where_the_campaign_is() -> None:
    records = a_closed_place()
    # A quarter of an hour before midnight in India, on a phone that is an hour ahead.
    started_at = "2026-11-13T19:15:00Z"

    answers = report(records, recorded(started_at=started_at), skew_s=-3600)

    assert [answer.result for answer in answers] == [Result.ACCEPTED]


def test_a_visit_of_2019_is_outside_the_days_where_there_are_any() -> None:
    problem = refusal(report(a_closed_place(), recorded(started_at="2019-11-14T12:00:00Z")))

    assert isinstance(problem, OutsideDates)


def test_a_visit_of_next_year_is_a_wrong_clock_and_not_kept() -> None:
    records = a_closed_place()

    problem = refusal(report(records, recorded(started_at="2027-11-14T12:00:00Z")))

    assert isinstance(problem, InvalidInput)
    assert records.all(HeldChange) == []


def test_an_untrained_workers_visit_is_refused_and_kept() -> None:
    records = a_roll(needs_training=True)

    problem = refusal(report(records, recorded()))

    (row,) = records.all(HeldChange)
    assert isinstance(problem, NotTrained)
    assert row.reason == "not-trained"


def test_a_trained_workers_visit_is_accepted() -> None:
    records = a_roll(needs_training=True)

    answers = report(records, recorded(), user=a_worker(trained_at=NOON))

    assert [answer.result for answer in answers] == [Result.ACCEPTED]


FOREIGN: dict[str, Callable[[], SyncChange]] = {
    "visit": at_the_strangers,
    "visit from her booth": lambda: at_the_strangers(booth_id="booth-1"),
    "consent": agreed,
    "withdrawal": taken_back,
    "update": updated,
}


@pytest.mark.parametrize("build", FOREIGN.values(), ids=FOREIGN)
def test_another_booths_person_looks_absent_and_the_report_is_kept(
    build: Callable[[], SyncChange],
) -> None:
    records = a_roll()
    nobody = {"beneficiary_id": an_id(404)}

    problem = refusal(report(records, build()))

    (row,) = records.all(HeldChange)
    absent = refusal(report(records, recorded("c-404", **nobody)))
    assert (type(problem), problem.detail, problem.facts) == (NotFound, absent.detail, absent.facts)
    assert (row.reason, row.beneficiary_id, row.path) == (
        "outside-booth", STRANGER, path_to("booth-6"),
    )  # fmt: skip
    assert len(records.all(HeldChange)) == 1


def test_a_visit_reported_from_another_booth_looks_as_from_none() -> None:
    records = a_roll()

    problem = refusal(report(records, recorded(booth_id="booth-6")))
    unknown = refusal(report(records, recorded("c-2", booth_id="nowhere")))

    assert (type(problem), problem.detail) == (type(unknown), unknown.detail)
    assert [row.beneficiary_id for row in records.all(HeldChange)] == [PERSON]


def test_a_foreign_visit_of_years_ago_says_no_more_than_one_of_today() -> None:
    today = refusal(report(a_roll(), at_the_strangers()))
    years_ago = refusal(report(a_roll(), at_the_strangers(started_at="2019-11-14T12:00:00Z")))

    assert (type(years_ago), years_ago.detail) == (type(today), today.detail)


def test_every_check_that_failed_is_kept() -> None:
    records = a_closed_place(needs_training=True)

    problem = refusal(report(records, at_the_strangers()))

    (row,) = records.all(HeldChange)
    assert isinstance(problem, NotFound)
    assert (row.reason, row.also) == (
        HeldReason.OUTSIDE_BOOTH, (HeldReason.OUTSIDE_DATES, HeldReason.NOT_TRAINED),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("user", "person"),
    [
        (CONVENER, {}),
        (a_worker(campaign_id="campaign-2"), {}),
        (a_worker(), {"erase_at": NOON}),
        (a_worker(), {"is_erased": True}),
    ],
    ids=["no worker", "another campaign's worker", "a sealed person", "an erased person"],
)
def test_what_no_convener_could_admit_is_not_kept(user: User, person: dict[str, Any]) -> None:
    records = a_roll()
    stranger = records.find(Beneficiary, STRANGER)
    assert stranger is not None
    records.seed(replace(stranger, **person))

    for build in FOREIGN.values():
        refused = refusal(report(records, build(), user=user))
        assert isinstance(refused, NotFound)

    assert records.all(HeldChange) == []


def test_what_is_kept_can_be_read_by_nobody_who_reads_the_table() -> None:
    records = a_roll()

    report(records, updated(address="c/o 2345 6789 0124"))

    (row,) = records.all(HeldChange)
    opened = PHONES.vault.open(CAMPAIGN, row.held_id, row.change)
    assert "9123456789" not in str(row)
    assert "XXXX-XXXX-0124" in opened
    assert "2345 6789 0124" not in opened


def test_a_repeat_keeps_one_row_and_is_answered_the_same() -> None:
    records = a_closed_place()
    first = report(records, recorded())
    commits = len(records.commits)

    second = report(records, recorded(), at=NOON + HOUR, skew_s=70)

    assert (type(refusal(first)), refusal(first).facts) == (
        type(refusal(second)), refusal(second).facts,
    )  # fmt: skip
    assert len(records.commits) == commits


def test_two_calls_that_hold_the_same_report_at_once_keep_one_row() -> None:
    records = a_closed_place()
    records.before_commit = lambda _: report(records, recorded())

    problem = refusal(report(records, recorded()))

    assert isinstance(problem, OutsideDates)
    assert len(records.all(HeldChange)) == 1


def test_another_report_under_a_held_changes_id_is_refused_and_the_first_stands() -> None:
    records = a_closed_place()
    report(records, recorded())
    before = records.all(HeldChange)

    problem = refusal(report(records, recorded(outcome="refused")))

    assert isinstance(problem, OutsideDates)
    assert records.all(HeldChange) == before


def test_a_consent_in_her_own_booth_is_accepted_whatever_the_day() -> None:
    records = a_closed_place()

    answers = report(records, recorded(), agreed(beneficiary_id=PERSON))

    assert [answer.result for answer in answers] == [Result.REFUSED, Result.ACCEPTED]
    assert records.all(Testimonial) == []


def test_an_admitted_visit_is_its_workers_own() -> None:
    records = a_closed_place()
    report(records, recorded(), agreed(beneficiary_id=PERSON), skew_s=30)

    row = admitted(records)

    visit, person = records.find(Visit, VISIT), records.find(Beneficiary, PERSON)
    assert (row.state, row.decided_by, row.decided_at) == (
        HeldState.ADMITTED, CONVENER.user_id, NOON + HOUR,
    )  # fmt: skip
    assert visit is not None
    assert (visit.worker_id, visit.device_id, visit.skew_s) == (WORKER, "device-1", 30)
    assert person is not None
    assert person.last is not None
    assert len(records.all(Testimonial)) == 1


def test_an_admission_has_one_audit_entry_in_the_persons_chain() -> None:
    records = a_closed_place()
    report(records, recorded())

    row = admitted(records)
    admitted(records)

    (entry,) = records.all(AuditEntry)
    ledger = records.find(Ledger, PERSON)
    assert (entry.action, entry.subject_id, entry.actor) == (
        "report_admitted", PERSON, CONVENER.user_id,
    )  # fmt: skip
    assert entry.facts == {
        "held_id": row.held_id, "change_type": "visit.recorded", "worker_id": WORKER,
        "reasons": "outside-dates",
    }  # fmt: skip
    assert ledger is not None
    assert is_intact([entry], ledger.audit)


@pytest.mark.parametrize(
    ("build", "kept"),
    [(at_the_strangers, Visit), (agreed, Ledger), (taken_back, Ledger), (updated, Edit)],
    ids=["visit", "consent", "withdrawal", "update"],
)
def test_every_kind_of_report_can_be_admitted(
    build: Callable[[], SyncChange], kept: type[Any]
) -> None:
    records = a_closed_place(needs_training=True)
    report(records, build())

    row = admitted(records)

    (found,) = records.all(kept)
    assert row.state is HeldState.ADMITTED
    assert found.beneficiary_id == STRANGER
    assert records.find(Beneficiary, STRANGER) is not None


def test_once_admitted_the_phones_repeat_is_answered_as_had() -> None:
    records = a_roll()
    batch = (at_the_strangers(), updated())
    report(records, *batch)
    for row in records.all(HeldChange):
        admitted(records, held_id=row.held_id)

    answers = report(records, *batch)

    assert [answer.result for answer in answers] == [Result.ALREADY_HAVE] * 2


def test_after_the_decision_nothing_of_what_was_sent_is_kept_beside_it() -> None:
    records = a_closed_place()
    report(records, recorded())

    assert admitted(records).change == ""
    assert records.all(HeldChange)[0].change == ""


def test_only_the_checks_that_held_it_are_waived() -> None:
    records = a_closed_place()
    report(records, recorded())
    worker = a_worker(scopes=())
    records.seed(worker)

    with pytest.raises(NotFound):
        admitted(records)

    (row,) = records.all(HeldChange)
    assert row.state is HeldState.HELD
    assert records.all(Visit) == []


def test_a_report_that_conflicts_at_its_admission_stays_held() -> None:
    records = a_closed_place()
    report(records, recorded())
    campaign = records.find(Campaign, CAMPAIGN)
    assert campaign is not None
    records.seed(replace(campaign, days={}))
    report(records, recorded("c-other", outcome="refused"))

    with pytest.raises(IdTaken):
        admitted(records)

    assert records.all(HeldChange)[0].state is HeldState.HELD


def test_a_report_about_someone_who_was_erased_since_stays_held() -> None:
    records = a_closed_place()
    report(records, recorded())
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    records.seed(replace(person, is_erased=True))

    with pytest.raises(NotFound):
        admitted(records)

    assert records.all(HeldChange)[0].state is HeldState.HELD


def test_a_report_whose_worker_is_gone_cannot_be_admitted() -> None:
    records = a_closed_place()
    report(records, recorded(), user=a_worker(user_id=UserId("nobody")))

    with pytest.raises(Conflict):
        admitted(records)


def test_an_admission_that_died_before_it_was_noted_is_completed_by_its_repetition() -> None:
    records = a_closed_place()
    report(records, recorded())

    def die(changes: tuple[Save, ...]) -> None:
        if any(isinstance(change.row, HeldChange) for change in changes):
            raise Crash
        records.before_commit = die  # type: ignore[assignment]

    records.before_commit = die  # type: ignore[assignment]
    with pytest.raises(Crash):
        admitted(records)
    records.before_commit = None
    row = admitted(records)

    assert row.state is HeldState.ADMITTED
    assert (len(records.all(Visit)), len(records.all(AuditEntry))) == (1, 1)


def test_two_conveners_who_admit_at_once_admit_once() -> None:
    records = a_closed_place()
    report(records, recorded())
    other = a_user(Role.IN_CHARGE, "booth-1", user_id=UserId("in-charge-1"))
    records.before_commit = lambda _: admitted(records, by=other)

    row = admitted(records)

    assert (row.state, row.decided_by) == (HeldState.ADMITTED, other.user_id)
    assert len(records.all(AuditEntry)) == 1


def test_a_dismissed_report_is_dropped_once_and_repeats_are_answered_the_same() -> None:
    records = a_closed_place()
    first = report(records, recorded())

    row, again = dismissed(records), dismissed(records)
    second = report(records, recorded())

    (entry,) = records.all(AuditEntry)
    assert (row.state, row.change, again) == (HeldState.DISMISSED, "", row)
    assert entry.action == "report_dismissed"
    assert type(refusal(first)) is type(refusal(second))
    assert records.all(Visit) == []


def test_what_is_decided_stays_decided() -> None:
    records, others = a_closed_place(), a_closed_place()
    report(records, recorded())
    report(others, recorded())

    admitted(records)
    dismissed(others)

    with pytest.raises(Conflict) as late:
        dismissed(records)
    assert late.value.facts == {"current_state": "admitted"}
    with pytest.raises(Conflict) as later:
        admitted(others)
    assert later.value.facts == {"current_state": "dismissed"}


def test_what_was_taken_in_counts_as_admitted_though_it_was_dismissed_meanwhile() -> None:
    records = a_closed_place()
    report(records, recorded())
    records.before_commit = lambda _: dismissed(records)

    row = admitted(records)

    chain = records.all(AuditEntry)
    ledger = records.find(Ledger, PERSON)
    assert row.state is HeldState.ADMITTED
    assert [entry.action for entry in chain] == ["report_dismissed", "report_admitted"]
    assert ledger is not None
    assert is_intact(chain, ledger.audit)


@pytest.mark.parametrize("step", [admitted, dismissed], ids=["admit", "dismiss"])
def test_who_does_not_steer_that_place_finds_nothing(step: Callable[..., HeldChange]) -> None:
    records = a_closed_place()
    report(records, recorded())

    with pytest.raises(NotFound):
        step(records, by=a_user(Role.CONVENER, "mandal-4"))
    with pytest.raises(NotPermitted):
        step(records, by=a_worker())

    assert records.all(HeldChange)[0].state is HeldState.HELD


def steers(*booths: str) -> User:
    return a_user(Role.IN_CHARGE, *booths, user_id=UserId("in-charge-1"))


@pytest.mark.parametrize("booths", [("booth-1",), ("booth-6",)], ids=["her person's", "its own"])
def test_a_visit_from_another_booth_is_not_admitted_by_who_steers_one_of_both(
    booths: tuple[str, ...],
) -> None:
    records = a_roll()
    report(records, recorded(booth_id="booth-6"))

    with pytest.raises(NotFound):
        admitted(records, by=steers(*booths))

    assert records.all(HeldChange)[0].state is HeldState.HELD
    assert records.all(Visit) == []
    assert records.all(AuditEntry) == []


def test_who_steers_both_booths_admits_it() -> None:
    records = a_roll()
    report(records, recorded(booth_id="booth-6"))

    assert admitted(records, by=steers("booth-1", "booth-6")).state is HeldState.ADMITTED
    assert records.all(Visit)[0].path == path_to("booth-6")


def test_a_visit_from_a_booth_that_is_no_more_stays_held() -> None:
    records = a_roll()
    report(records, recorded(booth_id="booth-6"))
    del records._rows[Area, ("booth-6",)]

    with pytest.raises(NotFound):
        admitted(records)

    assert records.all(HeldChange)[0].state is HeldState.HELD


def test_an_unknown_report_is_not_found() -> None:
    with pytest.raises(NotFound):
        admitted(a_roll(), held_id="nothing")


def listed(records: FakeRecords, by: User = CONVENER, area: str | None = None) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = list_held(
            by, AreaId(area) if area else None, limit=2, cursor=cursor, records=records
        )
        found += [row.beneficiary_id for row in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


def a_full_desk() -> FakeRecords:
    records = a_roll()
    for number in range(3):
        visit = VisitId(an_id(0x100 + number))
        at = NOON + number * HOUR
        report(records, at_the_strangers(f"c-{number}", visit_id=visit), at=at)
    report(records, recorded("c-mine", booth_id="booth-6"), at=NOON + 3 * HOUR)
    return records


def test_held_reports_are_listed_page_by_page_the_longest_waiting_first() -> None:
    assert listed(a_full_desk()) == [STRANGER, STRANGER, STRANGER, PERSON]


def test_only_the_reports_of_the_callers_places_are_listed() -> None:
    records = a_full_desk()
    scopes = (
        Scope(role=Role.IN_CHARGE, area_id=AreaId("booth-1"), path=path_to("booth-1")),
        Scope(role=Role.CONVENER, area_id=AreaId("booth-1"), path=path_to("booth-1")),
    )

    assert listed(records, a_user(Role.IN_CHARGE, "booth-1")) == [PERSON]
    assert listed(records, replace(CONVENER, scopes=scopes)) == [PERSON]
    assert listed(records, area="mandal-4") == [STRANGER] * 3
    with pytest.raises(NotFound):
        listed(records, a_user(Role.IN_CHARGE, "booth-1"), area="mandal-4")
    with pytest.raises(NotPermitted):
        listed(records, a_worker())


def test_what_is_decided_is_listed_no_more() -> None:
    records = a_closed_place()
    report(records, recorded())

    assert listed(records) == [PERSON]
    dismissed(records)

    assert listed(records) == []
