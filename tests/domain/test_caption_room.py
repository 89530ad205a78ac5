"""How much room a channel leaves for a caption: up to there nothing of it is cut."""

from typing import Any

import pytest

from chalicelib.domain.caption_room import LEAST_ROOM, NAME, caption_room, check_words
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.post_words import Said, composed
from tests.builders import a_channel

KINDS = sorted(ChannelKind)
FRAMED = "{campaign}, {area}: {caption}\n\n{scheme}"


def on(kind: ChannelKind, **fields: Any) -> Channel:
    return a_channel(kind=kind, **fields)


@pytest.mark.parametrize(
    ("kind", "room"),
    [
        (ChannelKind.FACEBOOK, MOST_CAPTION_CHARACTERS),
        (ChannelKind.INSTAGRAM, MOST_CAPTION_CHARACTERS),
        (ChannelKind.X, 250),
        (ChannelKind.YOUTUBE, MOST_CAPTION_CHARACTERS),
        (ChannelKind.TELEGRAM, 994),
        (ChannelKind.PARTNER, MOST_CAPTION_CHARACTERS),
        (ChannelKind.PRACTICE, MOST_CAPTION_CHARACTERS),
    ],
)
def test_a_plain_channel_has_the_room_of_its_network(kind: ChannelKind, room: int) -> None:
    assert caption_room(on(kind)) == room


@pytest.mark.parametrize("template", ["{caption}", FRAMED, "x" * 100 + "{caption}"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_caption_of_that_length_is_posted_whole(kind: ChannelKind, template: str) -> None:
    channel = on(kind, template=template, hashtags=("आवास", "home", "x" * 60))
    caption = "क" * caption_room(channel)
    said = Said(
        marker="m", captions={"hi": caption, "en": "A house"}, area=NAME, scheme=NAME,
        campaign=NAME, has_ai_label=True,
    )  # fmt: skip

    assert caption in composed(channel, said).caption


@pytest.mark.parametrize("kind", [ChannelKind.X, ChannelKind.TELEGRAM])
def test_one_letter_more_is_cut(kind: ChannelKind) -> None:
    channel = on(kind, template=FRAMED, hashtags=("आवास", "home"))
    caption = "क" * (caption_room(channel) + 1)
    said = Said(
        marker="m", captions={"hi": caption}, area=NAME, scheme=NAME, campaign=NAME,
        has_ai_label=True,
    )  # fmt: skip

    assert caption not in composed(channel, said).caption


def test_a_channel_without_languages_has_room_all_the_same() -> None:
    assert caption_room(on(ChannelKind.X, caption_languages=())) > LEAST_ROOM


def test_a_template_may_leave_the_least_room_that_there_has_to_be() -> None:
    channel = on(ChannelKind.X, template="x" * 190 + "{caption}")

    check_words(channel)
    assert caption_room(channel) == LEAST_ROOM == 60


@pytest.mark.parametrize("kind", KINDS)
def test_usual_words_may_be_set_up(kind: ChannelKind) -> None:
    check_words(on(kind, template=FRAMED, hashtags=("आवास",)))


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"template": "{caption} {name}"}, "caption_template", "{name}"),
        ({"hashtags": ("#home",)}, "hashtags", "without #"),
        ({"template": "x" * 195 + "{caption}"}, "caption_template", "55 characters"),
        ({"template": "x" * 400 + "{caption}"}, "caption_template", "0 characters"),
    ],
    ids=["unknown field", "no hashtag", "little room", "no room"],
)
def test_words_that_cannot_be_posted_are_refused(
    fields: dict[str, Any], field: str, word: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_words(on(ChannelKind.X, **fields))

    assert refused.value.facts["field"] == field
    assert word in refused.value.detail
