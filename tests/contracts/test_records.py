"""The promises of `ports.Records`, kept alike by the table and by its substitute in memory."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.copies import LIST_LETTERS, Filed, filed_as
from chalicelib.domain.erasure import emptied_media
from chalicelib.domain.errors import InvalidInput, StaleVersion, StoreUnavailable
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, ChannelId, MediaId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.places import Location
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, Page, Row, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_channel,
    a_derivative,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_video,
    a_visit,
    an_area,
    an_id,
    path_to,
)
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, table_client
from tests.contracts.rows import an_entry, full_rows, on_roll, photo, waiting
from tests.fake_records import FakeRecords, key_of
from tests.looks import a_look, differing, mirrored

STATE = path_to("state")
FEW = settings(
    max_examples=40,
    deadline=None,
    # The store is shared by a test's examples, so each of them saves under ids of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
fresh = count(0x10000)


def keep(records: Records, *rows: Row) -> None:
    for row in rows:
        records.commit(Save(row=row))


def found(records: Records, row: Row) -> Row | None:
    kind, key = key_of(row)
    return records.find(kind, *key)


def walked(read: Callable[[str | None], Page[Row]]) -> list[Row]:
    """Every item of a list, page by page."""
    items: list[Row] = []
    cursor: str | None = None
    for _ in range(200):
        page = read(cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items
    raise AssertionError("the list has no end")


# --- rows -------------------------------------------------------------------------------------


def test_there_is_a_row_of_every_kind():
    assert {type(row) for row in full_rows()} == set(get_args(Row))


@pytest.mark.parametrize("row", full_rows(), ids=lambda row: type(row).__name__)
def test_a_row_comes_back_as_it_was_kept(records: Records, row: Row):
    keep(records, row)

    assert found(records, row) == replace(row, version=1)


@pytest.mark.parametrize("row", full_rows(), ids=lambda row: type(row).__name__)
def test_a_row_that_was_never_kept_is_absent(records: Records, row: Row):
    assert found(records, row) is None


@FEW
@given(
    names=st.dictionaries(st.text(max_size=5), st.text(max_size=30), max_size=3),
    schemes=st.lists(st.text(max_size=10), max_size=3),
)
def test_text_of_any_script_and_empty_collections_survive(
    records: Records, names: dict[str, str], schemes: list[str]
):
    row = a_beneficiary(
        beneficiary_id=BeneficiaryId(an_id(next(fresh))), names=names, schemes=tuple(schemes)
    )

    keep(records, row)

    assert found(records, row) == replace(row, version=1)


DEGREES = st.floats(-180, 180).map(lambda value: round(value, 7))


@FEW
@given(lat=DEGREES, lon=DEGREES, accuracy_m=st.floats(0, 1e5).map(lambda value: round(value, 3)))
def test_fractions_survive(records: Records, lat: float, lon: float, accuracy_m: float):
    where = Location(lat=lat, lon=lon, accuracy_m=accuracy_m)
    row = a_visit(visit_id=VisitId(an_id(next(fresh))), location=where)

    keep(records, row)

    assert found(records, row) == replace(row, version=1)


# --- versions and commits ---------------------------------------------------------------------


def test_each_save_raises_the_version_by_one(records: Records):
    keep(records, an_area("booth-1"))
    keep(records, an_area("booth-1", version=1, level="ward"))

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=2, level="ward")


def test_a_new_row_never_replaces_one_that_is_there(records: Records):
    keep(records, an_area("booth-1"))

    with pytest.raises(StaleVersion):
        keep(records, an_area("booth-1", level="ward"))

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=1)


@pytest.mark.parametrize("version", [1, 3], ids=["older", "from the future"])
def test_a_row_is_changed_only_as_it_was_read(records: Records, version: int):
    keep(records, an_area("booth-1"), an_area("booth-1", version=1))

    with pytest.raises(StaleVersion):
        keep(records, an_area("booth-1", version=version, level="ward"))

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=2)


def test_a_known_row_that_is_gone_cannot_be_changed(records: Records):
    with pytest.raises(StaleVersion):
        keep(records, an_area("booth-1", version=1))

    assert found(records, an_area("booth-1")) is None


def test_all_rows_of_a_commit_are_written(records: Records):
    keep(records, an_area("booth-1"))

    records.commit(
        Save(row=an_area("booth-1", version=1, level="ward")), Save(row=an_area("booth-2"))
    )

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=2, level="ward")
    assert found(records, an_area("booth-2")) == an_area("booth-2", version=1)


def test_one_changed_row_stops_the_whole_commit(records: Records):
    keep(records, an_area("booth-1"), an_area("booth-1", version=1))

    with pytest.raises(StaleVersion):
        records.commit(
            Save(row=an_area("booth-2")),
            Save(row=an_area("booth-1", version=1, level="ward")),
            Save(row=an_area("booth-3")),
        )

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=2)
    assert found(records, an_area("booth-2")) is None
    assert found(records, an_area("booth-3")) is None


def test_a_row_that_must_be_unchanged_lets_the_commit_through_and_stays_as_it_is(records: Records):
    keep(records, an_area("booth-1"))

    records.commit(Unchanged(row=an_area("booth-1", version=1)), Save(row=an_area("booth-2")))

    assert found(records, an_area("booth-1")) == an_area("booth-1", version=1)
    assert found(records, an_area("booth-2")) is not None


@pytest.mark.parametrize("kept", [0, 2], ids=["gone", "changed"])
def test_a_row_that_has_changed_stops_a_commit_that_relies_on_it(records: Records, kept: int):
    keep(records, *(an_area("booth-1", version=version) for version in range(kept)))

    with pytest.raises(StaleVersion):
        records.commit(Unchanged(row=an_area("booth-1", version=1)), Save(row=an_area("booth-2")))

    assert found(records, an_area("booth-2")) is None


def test_of_many_writers_at_once_exactly_one_wins(records: Records):
    keep(records, an_area("booth-1"))

    def write(number: int) -> bool:
        changed = Save(row=an_area("booth-1", version=1, level=f"writer-{number}"))
        try:
            records.commit(changed, Save(row=an_entry(number, subject="race")))
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(1, 17)))

    assert won.count(True) == 1
    winner = won.index(True) + 1
    area = found(records, an_area("booth-1"))
    assert area == an_area("booth-1", version=2, level=f"writer-{winner}")
    trail = records.audit_trail("race", limit=50, cursor=None).items
    assert [entry.seq for entry in trail] == [winner]


# --- a visit's rows ---------------------------------------------------------------------------


def test_a_bundle_holds_everything_of_its_visit_and_nothing_of_another(records: Records):
    elsewhere = VisitId(an_id(0xA2))
    mine = (a_visit(), a_ready_photo(), a_video(), a_testimonial(), a_publication())
    keep(records, *mine, a_visit(visit_id=elsewhere), a_testimonial(visit_id=elsewhere))

    bundle = records.bundle(VISIT)

    assert bundle.visit == a_visit(version=1)
    assert {key_of(m) for m in bundle.media} == {key_of(a_ready_photo()), key_of(a_video())}
    assert bundle.testimonial == a_testimonial(version=1)
    assert bundle.publications == (a_publication(version=1),)


def test_the_bundle_of_an_unknown_visit_is_empty(records: Records):
    bundle = records.bundle(VISIT)

    assert (bundle.visit, bundle.media, bundle.testimonial, bundle.publications) == (
        None, (), None, (),
    )  # fmt: skip


# --- the roll ---------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 12, 100])
def test_a_booths_people_come_in_the_order_of_the_roll_each_once(records: Records, limit: int):
    serials = [2, 10, 1, 9, 100, 11, 3, 20, 99, 12, 1000, 4]
    keep(records, *(on_roll(serial) for serial in serials), on_roll(5, "booth-2"))

    people = walked(lambda cursor: records.roll(AreaId("booth-1"), limit=limit, cursor=cursor))

    assert [p.serial for p in people if isinstance(p, Beneficiary)] == sorted(serials)


def test_the_roll_of_an_unknown_booth_is_empty(records: Records):
    assert records.roll(AreaId("nowhere"), limit=5, cursor=None) == Page(items=())


# --- the review lists -------------------------------------------------------------------------


def pages(records: Records, limit: int, within: tuple[AreaId, ...] = STATE) -> list[str]:
    items = walked(
        lambda cursor: records.testimonials(
            State.PENDING_REVIEW, DESK, within, limit=limit, cursor=cursor
        )
    )
    return [item.visit_id for item in items if isinstance(item, Testimonial)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 30, 50])
def test_a_list_over_shards_gives_every_item_once_longest_waiting_first(
    records: Records, limit: int
):
    numbers = [5, 29, 0, 13, 8, *range(14, 29), 1, 2, 3, 4, 6, 7, 9, 10, 11, 12]
    keep(records, *(waiting(number) for number in numbers))

    assert pages(records, limit) == [an_id(number) for number in range(30)]


@pytest.mark.parametrize("limit", [1, 2, 5, 20])
def test_a_list_within_an_area_leaves_out_the_others_and_loses_none(records: Records, limit: int):
    keep(records, *(waiting(number) for number in range(24)))

    mandal, booth = path_to("mandal-1"), path_to("booth-3")

    assert pages(records, limit, mandal) == [an_id(n) for n in range(24) if n % 4 in {0, 1}]
    assert pages(records, limit, booth) == [an_id(n) for n in range(2, 24, 4)]


@pytest.mark.parametrize("limit", [1, 3, 30])
def test_a_list_from_an_instant_on_leaves_out_what_waits_for_longer(records: Records, limit: int):
    keep(records, *(waiting(number) for number in range(12)))
    start = waiting(5).since

    items = walked(
        lambda cursor: records.testimonials(
            State.PENDING_REVIEW, DESK, STATE, limit=limit, cursor=cursor, after=start
        )
    )

    assert [i.visit_id for i in items if isinstance(i, Testimonial)] == [
        an_id(number) for number in range(5, 12)
    ]


def test_an_area_whose_name_begins_like_another_is_not_taken_for_it(records: Records):
    longer = (*path_to("mandal-1"), AreaId("booth-12"))
    keep(records, waiting(1, path=longer), waiting(4))

    assert pages(records, 10, path_to("booth-1")) == [an_id(4)]


def test_items_that_come_while_somebody_pages_neither_hide_nor_double_others(records: Records):
    keep(records, *(waiting(number) for number in range(12)))
    seen: list[Testimonial] = []
    cursor: str | None = None

    for turn in range(100):
        page = records.testimonials(State.PENDING_REVIEW, DESK, STATE, limit=2, cursor=cursor)
        seen += page.items
        cursor = page.cursor
        if cursor is None:
            break
        keep(records, waiting(100 + turn))

    known = [item.visit_id for item in seen]
    assert known[:12] == [an_id(number) for number in range(12)]
    assert max(Counter(known).values()) == 1


def test_an_item_is_listed_under_its_present_state_alone(records: Records):
    keep(records, waiting(1), waiting(2))
    keep(records, waiting(1, state=State.APPROVED, version=1))

    approved = records.testimonials(State.APPROVED, DESK, STATE, limit=9, cursor=None)

    assert pages(records, 9) == [an_id(2)]
    assert [item.visit_id for item in approved.items] == [an_id(1)]


def test_another_desks_items_are_not_listed(records: Records):
    keep(records, waiting(1, desk_id=AreaId("other")), waiting(2))

    assert pages(records, 9) == [an_id(2)]


BRACKETS = "W1tb" * 400  # in base64: "[[[[…"
HOSTILE_CURSORS = ["", "x", "²", "नहीं", "W10", "{}", BRACKETS, "~" * 1900, "bnVsbA", "\x00"]


@pytest.mark.parametrize("cursor", HOSTILE_CURSORS, ids=range(len(HOSTILE_CURSORS)))
def test_a_made_up_cursor_is_refused_or_reads_the_same_list(records: Records, cursor: str):
    keep(records, waiting(1), on_roll(1), an_entry(1))
    reads: Sequence[Callable[[], Page[Row]]] = (
        lambda: records.testimonials(State.PENDING_REVIEW, DESK, STATE, limit=9, cursor=cursor),
        lambda: records.roll(AreaId("booth-1"), limit=9, cursor=cursor),
        lambda: records.audit_trail(VISIT, limit=9, cursor=cursor),
    )

    for read, kept in zip(reads, (waiting(1), on_roll(1), an_entry(1)), strict=True):
        try:
            items = read().items
        except InvalidInput:
            continue
        assert items in ((), (replace(kept, version=1),))


# --- what timers look at ----------------------------------------------------------------------


def due(records: Records, kind: DueKind, limit: int = 50) -> list[tuple[type, tuple[str, ...]]]:
    return [key_of(row) for row in records.due(kind, NOON, limit=limit)]


def test_rows_are_due_by_kind_until_the_very_moment_earliest_first(records: Records):
    early, now, later = (NOON + timedelta(seconds=s) for s in (-1, 0, 1))
    rows = [photo(number, look_at=at) for number, at in enumerate((now, later, early))]
    keep(records, *rows, a_ledger(due_at=early), waiting(9, due_at=early))

    assert due(records, DueKind.MEDIA) == [key_of(rows[2]), key_of(rows[0])]
    assert due(records, DueKind.LEDGER) == [key_of(a_ledger())]
    assert due(records, DueKind.TESTIMONIAL) == [key_of(waiting(9))]


def test_what_is_due_first_is_given_first_when_not_all_fit(records: Records):
    rows = [photo(n, look_at=NOON - timedelta(seconds=n)) for n in range(1, 25)]
    keep(records, *rows)

    assert due(records, DueKind.MEDIA, limit=5) == [key_of(row) for row in rows[:-6:-1]]


def test_a_row_that_needs_no_more_looking_at_is_not_due(records: Records):
    keep(records, a_media(look_at=NOON), a_ledger(due_at=NOON), waiting(1, due_at=NOON))

    keep(
        records,
        a_media(state=MediaState.READY, version=1),
        a_ledger(version=1),
        waiting(1, version=1),
    )

    for kind in (DueKind.MEDIA, DueKind.LEDGER, DueKind.TESTIMONIAL):
        assert due(records, kind) == []


def test_a_row_put_off_is_due_no_sooner(records: Records):
    keep(records, a_media(look_at=NOON))
    keep(records, a_media(look_at=NOON + timedelta(minutes=1), version=1))

    assert due(records, DueKind.MEDIA) == []


def test_a_scheduled_publication_waits_for_its_slot_and_then_for_its_answer(records: Records):
    scheduled = a_publication()
    keep(records, scheduled)

    assert due(records, DueKind.SLOT) == [key_of(scheduled)]
    assert due(records, DueKind.PUBLICATION) == []

    keep(records, a_publication(PublicationState.POSTING, version=1))

    assert due(records, DueKind.SLOT) == []
    assert due(records, DueKind.PUBLICATION) == [key_of(scheduled)]

    keep(records, a_publication(PublicationState.POSTED, due_at=None, version=2))

    assert due(records, DueKind.PUBLICATION) == []


def test_due_rows_come_as_they_are_now(records: Records):
    keep(records, a_media(look_at=NOON))

    (row,) = records.due(DueKind.MEDIA, NOON, limit=1)

    assert row == a_media(look_at=NOON, version=1)


# --- trails, copies, channels -------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 5, 12, 99])
def test_an_audit_trail_comes_in_order_from_the_first_entry_each_once(records: Records, limit: int):
    keep(records, *(an_entry(seq) for seq in (3, 1, 12, 2, *range(4, 12))))
    keep(records, an_entry(1, subject="another"))

    entries = walked(lambda cursor: records.audit_trail(VISIT, limit=limit, cursor=cursor))

    assert [e.seq for e in entries if isinstance(e, AuditEntry)] == list(range(1, 13))


def shown(number: int, look: str, **fields: Any) -> Media:
    media = replace(photo(number), **{"state": MediaState.READY, "looks": (look,), **fields})
    return replace(media, derivatives=(a_derivative("display", media.media_id),))


def filed_under(records: Records, beginning: str, limit: int = 9) -> list[MediaId]:
    return [each.media_id for each in records.filed(CAMPAIGN, beginning, limit=limit)]


def test_a_ready_media_is_found_by_what_its_text_begins_with_and_names_its_visit(records: Records):
    media, other = shown(1, a_look(1)), shown(2, a_look(2), visit_id=VisitId(an_id(7)))
    keep(records, media, other)
    text = filed_as(media) or ""

    for letters in (LIST_LETTERS, 4, 5, len(text)):
        (entry,) = records.filed(CAMPAIGN, text[:letters], limit=9)
        assert entry == Filed(visit_id=media.visit_id, media_id=media.media_id, text=text)
    assert filed_under(records, text[:4] + "~") == []
    (entry,) = records.filed(CAMPAIGN, filed_as(other) or "", limit=9)
    assert entry.visit_id == other.visit_id


def test_however_a_copy_is_laid_it_is_filed_beside_the_first(records: Records):
    media, copy = shown(1, a_look(1)), shown(2, mirrored(1), sha256="ab" * 32)
    keep(records, media, copy)

    assert set(filed_under(records, (filed_as(media) or "")[:5])) == {media.media_id, copy.media_id}


def test_filed_media_come_in_the_order_of_their_texts_up_to_the_limit(records: Records):
    rows = [shown(number, differing(a_look(1), number)) for number in range(1, 6)]
    keep(records, *rows)
    in_order = [row.media_id for row in sorted(rows, key=lambda row: filed_as(row) or "")]
    beginning = (filed_as(rows[0]) or "")[:LIST_LETTERS]

    assert filed_under(records, beginning) == in_order
    assert filed_under(records, beginning, limit=3) == in_order[:3]


def test_what_shows_nothing_is_found_by_its_bytes_and_equal_ones_together(records: Records):
    blank, twin = shown(1, "", looks=()), shown(2, "", looks=())
    keep(records, blank, twin, shown(3, "", looks=(), sha256="ab" * 32))

    assert set(filed_under(records, filed_as(blank) or "")) == {blank.media_id, twin.media_id}


def test_media_are_found_in_their_own_campaign_alone_and_not_once_emptied(records: Records):
    media = shown(1, a_look(1))
    beginning = (filed_as(media) or "")[:LIST_LETTERS]
    keep(records, media, shown(2, a_look(1), campaign_id=CampaignId("other")), photo(3))
    keep(records, shown(4, a_look(1), state=MediaState.REJECTED))

    assert filed_under(records, beginning) == [media.media_id]

    keep(records, emptied_media(replace(media, version=1)))

    assert filed_under(records, beginning) == []


def test_a_campaigns_channels_are_its_own(records: Records):
    ids = [ChannelId(name) for name in ("page-1", "0", "Z_9", an_id(7))]
    keep(records, *(a_channel(channel_id=each) for each in ids))
    keep(records, a_channel(campaign_id=CampaignId("other"), channel_id=ChannelId("theirs")))

    channels = records.channels(CAMPAIGN, limit=20)

    assert {channel.channel_id for channel in channels} == set(ids)
    assert len(records.channels(CAMPAIGN, limit=2)) == 2


# --- the table alone --------------------------------------------------------------------------


def calls(records: Records) -> dict[str, Callable[[], object]]:
    area = an_area("booth-1")
    return {
        "find": lambda: records.find(Area, "booth-1"),
        "find each": lambda: records.find_each([(Area, ("booth-1",))]),
        "worked": lambda: records.worked(WORKER, NOON, NOON, limit=1),
        "bundle": lambda: records.bundle(VISIT),
        "commit one": lambda: records.commit(Save(row=area)),
        "commit several": lambda: records.commit(Save(row=area), Save(row=a_visit())),
        "roll": lambda: records.roll(AreaId("booth-1"), limit=1, cursor=None),
        "testimonials": lambda: pages(records, 1),
        "filed": lambda: records.filed(CAMPAIGN, "abc", limit=1),
        "due": lambda: records.due(DueKind.MEDIA, NOON, limit=1),
        "audit trail": lambda: records.audit_trail(VISIT, limit=1, cursor=None),
        "channels": lambda: records.channels(CAMPAIGN, limit=1),
    }


@pytest.mark.parametrize("call", list(calls(FakeRecords())))
def test_a_table_that_does_not_answer_is_a_fault_that_may_pass(call: str):
    gone = DynamoRecords(table_client(nobodys_address(), ONCE), "records", shards=4)

    with pytest.raises(StoreUnavailable):
        calls(gone)[call]()


def test_a_missing_table_is_a_fault_that_names_its_cause_and_no_data(aws: BareAWS):
    wrong = DynamoRecords(table_client(aws.url), "no-such-table", shards=4)

    with pytest.raises(StoreUnavailable, match=r"^table: ResourceNotFoundException$"):
        wrong.find(Beneficiary, PERSON)
    with pytest.raises(StoreUnavailable):
        wrong.find(Publication, VISIT, "c")
    with pytest.raises(StoreUnavailable):
        wrong.find(Visit, VISIT)
