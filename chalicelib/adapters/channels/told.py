"""A network's own words, made fit to keep: short, on one line, without our secrets or our text.

A network may quote what it refuses, whole or cut off, and a caption may hold a name. So every word
that begins one of ours is masked, even where the network means its own, but for the commonest,
which name nobody. These networks speak English to us: a word in another script can only be ours.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from chalicelib.domain.channels import Credential
from chalicelib.domain.posts import Post

MOST_CHARACTERS: Final = 200
MASK: Final = "…"
_MOST_READ: Final = 20 * MOST_CHARACTERS
_SHORTEST_MASKED: Final = 2
_LONGEST_MASKED: Final = 24
_COMMON: Final = frozenset({
    "all", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from",
    "had", "has", "have", "he", "her", "his", "if", "in", "is", "it", "its", "may", "me", "more",
    "must", "my", "no", "not", "of", "on", "or", "our", "out", "over", "she", "so", "than",
    "that", "the", "their", "them", "they", "this", "to", "too", "up", "us", "was", "we", "were",
    "when", "who", "will", "with", "you", "your",
})  # fmt: skip
_WORD: Final = re.compile(r"[^\s!-/:-@\[-`{-~।॥…“”‘’]+")
_MASKS: Final = re.compile(r"…(?:[^\w…]*…)+")
_MARKUP: Final = re.compile(r"<[^<>]{0,300}>")  # Google links to its own pages


def texts_of(post: Post) -> tuple[str, ...]:
    """Return all of our own text that a post brings to a network."""
    return (post.caption, post.title, post.alt_text, post.marker, post.tag, *post.hashtags)


def cleaned(said: object, credential: Credential, ours: Iterable[str] = ()) -> str:
    """Return what a network said, at most MOST_CHARACTERS of it; nothing when it is no text."""
    if not isinstance(said, str):
        return ""
    text = _MARKUP.sub("", said[:_MOST_READ])
    for secret in _secrets(credential):
        text = text.replace(secret, MASK)
    hidden = _beginnings(ours)
    text = _WORD.sub(lambda found: MASK if _is_ours(found[0], hidden) else found[0], _plain(text))
    return " ".join(_MASKS.sub(MASK, text).split())[:MOST_CHARACTERS]


def _plain(text: str) -> str:
    """Return text without what is not seen: line breaks, turns of direction, joiners."""
    return "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text)


def _beginnings(ours: Iterable[str]) -> frozenset[str]:
    words = {word for own in ours for word in _WORD.findall(_plain(own).lower())}
    ends = range(_SHORTEST_MASKED, _LONGEST_MASKED)
    return frozenset(word[:end] for word in words for end in ends) - _COMMON


def _is_ours(word: str, hidden: frozenset[str]) -> bool:
    is_long_enough = len(word) >= _SHORTEST_MASKED
    cut = word.lower()[: _LONGEST_MASKED - 1]
    return not word.isascii() or (is_long_enough and cut in hidden)


def _secrets(credential: Credential) -> tuple[str, ...]:
    kept = (credential.access, credential.refresh, credential.client_secret, *credential.signing)
    return tuple(sorted((one for one in kept if one), key=len, reverse=True))
