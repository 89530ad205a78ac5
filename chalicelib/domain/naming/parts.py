"""What a written name consists of: her own words, her aliases, and whose wife or child she is.

Titles fall away, short forms are written out, initials stand apart, and what is commonly joined to
a name (Sunitadevi) is a word of its own. The tables are in vocabulary.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from typing import Final
from unicodedata import category, normalize

from chalicelib.domain.naming import vocabulary
from chalicelib.domain.naming.folding import folded_word, latin_words
from chalicelib.domain.naming.reading import lacks_vowels
from chalicelib.domain.naming.vocabulary import Relative
from chalicelib.domain.spelling import clean

# More is no name. What stands behind is not looked at, which bounds the time for hostile input.
MOST_LETTERS: Final = 100
MOST_WORDS: Final = 7
# A second name is taken off a first one only when a name is left.
_SHORTEST_FIRST: Final = 3
# Zia ul Haq and Ziaul Haq: the article belongs to the word before.
_ARTICLES: Final = frozenset({"ul", "ud", "ur", "us", "un", "uz"})
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘`ʼ"))
_VOWEL: Final = re.compile("[aeiouy]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as written, as read, and in its normal form; `is_bare` without short vowels."""

    text: str
    latin: str
    form: str
    is_bare: bool = False

    @property
    def is_initial(self) -> bool:
        """True when only the first letter of a name is told."""
        return len(self.latin) == 1


Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """One way to name her per element of `own`, the usual one first; `guardians` as written.

    `is_cut` when there was more than a name has.
    """

    own: tuple[Words, ...]
    guardians: Mapping[Relative, str]
    is_cut: bool


def parts_of(text: str) -> FullName:
    """Return the parts of a name as somebody wrote it. Nothing that is no name raises."""
    whole = clean(text)
    head, guardians = _relatives(whole[:MOST_LETTERS])
    named = [words for part in _aliases().split(head) for words in _ways(part)]
    return FullName(
        own=tuple(words[:MOST_WORDS] for words in named),
        guardians=guardians,
        is_cut=len(whole) > MOST_LETTERS or any(len(words) > MOST_WORDS for words in named),
    )


def joined(words: Sequence[Word]) -> Word:
    """Return neighbouring words as one: Ram Avtar as Ramavtar."""
    latin = "".join(word.latin for word in words)
    is_bare = any(word.is_bare for word in words)
    return Word(
        text=" ".join(word.text for word in words),
        latin=latin,
        form=folded_word(latin, is_bare),
        is_bare=is_bare,
    )


def _relatives(text: str) -> tuple[str, dict[Relative, str]]:
    """Return the text before the first relative, and each relative's own text.

    Where nothing stands before, the first relative's name is all that was written.
    """
    found = list(_any_relative().finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    told = {
        Relative(str(each.lastgroup)): text[each.end() : end]
        for each, end in reversed(list(zip(found, ends, strict=False)))
    }
    head = text[: found[0].start()] if found else text
    if found and not any(_tokens(head)):
        return text[found[0].end() : ends[0]], {}
    return head, told


def _ways(text: str) -> Iterator[Words]:
    """Yield the words without titles, and with the last one as part of the name: Shri Ram, Sriram.

    A title that nothing follows is a name.
    """
    tokens = list(_tokens(text))
    read = [each for token in tokens for each in _read(token, is_alone=len(tokens) == 1)]
    named = list(dropwhile(lambda word: word.latin in _titles(), read)) or read[-1:]
    titles = len(read) - len(named)
    while named[1:] and named[-1].latin in _polite():
        named.pop()
    if named:
        yield tuple(_with_articles(named))
    if titles:
        yield joined((read[titles - 1], named[0])), *named[1:]


def _tokens(text: str) -> Iterator[str]:
    unmarked = text.translate(_APOSTROPHES)
    yield from "".join(c if category(c)[0] in "LM" else " " for c in unmarked).split()


def _read(token: str, *, is_alone: bool) -> Iterator[Word]:
    initial = None if is_alone else vocabulary.LETTERS.get(token)
    latin, is_bare = initial or "".join(latin_words(token)), lacks_vowels(token)
    for part in filter(None, [latin] if is_bare else _split(vocabulary.SHORT.get(latin, latin))):
        yield Word(text=token, latin=part, form=folded_word(part, is_bare), is_bare=is_bare)


def _split(latin: str) -> Iterator[str]:
    if not _VOWEL.search(latin) and latin not in _titles():
        yield from latin  # R, and RK for R. K.
        return
    for second in vocabulary.JOINED:
        first = latin.removesuffix(second)
        if first != latin and len(first) >= _SHORTEST_FIRST:
            yield from (first, second)
            return
    yield latin


def _with_articles(words: Sequence[Word]) -> list[Word]:
    kept: list[Word] = []
    for word in words:
        belongs = kept and word.latin in _ARTICLES
        kept.append(joined((kept.pop(), word)) if belongs else word)
    return kept


@cache
def _titles() -> frozenset[str]:
    return frozenset(latin_words(vocabulary.TITLES))


@cache
def _polite() -> frozenset[str]:
    return frozenset(latin_words(vocabulary.POLITE))


@cache
def _any_relative() -> re.Pattern[str]:
    kinds = (f"(?P<{kind}>{_any_of(words)})" for kind, words in vocabulary.RELATIVES.items())
    return _standing_alone("|".join(kinds))


@cache
def _aliases() -> re.Pattern[str]:
    return _standing_alone(_any_of(vocabulary.ALIASES))


def _any_of(words: str) -> str:
    return "|".join(normalize("NFC", words).split())


def _standing_alone(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?<![^\\s,])(?:{pattern})(?=[\\s.:,-]|$)", re.IGNORECASE)
