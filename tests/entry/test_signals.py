"""A media is shown with what was measured of it: worker and moderator read the same."""

import pytest

from chalicelib.domain.signals import SENTENCES, SIGNALS, Hint
from tests.builders import (
    PHOTO,
    a_good_picture,
    a_ready_photo,
    a_reviewable_place,
    pointers_to,
)
from tests.entry.conftest import World
from tests.looks import a_look


@pytest.mark.parametrize("who", ["worker", "moderator"])
def test_each_signal_comes_with_its_unit_its_meaning_and_what_it_hints_at(world: World, who: str):
    signals = {**a_good_picture(), "sharpness": 12.0}
    photo = a_ready_photo(signals=signals, looks=(a_look(1),))
    world.records.seed(*a_reviewable_place(), photo, *pointers_to([photo]))

    answer = world.call("GET", f"/v1/media/{PHOTO}", who)

    shown = answer.json()["signals"]
    assert list(shown) == list(SIGNALS)
    assert shown["sharpness"] == {
        "value": 12.0,
        "unit": SIGNALS["sharpness"].unit,
        "meaning": dict(SIGNALS["sharpness"].meaning),
        "hint": "blurred",
        "hint_text": dict(SENTENCES[Hint.BLURRED]),
    }
    assert shown["grid"]["hint"] is None
    assert a_look(1) not in answer.text


def test_a_media_of_which_nothing_was_measured_shows_no_signals(world: World):
    world.records.seed(*a_reviewable_place(), a_ready_photo(), *pointers_to([a_ready_photo()]))

    assert world.call("GET", f"/v1/media/{PHOTO}", "worker").json()["signals"] == {}
