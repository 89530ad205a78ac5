"""What one person alone may not approve, and which words name an amount of money.

A second, different person approves it too, without learning of the first. A campaign's policy may
say that one is enough for a reason, except for a child.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.policy import Policy
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification import names


class TwoPeople(StrEnum):
    """Why two people decide."""

    CHILD = "child"
    HARD_HINT = "hard_hint"
    PUBLIC_FIGURE = "public_figure"
    MONEY = "money"
    AI_ALTERED = "ai_altered"


# A child is never one person's to decide on.
MAY_BE_ONE: Final = frozenset(reason.value for reason in TwoPeople if reason is not TwoPeople.CHILD)
# Doubts that a glance cannot settle: a picture met elsewhere, a picture of a screen, a promise, a
# number that nobody may see.
HARD: Final = frozenset(
    {names.EXACT, names.NEAR, names.SCREEN, names.PROMISE, names.AADHAAR, names.TRAVEL}
)
_DIGIT: Final = r"[0-9०-९]"
_UNIT: Final = r"(?:lakhs?|lacs?|crores?|thousand|hundred|लाख|करोड़|करोड|हज़ार|हजार|सौ)"
_COIN: Final = r"(?:rupees?|rs\.?|inr|रुपये|रुपए|रुपया|रूपये|रूपए|रु\.?|₹)"
_MONEY: Final = re.compile(
    rf"{_COIN}\s*{_DIGIT}|{_DIGIT}[0-9०-९,.]*\s*{_UNIT}?\s*{_COIN}|{_DIGIT}[0-9०-९,.]*\s*/-"
    rf"|{_DIGIT}[0-9०-९,.]*\s*{_UNIT}|{_UNIT}\s*{_COIN}",
    re.IGNORECASE,
)


def names_money(text: str) -> bool:
    """True when a text names an amount of money, in digits or in words, Hindi or English."""
    return _MONEY.search(text) is not None


def reasons(item: Testimonial, policy: Policy, *, is_child: bool) -> tuple[TwoPeople, ...]:
    """Return why two people have to approve an item; nothing when one is enough."""
    enough = frozenset(policy.one_is_enough)
    return tuple(reason for reason in _reasons(item, is_child) if reason.value not in enough)


def _reasons(item: Testimonial, is_child: bool) -> Iterator[TwoPeople]:
    if is_child:
        yield TwoPeople.CHILD
    if any(_is_hard(found) for found in item.findings):
        yield TwoPeople.HARD_HINT
    if item.is_public_figure:
        yield TwoPeople.PUBLIC_FIGURE
    if any(names_money(text) for text in _texts(item)):
        yield TwoPeople.MONEY
    if item.ai_altered:
        yield TwoPeople.AI_ALTERED


def _is_hard(found: Finding) -> bool:
    doubts = {FindingOutcome.WARN, FindingOutcome.FAIL}
    return found.check in HARD and found.outcome in doubts


def _texts(item: Testimonial) -> Iterable[str]:
    yield from (item.captions or {}).values()
    yield from (item.transcript or {}).values()
    for captions in (item.channel_captions or {}).values():
        yield from captions.values()
