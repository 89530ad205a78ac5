"""Draws the week as an SVG: for each channel the slots that existed and those that were used."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 250
HEIGHT: Final = 240
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 40, 56
DAYS: Final = 7
COLOURS: Final = ("#999", "#c50", "#0a6")
STYLE: Final = (
    "text{font:12px sans-serif;fill:#333}line{stroke:#ddd}polyline{fill:none;stroke-width:2}"
    "rect{fill:#fff}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One channel: named lines of how many slots were used by then, at equal steps of the week."""

    name: str
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def drawn(title: str, panels: Sequence[Panel]) -> str:
    """Return the drawing, a panel beside the other, with one legend below."""
    width = WIDTH * len(panels)
    body = "".join(_panel(panel, place * WIDTH) for place, panel in enumerate(panels))
    names = [name for name, _ in panels[0].lines]
    legend = "".join(_legend(name, place) for place, name in enumerate(names))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f'<rect width="{width}" height="{HEIGHT}"/>{body}{legend}</svg>\n'
    )


def _panel(panel: Panel, left: int) -> str:
    most = max(max(values) for _, values in panel.lines)
    grid = "".join(_grid(left, most, share) for share in (0, 0.5, 1))
    days = "".join(_day(left, day) for day in range(DAYS + 1))
    lines = "".join(
        _line(left, most, values, COLOURS[place]) for place, (_, values) in enumerate(panel.lines)
    )
    return f'<text x="{left + LEFT}" y="{TOP - 16}">{escape(panel.name)}</text>{grid}{days}{lines}'


def _line(left: int, most: int, values: Sequence[int], colour: str) -> str:
    last = len(values) - 1
    spots = (
        f"{left + LEFT + _across() * step / last:.1f},{_down(value / most):.1f}"
        for step, value in enumerate(values)
    )
    return f'<polyline stroke="{colour}" points="{" ".join(spots)}"/>'


def _across() -> int:
    return WIDTH - LEFT - RIGHT


def _down(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _grid(left: int, most: int, share: float) -> str:
    x, y = left + LEFT, _down(share)
    label = f'<text x="{x - 6}" y="{y + 4:.1f}" text-anchor="end">{most * share:.0f}</text>'
    return f'<line x1="{x}" y1="{y:.1f}" x2="{x + _across()}" y2="{y:.1f}"/>{label}'


def _day(left: int, day: int) -> str:
    x = left + LEFT + _across() * day / DAYS
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{day}</text>'


def _legend(name: str, place: int) -> str:
    x, y = LEFT + place * 2 * LEFT * 2, HEIGHT - 12
    colour = COLOURS[place]
    return (
        f'<polyline stroke="{colour}" points="{x},{y - 4} {x + 20},{y - 4}"/>'
        f'<text x="{x + 26}" y="{y}">{escape(name)}</text>'
    )
