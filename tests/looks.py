"""Made looks: of pictures with nothing in common, and of copies that differ in chosen signs."""

from random import Random

from chalicelib.domain.likeness import DIGITS, PLACES, SIGNS, look_text

LEAST, MOST = 1_000, 1_000_000


def strengths(seed: int) -> list[int]:
    """Return how strong each wave of a made picture is; no two seeds have anything in common."""
    made = Random(seed)  # noqa: S311  the same for the same seed, and no secret
    return [made.choice((-1, 1)) * made.randint(LEAST, MOST) for _ in PLACES]


def a_look(seed: int) -> str:
    """Return the look of that picture."""
    return look_text(strengths(seed))


def weakened(seed: int, *places: int) -> str:
    """Return the look of a copy in which the waves at `places` have turned over and are weak."""
    made = strengths(seed)
    for nth, at in enumerate(places):
        made[at] = (-1 if made[at] > 0 else 1) * (nth + 1)
    return look_text(made)


def mirrored(seed: int) -> str:
    """Return the look of that picture when it is mirrored."""
    places = zip(PLACES, strengths(seed), strict=True)
    return look_text([-strength if across % 2 else strength for (_, across), strength in places])


def differing(look: str, count: int) -> str:
    """Return a look that differs in its last `count` signs, which no look-up goes by."""
    signs = int(look[:DIGITS], 16) ^ ((1 << count) - 1)
    assert count <= SIGNS
    return f"{signs:0{DIGITS}x}{look[DIGITS:]}"
