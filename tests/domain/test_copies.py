"""Under what a media is filed, and which of those filed near it are copies of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.copies import (
    HASH_LETTERS,
    LIST_LETTERS,
    NO_LOOK,
    Filed,
    LooksAlike,
    SameBytes,
    filed_as,
    looks_alike,
    marks,
    same_bytes,
)
from chalicelib.domain.ids import BeneficiaryId, MediaId, UserId, VisitId
from chalicelib.domain.likeness import ALIKE, ALPHABET, Turn, filed
from chalicelib.domain.media import Media, MediaState
from tests.builders import NOON, PHOTO, a_ready_photo, an_id
from tests.looks import a_look, differing

OTHER_HASH = "ab" * 32
LOOK = a_look(1)
OURS = a_ready_photo(looks=(LOOK, a_look(2)))


def another(number: int = 9, **fields: object) -> Filed:
    media = replace(OURS, **{"sha256": OTHER_HASH, **fields})
    return filed_here(media, number)


def filed_here(media: Media, number: int = 9) -> Filed:
    text = filed_as(media)
    assert text is not None
    return Filed(visit_id=VisitId(an_id(8)), media_id=MediaId(an_id(number)), text=text)


def test_a_media_is_filed_by_its_first_look_and_then_by_its_hash() -> None:
    text = filed_as(OURS)
    other_file = filed_as(replace(OURS, sha256=OTHER_HASH))

    assert text is not None
    assert other_file is not None
    assert text[:-HASH_LETTERS] == other_file[:-HASH_LETTERS] == filed(LOOK)
    assert text[-HASH_LETTERS:] != other_file[-HASH_LETTERS:]


def test_what_shows_nothing_is_filed_by_its_hash_apart_from_all_looks() -> None:
    shown, nothing = filed_as(OURS), filed_as(a_ready_photo())

    assert shown is not None
    assert nothing == NO_LOOK + shown[-HASH_LETTERS:]
    assert NO_LOOK not in ALPHABET
    assert len(NO_LOOK) < LIST_LETTERS  # so that they are many lists


@pytest.mark.parametrize(
    "media",
    [*(replace(OURS, state=state) for state in MediaState if state is not MediaState.READY),
     replace(OURS, derivatives=())],
    ids=lambda media: f"{media.state}, {len(media.derivatives)} derivatives",
)  # fmt: skip
def test_what_has_nothing_to_show_is_not_filed(media: Media) -> None:
    assert filed_as(media) is None


def test_the_same_bytes_are_known_by_their_hash_and_are_no_lookalike() -> None:
    twin = filed_here(OURS)

    assert same_bytes(OURS, [another(7), twin]) == (
        SameBytes(media_id=PHOTO, other_media_id=twin.media_id, other_visit_id=twin.visit_id),
    )
    assert looks_alike(OURS, [twin]) == ()


def test_the_same_bytes_are_known_when_another_engine_took_their_look() -> None:
    assert len(same_bytes(OURS, [filed_here(replace(OURS, looks=(a_look(3),)))])) == 1
    assert len(same_bytes(replace(OURS, looks=()), [filed_here(replace(OURS, looks=()))])) == 1


def test_lookalikes_are_named_with_their_difference_and_turn_the_nearest_first() -> None:
    far = another(6, looks=(differing(LOOK, ALIKE),))
    near = another(7, looks=(differing(LOOK, 1),))
    too_far = another(5, looks=(differing(LOOK, ALIKE + 1),))

    found = looks_alike(OURS, [far, too_far, near])

    assert found == tuple(
        LooksAlike(
            media_id=PHOTO, other_media_id=each.media_id, other_visit_id=each.visit_id,
            difference=difference, turn=Turn.SAME,
        )
        for each, difference in ((near, 1), (far, ALIKE))
    )  # fmt: skip


def test_any_of_a_medias_looks_may_be_the_one_that_is_alike() -> None:
    (found,) = looks_alike(OURS, [another(looks=(a_look(2),))])

    assert found.difference == 0


def test_what_shows_nothing_looks_like_nothing() -> None:
    blank = replace(OURS, looks=())

    assert looks_alike(blank, [another()]) == ()
    assert looks_alike(OURS, [another(looks=())]) == ()


# What a row says of its copies

STORED = a_ready_photo(looks=(a_look(1),), stored_at=NOON)
LIKENESS = LooksAlike(
    media_id=PHOTO, other_media_id=MediaId(an_id(7)), other_visit_id=VisitId(an_id(8)),
    difference=3, turn=Turn.FLIPPED,
)  # fmt: skip


def stored(**fields: Any) -> Media:
    """Another visit's media of the same bytes, stored at the same moment."""
    known = {"media_id": MediaId(an_id(7)), "visit_id": VisitId(an_id(8))}
    return replace(STORED, **{**known, **fields})


def test_neither_a_media_of_the_same_visit_nor_one_that_is_not_alike_is_marked() -> None:
    assert marks(STORED, [stored(visit_id=STORED.visit_id)]) == ()
    assert marks(STORED, [stored(sha256="ab" * 32)]) == ()


def test_a_likeness_is_marked_with_its_difference_and_turn_and_equal_bytes_without() -> None:
    (alike,) = marks(STORED, [stored(sha256="ab" * 32)], [LIKENESS])
    (same,) = marks(STORED, [stored()], [LIKENESS])

    assert (alike.is_same_file, alike.difference, alike.turn) == (False, 3, Turn.FLIPPED)
    assert (same.is_same_file, same.difference, same.turn) == (True, 0, Turn.SAME)


@pytest.mark.parametrize(
    ("fields", "is_earlier"),
    [
        ({"stored_at": NOON - timedelta(seconds=1)}, True),
        ({"stored_at": NOON + timedelta(seconds=1)}, False),
        ({"stored_at": None, "granted_at": NOON - timedelta(hours=1)}, True),
        ({"media_id": MediaId(an_id(7))}, True),
        ({"media_id": MediaId("f" + an_id(7)[1:])}, False),
    ],
    ids=["before", "after", "when it was granted", "at once, a lower id", "at once, a higher id"],
)
def test_of_two_the_one_that_was_stored_first_is_the_earlier_from_both_sides(
    fields: dict[str, Any], is_earlier: bool
) -> None:
    other = stored(**fields)

    (mark,), (back,) = marks(STORED, [other]), marks(other, [STORED])

    assert (mark.is_earlier, back.is_earlier) == (is_earlier, not is_earlier)


def test_a_mark_says_whose_the_other_is_and_how_many_days_lie_between() -> None:
    other = stored(
        stored_at=NOON - timedelta(days=2, hours=5), worker_id=UserId("worker-2"),
        beneficiary_id=BeneficiaryId(an_id(0xB7)),
    )  # fmt: skip

    (mark,) = marks(STORED, [other])

    assert (mark.is_same_worker, mark.is_same_person, mark.days_apart) == (False, False, 2)
