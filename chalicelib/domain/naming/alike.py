"""Who may be one person on a roll: a looser question than matching.py's, for finding candidates.

Skeletons alone decide, so it is fast over many names, and finds pairs that a person then looks at.
"""

from collections import Counter
from functools import cache

from chalicelib.domain.naming.parts import parts_of
from chalicelib.domain.naming.skeletons import bones, skeleton
from chalicelib.domain.naming.vocabulary import SHARED


def looks_alike(one: str, other: str) -> bool:
    """True when both may be the same person's name.

    Titles and the words after s/o, w/o, d/o do not count, nor does the order. Every word of the
    shorter name must stand in the longer one, and not only words that half a village shares.
    """
    fewer, more = sorted((_own_bones(one), _own_bones(other)), key=len)
    if not fewer:
        return False
    if "".join(fewer) == "".join(more):
        return True
    says_enough = len(fewer) == len(more) or not set(fewer) <= _shared()
    return says_enough and not Counter(fewer) - Counter(more)


def _own_bones(text: str) -> list[str]:
    own = parts_of(text).own
    return [bones(word.form) for word in own[0]] if own else []


@cache
def _shared() -> frozenset[str]:
    return frozenset(skeleton(SHARED).split())
