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
from chalicelib.domain.signals import SENTENCES, SIGNALS, Signal
from chalicelib.entry.openapi import document
from chalicelib.entry.problems import ADVICE, MEDIA_TYPE, STATUS
from chalicelib.version import VERSION
from infra.docs_checks import checks

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

SIGNALS_INTRODUCTION = """# Signals

What is measured of a picture or a sound besides its size. `GET /v1/media/{id}` answers a media's
with their units and meanings, and verification makes a finding of those that hint at something. A
hint is for a person who looks: nothing is refused because of one.

Pictures are measured at the size that is shown; a video's picture is its poster. How well the
thresholds tell good from bad is in [decision 19](decisions/0019-looks.md).

Written by `make docs` from `chalicelib/domain/signals.py`; do not edit.
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
    return {
        "problems.md": problems(),
        "openapi.json": openapi(),
        "signals.md": signals(),
        "checks.md": checks(),
    }


def problems() -> str:
    """The catalogue, in the order of the statuses."""
    head = "| type | status | title | when | what to do |\n|---|---|---|---|---|"
    rows = "\n".join(_row(kind) for kind in STATUS)
    return f"{INTRODUCTION}\n{head}\n{rows}\n"


def _row(kind: type[DomainError]) -> str:
    when = " ".join((inspect.getdoc(kind) or "").split())
    cells = (f"`/problems/{kind.slug}`", str(STATUS[kind]), kind.title, when, ADVICE[kind])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def signals() -> str:
    """The table of signals, in their order, and what each hint says."""
    head = "| signal | unit | can be | hints | meaning | अर्थ |\n|---|---|---|---|---|---|"
    rows = "\n".join(_signal_row(name, signal) for name, signal in SIGNALS.items())
    hints = "| hint | says | कहता है |\n|---|---|---|"
    said = "\n".join(
        f"| `{hint}` | {text['en']} | {text['hi']} |" for hint, text in SENTENCES.items()
    )
    return f"{SIGNALS_INTRODUCTION}\n{head}\n{rows}\n\n## Hints\n\n{hints}\n{said}\n"


def _signal_row(name: str, signal: Signal) -> str:
    ends = [f"{end:g}" if end is not None else "…" for end in (signal.lowest, signal.highest)]
    beyond = f"below {signal.low:g}" if signal.low is not None else f"above {signal.high or 0:g}"
    hint = f"`{signal.hint}` {beyond}" if signal.hint else ""
    meaning = (signal.meaning["en"], signal.meaning["hi"])
    return "| " + " | ".join((f"`{name}`", signal.unit, " to ".join(ends), hint, *meaning)) + " |"


def openapi() -> str:
    """The OpenAPI document as it is served, one member a line."""
    return json.dumps(document(app, VERSION), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
