"""Rows made small: what goes in comes out, and a finished media's facts take far less room."""

import json
import random
from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.aws.codec import OF_AN_UPLOAD, PLAIN, TOLD, from_body, to_body
from chalicelib.adapters.aws.squeezing import WORDS, squeezed, unsqueezed
from chalicelib.domain.decisions import (
    MOST_CAPTION_CHARACTERS,
    MOST_LANGUAGES_CAPTIONED,
    MOST_OF_CHANNELS_CHARACTERS,
    Appeal,
    Asker,
    DecisionKind,
)
from chalicelib.domain.ids import UserId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.returned import may_ask_again
from chalicelib.domain.review import MOST_DECISIONS, ask_again, decided_before
from chalicelib.domain.testimonial import State, Testimonial
from tests.builders import MODERATOR, NOON, a_decided, a_media, a_testimonial

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_what_is_squeezed_comes_back_as_it_was(fields: dict[str, object]) -> None:
    assert unsqueezed(squeezed(fields)) == fields


ID = "019ab659-e7c9-42c2-b2d2-835fa399f82a"
# As a row of before holds it.
KEPT_WITH_THE_FIRST = (
    "01ab468fbe6c3400ab6da0a57b623ab03405b36b01019ab659e7c942c2b2d2835fa399f82a019ab659e7"
    "c942c2b2d2835fa399f82a"
)
UUIDS = st.uuids().map(str)
HASHES = st.binary(max_size=80).map(bytes.hex)
SEALED = st.binary(max_size=400).map(lambda data: b64encode(data).decode())


@given(st.lists(UUIDS | HASHES | SEALED | st.from_regex(r"[0-9a-f-]{8,80}"), max_size=6))
def test_ids_hashes_and_sealed_texts_come_back_letter_by_letter(texts: list[str]) -> None:
    fields = {"one": texts, "run": "-".join(texts), "path": "/".join(texts)}

    assert unsqueezed(squeezed(fields)) == fields


def test_a_hash_takes_little_more_than_its_bytes() -> None:
    bare = len(squeezed({"sha256": ""}))

    assert len(squeezed({"sha256": sha256(b"x").hexdigest()})) <= bare + 32 + 4


def test_a_row_that_was_kept_before_squeezing_still_reads() -> None:
    media = a_media(state=MediaState.READY, measured={"width": 4000}, ended_at=NOON)
    body = to_body(media)
    body |= unsqueezed(body.pop(TOLD))
    key = {"pk": f"VISIT#{media.visit_id}", "sk": f"MEDIA#{media.media_id}"}

    assert from_body(Media, {**body, **key}) == media


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_only_fields_that_exist_stay_plain(kind: type) -> None:
    assert set(kind.__dataclass_fields__) > PLAIN[kind]
    assert set(Media.__dataclass_fields__) > OF_AN_UPLOAD


def test_a_finished_medias_facts_take_half_the_room() -> None:
    facts = {
        "measured": {
            "container": "mp4", "video_codec": "h264", "width": 1920, "height": 1080,
            "rotation": 90, "duration_s": 12.345, "fps": 29.97, "has_audio": True, "is_hdr": False,
        },
        "timings": {"queue_ms": 41, "download_ms": 230, "encode_ms": 9120, "upload_ms": 88},
        "signals": {"sharpness": 412.5, "brightness": 0.431, "contrast": 0.22},
    }  # fmt: skip

    assert len(squeezed(facts)) < len(json.dumps(facts)) / 2
    assert len(WORDS[1]) < 32_768  # deflate reaches no further back


def test_an_id_that_a_row_names_again_takes_no_room_for_its_bytes() -> None:
    one, other = ("019ab659-e7c9-42c2-b2d2-835fa399f82a", "0192a000-0000-7000-8000-00000000c001")
    fields = {"ids": [one, other, one, one, other, one], "text": f"{other} and {one}"}

    assert unsqueezed(squeezed(fields)) == fields
    once = len(squeezed({"ids": [one, other]}))
    assert len(squeezed({"ids": [one, other, *[one] * 20]})) < once + 16


@given(st.lists(st.sampled_from([str(UUID(int=n << 64)) for n in range(1, 300)]), max_size=900))
def test_however_often_ids_are_named_they_come_back_in_their_places(ids: list[str]) -> None:
    assert unsqueezed(squeezed({"ids": ids})) == {"ids": ids}


def test_what_was_squeezed_with_the_first_words_still_reads() -> None:
    kept = bytes.fromhex(KEPT_WITH_THE_FIRST)

    assert kept[0] == 1
    assert unsqueezed(kept) == {"evidence_key": "k" * 16, "booth": ID, "again": ID}


OUTCOMES = [
    (State.REJECTED, False, DecisionKind.REJECT),
    (State.HAS_ISSUES, False, DecisionKind.HAS_ISSUES),
    (State.PUBLISHED, False, DecisionKind.APPROVE),
    (State.PENDING_REVIEW, True, DecisionKind.ESCALATE),
]


def kept_before_decisions_were(**fields: object) -> dict[str, object]:
    body = to_body(a_testimonial(**fields))
    told = unsqueezed(bytes(body[TOLD]))
    return {**body, TOLD: squeezed({**told, "decided_by": MODERATOR})}


@pytest.mark.parametrize(("state", "is_escalated", "kind"), OUTCOMES)
def test_who_decided_before_decisions_were_kept_is_known(
    state: State, is_escalated: bool, kind: DecisionKind
) -> None:
    body = kept_before_decisions_were(state=state, is_escalated=is_escalated, evidence_version=2)

    (passed,) = from_body(Testimonial, body).decisions

    assert (passed.kind, passed.by, passed.evidence_version) == (kind, MODERATOR, 2)


def test_who_rejected_it_then_does_not_decide_when_somebody_asks_again() -> None:
    item = from_body(Testimonial, kept_before_decisions_were(state=State.REJECTED))

    assert may_ask_again(item)
    assert decided_before(ask_again(item, Asker.WORKER, None, NOON)) == {MODERATOR}


@pytest.mark.parametrize("state", [State.PENDING_REVIEW, State.WITHDRAWN, State.VERIFYING])
def test_of_other_states_nobody_knows_what_was_decided_then(state: State) -> None:
    assert from_body(Testimonial, kept_before_decisions_were(state=state)).decisions == ()


def test_the_longest_words_that_people_may_write_fit_into_one_row() -> None:
    dice = random.Random(6)  # noqa: S311  words, not secrets

    def words(number: int) -> str:
        return "".join(chr(dice.randrange(0x900, 0x980)) for _ in range(number))

    languages = [f"a{chr(97 + number)}" for number in range(MOST_LANGUAGES_CAPTIONED)]
    note = words(2000)
    item = a_testimonial(
        captions={each: words(MOST_CAPTION_CHARACTERS) for each in languages},
        channel_captions={"page": {"hi": words(MOST_OF_CHANNELS_CHARACTERS)}},
        transcript={each: words(10_000) for each in languages[:4]},
        decisions=tuple(
            a_decided(by=UserId(f"moderator-{number}"), note=words(2000))
            for number in range(MOST_DECISIONS)
        ),
        appeal=Appeal(by=Asker.WORKER, at=NOON, note=note),
    )

    assert len(to_body(item)[TOLD]) < 300_000  # of the 400 kB that a row may have
