"""Whether somebody promises benefits to come, in what people write and say.

She tells what she received, and may: मुझे घर मिला, I got a house. What is to come may be a promise
(मिलेगा, you will get), above all when it hangs on an election or on a vote. The words are those of
Hindi, in either script, and of English; a promise in another language is not seen. Names of fields
are another matter: see promises.py.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from chalicelib.domain import promise_phrases as words
from chalicelib.domain.spelling import clean, plain, plain_words


class Told(StrEnum):
    """What kind of promise a sentence holds."""

    WILL_GET = "will_get"
    WILL_GIVE = "will_give"
    PROMISE = "promise"
    IF_ELECTED = "if_elected"
    AFTER_ELECTION = "after_election"
    FOR_A_VOTE = "for_a_vote"


_WILL: Final = (
    "(?:will|shall|ll|gonna|going to)"
    "(?: also| all| soon| now| each| surely| definitely| certainly| too)?"
)
_SENTENCE_END: Final = re.compile(r"[\u0964\u0965.!?;\n\r|]+")
_DEVANAGARI: Final = re.compile("[\u0900-\u097f]+")
# A benefit and what is said of it stand at most so many words apart.
_NEAR: Final = r"[^ ]*(?: [^ ]+){0,5}?"


def _pattern(phrases: str) -> str:
    """Return the phrases as one choice, each with the space that it begins after."""
    every = (each.strip() for each in re.split(r", |\n", phrases))
    return " (?:" + "|".join(_folded(each) for each in every if each) + ")"


def _folded(phrase: str) -> str:
    said = _DEVANAGARI.sub(lambda found: plain(found[0]), phrase)
    return said.replace("~", "[^ ]*").replace("$", "(?= )").replace("@", _WILL)


_BENEFIT, _GIVES, _VOTE = _pattern(words.BENEFITS), _pattern(words.GIVES), _pattern(words.VOTE)
_NEAR_BENEFIT: Final = f"{_BENEFIT}{_NEAR}{_GIVES}|{_GIVES}{_NEAR}{_BENEFIT}"
_FOR_A_VOTE: Final = f"{_VOTE}{_NEAR}{_pattern(words.FOR_IT)}|{_pattern(words.IN_EXCHANGE)}"
_PATTERNS: Final[Mapping[Told, re.Pattern[str]]] = {
    Told.WILL_GET: re.compile(_pattern(words.GETS)),
    Told.WILL_GIVE: re.compile(_NEAR_BENEFIT),
    Told.PROMISE: re.compile(_pattern(words.PROMISES)),
    Told.IF_ELECTED: re.compile(_pattern(words.ELECTED)),
    Told.AFTER_ELECTION: re.compile(_pattern(words.AFTER_ELECTION)),
    Told.FOR_A_VOTE: re.compile(_FOR_A_VOTE),
}
# What stands only for what is to come, and so for nothing once it has come.
_UNTIL_IT_CAME: Final = frozenset({Told.PROMISE, Told.IF_ELECTED, Told.AFTER_ELECTION})
_OF_AN_ELECTION: Final = frozenset({Told.IF_ELECTED, Told.AFTER_ELECTION})
_TO_COME: Final = frozenset({Told.WILL_GET, Told.WILL_GIVE})
_SAYS_BENEFIT: Final = re.compile(_BENEFIT)
_NOT_MEANT: Final = re.compile(_pattern(words.NOT_MEANT))
_THOUGHT: Final = re.compile(_pattern(words.THOUGHT))
_SAID: Final = re.compile(_pattern(words.SAID))
_RECEIVED: Final = re.compile(_pattern(words.RECEIVED))
_KEPT: Final = re.compile(_pattern(words.KEPT))
_FUTURE: Final = re.compile(_pattern(words.FUTURE))


def promises_in(text: str) -> tuple[Told, ...]:
    """Return what kinds of promise a text holds, each once, in the order of Told."""
    sentences = (f" {' '.join(plain_words(clean(each)))} " for each in _SENTENCE_END.split(text))
    found = {told for said in sentences for told in _told(said)}
    return tuple(told for told in Told if told in found)


def _told(said: str) -> Iterator[Told]:
    meant = _NOT_MEANT.sub("", said)
    idle = _idle(said, meant)
    for told, pattern in _PATTERNS.items():
        if told not in idle and pattern.search(meant):
            yield told


def _idle(said: str, meant: str) -> frozenset[Told]:
    """Return the kinds that this sentence does not hold, whatever its words."""
    has_come, is_future = bool(_RECEIVED.search(said)), bool(_FUTURE.search(meant))
    is_over = (has_come or _KEPT.search(said) is not None) and not is_future
    is_told = _THOUGHT.search(said) is not None or (has_come and _SAID.search(said) is not None)
    says_what = is_future or _SAYS_BENEFIT.search(meant) is not None
    nothing: frozenset[Told] = frozenset()
    return (
        (_UNTIL_IT_CAME if is_over else nothing)
        | (_TO_COME if is_told else nothing)
        | (nothing if says_what else _OF_AN_ELECTION)
    )
