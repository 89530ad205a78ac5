"""Rows made small for the table: nothing is lost, and the sizes are what we count on."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.aws.codec import from_body, to_body
from chalicelib.adapters.aws.packing import (
    CODES,
    SIGNAL_ORDER,
    TYPES,
    packed,
    packed_derivatives,
    packed_signals,
    unpacked,
    unpacked_derivatives,
    unpacked_signals,
)
from chalicelib.adapters.aws.writes import Writes
from chalicelib.domain.audit import Head
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import AreaId, BeneficiaryId, MediaId, UserId, VisitId, shard_of
from chalicelib.domain.media import (
    Derivative,
    Media,
    MediaKind,
    MediaState,
    Timings,
    derivative_key,
)
from chalicelib.domain.media_measures import Role
from chalicelib.domain.posts import Metrics
from chalicelib.domain.progress import PLANNED, ROLL, Counted, Part, Tally, contribution
from chalicelib.domain.reel_choice import MOST, MOST_REELS, Candidate, Chosen, finding_of
from chalicelib.domain.reels import KEPT, NOBODY, key_of, media_id_of
from chalicelib.domain.rows import Save
from chalicelib.domain.signals import SIGNALS
from chalicelib.domain.testimonial import State, Step, Testimonial
from chalicelib.domain.visit import Outcome, Sticker
from chalicelib.services.counting import SHARDS
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_decided,
    a_derivative,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_video,
    a_visit,
    an_id,
)
from tests.fakes import FakePhotoCompressor, FakeVideoCompressor

SETTINGS = settings(max_examples=100, deadline=None)
WRITE_UNIT = 1024  # bytes
DAY = NOON.date()
KEY = "k" * 16  # of evidence
GATE = Sticker(placed=True, owner_agreed=True)
ids = st.uuids().map(str)
digits = st.integers(0, 2**32 - 1).map("{:08x}".format)
row_names = st.builds("{}:{}{}".format, ids, st.sampled_from("VMCTP"), digits)
ledger_names = ids.map(lambda person: f"{person}:C{person[-8:]}")
area_ids = ids | st.from_regex(r"[a-z]+-[0-9]+", fullmatch=True)
area_names = st.builds("{}#{}".format, area_ids, st.integers(0, 15))
names = row_names | ledger_names | area_names | st.just(ROLL)
days = st.none() | st.dates()
counts = st.dictionaries(st.sampled_from(sorted(CODES)), st.integers(0, 10**8), min_size=1)
parts = st.builds(
    Part, version=st.integers(0, 10**9), days=st.dictionaries(days, counts, max_size=4)
)


# Progress


@SETTINGS
@given(given_parts=st.dictionaries(names, parts, max_size=20))
def test_parts_come_back_as_they_were_packed(given_parts: dict[str, Part]) -> None:
    assert unpacked(packed(given_parts)) == given_parts


def every_count() -> set[str]:
    """Return the name of every count that a row or a roll can make."""
    done = {"leaflet_given": True, "call_id": "call-1", "sticker": GATE}
    rows: list[Counted] = [
        a_ledger(),
        *(a_visit(outcome=outcome, **done) for outcome in Outcome),
        *(a_media(kind=kind, state=state) for kind in MediaKind for state in MediaState),
        *(a_testimonial(state) for state in State),
        a_publication(posted_at=NOON, metrics=Metrics(views=1, reactions=1)),
    ]
    parts = [contribution(row)[1] for row in rows]
    return {PLANNED} | {name for part in parts for day in part.days.values() for name in day}


def test_every_count_that_progress_makes_has_a_letter_of_its_own_and_no_letter_is_spare() -> None:
    assert set(CODES) == every_count()
    assert len(set(CODES.values())) == len(CODES)
    assert all(re.fullmatch("[a-z]", code) for code in CODES.values())


def test_a_persons_rows_are_one_text_and_so_are_an_areas_shards() -> None:
    hers = dict(contribution(row) for row in (a_visit(version=2), a_ledger(version=3)))
    below = {
        "booth-1#0": Part(version=9, days={None: {"planned": 25}, DAY: {"visited": 12, "met": 1}}),
        "booth-1#6": Part(version=4, days={DAY: {"visited": 3}}),
    }

    texts = packed({**hers, **below, ROLL: Part(version=2, days={None: {"planned": 25}})})

    assert texts == {
        PERSON: "1xp V0000a001.2.vm C.3.c",
        "booth-1": "0.9.b25 1xp 0.9.v12m 6.4.v3",
        ROLL: "-.2.b25",
    }


def test_a_part_of_several_days_is_a_word_under_each() -> None:
    part = Part(version=9, days={DAY: {"approved": 1}, DAY + timedelta(days=1): {"posted": 1}})
    given = {f"{PERSON}:T0000a001": part}

    assert packed(given) == {PERSON: "1xp T0000a001.9.a 1xq T0000a001.9.t"}
    assert unpacked(packed(given)) == given


def test_what_was_written_before_days_were_kept_is_still_read() -> None:
    texts = {PERSON: "V0000a001.2.v,m C0000b001.3. M0000c001.3.p", "booth-1#0": "-.9.v12,m"}

    assert unpacked(texts) == {
        f"{PERSON}:V0000a001": Part(version=2, days={None: {"visited": 1, "met": 1}}),
        f"{PERSON}:C0000b001": Part(version=3, days={}),
        f"{PERSON}:M0000c001": Part(version=3, days={None: {"photos": 1}}),
        "booth-1#0": Part(version=9, days={None: {"visited": 12, "met": 1}}),
    }
    assert unpacked(packed(unpacked(texts))) == unpacked(texts)


def test_a_tally_comes_back_from_the_table_as_it_was() -> None:
    tally = a_shard(3)

    assert from_body(Tally, to_body(tally)) == tally


# Derivatives


derivatives = st.builds(
    lambda role, extension, sha256, width, height, size_bytes: Derivative(
        role=role.value, key=derivative_key(MediaId(an_id(7)), role.value, sha256, extension),
        content_type=TYPES[extension], width=width, height=height, size_bytes=size_bytes,
    ),
    st.sampled_from(Role), st.sampled_from(sorted(TYPES)),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.integers(1, 20_000), st.integers(1, 20_000), st.integers(0, 10**9),
)  # fmt: skip


@SETTINGS
@given(made=st.lists(derivatives, max_size=4))
def test_derivatives_come_back_as_they_were_packed_in_their_order(made: list[Derivative]) -> None:
    assert unpacked_derivatives(packed_derivatives(made), an_id(7)) == tuple(made)


@pytest.mark.parametrize("media", [a_ready_photo(), a_ready_video()], ids=["photo", "video"])
def test_packed_derivatives_hold_no_folder_and_no_type(media: Any) -> None:
    text = packed_derivatives(media.derivatives)

    assert media.media_id not in text
    assert "/" not in text
    assert len(text.split()) == len(media.derivatives)


# Sizes


def size_of(value: Any) -> int:
    """Return what DynamoDB counts for a value, in bytes."""
    match value:
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case bool():
            return 1
        case int() | Decimal():
            return len(str(abs(value))) // 2 + 2
        case list():
            return 3 + sum(1 + size_of(each) for each in value)
        case Mapping():
            return 3 + sum(len(name.encode()) + 1 + size_of(each) for name, each in value.items())
    raise TypeError(type(value))


def item_size(row: Any) -> int:
    """Return the size of a row's item, in bytes, as DynamoDB counts it."""
    put = Writes("records", shards=4).items(Save(row=row))[-1]["Put"]
    return sum(len(name.encode()) + size_of(value) for name, value in put["Item"].items())


def a_uuid(number: int) -> str:
    """Return an id as spread as a phone's own; the same number gives the same one."""
    return str(UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128, version=4))


def whole_story(number: int) -> dict[str, Part]:
    """Return the parts of one person: met, agreed, a photo and a video, posted at last."""
    hers = {"beneficiary_id": BeneficiaryId(a_uuid(number))}
    visit_id = VisitId(a_uuid(number + 1000))
    ready = {"state": MediaState.READY, "version": 3}
    rows: list[Counted] = [
        a_visit(
            visit_id=visit_id, version=2, leaflet_given=True, sticker=GATE, call_id="c", **hers
        ),
        a_ledger(version=1, **hers),
        a_media(media_id=MediaId(a_uuid(number + 2000)), **ready, **hers),
        a_video(media_id=MediaId(a_uuid(number + 3000)), **ready, **hers),
        a_testimonial(State.PUBLISHED, visit_id=visit_id, version=9, **hers),
    ]
    return dict(contribution(row) for row in rows)


def a_shard(people: int) -> Tally:
    parts = {name: part for n in range(people) for name, part in whole_story(n).items()}
    return Tally(area_id=AreaId(a_uuid(9999)), shard=3, parts=parts, version=50)


def test_eight_people_whose_stories_are_told_to_the_end_cost_one_write_unit() -> None:
    assert 7 * WRITE_UNIT // 8 < item_size(a_shard(8)) <= WRITE_UNIT


def test_a_booth_of_sixty_costs_two_write_units_a_change_at_most() -> None:
    shards: dict[int, dict[str, Part]] = {}
    for number in range(60):
        home = shard_of(a_uuid(number), SHARDS)
        shards.setdefault(home, {}).update(whole_story(number))

    sizes = [
        item_size(Tally(area_id=AreaId(a_uuid(9999)), shard=shard, parts=parts, version=50))
        for shard, parts in shards.items()
    ]

    assert len(sizes) == SHARDS
    assert max(sizes) <= 2 * WRITE_UNIT


def test_a_persons_whole_story_is_a_text_of_seventy_letters() -> None:
    (text,) = packed(whole_story(1)).values()

    assert len(text) <= 70


def test_sixty_people_who_are_seen_on_five_channels_cost_their_booth_four_write_units() -> None:
    shards: dict[int, dict[str, Part]] = {}
    for number in range(60):
        posts = [
            a_publication(
                beneficiary_id=a_uuid(number), visit_id=a_uuid(number), version=20,
                channel_id=f"channel-{each}", posted_at=NOON, metrics=Metrics(views=12_000,
                reactions=800),
            )
            for each in range(5)
        ]  # fmt: skip
        seen = dict(contribution(post) for post in posts)
        home = shard_of(a_uuid(number), SHARDS)
        shards.setdefault(home, {}).update({**whole_story(number), **seen})

    sizes = [
        item_size(Tally(area_id=AreaId(a_uuid(9999)), shard=shard, parts=parts, version=50))
        for shard, parts in shards.items()
    ]

    assert max(sizes) <= 4 * WRITE_UNIT


def test_a_mandal_of_a_hundred_booths_costs_eleven_write_units_a_change_on_its_third_day() -> None:
    of_day = {name: 3 for name in CODES if name not in {"refused", "moved", "deceased", "planned"}}
    part = Part(version=50, days={DAY + timedelta(days=n): of_day for n in range(3)})
    # A shard holds an eighth of the booths, and all shards of each.
    below = {f"{a_uuid(n)}#{shard}": part for n in range(100 // SHARDS) for shard in range(SHARDS)}

    size = item_size(Tally(area_id=AreaId(a_uuid(9999)), shard=3, parts=below, version=50))

    assert 10 * WRITE_UNIT < size <= 11 * WRITE_UNIT


def test_a_ready_photo_and_a_video_sent_in_one_request_cost_one_write_unit_each() -> None:
    whole = {
        "booth_id": AreaId(a_uuid(9999)),
        "worker_id": UserId(a_uuid(1)),
        "stored_at": NOON,
        "ended_at": NOON,
        "timings": Timings(queue_ms=10_000, download_ms=10_000, encode_ms=60_000, upload_ms=10_000),
    }
    photo = FakePhotoCompressor().measure(Path(__file__)).facts()
    video = FakeVideoCompressor().measure(Path(__file__)).facts()

    for media in (a_ready_photo(measured=photo, **whole), a_ready_video(measured=video, **whole)):
        assert item_size(media) <= WRITE_UNIT


def test_a_derivative_made_by_a_builder_is_one_that_the_table_can_keep() -> None:
    made = (a_derivative("display"), a_derivative("video"))

    assert unpacked_derivatives(packed_derivatives(made), made[0].key.split("/")[1]) == made


def an_item(*checks: str) -> Testimonial:
    found = (
        Finding(check=check, version=1, outcome=FindingOutcome.PASS, evidence={"booth_id": "b"})
        for check in checks
    )
    return a_testimonial(findings=tuple(found))


@pytest.mark.parametrize(
    "checks", [(), ("consent.child",), ("consent.child", "media.twin")], ids=len
)
def test_findings_come_back_as_they_were(checks: tuple[str, ...]) -> None:
    item = an_item(*checks)

    assert from_body(Testimonial, to_body(item)) == item


def test_findings_kept_with_the_names_of_their_parts_are_read_all_the_same() -> None:
    item = an_item("consent.child")
    (found,) = item.findings
    before = {
        "check": found.check, "version": Decimal(1), "outcome": "pass", "evidence": found.evidence,
    }  # fmt: skip

    assert from_body(Testimonial, {**to_body(item), "findings": [before]}) == item


@given(signals=st.dictionaries(st.sampled_from(list(SIGNALS)), st.floats(-70, 9999), max_size=13))
@SETTINGS
def test_signals_come_back_as_they_were_whichever_there_are(signals: dict[str, float]) -> None:
    assert unpacked_signals(packed_signals(signals)) == signals
    assert unpacked_signals(signals) == signals  # as older rows keep them


def test_every_signal_has_its_place_in_a_row() -> None:
    assert set(SIGNAL_ORDER) == set(SIGNALS)
    assert len(SIGNAL_ORDER) == len(SIGNALS)


def test_a_posted_reel_costs_two_write_units_and_its_members_hardly_more_than_before() -> None:
    path = tuple(AreaId(a_uuid(n)) for n in range(3))
    chosen = [
        Chosen(
            candidate=Candidate(
                visit_id=VisitId(a_uuid(n + 10)), beneficiary_id=PERSON,
                mandal_id=AreaId(a_uuid(n + 20)), approved_at=NOON,
            ),
            shown_before=n,
        )
        for n in range(MOST)
    ]  # fmt: skip
    steps = tuple(Step(at=NOON, source=state, target=state, by="moderator") for state in State)
    reel = a_testimonial(
        State.PUBLISHED, visit_id=a_uuid(1), campaign_id=a_uuid(2), beneficiary_id=NOBODY,
        booth_id=path[-1], desk_id=path[-1], path=path, media_ids=(MediaId(a_uuid(3)),),
        findings=(finding_of(chosen),), members=tuple(each.candidate.visit_id for each in chosen),
        evidence_key="f" * 64, history=steps[:6], decisions=(a_decided(by=UserId(a_uuid(4))),),
        captions={"hi": "लाभार्थियों से मिलन · वाराणसी", "en": "Meeting beneficiaries · Varanasi"},
        audit=Head(seq=5, hash="f" * 64),
    )  # fmt: skip
    member = a_testimonial(State.PUBLISHED, reels=())
    often = replace(member, reels=tuple(VisitId(a_uuid(n)) for n in range(MOST_REELS)))

    assert item_size(reel) <= 2 * WRITE_UNIT
    assert item_size(often) <= item_size(member) + 25 * MOST_REELS


def test_the_film_of_a_reel_comes_back_with_its_files() -> None:
    reel = a_testimonial(beneficiary_id=NOBODY, members=(VISIT,))
    made = tuple(
        a_derivative(role.value, key=key_of(reel, 3, role), content_type=TYPES[ending])
        for role, ending in KEPT.items()
    )
    media = a_ready_video(media_id=media_id_of(reel), beneficiary_id=NOBODY, derivatives=made)
    key = {"pk": f"VISIT#{media.visit_id}", "sk": f"MEDIA#{media.media_id}"}

    assert from_body(Media, {**to_body(media), **key}) == media
    assert item_size(media) <= WRITE_UNIT
