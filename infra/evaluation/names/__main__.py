"""`python -m infra.evaluation.names`: precision, recall and every wrong pair of the held-out part.

Exits 1 when a must is missed. The figures are kept in `.local/bench/names.json`.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from chalicelib.domain.naming.folding import folded, forms_of
from chalicelib.domain.naming.known import SPELLINGS
from chalicelib.domain.naming.matching import Grade, match_names
from chalicelib.domain.naming.skeletons import skeleton
from chalicelib.domain.naming.vocabulary import SHARED
from infra.bench.report import Figure, Figures, exit_code, save, table
from infra.evaluation.names.baseline import best_threshold, matcher, strict_threshold
from infra.evaluation.names.pairs import LabelledPair, Part, labelled
from infra.evaluation.names.scoring import Judged, Scores, judged, scores
from infra.local.places import places

WIDTH: Final = 130  # where there is no terminal to ask
MUST_FALSE, AIM_FALSE = 0.01, 0.005
MUST_MISSED, AIM_MISSED = 0.10, 0.05
NOTES: Final = """\
SAME is a match. UNSURE asks a person: it counts as no match, so it lowers recall and never \
precision. The baseline reads by the same tables and compares letters; its thresholds come from \
the tuning part. "Without the table" leaves out pairs with a name that known.py lists."""


def main() -> int:
    """Evaluate, for the terminal and the usual folder; return the exit code."""
    out = Console(width=None if sys.stdout.isatty() else WIDTH)
    return evaluate(out, places().folder / "bench")


def evaluate(out: Console, folder: Path) -> int:
    """Evaluate both parts, print what came of it and keep the figures; return the exit code."""
    parts = {part: [pair for pair in labelled() if pair.part is part] for part in Part}
    answers = {part: judged(pairs, grade_of) for part, pairs in parts.items()}
    held_out = answers[Part.HELD_OUT]
    out.print(_compared(_rows(parts, answers)))
    out.print(NOTES, highlight=False)
    out.print(_by("kind of pair", held_out, lambda each: each.pair.kind))
    out.print(_by("scripts", held_out, lambda each: each.pair.scripts))
    out.print(_confusions(held_out))
    figures = figures_of(answers[Part.TUNING], held_out)
    save(figures, folder / "names.json")
    out.print(table("Names", figures))
    return exit_code(figures)


def grade_of(one: str, other: str) -> Grade:
    """Return the grade that a check would see."""
    return match_names(one, other).grade


def figures_of(tuning: Iterable[Judged], held_out: Iterable[Judged]) -> Figures:
    """Return the measured values; what must hold is asked of the held-out part alone."""
    seen, unseen = scores(tuning), scores(held_out)
    return {
        "false_match_rate": Figure(
            value=1 - unseen.precision, unit="of matches, held-out", must=MUST_FALSE, aim=AIM_FALSE
        ),
        "missed": Figure(
            value=1 - unseen.recall, unit="of same names, held-out", must=MUST_MISSED,
            aim=AIM_MISSED,
        ),
        "precision": Figure(value=unseen.precision, unit="held-out"),
        "recall": Figure(value=unseen.recall, unit="held-out"),
        "unsure": Figure(value=unseen.unsure / unseen.pairs, unit="of pairs, held-out"),
        "precision_tuning": Figure(value=seen.precision, unit="tuning"),
        "recall_tuning": Figure(value=seen.recall, unit="tuning"),
        "pairs": Figure(value=seen.pairs + unseen.pairs, unit="pairs"),
    }  # fmt: skip


Row = tuple[str, Part, Scores]


def _rows(
    parts: dict[Part, list[LabelledPair]], answers: dict[Part, list[Judged]]
) -> Iterable[Row]:
    tuning = parts[Part.TUNING]
    for part in Part:
        yield "ours", part, scores(answers[part])
    for part in Part:
        rules = (each for each in answers[part] if not _is_known(each.pair))
        yield "ours, without the table", part, scores(rules)
    best, strict = best_threshold(tuning), strict_threshold(tuning, 1 - MUST_FALSE)
    for name, threshold in (("best F1", best), ("precise", strict)):
        for part in Part:
            found = scores(judged(parts[part], matcher(threshold)))
            yield f"baseline from {threshold:.2f} on, {name}", part, found


def _is_known(pair: LabelledPair) -> bool:
    words = set(folded(f"{pair.one} {pair.other}").split())
    return bool(words & (forms_of(SPELLINGS) - forms_of(SHARED)))


def _compared(rows: Iterable[Row]) -> Table:
    shown = _table("Names matched", "matcher", "part")
    for name, part, each in rows:
        shown.add_row(name, part, *_cells(each))
    return shown


def _by(title: str, answers: Iterable[Judged], key: Callable[[Judged], str]) -> Table:
    sorted_out = defaultdict(list)
    for each in answers:
        sorted_out[key(each)].append(each)
    shown = _table(f"Held-out, by {title}", title)
    for name in sorted(sorted_out):
        shown.add_row(name, *_cells(scores(sorted_out[name])))
    return shown


def _cells(found: Scores) -> tuple[str, ...]:
    counts = str(found.wrongly_matched), str(found.unsure)
    shares = ("", "") if not found.same else (f"{found.precision:.4f}", f"{found.recall:.4f}")
    return (str(found.pairs), str(found.same), *shares, *counts)


def _table(title: str, *words: str) -> Table:
    shown = Table(title=title, title_justify="left")
    for heading in words:
        shown.add_column(heading)
    for heading in ("pairs", "same", "precision", "recall", "wrongly matched", "unsure"):
        shown.add_column(heading, justify="right")
    return shown


def _confusions(answers: Iterable[Judged]) -> Table:
    shown = Table(title="Held-out, every wrong answer", title_justify="left")
    for heading in ("truth", "answer", "one", "other", "kind", "forms", "skeletons"):
        shown.add_column(heading)
    for each in sorted(answers, key=lambda each: (each.pair.same, each.grade, each.pair.one)):
        if each.is_wrong:
            pair = each.pair
            shown.add_row(
                "same" if pair.same else "different", each.grade, pair.one, pair.other, pair.kind,
                f"{folded(pair.one)} / {folded(pair.other)}",
                f"{skeleton(pair.one)} / {skeleton(pair.other)}",
            )  # fmt: skip
    return shown


if __name__ == "__main__":
    sys.exit(main())
