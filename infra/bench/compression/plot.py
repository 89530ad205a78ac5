"""Draws lines over one axis as an SVG, a panel for each, so that a page can show it anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 420
HEIGHT: Final = 280
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 44, 44
STEPS: Final = 4
STYLE: Final = (
    "text{font:12px sans-serif;fill:#333}line{stroke:#ccc}"
    "polyline{fill:none;stroke:#0a6;stroke-width:2}circle{fill:#0a6}rect{fill:#fff}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measured quantity over the size of the input, smallest first."""

    name: str
    points: tuple[tuple[float, float], ...]


def plot(title: str, unit: str, lines: Sequence[Line]) -> str:
    """Return the drawing: both axes begin at zero, so that a straight line is linear growth."""
    panels = "".join(_panel(line, unit, at * WIDTH) for at, line in enumerate(lines))
    width = WIDTH * len(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f'<rect width="{width}" height="{HEIGHT}"/>{panels}</svg>\n'
    )


def _panel(line: Line, unit: str, left: int) -> str:
    most_x = max(x for x, _ in line.points)
    most_y = max(y for _, y in line.points)

    def place(x: float, y: float) -> tuple[float, float]:
        across = left + LEFT + (WIDTH - LEFT - RIGHT) * x / most_x
        down = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / most_y
        return round(across, 1), round(down, 1)

    spots = [place(x, y) for x, y in line.points]
    drawn = " ".join(f"{x},{y}" for x, y in spots)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in spots)
    grid = "".join(_grid(place(0, share * most_y), left, share * most_y) for share in _shares())
    ticks = "".join(_tick(place(share * most_x, 0), share * most_x) for share in _shares())
    return (
        f'<text x="{left + LEFT}" y="{TOP - 18}">{escape(line.name)}, by {escape(unit)}</text>'
        f'{grid}{ticks}<polyline points="{drawn}"/>{dots}'
    )


def _shares() -> Iterable[float]:
    return (step / STEPS for step in range(STEPS + 1))


def _grid(at: tuple[float, float], left: int, value: float) -> str:
    x, y = at
    end = left + WIDTH - RIGHT
    label = f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{value:.3g}</text>'
    return f'<line x1="{x}" y1="{y}" x2="{end}" y2="{y}"/>{label}'


def _tick(at: tuple[float, float], value: float) -> str:
    x, y = at
    return f'<text x="{x}" y="{y + 20}" text-anchor="middle">{value:.3g}</text>'
