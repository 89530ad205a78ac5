"""Chance that is the same for the same seed, and ids that say nothing of what they name."""

from math import exp, log
from random import Random
from typing import Final

ID_BITS: Final = 128
Luck = Random


def luck(seed: int, name: str) -> Luck:
    """Return the chance of one part of the set: a part that draws more changes no other."""
    return Random(f"{seed}/{name}")  # noqa: S311  a made-up world, no secret


def happens(chance: Luck, share: float) -> bool:
    """True in this share of cases."""
    return chance.random() < share


def spread_of(chance: Luck, middle: float, factor: float) -> float:
    """Return a positive number around `middle`; two thirds lie within this factor of it."""
    return exp(chance.gauss(log(middle), log(factor)))


def an_id(chance: Luck) -> str:
    """Return an id in the form of a UUIDv7, every other bit by chance: it tells no time either."""
    digits = f"{chance.getrandbits(ID_BITS):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def a_hash(chance: Luck) -> str:
    """Return what the SHA-256 of a file nobody else has looks like, in hex."""
    return f"{chance.getrandbits(256):064x}"
