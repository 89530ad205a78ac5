"""A plan and its result as tables."""

from dataclasses import fields

from rich.table import Table

from chalicelib.domain.media_measures import Made
from infra.media.engine import Planned

KB = 1000


def plan_table(planned: Planned) -> Table:
    """Return what was measured and what is planned, every field of both."""
    shown = Table(title="plan", title_justify="left")
    for heading in ("measured", "", "planned", ""):
        shown.add_column(heading)
    left, right = _fields(planned.measured), _fields(planned.plan)
    for row in range(max(len(left), len(right))):
        shown.add_row(
            *(left[row : row + 1] or [("", "")])[0], *(right[row : row + 1] or [("", "")])[0]
        )
    return shown


def _fields(value: object) -> list[tuple[str, str]]:
    named = ((each.name, getattr(value, each.name)) for each in fields(value))  # type: ignore[arg-type]
    return [(name, _text(found)) for name, found in named]


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def result_table(planned: Planned, made: Made) -> Table:
    """Return every file that was made, against the original, and the numbers about it."""
    before = planned.source.stat().st_size
    shown = Table(title=f"made of {before / KB:,.0f} kB", title_justify="left")
    for heading in ("role", "size", "kB", "of the original"):
        shown.add_column(heading, justify="left" if heading == "role" else "right")
    for file in made.files:
        share = f"{file.size_bytes / before:.1%}"
        size = f"{file.width} x {file.height}"
        shown.add_row(file.role.value, size, f"{file.size_bytes / KB:,.1f}", share)
    shown.add_section()
    shown.add_row("placeholder", made.placeholder)
    shown.add_row("looks", "\n".join(made.looks))
    for name, value in sorted(made.signals.items()):
        shown.add_row(name, _text(float(value)))
    return shown
