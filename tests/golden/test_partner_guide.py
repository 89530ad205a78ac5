"""What docs/partners.md tells partners is so: its example, its answers, its codes."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.channels.deliveries import ANSWER_S
from chalicelib.adapters.channels.partner_answers import GONE, NO_LIST, NOT_OURS, REFUSED
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.signed_deliveries import TOLERANCE, secret_text, signed

GUIDE = (Path(__file__).parents[2] / "docs" / "partners.md").read_text()
SECRET, OTHER = bytes(range(32)), bytes(range(32, 64))
BODY = '{"type": "testimonial.published", "data": {"caption": "घर मिला"}}'.encode()


@pytest.fixture(scope="module")
def example() -> Any:
    """The receiver's side, as the guide has it."""
    found = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102  our own document
    return names["is_ours"]


def at(seconds_ago: float = 0) -> datetime:
    return datetime.fromtimestamp(time.time() - seconds_ago, UTC)


@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER, SECRET), (SECRET, OTHER)])
def test_the_example_knows_what_is_ours(example: Any, secrets: tuple[bytes, ...]) -> None:
    headers = dict(signed(secrets, "m1", at(), BODY))

    assert example(secret_text(SECRET), headers, BODY)


def test_the_example_takes_nothing_else(example: Any) -> None:
    fresh, stale = (dict(signed([SECRET], "m1", at(ago), BODY)) for ago in (0, 400))

    assert not example(secret_text(OTHER), fresh, BODY)
    assert not example(secret_text(SECRET), fresh, BODY + b" ")
    assert not example(secret_text(SECRET), {**fresh, "webhook-id": "m2"}, BODY)
    assert not example(secret_text(SECRET), stale, BODY)


def test_the_answers_of_the_guide_are_those_that_are_understood() -> None:
    refused, unknown = (", ".join(map(str, sorted(group))) for group in (REFUSED, NOT_OURS))

    assert f"| {refused} | no, and it need not be tried again" in GUIDE
    assert f"| {unknown} | you do not know the signature" in GUIDE
    assert sorted(GONE) == [404, 409, 410]
    assert "404, 409 or 410 because you have no such post" in GUIDE
    assert sorted(NO_LIST) == [404, 405]
    assert "answers 404 or 405" in GUIDE


def test_the_codes_and_times_of_the_guide_are_those_of_the_code() -> None:
    assert all(f"`{code}`" in GUIDE for code in Refusal)
    assert (ANSWER_S, TOLERANCE.total_seconds()) == (10, 300)
    assert "wait ten seconds" in GUIDE
    assert "older than five minutes" in GUIDE
