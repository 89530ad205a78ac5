"""What may be written over a picture: Latin and Devanagari letters, which the package's font has.

A text with a letter of another script is left out as a whole, since half a name is another name.
Symbols that the font does not have, emoji among them, are dropped.
"""

from dataclasses import replace
from typing import Final
from unicodedata import category, combining, normalize

from chalicelib.domain.editions import Card, LowerThird

# Blocks of which the font has every printable sign.
BLOCKS: Final = ((0x20, 0x7E), (0x900, 0x97F))
OTHERS: Final = frozenset("‐–—‘’“”•…₹·°«»×©®āīūēōñáéíóúàèìòùâêîôûäöüçĀĪŪĒŌÑÁÉÍÓÚÄÖÜÇ")
# They join and part Devanagari letters and are never seen themselves.
JOINERS: Final = "\u200c\u200d"
VIRAMA: Final = "\u094d"
# They choose how an emoji looks, and go with it.
SELECTORS: Final = "\ufe0e\ufe0f"


def writable(text: str) -> str:
    """Return a text on one line as it can be written, empty when that would change a name."""
    letters = [_nearest(letter) for letter in normalize("NFC", " ".join(text.split()))]
    if any(letter is None for letter in letters):
        return ""
    return " ".join("".join(letter or "" for letter in letters).split())


def writable_lower_third(words: LowerThird | None) -> LowerThird | None:
    """Return what of a lower third can be written, None when nothing is left of it."""
    if words is None:
        return None
    able = replace(
        words,
        name=writable(words.name),
        place=writable(words.place),
        scheme=writable(words.scheme),
    )
    return able if able.name or able.place or able.scheme else None


def writable_card(card: Card | None) -> Card | None:
    """Return what of a card can be written; a card of no words is still a pause."""
    if card is None:
        return None
    lines = tuple(line for line in map(writable, card.lines) if line)
    return replace(card, title=writable(card.title), lines=lines)


def clusters(text: str) -> list[str]:
    """Return the parts between which a text may be cut: letters with all that hangs on them.

    A Devanagari syllable is whole: signs stay with their letter, and a virama binds the next one.
    """
    found: list[str] = []
    for letter in text:
        if found and (_hangs_on(letter) or _binds(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _nearest(letter: str) -> str | None:
    """The letter as the font has it, nothing for a symbol it lacks, None for a foreign letter."""
    if letter in OTHERS or letter in JOINERS or _in_blocks(letter):
        return letter
    plain = "".join(sign for sign in normalize("NFKD", letter) if not combining(sign))
    if plain and all(_in_blocks(sign) for sign in plain):
        return plain
    is_foreign = category(letter)[0] in "LMN" and letter not in SELECTORS
    return None if is_foreign else ""


def _in_blocks(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in BLOCKS)


def _hangs_on(letter: str) -> bool:
    return category(letter)[0] == "M" or letter in JOINERS


def _binds(cluster: str, letter: str) -> bool:
    return cluster.rstrip(JOINERS).endswith(VIRAMA) and category(letter)[0] == "L"
