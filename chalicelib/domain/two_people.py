"""What one person alone may not approve: a second, different one approves it too, alone as well.

The rule, whole. What asks for two people is in TwoPeople; a campaign's policy may say that one is
enough for a reason, except for a child. The first approval leaves the item at the desk. Nobody
learns of it meanwhile (discretion.py), and the second person, who does not know whether she is the
first, is anybody who may decide on it but the one who approved it. Each of them approves with
consent, words and age as they are then.

- Other evidence makes an approval void: two approvals of the same evidence are needed. So does an
  amount of money in the words that the one before had not seen, however it came there.
- What somebody saw in it, a public figure or an altered part, one other person alone cannot deny:
  it asks for two as long as the decision stands that said so.
- One person is enough to say no. Whoever rejects an item or sends it back ends it, whatever was
  said before; the choices of both are then shown, once hers can no longer be taken back.
- Passing it up says nothing of the item. An approval from before stands, and the senior's is the
  other one.
- An approval that is taken back was never given.
- When its words are edited after it was approved, the approvals from before count no more; whoever
  gave one may give another.
- When somebody asks again about what was rejected, what was said before counts no more and is known
  to all: whoever decided then does not decide now, and if two are needed, two new ones are.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from chalicelib.domain.amounts import amounts_in, texts_of
from chalicelib.domain.finding import DOUBTS, Finding
from chalicelib.domain.ids import UserId
from chalicelib.domain.money import names_money
from chalicelib.domain.policy import Policy
from chalicelib.domain.review import standing_approvals
from chalicelib.domain.signals import Hint
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
# Doubts that a glance at the item cannot settle, whatever it shows: a promise, a number that nobody
# may see, a worker who cannot have been there.
HARD: Final = frozenset({names.PROMISE, names.AADHAAR, names.TRAVEL})
# Of these only some are: a picture that another person's visit holds, a picture taken of a screen.
# What her own visits hold twice, and a screenshot, a glance does settle.
COPIES: Final = frozenset({names.EXACT, names.NEAR})


def reasons(
    item: Testimonial, policy: Policy, *, is_child: bool, members: Iterable[Testimonial] = ()
) -> tuple[TwoPeople, ...]:
    """Return why two people have to approve an item; nothing when one is enough.

    `members` are those of a reel: whom they show and what they say, it shows and says.
    """
    enough = frozenset(policy.one_is_enough)
    found = _reasons(item, tuple(members), is_child=is_child)
    return tuple(reason for reason in found if reason.value not in enough)


def is_first_of_two(
    item: Testimonial, seen: Testimonial, by: UserId, why: Iterable[TwoPeople]
) -> bool:
    """True when somebody else has to approve an item after this one does.

    `seen` is the item with the words that she approves, `why` the reasons that ask for two people.
    """
    if not tuple(why):
        return False
    named = amounts_in(seen)
    others = (each for each in standing_approvals(item) if each.by != by)
    return not any(named <= each.amounts for each in others)


def _reasons(
    item: Testimonial, members: tuple[Testimonial, ...], *, is_child: bool
) -> Iterator[TwoPeople]:
    if is_child:
        yield TwoPeople.CHILD
    if any(map(is_hard, item.findings)):
        yield TwoPeople.HARD_HINT
    known = (each.is_public_figure for each in (item, *members))
    if any(known) or any(each.is_public_figure for each in item.decisions):
        yield TwoPeople.PUBLIC_FIGURE
    said = (text for each in members for text in (each.transcript or {}).values())
    if any(map(names_money, (*texts_of(item), *said))):
        yield TwoPeople.MONEY
    if item.ai_altered or any(each.ai_altered for each in item.decisions):
        yield TwoPeople.AI_ALTERED


def is_hard(found: Finding) -> bool:
    """True for a doubt that one person's glance cannot settle."""
    if found.outcome not in DOUBTS:
        return False
    if found.check in COPIES:
        return _is_of_another_person(found)
    if found.check == names.SCREEN:
        return Hint.PHOTO_OF_A_SCREEN in _listed(found, "hints")
    return found.check in HARD


def _is_of_another_person(found: Finding) -> bool:
    matching, own = _listed(found, "matching_media_ids"), found.evidence.get("of_the_same_person")
    return not isinstance(own, int) or len(matching) > own


def _listed(found: Finding, name: str) -> list[object]:
    value = found.evidence.get(name)
    return list(value) if isinstance(value, list | tuple) else []
