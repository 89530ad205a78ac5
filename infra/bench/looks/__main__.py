"""`python -m infra.bench.looks [FOLDER] [COUNT]`: are copies found, and what does it cost?

The pictures are those of a folder, if one is named, and made ones. Each is filed, alone and among
COUNT made media, as many as a constituency has; then it is looked for by a copy of it that was
edited as people do.
"""

import statistics
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PIL import Image
from rich.console import Console
from rich.table import Table

from chalicelib.adapters.media.looks import INSETS, looks_of, strengths_of
from chalicelib.adapters.media.picture_signals import picture_signals
from chalicelib.domain.copies import filed_as
from chalicelib.domain.ids import AreaId, BeneficiaryId, MediaId, UserId, VisitId
from chalicelib.domain.media import Derivative, Media, MediaKind, MediaState, UploadMethod
from chalicelib.domain.signals import Hint, hints
from chalicelib.services.copies import copies_of
from infra.bench.looks.files import Files, strangers
from infra.bench.looks.pictures import EDITS, made, pieces, real, saved
from infra.bench.looks.spoiled import SPOILED
from infra.bench.report import Figure, exit_code, save, table
from infra.local.places import places

MADE: Final = 20
PIECES: Final = 20
CONSTITUENCY: Final = 220_000  # a photo and a video of each person
# What must be found in nine of ten, in a whole constituency.
MUST: Final = frozenset(
    {"saved again", "by messenger", "20 % brighter", "20 % darker", "cropped 3 %"}
)
MOST_MISSED: Final = 0.1
SEEN_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
out = Console(width=None if sys.stdout.isatty() else 110)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture that is filed, and which file it is of: parts of one file are no strangers."""

    source: str
    image: Image.Image
    media: Media


@dataclass(slots=True, kw_only=True)
class Found:
    """What came of looking for the copies of one edit."""

    right: int = 0
    wrong: int = 0
    asked: int = 0
    turned: int = 0
    queries: int = 0
    units: float = 0.0

    @property
    def share(self) -> float:
        """The share of copies that were found."""
        return self.right / self.asked


def main() -> int:
    """Measure, print both tables and keep the figures."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else None
    count = int(sys.argv[2]) if sys.argv[2:] else CONSTITUENCY
    kept = list(_kept(folder))
    sources = len({each.source for each in kept})
    out.print(f"{len(kept)} pictures that show something, of {sources} files")
    filed = [(each.media.media_id, filed_as(each.media) or "") for each in kept]
    others = strangers(list(_statistics(kept)), count)
    small, large = Files(filed), Files([*filed, *others])
    copies = {name: [looks_of(edit(each.image)) for each in kept] for name, edit in EDITS.items()}
    out.print("How bad pictures are told, and how often a good one is called so")
    told = _told(kept)
    few = {name: _looked_for(kept, looks, small) for name, looks in copies.items()}
    many = {name: _looked_for(kept, looks, large) for name, looks in copies.items()}
    out.print(_shown(few, many, count))
    figures = {**_figures(few, many), **told}
    save(figures, places().folder / "bench" / "looks.json")
    out.print(table("Looks", figures))
    return exit_code(figures)


def _kept(folder: Path | None) -> Iterator[Kept]:
    pictures = [*(real(folder) if folder else ()), *((f"made {n}", made(n)) for n in range(MADE))]
    for number, (source, image) in enumerate(pictures):
        if looks := looks_of(image):
            yield Kept(source=source, image=image, media=_media(f"known-{number}", looks))


def _statistics(kept: list[Kept]) -> Iterator[list[int]]:
    """Yield the waves of many parts of the pictures, so that what is made of them is as varied."""
    for each in kept:
        for piece in pieces(each.image, PIECES):
            yield strengths_of(piece, INSETS[0])


def _media(name: str, looks: tuple[str, ...]) -> Media:
    """Return a ready media with these looks, at a visit of its own."""
    made_of_it = Derivative(
        role="display", key="", content_type="", width=1, height=1, size_bytes=1
    )
    return Media(
        media_id=MediaId(name), visit_id=VisitId(name), beneficiary_id=BeneficiaryId(""),
        worker_id=UserId(""), booth_id=AreaId(""), kind=MediaKind.PHOTO, content_type="",
        size_bytes=1, sha256=name.encode().hex().ljust(64, "0")[-64:], method=UploadMethod.POST,
        granted_at=SEEN_AT, expires_at=SEEN_AT, state=MediaState.READY, looks=looks,
        derivatives=(made_of_it,),
    )  # fmt: skip


def _looked_for(kept: list[Kept], copies: list[tuple[str, ...]], files: Files) -> Found:
    found, sources = Found(), {each.media.media_id: each.source for each in kept}
    for each, looks in zip(kept, copies, strict=True):
        copy = replace(_media("copy", looks or each.media.looks), looks=looks)
        files.reset()
        _, near = copies_of(copy, records=files.as_records())
        names = [one.other_media_id for one in near]
        found.asked += 1
        found.right += each.media.media_id in names
        found.wrong += sum(1 for name in names if sources.get(name) != each.source)
        found.queries += files.queries
        found.units += files.units
    return found


def _told(kept: list[Kept]) -> dict[str, Figure]:
    """Return per kind of bad picture how many are not told, and how many good ones are called so.

    Good are the whole pictures that come from a camera, if there are any, and the made ones.
    """
    whole = {each.source: each.image for each in reversed(kept)}  # comes before its parts
    good = [_hints(saved(image, 85)) for image in whole.values()]
    figures: dict[str, Figure] = {}
    for name, (spoil, hint) in SPOILED.items():
        bad = [_hints(spoil(image)) for image in whole.values()]
        figures[f"not told, {name}"] = Figure(
            value=statistics.mean(hint not in found for found in bad), unit="of made ones", aim=0.2
        )
        figures[f"called {hint}"] = Figure(
            value=statistics.mean(hint in found for found in good), unit="of good ones", aim=0.05
        )
    return figures


def _hints(image: Image.Image) -> set[Hint]:
    return {each.hint for each in hints(picture_signals(image))}


def _shown(few: Mapping[str, Found], many: Mapping[str, Found], count: int) -> Table:
    shown = Table(title="Found again, alone and among many", title_justify="left")
    for heading in ("edit", "alone", f"of {count:,}", "queries", "read units", "wrong ones"):
        shown.add_column(heading, justify="left" if heading == "edit" else "right")
    for name, found in many.items():
        per = found.asked
        shown.add_row(
            name, f"{few[name].share:.2f}", f"{found.share:.2f}", f"{found.queries / per:.1f}",
            f"{found.units / per:.1f}", f"{found.wrong / per:.4f}",
        )  # fmt: skip
    return shown


def _figures(few: Mapping[str, Found], many: Mapping[str, Found]) -> dict[str, Figure]:
    missed = {
        f"missed, {name}": Figure(
            value=1 - found.share, unit="of the copies, in a constituency",
            must=MOST_MISSED if name in MUST else None, aim=MOST_MISSED,
        )
        for name, found in many.items()
    }  # fmt: skip
    asked = sum(found.asked for found in many.values())
    mean = statistics.mean
    return {
        **missed,
        "wrong ones": Figure(
            value=sum(found.wrong for found in many.values()) / asked, unit="per look-up",
            must=0.05, aim=0.01,
        ),
        "queries": Figure(
            value=mean(found.queries / found.asked for found in many.values()), unit="per look-up"
        ),
        "read units": Figure(
            value=mean(found.units / found.asked for found in many.values()), unit="per look-up",
            aim=40,
        ),
        "queries in a small campaign": Figure(
            value=mean(found.queries / found.asked for found in few.values()), unit="per look-up"
        ),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
