"""The figures of a benchmark: as a table for people, as JSON for machines, as an exit code for CI.

Every `must` and `aim` is a ceiling. A figure without either is there to be watched.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table


class BenchFailed(Exception):
    """Why there are no figures, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value. Above `must` the benchmark fails; above `aim` it says so."""

    value: float
    unit: str
    must: float | None = None
    aim: float | None = None

    @property
    def is_missed(self) -> bool:
        """True when the value is above its ceiling, or is no number at all."""
        return self.must is not None and not self.value <= self.must

    @property
    def verdict(self) -> str:
        """What the table says of it."""
        if self.is_missed:
            return "missed"
        if self.aim is not None and self.value > self.aim:
            return "above its aim"
        return "" if self.must is None and self.aim is None else "kept"


Figures = Mapping[str, Figure]


def exit_code(figures: Figures) -> int:
    """Return 1 when a `must` is missed, or when nothing was measured, else 0."""
    return int(not figures or any(figure.is_missed for figure in figures.values()))


def as_json(figures: Figures) -> str:
    """Return `{name: {"value", "unit", "must", "aim"}}`."""
    return json.dumps({name: asdict(figure) for name, figure in figures.items()}, indent=1) + "\n"


def save(figures: Figures, path: Path) -> None:
    """Write the figures where others look for them, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(as_json(figures), encoding="utf-8")
    fresh.replace(path)


def table(title: str, figures: Figures) -> Table:
    """Return the figures for a person."""
    shown = Table(title=title, title_justify="left")
    shown.add_column("figure", no_wrap=True)
    for heading in ("value", "must", "aim"):
        shown.add_column(heading, justify="right")
    shown.add_column("unit")
    shown.add_column("verdict")
    for name, one in figures.items():
        style = "bold red" if one.is_missed else None
        numbers = (number(one.value), number(one.must), number(one.aim))
        shown.add_row(name, *numbers, one.unit, one.verdict, style=style)
    return shown


def number(value: float | None) -> str:
    """Return a number with about three digits; nothing for none."""
    if value is None:
        return ""
    if value == round(value):
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"  # noqa: PLR2004
