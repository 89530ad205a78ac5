"""Writes the documents that are made from the code: the problem catalogue and the OpenAPI document.

`make docs` runs it; a test compares what stands in docs/ with what this would write.
"""

import inspect
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from app import app
from chalicelib.domain.errors import DomainError
from chalicelib.entry.openapi import document
from chalicelib.entry.problems import ADVICE, MEDIA_TYPE, STATUS
from chalicelib.version import VERSION

DOCS = Path(__file__).parents[1] / "docs"
INTRODUCTION = f"""# Problems

Every error of the API is a problem document (RFC 9457), of the media type `{MEDIA_TYPE}`.
Branch on `type`, which never changes; `detail` is for the person who can fix it, and `instance`
names the request in our log. In a call to `/v1/sync` each refused change carries such a document of
its own, without `instance`.

`too-many-requests` and `request-refused` (with the status that the gateway found) come from the
gateway alone.

Written by `make docs` from `chalicelib/entry/problems.py`; do not edit.
"""


def main() -> int:
    """Write every document anew; return the exit code."""
    DOCS.mkdir(exist_ok=True)
    for name, text in rendered().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/{name}")
    return 0


def rendered() -> Mapping[str, str]:
    """Every document's text by its name below docs/."""
    return {"problems.md": problems(), "openapi.json": openapi()}


def problems() -> str:
    """The catalogue, in the order of the statuses."""
    head = "| type | status | title | when | what to do |\n|---|---|---|---|---|"
    rows = "\n".join(_row(kind) for kind in STATUS)
    return f"{INTRODUCTION}\n{head}\n{rows}\n"


def _row(kind: type[DomainError]) -> str:
    when = " ".join((inspect.getdoc(kind) or "").split())
    cells = (f"`/problems/{kind.slug}`", str(STATUS[kind]), kind.title, when, ADVICE[kind])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def openapi() -> str:
    """The OpenAPI document as it is served, one member a line."""
    return json.dumps(document(app, VERSION), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
