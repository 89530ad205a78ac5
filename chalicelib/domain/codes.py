"""The withdrawal code on a leaflet: how it is spelled, and how it is read from anybody's hand.

Eleven characters carry 55 bits, the twelfth checks them. The alphabet is Crockford's base 32: no
letter of it is taken for a digit, and none is the U that makes words.

The check is a sum over GF(32): each place weighs twice as much as the one to its right, where
doubling is multiplication by the primitive element x modulo x^5 + x^2 + 1. All weights are
different and none is zero, so every wrong character and every exchange of two is noticed. No sum
modulo 32 can do that: neighbours need weights that are odd and so is their difference. ISO 7064
MOD 37,36 can, with four characters more than the alphabet has.
"""

from typing import Final
from unicodedata import category

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.spelling import ascii_digits

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
GROUP: Final = 4
SECRET_BYTES: Final = 7
_BITS: Final = 5
_FIELD: Final = 0b100101  # x^5 + x^2 + 1
_TOP_BIT: Final = 0b100000
_TAKEN_FOR: Final = str.maketrans("OIL", "011")


def spell(secret: bytes) -> str:
    """Return the code for the first 55 bits of `secret`, as XXXX-XXXX-XXXX.

    Raises ValueError when there are fewer than seven bytes.
    """
    if len(secret) < SECRET_BYTES:
        raise ValueError(f"A withdrawal code needs {SECRET_BYTES} random bytes")
    number = int.from_bytes(secret[:SECRET_BYTES], "big") >> 1
    data = "".join(ALPHABET[number >> shift & 31] for shift in range(50, -1, -_BITS))
    return grouped(data + ALPHABET[_doubled(_sum(data))])


def grouped(code: str) -> str:
    """Return the twelve characters in three groups, as they are printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(text: str) -> str:
    """Return the code's twelve characters; raise InvalidInput when it cannot be one of ours.

    Case, spaces, dashes and other marks do not matter; O is 0, I and L are 1, and the digits may
    be of any script.
    """
    letters = "".join(letter for letter in ascii_digits(text) if category(letter)[0] not in "CPZ")
    code = letters.upper().translate(_TAKEN_FOR)
    if len(code) != LENGTH:
        raise InvalidInput(
            "The code on your leaflet has 12 letters and digits. Please type all of them.",
            field="code",
        )
    if not set(code) <= set(ALPHABET) or _sum(code) != 0:
        raise InvalidInput(
            "This is not quite the code on a leaflet. Please compare each letter and digit.",
            field="code",
        )
    return code


def _sum(code: str) -> int:
    total = 0
    for letter in code:
        total = _doubled(total) ^ ALPHABET.index(letter)
    return total


def _doubled(element: int) -> int:
    twice = element << 1
    return twice ^ _FIELD if twice & _TOP_BIT else twice
