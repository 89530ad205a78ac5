"""Puts what a whole run printed into docs/evaluation.md, so that the page tells of no other."""

from pathlib import Path
from typing import Final

BEGINS: Final = "<!-- Written by make eval-verification. -->\n"
ENDS: Final = "<!-- Written until here. -->\n"


def put(printed: str, page: Path) -> None:
    """Replace what stands between the two marks of a page by what was printed."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    lines = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    page.write_text(f"{before}{BEGINS}```\n{lines}\n```\n{ENDS}{after}", encoding="utf-8")
