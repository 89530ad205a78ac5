"""`python -m infra.media [--dry-run] FILE|FOLDER…`: plans, results, sizes and a picture of both.

A file that would be rejected is shown with its reason and makes the command end with 1 only when
nothing else was given. What is made lies in `.local/media/<file>/`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from chalicelib.domain.rejections import MediaRejected, sentence
from infra.demo.files import gather
from infra.demo.watch import DemoFailed
from infra.local.places import places
from infra.media.engine import Engine, Planned
from infra.media.show import plan_table, result_table
from infra.media.sides import side_by_side


def main(arguments: list[str]) -> int:
    """Run the engine on every file; return 1 when none of them could be used."""
    given = _parsed(arguments)
    out = Console()
    files = list(_files(given.paths, out))
    engine = Engine()
    try:
        used = sum(_one(path, kind, given.dry_run, engine, out) for path, kind in files)
    finally:
        engine.close()
    return 0 if used else 1


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make media", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER")
    parser.add_argument("--dry-run", action="store_true", help="print the plans and make nothing")
    return parser.parse_args(arguments)


def _files(paths: list[Path], out: Console) -> Iterator[tuple[Path, str]]:
    """Yield each photo and video with its kind; say what was left out."""
    for path in paths:
        folder, wanted = (path, None) if path.is_dir() else (path.parent, path.name)
        try:
            found, _ = gather(folder)
        except DemoFailed as why:
            out.print(f"[yellow]{path}: {why}")
            continue
        chosen = [(one.path, one.kind) for one in found if wanted in {None, one.name}]
        if not chosen:
            out.print(f"[yellow]{path}: no photo or video of the kinds that phones make")
        yield from chosen


def _one(path: Path, kind: str, is_dry: bool, engine: Engine, out: Console) -> bool:
    out.rule(f"[bold]{path.name}")
    try:
        planned = engine.planned(path, kind)
        out.print(plan_table(planned))
        if not is_dry:
            _make(planned, engine, out)
    except MediaRejected as refusal:
        out.print(f"[yellow]rejected: {refusal.reason.value}")
        for language in ("hi", "en"):
            out.print(f"  {sentence(refusal.reason, language)}")
        return False
    return True


def _make(planned: Planned, engine: Engine, out: Console) -> None:
    into = places().folder / "media" / planned.source.name
    made = engine.carried_out(planned, into)
    picture = into / "side-by-side.png"
    engine.call(side_by_side, planned.source, planned.kind, into, picture)
    out.print(result_table(planned, made))
    out.print(f"[green]look at [bold]{picture}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
