"""What `make explain` prints, from an answer of the API and without any server."""

import json
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import VisitId
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.entry.models.explain import explanation_view
from chalicelib.services.explaining import explain
from infra.explain import __main__ as command
from infra.explain.choice import choice_table
from infra.explain.render import story
from infra.explain.words import WORDS
from tests.builders import (
    DESK,
    NOON,
    PHOTO,
    VISIT,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock

SAME = Finding(
    check="media.exact_duplicate", version=1, outcome=FindingOutcome.WARN,
    evidence={"matching_media_ids": [an_id(0xC0FF)], "most_days_apart": 3, "laid": ["mirrored"]},
)  # fmt: skip
FINE = Finding(check="media.exact_duplicate", version=1, outcome=FindingOutcome.PASS, evidence={})
UNTOLD = Finding(
    check="media.near_duplicate", version=1, outcome=FindingOutcome.UNKNOWN, evidence={}
)


def answer(*past: PastVerdict, item: Any = None, subject: VisitId = VISIT) -> dict[str, Any]:
    records = FakeRecords(*a_reviewable_place(), *past, *([item] if item else []))
    told = explain(a_moderator(), subject, records=records, clock=FixedClock(NOON))
    return dict(json.loads(explanation_view(told, [], NOON).model_dump_json()))


def judged(verdict: Verdict = Verdict.NEEDS_REVIEW, **more: Any) -> dict[str, Any]:
    past = PastVerdict(
        visit_id=VISIT, number=1, reached_at=NOON, verdict=Verdict.VERIFIED,
        findings=(FINE, UNTOLD), evidence_key="", policy_number=0, media_ids=(PHOTO,),
    )  # fmt: skip
    item = a_testimonial(
        verdict=verdict, findings=(SAME, UNTOLD), evidence_version=2, judged_at=NOON, **more
    )
    return answer(past, item=item)


def printed(told: dict[str, Any], language: str = "en") -> str:
    page = Console(file=StringIO(), width=150, highlight=False)
    for part in story(told, language, "http://here/explain?id=1"):
        page.print(part)
    text = page.file
    assert isinstance(text, StringIO)
    return text.getvalue()


def test_a_story_is_printed_with_steps_findings_verdicts_draw_and_chain() -> None:
    page = printed(judged())

    for said in (
        VISIT, "S… D…", "http://here/explain?id=1",
        "The visit began: she was met.",
        "Same file elsewhere", "most days apart 3", "laid mirrored", "matching media …00c0ff",
        "could not be told, nothing follows: Same picture elsewhere",
        "Same file elsewhere: pass → warn",
        "seed: campaign-1", "Nothing was drawn.",
        "The audit trail is intact, entries: 0",
    ):  # fmt: skip
        assert said in page


def test_a_story_is_printed_in_hindi() -> None:
    page = printed(judged(), "hi")

    assert "भेंट शुरू हुई" in page
    assert "वही फ़ाइल कहीं और" in page
    assert "The visit" not in page


def test_who_was_drawn_to_look_is_printed() -> None:
    page = printed(judged(Verdict.VERIFIED, levels=("booth",)))

    assert "Nothing was drawn" not in page
    assert page.count(" yes ") == 1


def test_a_broken_chain_is_printed_loudly() -> None:
    told = judged()

    page = printed({**told, "audit": {"intact": False, "entries": 4}})

    assert "The audit trail is BROKEN, entries: 4" in page


def test_a_story_before_any_verdict_is_printed() -> None:
    page = printed(answer())

    assert "What happened" in page
    assert "Verdicts side by side" not in page


def test_a_reel_is_printed_with_its_members() -> None:
    reel_id = VisitId(an_id(0xB0FF))
    reel = a_testimonial(
        visit_id=reel_id, beneficiary_id="", booth_id=DESK, path=path_to(DESK), members=(VISIT,),
        media_ids=(),
    )  # fmt: skip

    page = printed(answer(item=reel, subject=reel_id))

    (line,) = (line for line in page.splitlines() if line.startswith("In this reel"))
    assert line.split()[-1] == "booth-1"


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_newest_are_offered_to_choose_from(language: str) -> None:
    item = {
        "testimonial_id": VISIT, "state": "published", "verdict": None,
        "waiting_since": "2026-11-14T12:00:00.123Z",
    }  # fmt: skip
    page = Console(file=StringIO(), width=150)

    page.print(choice_table([item], language))
    page.print(choice_table([], language))

    assert isinstance(page.file, StringIO)
    text = page.file.getvalue()
    assert VISIT in text
    assert "2026-11-14 12:00:00" in text
    assert WORDS["nothing"][language == "en"] in text


def test_without_a_running_stack_the_command_says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path))

    code = command.main([VISIT])

    assert code == 1
    assert "Start it with `make run`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "language"), [("hi", "hi"), ("hi_IN.UTF-8", "hi"), ("en_US.UTF-8", "en"), ("", "en")]
)
def test_the_language_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, language: str
) -> None:
    monkeypatch.setenv("LANG", value)

    assert command.language() == language
