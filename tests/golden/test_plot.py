"""The plots of growth say what was measured: a straight line is drawn straight, in a valid file."""

import re
import xml.etree.ElementTree as ET

from infra.bench.compression.plot import Line, plot


def test_linear_growth_is_a_straight_line_from_zero() -> None:
    line = Line(name="CPU seconds", points=((0, 0), (5, 1), (10, 2)))

    drawn = plot("growth", "megapixels", [line])

    points = re.findall(r"([\d.]+),([\d.]+)", re.search(r'points="([^"]+)"', drawn)[1])
    (x0, y0), (x1, y1), (x2, y2) = [(float(x), float(y)) for x, y in points]
    assert (x1 - x0, y1 - y0) == (x2 - x1, y2 - y1)
    assert x2 > x0
    assert y2 < y0


def test_the_file_is_whole_and_no_name_breaks_it() -> None:
    lines = [Line(name="a < b & c", points=((1, 2), (3, 4)))] * 2

    root = ET.fromstring(plot("<growth>", "seconds", lines))  # noqa: S314  our own text

    assert len(root.findall(".//{*}polyline")) == 2
    assert any("a < b & c" in (text.text or "") for text in root.findall(".//{*}text"))
