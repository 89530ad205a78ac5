"""The labelled pairs, and which of them rules may be tuned on.

A group of names that are confused with each other stays together, and its hash says in which part
it is; so no name of the held-out part was looked at while the rules were made.
"""

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.domain.naming.indic import SCRIPTS
from chalicelib.domain.naming.scripts import is_latin
from chalicelib.domain.naming.urdu import is_urdu

FILE: Final = Path(__file__).with_name("pairs.tsv")
COLUMNS: Final = ("one", "other", "same", "kind", "group")
# Words that stand beside names in both parts: titles and relatives, and second names so common that
# they say nothing of the pair. In any other pair the name itself is in one part only.
NEUTRAL: Final = """
    shri sri smt km late md mohd mohammad kr pd urf alias s/o w/o d/o
    devi kumari kumar singh lal ram prasad das chand chandra nath narayan narain pratap shankar
    bai bhai ben kaur begum begam khatun khatoon bano bibi bi ara jahan ali khan abdul abdur abdus
    yadav sharma verma gupta
    श्री श्रीमती स्व मो कु उर्फ पुत्र पत्नी मोहम्मद अब्दुल खान अली बेगम बानो खातून जहाँ आर
    देवी कुमारी कुमार सिंह लाल राम प्रसाद चंद्र नारायण प्रताप शंकर बाई यादव गुप्ता
    ਸਿੰਘ ਕੌਰ بیگم علی
"""
TRUTH: Final = {"1": True, "0": False}


class Part(StrEnum):
    """What a pair is for."""

    TUNING = "tuning"
    HELD_OUT = "held-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """Two written names, and whether they are one name. `group` holds its base names, with +."""

    one: str
    other: str
    same: bool
    kind: str
    group: str

    @property
    def part(self) -> Part:
        """Where it belongs."""
        return part_of(self.group)

    @property
    def scripts(self) -> str:
        """The languages of both scripts, as hi-en, in the order of the alphabet."""
        return "-".join(sorted(map(script_of, (self.one, self.other))))


def part_of(group: str) -> Part:
    """Return the part of a group of base names: by the first byte of its SHA-256, even or odd."""
    first = hashlib.sha256(group.encode()).digest()[0]
    return Part.HELD_OUT if first % 2 else Part.TUNING


def script_of(text: str) -> str:
    """Return the language of the script that most letters are of; "" for one that is not ours."""
    found = Counter(_language(letter) for letter in text if letter.isalpha())
    return max(found, key=lambda language: found[language], default="")


@cache
def labelled() -> tuple[LabelledPair, ...]:
    """Return all pairs as they stand in the file; raises ValueError for another form of it."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{FILE.name} has the columns {', '.join(COLUMNS)}")
        return tuple(
            LabelledPair(
                one=row["one"], other=row["other"], same=TRUTH[row["same"]],
                kind=row["kind"], group=row["group"],
            )
            for row in rows
        )  # fmt: skip


def _language(letter: str) -> str:
    if is_latin(letter):
        return "en"
    if is_urdu(letter):
        return "ur"
    return next((s.language for s in SCRIPTS if s.first <= letter <= s.last), "")
