"""HTML built from elements, so that text can never turn into markup by accident.

Every child and every attribute is escaped, unless it is `Html` that this module made itself.
"""

import html
import re
from collections.abc import Iterable
from typing import Final

_VOID: Final = frozenset({"br", "link", "meta"})
_CODE: Final = re.compile(r"`([^`]+)`")
_NOT_IN_ANCHORS: Final = re.compile(r"[^A-Za-z0-9_-]+")


class Html(str):
    """Markup. Only this module makes it; anything else is text."""

    __slots__ = ()


def el(tag: str, /, *children: str | None, **attributes: str | None) -> Html:
    """Return an element. `class_` means class, `aria_label` means aria-label; None is left out."""
    names = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
    given = "".join(
        f' {name}="{html.escape(value)}"' for name, value in names.items() if value is not None
    )
    end = "" if tag in _VOID else f"</{tag}>"
    return Html(f"<{tag}{given}>{together(children)}{end}")


def together(children: Iterable[str | None]) -> Html:
    """Return pieces one after the other; plain text is escaped, None is left out."""
    return Html("".join(_safe(child) for child in children if child is not None))


def prose(text: str) -> Html:
    """Return a sentence in which `code` stands in backticks."""
    pieces = _CODE.split(text)
    return together(el("code", piece) if at % 2 else piece for at, piece in enumerate(pieces))


def separated(children: Iterable[str], by: str) -> Html:
    """Return pieces with `by` between them."""
    return Html(_safe(by).join(_safe(child) for child in children))


def anchor(kind: str, name: str) -> str:
    """Return the id under which something stands on a page; the same in a link and at its goal."""
    return f"{kind}-{_NOT_IN_ANCHORS.sub('-', name)}"


def _safe(child: str) -> str:
    return child if isinstance(child, Html) else html.escape(child)
