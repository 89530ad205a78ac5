"""A channel's caption template and its hashtags: what they may be, and how they are filled in.

A template is text with fields in braces:

- {caption}: what was approved, in the channel's languages, blank lines between. It has to be there.
- {hashtags}: the channel's hashtags. Where a template has no place for them they come at the end.
- {area}: the mandal and district of the visit, never the booth.
- {scheme}: the schemes that the roll has her on, by the names that the campaign declares.
- {campaign}: the campaign's own name.

Names are in the channel's first language. There is no field for a person's name or number, and
nothing in a caption is ever read as a template.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Final

from chalicelib.domain.errors import InvalidInput

FIELDS: Final = ("caption", "hashtags", "area", "scheme", "campaign")
MOST_TEMPLATE_CHARACTERS: Final = 500
MOST_CHANNEL_HASHTAGS: Final = 30
MOST_HASHTAG_CHARACTERS: Final = 100
_MANY_BLANK_LINES: Final = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*\n")
_HASHTAG: Final = re.compile(r"[#＃]+(?=\w)")
# Halves of a surrogate pair, controls, and characters that are none: no network takes them.
_UNSENT: Final = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a template: some text, and the field that follows it, "" for none."""

    text: str
    field: str


Template = tuple[Part, ...]
PLAIN: Final[Template] = (Part(text="", field="caption"),)


def parse_template(text: str) -> Template:
    """Return a template's parts; raise InvalidInput that says what is wrong with it."""
    if len(text) > MOST_TEMPLATE_CHARACTERS:
        raise _wrong(f"A template may have {MOST_TEMPLATE_CHARACTERS} characters")
    try:
        parts = tuple(_part(*piece) for piece in Formatter().parse(text))
    except ValueError:
        raise _wrong(f"Every brace needs its partner around a field: {_known()}") from None
    if sum(part.field == "caption" for part in parts) != 1:
        raise _wrong("A template has {caption} in it, once")
    return parts


def _part(text: str, field: str | None, spec: str | None, conversion: str | None) -> Part:
    if field is not None and field not in FIELDS:
        raise _wrong(f"There is no field {{{field}}}; these are known: {_known()}")
    if spec or conversion:
        raise _wrong(f"A field is only its name in braces: {_known()}")
    return Part(text=text, field=field or "")


def _known() -> str:
    return " ".join(f"{{{field}}}" for field in FIELDS)


def _wrong(detail: str) -> InvalidInput:
    return InvalidInput(detail, field="caption_template")


def fill(template: Template, values: Mapping[str, str]) -> str:
    """Return the template with its fields filled in, and nowhere more than one blank line."""
    parts = template
    if values["hashtags"] and not any(part.field == "hashtags" for part in parts):
        parts = (*parts, Part(text="\n\n", field="hashtags"))
    filled = "".join(part.text + values.get(part.field, "") for part in parts)
    return _MANY_BLANK_LINES.sub("\n\n", filled).strip()


def fields_of(template: Template) -> frozenset[str]:
    """Return which fields a template has."""
    return frozenset(part.field for part in template if part.field)


def check_hashtags(words: Sequence[str]) -> tuple[str, ...]:
    """Return a channel's hashtags, without "#"; raise InvalidInput for what no network links.

    Each is a word of letters, digits, marks and underscores with a letter in it, and stands once.
    """
    if len(words) > MOST_CHANNEL_HASHTAGS:
        raise _untaggable(f"A channel may have {MOST_CHANNEL_HASHTAGS} hashtags")
    for word in words:
        _check_hashtag(word)
    if len({_folded(word) for word in words}) < len(words):
        raise _untaggable("Write each hashtag once")
    return tuple(words)


def _check_hashtag(word: str) -> None:
    if not 1 <= len(word) <= MOST_HASHTAG_CHARACTERS:
        raise _untaggable(f"A hashtag has 1 to {MOST_HASHTAG_CHARACTERS} characters")
    if not all(_is_of_a_word(char) for char in word) or not any(map(str.isalpha, word)):
        raise _untaggable(
            "A hashtag is one word of letters, digits and underscores, without # or blanks"
        )


def _is_of_a_word(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind[0] in "LM" or kind == "Nd" or char == "_"


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _untaggable(detail: str) -> InvalidInput:
    return InvalidInput(detail, field="hashtags")


def as_hashtags(words: Sequence[str]) -> str:
    """Return hashtags as they are written in a post."""
    return " ".join(f"#{word}" for word in words)


def hashtags_in(text: str) -> int:
    """Return how many hashtags a network finds in a text."""
    return len(_HASHTAG.findall(text))


def with_hashtags(text: str, most: int) -> str:
    """Return the text with its first `most` hashtags; of later ones the words stay, without #."""
    for found in reversed(list(_HASHTAG.finditer(text))[most:]):
        text = text[: found.start()] + text[found.end() :]
    return text


def clean(text: str) -> str:
    """Return a text as it can be sent: plain line ends, and nothing that is no character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or _is_sent(char)).strip()


def _is_sent(char: str) -> bool:
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF  # noqa: PLR2004
    return unicodedata.category(char) not in _UNSENT and not is_noncharacter
