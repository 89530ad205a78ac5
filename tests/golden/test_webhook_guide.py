"""What docs/webhooks.md tells engineers is so: its example, its tries, its events."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.channels.deliveries import ANSWER_S
from chalicelib.domain.signed_deliveries import (
    MOST_SPREAD,
    PAUSES,
    TOLERANCE,
    is_unwanted,
    secret_text,
    signed,
)
from chalicelib.domain.webhooks import DELIVERY_LIFE, EventType

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "webhooks.md").read_text()
PAGE = (ROOT / "chalicelib" / "web" / "registry" / "verifying.js").read_text()
SECRET, OTHER = bytes(range(32)), bytes(range(32, 64))
BODY = b'{"data":{"subject_id":"v1"},"type":"publication.posted"}'


def code() -> str:
    found = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def example() -> Any:
    """The receiver's side, as the guide has it."""
    names: dict[str, Any] = {}
    exec(code(), names)  # noqa: S102  our own document
    return names["is_ours"]


def at(seconds_ago: float = 0) -> datetime:
    return datetime.fromtimestamp(time.time() - seconds_ago, UTC)


@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER, SECRET), (SECRET, OTHER)])
def test_the_example_knows_what_is_ours(example: Any, secrets: tuple[bytes, ...]) -> None:
    headers = dict(signed(secrets, "msg_1", at(), BODY))

    assert example(secret_text(SECRET), headers, BODY)


def test_the_example_takes_nothing_else(example: Any) -> None:
    fresh, stale = (dict(signed([SECRET], "msg_1", at(ago), BODY)) for ago in (0, 400))

    assert not example(secret_text(OTHER), fresh, BODY)
    assert not example(secret_text(SECRET), fresh, BODY + b" ")
    assert not example(secret_text(SECRET), {**fresh, "webhook-id": "msg_2"}, BODY)
    assert not example(secret_text(SECRET), stale, BODY)


def test_the_page_shows_the_example_of_the_guide() -> None:
    shown = re.search(r"const EXAMPLE = `(.*?)(?<!\\)`;", PAGE, re.DOTALL)

    assert shown is not None
    assert shown[1].replace("\\`", "`") == code()


def test_each_event_has_an_example_and_no_other_has() -> None:
    block = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)[-1]

    told = [json.loads(line) for line in block.splitlines()]

    assert sorted(one["type"] for one in told) == sorted(EventType)
    assert all(one["timestamp"].endswith("Z") and one["data"]["subject_id"] for one in told)


def spelled(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def test_the_tries_and_times_of_the_guide_are_those_of_the_code() -> None:
    pauses = [spelled(each.total_seconds()) for each in PAUSES[1:]]
    *more, last = pauses
    told = f"There are {len(PAUSES)} tries: at once, then after {', '.join(more)} and {last}"

    assert told in GUIDE
    assert (MOST_SPREAD, TOLERANCE.total_seconds(), ANSWER_S) == (0.1, 300, 10)
    assert f"keeps messages for {DELIVERY_LIFE.days} days" in GUIDE
    assert is_unwanted(410)
