"""Editions per channel: which are ordered, how they are named, and whose turn it is."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.channel_editions import (
    LEASE,
    MOST_TRIES,
    PLAIN,
    Edition,
    EditionOrder,
    EditionState,
    edition_id_of,
    finished,
    given_up,
    is_composing,
    is_spent,
    is_unchanged,
    key_of,
    order_of,
    posted_of,
    renditions,
    start,
)
from chalicelib.domain.edition_plans import plan_edition
from chalicelib.domain.editions import Card, Clip, Cut, LowerThird, Style
from chalicelib.domain.ids import ConsentId
from chalicelib.domain.media_measures import PixelSize
from tests.builders import (
    NOON,
    VISIT,
    a_consent,
    a_derivative,
    a_media,
    a_ready_photo,
    a_ready_video,
    an_id,
)

CAPTIONED = Style(has_lower_third=True)
EVERY_STYLE = [
    Style(cut=cut, has_lower_third=lower, has_cards=cards)
    for cut, lower, cards in product(Cut, (False, True), (False, True))
]
ORDER = EditionOrder(style=CAPTIONED, language="hi")
OTHER = a_consent(consent_id=ConsentId(an_id(2)))
EDITION = Edition(visit_id=VISIT, edition_id="1-hi-0123456789abcdef")


def test_a_plain_channel_orders_nothing() -> None:
    assert order_of(PLAIN, ("hi", "en"), is_ai_altered=False) is None


@pytest.mark.parametrize("style", [each for each in EVERY_STYLE if each != PLAIN])
def test_any_other_style_is_ordered_in_the_first_language_where_it_has_words(style: Style) -> None:
    order = order_of(style, ("hi", "en"), is_ai_altered=False)

    has_words = style.has_lower_third or style.has_cards
    assert order == EditionOrder(style=style, language="hi" if has_words else "")


@pytest.mark.parametrize("style", EVERY_STYLE)
def test_what_a_machine_altered_is_labelled_whatever_the_style(style: Style) -> None:
    order = order_of(style, ("en",), is_ai_altered=True)

    assert order is not None
    assert (order.style, order.has_ai_label) == (style, True)


def test_a_channel_without_languages_has_none() -> None:
    assert order_of(CAPTIONED, (), is_ai_altered=False) == EditionOrder(
        style=CAPTIONED, language=""
    )


def test_every_order_and_every_content_has_an_id_of_its_own_and_the_same_one_again() -> None:
    orders = [
        EditionOrder(style=style, language=language, has_ai_label=label)
        for style, language, label in product(EVERY_STYLE, ("", "hi", "en"), (False, True))
    ]

    ids = [edition_id_of(version, order, None) for version in (1, 2) for order in orders]

    assert len(set(ids)) == 2 * len(orders)
    assert ids[: len(orders)] == [edition_id_of(1, order, None) for order in orders]
    assert edition_id_of(3, ORDER, None).startswith("3-hi-")


def test_another_consent_names_another_edition_where_a_name_is_shown() -> None:
    ids = {edition_id_of(1, ORDER, named) for named in (None, a_consent(), OTHER)}

    assert len(ids) == 3
    nameless = replace(ORDER, style=Style(has_cards=True))
    assert len({edition_id_of(1, nameless, named) for named in (None, a_consent(), OTHER)}) == 1


def test_no_id_and_no_key_holds_a_name() -> None:
    named = a_consent(shown_name="Sunita")

    edition = start(
        replace(EDITION, edition_id=edition_id_of(1, ORDER, named)), [a_ready_video()], NOON
    )

    assert "unita" not in repr(edition)


def test_the_renditions_are_what_was_made_to_be_posted() -> None:
    photo, video, bare = a_ready_photo(), a_ready_video(), a_media()

    found = renditions((photo, video, bare))

    assert [(media, made.role) for media, made in found] == [(photo, "display"), (video, "video")]
    posts = posted_of(made for _, made in found)
    assert posts == (("photo", found[0][1].key), ("video", found[1][1].key))


UPRIGHT = Clip(size=PixelSize(720, 1280), duration_s=8.0)
LYING = Clip(size=PixelSize(1280, 720), duration_s=8.0)
WORDS = LowerThird(language="hi", name="सुनीता")
CARD = Card(language="hi", title="जन संपर्क")


@pytest.mark.parametrize(
    ("clip", "style", "words", "is_the_same"),
    [
        (UPRIGHT, Style(cut=Cut.VERTICAL), {}, True),
        (LYING, Style(cut=Cut.ORIGINAL), {}, True),
        (LYING, Style(cut=Cut.VERTICAL), {}, False),
        (UPRIGHT, Style(has_lower_third=True), {"lower_third": WORDS}, False),
        (UPRIGHT, Style(has_lower_third=True), {}, True),
        (UPRIGHT, Style(has_cards=True), {"opening": CARD}, False),
        (UPRIGHT, Style(has_cards=True), {"closing": CARD}, False),
        (UPRIGHT, Style(), {"ai_label": "AI"}, False),
    ],
)
def test_only_what_would_be_the_same_is_posted_as_it_is(
    clip: Clip, style: Style, words: dict[str, Any], is_the_same: bool
) -> None:
    asked: dict[str, Any] = {"lower_third": None, "opening": None, "closing": None, **words}

    assert is_unchanged(plan_edition(clip, style, **asked)) is is_the_same


def test_a_claim_names_the_keys_of_its_run_beside_those_of_the_runs_before() -> None:
    first = start(EDITION, [a_ready_photo(), a_ready_video()], NOON)
    second = start(first, [a_ready_photo()], NOON + LEASE)

    assert (first.tries, second.tries) == (1, 2)
    assert first.stored == (key_of(first, a_ready_photo()), key_of(first, a_ready_video()))
    assert second.stored == (*first.stored, key_of(second, a_ready_photo()))
    assert len(set(second.stored)) == 3
    assert [key.rpartition("-")[2] for key in first.stored] == ["display.jpg", "video.mp4"]


def test_a_claimed_edition_is_held_until_its_lease_ends() -> None:
    claimed = start(EDITION, (), NOON)

    assert not is_composing(EDITION, NOON)
    assert is_composing(claimed, NOON + LEASE - timedelta(seconds=1))
    assert not is_composing(claimed, NOON + LEASE)
    assert not is_composing(finished(claimed, ()), NOON)
    assert not is_composing(given_up(claimed), NOON)


def test_tries_are_counted_to_an_end() -> None:
    edition = EDITION
    for _ in range(MOST_TRIES):
        assert not is_spent(edition)
        edition = start(edition, (), NOON)

    assert is_spent(edition)


def test_an_edition_ends_ready_with_its_files_or_failed_without() -> None:
    claimed, made = start(EDITION, (), NOON), (a_derivative("video"),)

    ready, failed = finished(claimed, made), given_up(claimed)

    assert (ready.state, ready.derivatives, ready.lease_until) == (EditionState.READY, made, None)
    assert (failed.state, failed.derivatives, failed.lease_until) == (EditionState.FAILED, (), None)
