"""How much room a channel leaves for a caption, for whoever writes one or sets the channel up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from chalicelib.domain.caption_limits import CAPTION_LIMITS, PER_LANGUAGE, Measure, length
from chalicelib.domain.caption_templates import check_hashtags, parse_template
from chalicelib.domain.channels import Channel
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.post_words import Said, drafted

# What a name in a template is reckoned with before it is known.
NAME: Final = "न" * 30
# How many units a letter takes at most in the languages of our captions, where it is more than one.
_WIDEST: Final[Mapping[Measure, int]] = {Measure.BYTES: 3}
LEAST_ROOM: Final = 60


def caption_room(channel: Channel) -> int:
    """Return how many characters one caption may have on a channel before anything of it is cut.

    The label of what a machine altered, the tag, the template and the first hashtag are allowed
    for. Further languages need room of their own, or are left out. A network that does not count
    characters may take a few less of a text with emoji or links in it.
    """
    limit = CAPTION_LIMITS[channel.kind]
    if channel.kind in PER_LANGUAGE:
        return limit.most
    around = length(_frame(channel), limit.measure) - 1
    room = (limit.most - around) // _WIDEST.get(limit.measure, 1)
    return min(max(0, room), MOST_CAPTION_CHARACTERS)


def _frame(channel: Channel) -> str:
    """Return what stands around a caption at most, with a single letter in its place."""
    captions = dict.fromkeys(channel.caption_languages[:1], "-")
    said = Said(
        marker="", captions=captions, area=NAME, scheme=NAME, campaign=NAME, has_ai_label=True
    )
    draft = drafted(channel, said)
    return replace(draft, hashtags=draft.hashtags[:1]).text()


def check_words(channel: Channel) -> None:
    """Raise InvalidInput unless captions can be posted with a channel's template and hashtags."""
    parse_template(channel.template)
    check_hashtags(channel.hashtags)
    if (room := caption_room(channel)) < LEAST_ROOM:
        raise InvalidInput(
            f"This leaves {room} characters for a caption; {LEAST_ROOM} is the least",
            field="caption_template",
        )
