"""A network's own words, made fit to keep: short, on one line, without our secrets or our text.

A network may quote what it refuses, and a caption may hold a name. So every word that stands in
our own text is masked, even where the network means its own, but for the commonest, which name
nobody.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from chalicelib.domain.channels import Credential
from chalicelib.domain.posts import Post

MOST_CHARACTERS: Final = 200
MASK: Final = "…"
_SHORTEST_MASKED: Final = 3
_COMMON: Final = frozenset({
    "all", "and", "any", "are", "but", "can", "for", "from", "had", "has", "have", "her", "his",
    "its", "may", "more", "must", "not", "our", "out", "over", "she", "than", "that", "the",
    "their", "them", "they", "this", "too", "was", "were", "when", "who", "will", "with", "you",
    "your",
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
    text = _MARKUP.sub("", said[: 20 * MOST_CHARACTERS])
    for secret in _secrets(credential):
        text = text.replace(secret, MASK)
    text = "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text)
    hidden = {word for own in ours for word in _WORD.findall(own) if _is_masked(word)}
    text = _WORD.sub(lambda found: MASK if found[0] in hidden else found[0], text)
    return " ".join(_MASKS.sub(MASK, text).split())[:MOST_CHARACTERS]


def _is_masked(word: str) -> bool:
    is_short = word.isascii() and len(word) < _SHORTEST_MASKED
    return not is_short and word.lower() not in _COMMON


def _secrets(credential: Credential) -> tuple[str, ...]:
    kept = (credential.access, credential.refresh, credential.client_secret, *credential.signing)
    return tuple(sorted((one for one in kept if one), key=len, reverse=True))
