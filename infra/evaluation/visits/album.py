"""Real pictures and what people do to them, run through the real code that takes looks and signals.

Every copy has a picture of its own, so that none is found by help of another copy of the same. Real
pictures come first, then parts of them that have nothing in common, then made ones.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from PIL import Image

from chalicelib.adapters.media.looks import looks_of
from chalicelib.adapters.media.picture_signals import picture_signals
from chalicelib.domain.likeness import ALIKE, filed, nearest
from chalicelib.domain.signals import hints
from infra.bench.looks.pictures import EDITS, MADE_SIZE, Edit, made, pieces, real, saved
from infra.bench.looks.spoiled import SPOILED
from infra.evaluation.visits.drafts import Look

SIZE: Final = (750, 1000)
PARTS: Final = 12  # that a real picture is cut into, besides itself
CLEARLY_OTHER: Final = ALIKE + 6
FIRST_MADE: Final = 1000  # of the made pictures that are copied; those before are learned from
PROCESSES: Final = 2
AT_ONCE: Final = 8
WORTH_A_POOL: Final = 100  # pictures: to start processes takes as long as making some


def resized(image: Image.Image) -> Image.Image:
    """Return the picture at three fifths of its size, hardly compressed."""
    width, height = image.width * 3 // 5, image.height * 3 // 5
    return saved(image.resize((width, height)), 90)


# What fraud does to a picture; the names are those of infra.bench.looks but for the last.
EDITED: Final[Mapping[str, Edit]] = {
    **{name: EDITS[name] for name in (
        "saved again", "by messenger", "cropped 3 %", "cropped 8 %", "mirrored", "captioned",
        "screenshot",
    )},
    "resized": resized,
}  # fmt: skip
# What is wrong with a picture, by what the set calls it: made by infra.bench.looks.
SPOILS: Final[Mapping[str, tuple[str, ...]]] = {
    "blurred": ("out of focus",), "dark": ("at night",), "against the sun": ("against the sun",),
    "blank": ("covered lens",), "a screenshot": ("screenshot, light", "screenshot, dark"),
    "photo of a screen": ("photo of a screen",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """What the set's pictures look like: pairs of original and copy, good signals, spoiled looks.

    `learned` are pictures from which strangers are drawn.
    """

    pairs: Mapping[str, Sequence[tuple[Look, Look]]]
    good: Sequence[Mapping[str, float]]
    spoiled: Mapping[str, Sequence[Look]]
    learned: Sequence[Image.Image]
    real_count: int


def album(folder: Path | None, copies: int, subjects: int, lessons: int) -> Iterator[Album | int]:
    """Yield how many of the copies are done, then the album.

    `copies` is how many of each edit are needed, `subjects` how many pictures are spoiled, and
    `lessons` how many made ones are learned from.
    """
    bases = list(_real(folder)) if folder and folder.is_dir() else []
    reals = [image for image, is_whole in bases if is_whole]
    learned = [*reals, *map(_made, range(lessons))]
    pairs: dict[str, list[tuple[Look, Look]]] = {name: [] for name in EDITED}
    for count, (name, pair) in enumerate(_pairs([image for image, _ in bases], copies), start=1):
        pairs[name].append(pair)
        yield count
    yield Album(
        pairs=pairs, good=[_signals(image) for image in learned if not hints(_signals(image))],
        spoiled=_spoiled(reals, subjects), learned=learned, real_count=len(bases),
    )  # fmt: skip


def _real(folder: Path) -> Iterator[tuple[Image.Image, bool]]:
    """Yield real pictures and parts of them, each like no other, and whether it is a whole one."""
    known: list[str] = []
    seen: set[str] = set()
    for source, image in real(folder):
        is_whole = source not in seen
        seen.add(source)
        for part in (image, *(pieces(image, PARTS) if is_whole else ())):
            looks = looks_of(part)
            if hints(_signals(saved(part, 85))):
                continue  # nobody sends the blurred corner of a picture
            if looks and all(nearest(looks, text)[0] > CLEARLY_OTHER for text in known):
                known.append(filed(looks[0]))
                yield part, is_whole and part is image


def _begin_noise(number: int) -> None:
    """Have Pillow's noise begin anew: it comes from the C library, which has a seed of its own."""
    ctypes.CDLL(None).srand(number)


def _made(number: int) -> Image.Image:
    _begin_noise(number)
    return made(number, SIZE)


def _pairs(bases: Sequence[Image.Image], copies: int) -> Iterator[tuple[str, tuple[Look, Look]]]:
    """Yield pairs until each edit has enough; the edits take turns at the pictures."""
    names = list(EDITED)
    wanted = [(names[at % len(names)], at) for at in range(copies * len(names))]
    for name, at in wanted[: len(bases)]:
        yield name, _pair(name, bases[at])
    left = wanted[len(bases) :]
    if len(left) < WORTH_A_POOL:
        yield from map(_made_pair, left)
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(_made_pair, left, chunksize=AT_ONCE)


def _made_pair(wanted: tuple[str, int]) -> tuple[str, tuple[Look, Look]]:
    name, at = wanted
    return name, _pair(name, _made(FIRST_MADE + at))


def _pair(name: str, image: Image.Image) -> tuple[Look, Look]:
    return _look(saved(image, 85)), _look(EDITED[name](image))


def _look(image: Image.Image) -> Look:
    return Look(looks=looks_of(image), signals=_signals(image))


def _signals(image: Image.Image) -> dict[str, float]:
    return picture_signals(image)


def _spoiled(reals: Sequence[Image.Image], subjects: int) -> dict[str, list[Look]]:
    """Return looks and signals of spoiled pictures: half of real ones, half of made ones.

    They have the size of display pictures: how sharp a picture is depends on it.
    """
    half = min(len(reals), subjects // 2)
    _begin_noise(0)
    chosen = [*reals[:half], *(made(number, MADE_SIZE) for number in range(subjects - half))]
    return {
        name: [_look(SPOILED[way][0](image)) for way in ways for image in chosen]
        for name, ways in SPOILS.items()
    }
