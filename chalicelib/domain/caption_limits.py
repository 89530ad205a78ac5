"""How long the words of a post may be on each network, and how that network counts.

A character is one code point, as the review desk counts it. The limits are those of the networks'
public documents in November 2026.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS


class Measure(StrEnum):
    """What a network counts."""

    CHARACTERS = "characters"
    UTF16_UNITS = "utf16_units"  # an emoji outside the basic plane counts two
    BYTES = "bytes"  # of UTF-8: a letter of Devanagari counts three
    WEIGHTED = "weighted"  # as X weighs them


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so much of what is measured."""

    most: int
    measure: Measure

    def fits(self, text: str) -> bool:
        """True when a text is within the limit."""
        return length(text, self.measure) <= self.most


# X's published settings for weighing, version 3: characters in these ranges weigh one, all others
# two; a link weighs 23 whatever its length, and a whole emoji two.
_LINK_WEIGHS: Final = 23
_EMOJI_WEIGHS: Final = 2
_HEAVY: Final = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
# X knows links without "https://" by a list of domains. What looks like one counts as one.
_LABEL: Final = r"[\w\u0900-\u0963\u0966-\u0d7f-]"
_LINK: Final = re.compile(
    rf"(?<![\w@#.-])(?:https?://(?:{_LABEL}{{1,63}}\.)+{_LABEL}{{2,63}}"
    r"|(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}\b)"
    r"(?::\d+)?(?:[/?#](?:[!-~]*[a-z0-9=_#/+&%-])?)?",
    re.IGNORECASE,
)
# Signs that become an emoji by the selector behind them, and those that are one without it.
_SIGN: Final = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u2bff"
    "\u3030\u303d\u3297\u3299]"
)
_PICTURE: Final = f"(?:[\U0001f000-\U0001faff]|{_SIGN}\ufe0f|[\u2600-\u27bf])"
_ONE: Final = f"{_PICTURE}\ufe0f?[\U0001f3fb-\U0001f3ff]?(?:[\U000e0020-\U000e007e]+\U000e007f)?"
_EMOJI: Final = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d(?:{_ONE}|{_SIGN}))*"
)

CAPTION_LIMITS: Final[Mapping[ChannelKind, Limit]] = {
    ChannelKind.FACEBOOK: Limit(most=63_206, measure=Measure.CHARACTERS),
    ChannelKind.INSTAGRAM: Limit(most=2_200, measure=Measure.CHARACTERS),
    ChannelKind.X: Limit(most=280, measure=Measure.WEIGHTED),
    ChannelKind.YOUTUBE: Limit(most=5_000, measure=Measure.BYTES),
    ChannelKind.TELEGRAM: Limit(most=1_024, measure=Measure.UTF16_UNITS),
    ChannelKind.PARTNER: Limit(most=MOST_CAPTION_CHARACTERS, measure=Measure.CHARACTERS),
    ChannelKind.PRACTICE: Limit(most=MOST_CAPTION_CHARACTERS, measure=Measure.CHARACTERS),
}
# These have no limit of their own. Ours holds for one language's caption, not for the whole post.
PER_LANGUAGE: Final = frozenset({ChannelKind.PARTNER, ChannelKind.PRACTICE})
# YouTube's documents say 100 characters and its page counts UTF-16 units, which are never fewer.
TITLE_LIMIT: Final = Limit(most=100, measure=Measure.UTF16_UNITS)
ALT_LIMIT: Final = Limit(most=420, measure=Measure.CHARACTERS)
# How many hashtags a post may have, our tag among them. Instagram's documents say 30; what it takes
# since December 2025 are five.
MOST_HASHTAGS: Final[Mapping[ChannelKind, int]] = {ChannelKind.INSTAGRAM: 5}


def length(text: str, measure: Measure) -> int:
    """Return how long a text is by a measure; half a surrogate pair counts as any character."""
    return _MEASURED[measure](text)


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _weight(text: str) -> int:
    text, links = _LINK.subn("", unicodedata.normalize("NFC", text))
    text, emoji = _EMOJI.subn("", text)
    single = len(text) + len(_HEAVY.findall(text))
    return _LINK_WEIGHS * links + _EMOJI_WEIGHS * emoji + single


_MEASURED: Final[Mapping[Measure, Callable[[str], int]]] = {
    Measure.CHARACTERS: len,
    Measure.UTF16_UNITS: _utf16_units,
    Measure.BYTES: _bytes,
    Measure.WEIGHTED: _weight,
}
