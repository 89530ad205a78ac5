"""Runs over a file: repeats, kills at any line, deadlines, files that are no good, reports."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import import_reasons, importing
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.errors import Conflict, NotFound, StoreUnavailable
from chalicelib.domain.ids import ImportId
from chalicelib.domain.importing import (
    LEASE,
    MOST_TOLD,
    RUN_FOR,
    Import,
    ImportState,
    import_key,
    report_key,
)
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.services import import_reports, upkeep
from chalicelib.services.import_runs import Result
from tests.builders import NOON, an_id
from tests.fakes import Crash
from tests.services.import_office import HEAD, Office, an_office, as_csv, as_xlsx, counts

ROWS = 1203  # two full chunks and a rest


def a_roll(rows: int = ROWS, bad: frozenset[int] = frozenset()) -> bytes:
    people = ((f"R{n}", "B9" if n in bad else "B1", n, "Sita", "") for n in range(1, rows + 1))
    return as_csv([("Roll of 2026",), HEAD, *people])


def a_waiting(office: Office, data: bytes | None = None) -> ImportId:
    return office.send(ImportKind.BENEFICIARIES, data if data is not None else a_roll())


def reconcile(office: Office) -> dict[str, int]:
    tools = upkeep.Tools(
        records=office.records, store=office.store, jobs=office.jobs, clock=office.clock
    )
    return upkeep.reconcile(tools)


def test_a_file_is_read_to_its_end() -> None:
    office = an_office()
    import_id = a_waiting(office)

    result = office.read_on(import_id)

    done = office.now(import_id)
    assert (result, done.state, done.ended_at) == (Result.DONE, ImportState.DONE, NOON)
    assert counts(done) == (ROWS, ROWS, ROWS, 0)
    assert (done.rows_seen, done.due_at, done.lease_until) == (ROWS + 2, None, None)


def test_what_nobody_was_granted_is_refused() -> None:
    with pytest.raises(NotFound):
        an_office().read_on(ImportId(an_id(0x5)))


def test_a_second_delivery_after_the_end_changes_nothing() -> None:
    office = an_office()
    import_id = a_waiting(office)
    office.read_on(import_id)
    before = len(office.records.commits)

    assert office.read_on(import_id) is Result.REPEATED
    assert len(office.records.commits) == before


def test_a_second_delivery_while_a_run_holds_the_file_changes_nothing() -> None:
    office = an_office()
    import_id = a_waiting(office)
    seen: list[Result] = []

    def deliver_again(_: Any) -> None:
        seen.append(office.read_on(import_id))

    office.records.after_commit = deliver_again
    office.read_on(import_id)

    assert seen == [Result.REPEATED]
    assert counts(office.now(import_id)) == (ROWS, ROWS, ROWS, 0)


def test_of_two_deliveries_at_once_one_reads() -> None:
    office = an_office()
    import_id = a_waiting(office)
    seen: list[Result] = []

    def another_claims(_: Any) -> None:
        seen.append(office.read_on(import_id))

    office.records.before_commit = another_claims

    assert office.read_on(import_id) is Result.REPEATED
    assert seen == [Result.DONE]


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_kill_at_any_commit_loses_nothing_and_counts_nothing_twice(when: str) -> None:
    office = an_office()
    bad = frozenset({3, 700})
    import_id = a_waiting(office, a_roll(bad=bad))
    steps = count_commits(a_roll(bad=bad))

    # Every commit once in the life of the file, each time by a run that goes on from the last.
    died = 0
    for step in range(1, steps, 97):
        if office.now(import_id).state is ImportState.DONE:
            break
        died += run_until_killed(office, import_id, when, step)
    office.clock.advance(minutes=11)
    office.read_on(import_id)

    done = office.now(import_id)
    assert died > 3
    assert counts(done) == (ROWS, ROWS - 2, done.rows_changed, 2)
    assert len(office.records.all(Beneficiary)) == ROWS - 2
    assert office.report(done) == [
        ("5", "booth_code", "unknown_place"), ("702", "booth_code", "unknown_place"),
    ]  # fmt: skip


def count_commits(data: bytes) -> int:
    office = an_office()
    office.read_on(a_waiting(office, data))
    return len(office.records.commits)


def run_until_killed(office: Office, import_id: ImportId, when: str, step: int) -> bool:
    left = step

    def count_down(_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash
        setattr(office.records, when, count_down)

    setattr(office.records, when, count_down)
    office.clock.advance(minutes=11)
    try:
        office.read_on(import_id)
    except Crash:
        return True
    finally:
        setattr(office.records, when, None)
    return False


def test_a_kill_while_a_report_is_stored_leaves_one_report() -> None:
    office = an_office()
    import_id = a_waiting(office, a_roll(bad=frozenset({3})))
    keep = office.store.keep_report

    def die_after_storing(key: str, data: bytes, content_type: str) -> None:
        keep(key, data, content_type)
        raise Crash

    office.store.keep_report = die_after_storing  # type: ignore[method-assign]
    with pytest.raises(Crash):
        office.read_on(import_id)
    office.store.keep_report = keep  # type: ignore[method-assign]
    office.clock.advance(minutes=11)
    office.read_on(import_id)

    done = office.now(import_id)
    assert office.report(done) == [("5", "booth_code", "unknown_place")]
    assert (done.reports, done.rows_refused) == (1, 1)


def test_a_run_ends_in_time_and_asks_for_another() -> None:
    office = an_office()
    import_id = a_waiting(office)
    slow(office, each=timedelta(minutes=6))

    first = office.read_on(import_id)

    waiting = office.now(import_id)
    assert (first, waiting.state, waiting.lease_until) == (
        Result.GOES_ON, ImportState.RUNNING, None,
    )  # fmt: skip
    assert office.jobs.sent == [Job(action=Action.READ_ON, subject=import_id)]
    assert 0 < waiting.rows_done < ROWS
    office.records.after_commit = None
    assert office.read_on(import_id) is Result.DONE
    assert counts(office.now(import_id)) == (ROWS, ROWS, ROWS, 0)


def slow(office: Office, each: timedelta) -> None:
    """Let every write of the import's own row take so long."""

    def wait(changes: Any) -> None:
        if isinstance(changes[0].row, Import):
            office.clock.advance(seconds=each.total_seconds())
        office.records.after_commit = wait

    office.records.after_commit = wait


def test_a_run_that_another_took_over_stops() -> None:
    office = an_office()
    import_id = a_waiting(office)
    taken: list[Result] = []

    def take_over(changes: Any) -> None:
        saved = changes[0].row
        if isinstance(saved, Import) and saved.rows_seen and not taken:
            office.clock.advance(minutes=11)
            taken.append(Result.REPEATED)
            taken[0] = office.read_on(import_id)
        else:
            office.records.before_commit = take_over

    office.records.before_commit = take_over

    assert office.read_on(import_id) is Result.REPEATED
    assert taken == [Result.DONE]
    assert counts(office.now(import_id))[:2] == (ROWS, ROWS)


def test_progress_shows_while_the_file_is_read() -> None:
    office = an_office()
    import_id = a_waiting(office)
    seen: list[tuple[int | None, int]] = []

    def look(changes: Any) -> None:
        if isinstance(changes[0].row, Import):
            now = office.now(import_id)
            seen.append((now.rows_total, now.rows_done))
        office.records.after_commit = look

    office.records.after_commit = look
    office.read_on(import_id)

    assert seen == [(None, 0), (ROWS, 0), (ROWS, 500), (ROWS, 1000), (ROWS, ROWS)]


def test_a_file_that_never_came_is_abandoned() -> None:
    office = an_office()
    import_id = a_waiting(office)
    office.store.originals.clear()
    office.clock.advance(minutes=76)

    reconcile(office)
    assert office.jobs.sent == [Job(action=Action.READ_ON, subject=import_id)]
    assert office.read_on(import_id) is Result.ABANDONED

    assert office.now(import_id).state is ImportState.ABANDONED
    assert reconcile(office)["import"] == 0


def test_a_file_that_came_after_all_is_read() -> None:
    office = an_office()
    import_id = a_waiting(office)
    kept = dict(office.store.originals)
    office.store.originals.clear()
    office.read_on(import_id)

    office.store.originals.update(kept)

    assert office.read_on(import_id) is Result.DONE


def test_a_file_whose_notice_was_lost_is_read_all_the_same() -> None:
    office = an_office()
    a_waiting(office)
    assert reconcile(office)["import"] == 0
    office.clock.advance(minutes=76)

    reconcile(office)
    (job,) = office.jobs.sent

    assert office.read_on(ImportId(job.subject)) is Result.DONE


def test_a_run_that_died_is_noticed_once_its_lease_has_lapsed() -> None:
    office = an_office()
    import_id = a_waiting(office)
    run_until_killed(office, import_id, "after_commit", 100)
    office.clock.advance(minutes=9)
    assert reconcile(office)["import"] == 0
    office.clock.advance(minutes=2)

    assert reconcile(office)["import"] == 1
    assert reconcile(office)["import"] == 0

    assert [job.subject for job in office.jobs.sent] == [import_id]


def test_a_store_that_does_not_answer_is_a_fault_and_the_lease_lapses() -> None:
    office = an_office()
    import_id = a_waiting(office)
    office.store.is_down = True

    with pytest.raises(StoreUnavailable):
        office.read_on(import_id)

    office.store.is_down = False
    office.clock.advance(minutes=11)
    assert office.read_on(import_id) is Result.DONE


def test_a_file_without_a_header_says_what_it_lacks() -> None:
    office = an_office()

    imported = office.take_in(ImportKind.BENEFICIARIES, as_csv([("a", "b"), ("name", "serial")]))

    assert (imported.state, imported.reason) == (ImportState.FAILED, "no_header")
    assert office.report(imported) == [("2", "booth_code", "no_header")]


@pytest.mark.parametrize(
    "column", ["Aadhaar No", "आधार संख्या", "Benefit will get", "चुनाव के बाद लाभ"]
)
def test_a_column_that_may_not_be_collected_fails_the_file_before_anything_is_written(
    column: str,
) -> None:
    office = an_office()
    good = [HEAD, ("R1", "B1", 1, "Sita", "")]
    bad = [(*HEAD, column), ("R2", "B1", 2, "Ram", "", "1")]

    imported = office.take_in(ImportKind.BENEFICIARIES, as_xlsx(one=good, two=bad))

    assert (imported.state, imported.reason) == (ImportState.FAILED, "forbidden_column")
    assert [line[2] for line in office.report(imported)] == ["forbidden_column"]
    assert office.records.all(Beneficiary) == []


def test_two_sheets_are_read_and_a_third_that_says_nothing_is_told() -> None:
    office = an_office()
    first = [("Roll",), HEAD, ("R1", "B1", 1, "Sita", "")]
    second = [HEAD[::-1], ("", "Ram", 2, "B1", "R2")]
    notes = [("Please note",), ("that this is a note",)]

    imported = office.take_in(ImportKind.BENEFICIARIES, as_xlsx(one=first, notes=notes, two=second))

    assert counts(imported) == (2, 2, 2, 0)
    assert [line[2] for line in office.report(imported)] == ["no_header"]


def test_a_header_that_comes_again_on_every_page_is_no_row() -> None:
    office = an_office()

    imported = office.roll(("R1", "B1", 1, "Sita", ""), HEAD, ("R2", "B1", 2, "Ram", ""))

    assert counts(imported) == (2, 2, 2, 0)


def test_a_header_is_not_looked_for_forever() -> None:
    office = an_office()
    titles = [(f"Line {n}",) for n in range(20)]

    imported = office.take_in(ImportKind.BENEFICIARIES, as_csv([*titles, HEAD]))

    assert imported.reason == "no_header"


def test_columns_that_nobody_knows_and_that_come_twice_are_told_once() -> None:
    office = an_office()

    imported = office.roll(
        ("R1", "B1", 1, "Sita", "x", "", "9876543210"),
        head=("reference", "booth_code", "serial", "name", "Colour", "mobile", "phone"),
    )

    assert counts(imported) == (1, 1, 1, 0)
    assert sorted(line[1:] for line in office.report(imported)) == [
        ("Colour", "ignored_column"), ("mobile, phone", "repeated_column"),
    ]  # fmt: skip


def test_a_header_of_theirs_may_lead_to_a_field_of_ours() -> None:
    office = an_office()

    imported = office.roll(
        ("R1", "B1", "Sita"), head=("Kennung", "booth_code", "name"), Kennung="reference"
    )

    assert counts(imported) == (1, 1, 1, 0)
    assert office.person("R1").names == {"en": "Sita"}


def test_a_report_stays_small_and_says_that_it_is_not_all() -> None:
    office = an_office()
    bad = frozenset(range(1, 501))
    import_id = a_waiting(office, a_roll(bad=bad))
    row = replace(office.now(import_id), told=MOST_TOLD - 2)
    office.records.commit(Save(row=row))

    office.read_on(import_id)

    done = office.now(import_id)
    assert (done.rows_refused, done.told) == (500, MOST_TOLD + 1)
    assert [line[2] for line in office.report(done)] == [
        "unknown_place", "unknown_place", "more_not_listed",
    ]  # fmt: skip


def test_a_full_report_takes_no_more() -> None:
    office = an_office()
    import_id = a_waiting(office, a_roll(bad=frozenset({3})))
    office.records.commit(Save(row=replace(office.now(import_id), told=MOST_TOLD + 1)))

    office.read_on(import_id)

    assert (office.now(import_id).rows_refused, office.now(import_id).reports) == (1, 0)


def test_a_report_of_many_pieces_is_one_file_with_one_header() -> None:
    office = an_office()
    bad = frozenset({1, 501, 1001, 1203})

    imported = office.take_in(ImportKind.BENEFICIARIES, a_roll(bad=bad))

    assert imported.reports == 3
    assert [line[0] for line in office.report(imported)] == ["3", "503", "1003", "1205"]
    joined = office.store.report(report_key(imported.import_id, "errors"))
    assert joined.count(b"\xef\xbb\xbf") == 1


def test_a_report_can_be_had_while_the_file_is_still_read() -> None:
    office = an_office()
    import_id = a_waiting(office, a_roll(bad=frozenset({1, 501})))
    slow(office, each=RUN_FOR)

    office.read_on(import_id)

    assert [line[0] for line in office.report(office.now(import_id))] == ["3"]


def test_a_report_has_an_address_once_there_is_one() -> None:
    office = an_office()
    clean, dirty = office.take_in(ImportKind.BENEFICIARIES, a_roll(1)), office.roll(("R1", "B9"))

    assert import_reports.url(clean, store=office.store) is None
    address = import_reports.url(dirty, store=office.store)
    assert address is not None
    assert address.endswith("/errors.csv?as=errors.csv")


def test_no_report_repeats_what_a_row_said() -> None:
    office = an_office()

    imported = office.roll(
        ("R1", "B1", 1, "Sita 9876", "not-a-phone-12"), ("R2", "B77", 1, "Ram", "")
    )

    report = office.store.report(report_key(imported.import_id, "errors")).decode()
    for said in ("not-a-phone-12", "B77", "Sita", "Ram", "R1", "R2"):
        assert said not in report


def test_states_move_only_along_their_edges() -> None:
    office = an_office()
    offered = office.now(a_waiting(office))

    with pytest.raises(Conflict):
        importing.move(offered, ImportState.DONE)
    with pytest.raises(Conflict):
        importing.claimed(replace(offered, state=ImportState.DONE), NOON)


def test_a_lease_outlives_the_slowest_chunk_and_a_run_ends_before_lambda_does() -> None:
    assert timedelta(minutes=5) <= LEASE
    assert timedelta(minutes=15) - RUN_FOR >= timedelta(minutes=4)
    assert import_key(ImportId("x")).endswith(".import")


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for reason in import_reasons.RowReason:
        assert set(import_reasons.ROWS[reason]) == {"hi", "en"}
    assert len(import_reasons.ALL) == (
        len(import_reasons.ROWS) + len(import_reasons.CELLS) + len(import_reasons.tables.REFUSALS)
    )
