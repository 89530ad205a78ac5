"""Pictures of nobody: looks drawn as real pictures' waves go together, signals around real ones.

A picture's four looks (whole and cut) are drawn together, and so are a film's frames, so that they
resemble one another as much as real ones do. Nothing here is rendered.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any, Final

import numpy as np
from PIL import Image

from chalicelib.adapters.media.looks import INSETS, strengths_of
from chalicelib.domain.likeness import BAND, DIGITS, SIGNS, UNSURE, UNSURE_DIGITS
from chalicelib.domain.signals import GRID, hints
from infra.bench.looks.files import RIDGE
from infra.bench.looks.pictures import pieces
from infra.evaluation.visits.album import Album
from infra.evaluation.visits.drafts import Look, Shot
from infra.evaluation.visits.luck import Luck, luck

AT_ONCE: Final = 4096
FRAMES: Final = 4  # that a film is found by, besides its middle one
FRAMES_ALIKE: Final = 0.85
CLOTH_GRID: Final = (0.12, 0.4)  # what cloth and grilles measure; a display's begins at 0.2


def fill(seed: int, shots: Sequence[Shot], album: Album, parts: int) -> Iterator[int]:
    """Give every shot that has none its look; yield how many are done."""
    drawn, chance = Drawn(seed, album.learned, parts), luck(seed, "signals")
    known: dict[str, Look] = {shot.sha256: shot.look for shot in shots if shot.look}
    for first in range(0, len(shots), AT_ONCE):
        some = shots[first : first + AT_ONCE]
        for shot, looks in zip(some, drawn.looks([shot.is_film for shot in some]), strict=True):
            # The same file looks the same, whoever sends it.
            shot.look = known.setdefault(shot.sha256, _look(chance, shot, looks, album))
        yield first + len(some)


def _look(chance: Luck, shot: Shot, looks: tuple[str, ...], album: Album) -> Look:
    if shot.spoiled in album.spoiled:
        model = chance.choice(album.spoiled[shot.spoiled])
        kept = looks if model.looks else ()
        return Look(looks=kept, signals={**model.signals, **shot.sound})
    signals = around(chance, chance.choice(album.good))
    if shot.spoiled:
        signals[GRID] = round(chance.uniform(*CLOTH_GRID), 2)
    return Look(looks=looks, signals={**signals, **shot.sound})


def around(chance: Luck, signals: Mapping[str, float]) -> dict[str, float]:
    """Return signals of another good picture: each of a measured one's a fifth off at most.

    They hint at nothing. How often good pictures are called bad, infra.bench.looks measures.
    """
    while True:
        found = {name: round(v * chance.uniform(0.8, 1.2), 2) for name, v in signals.items()}
        if not hints(found):
            return found


class Drawn:
    """Draws looks. The same seed gives the same ones."""

    def __init__(self, seed: int, images: Sequence[Image.Image], parts: int) -> None:
        known = np.array(list(_waves(images, parts)), dtype=float)
        known /= np.sqrt((known**2).mean(axis=1, keepdims=True))
        spread = np.cov(known, rowvar=False)
        spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
        self._root = np.linalg.cholesky(spread).T
        self._chance: Any = np.random.default_rng(seed)

    def looks(self, are_films: Sequence[bool]) -> list[tuple[str, ...]]:
        """Return the looks of as many pictures and films."""
        waves = self._chance.standard_normal((len(are_films), len(self._root))) @ self._root
        frames = self._chance.standard_normal((len(are_films), FRAMES, len(self._root)))
        photos = texts(waves.reshape(-1, SIGNS)).reshape(len(are_films), len(INSETS))
        middles = waves[:, None, :SIGNS]
        others = frames @ self._root[:, :SIGNS] * sqrt(1 - FRAMES_ALIKE**2) + FRAMES_ALIKE * middles
        films = texts(others.reshape(-1, SIGNS)).reshape(len(are_films), FRAMES)
        return [
            (photo[0], *dict.fromkeys(each[:DIGITS] for each in film)) if is_film else tuple(photo)
            for is_film, photo, film in zip(are_films, photos.tolist(), films.tolist(), strict=True)
        ]


def _waves(images: Sequence[Image.Image], parts: int) -> Iterator[list[int]]:
    for image in images:
        for part in pieces(image, parts):
            yield [each for inset in INSETS for each in strengths_of(part, inset)]


def texts(waves: Any) -> Any:
    """Return what `likeness.look_text` makes of each row of waves, all at once."""
    packed = np.packbits(waves > 0, axis=1)
    weakest = np.argsort(np.abs(waves[:, :BAND]), axis=1, kind="stable")[:, :UNSURE]
    named: Any = np.zeros(len(waves), dtype=np.int64)
    for place in range(UNSURE):
        named = named * BAND + weakest[:, place]
    return np.array(
        [
            f"{row.tobytes().hex()}{number:0{UNSURE_DIGITS}x}"
            for row, number in zip(packed, named.tolist(), strict=True)
        ]
    )
