"""What each field of verification says, where its own schema has no words for it."""

from collections.abc import Mapping
from typing import Final

VERIFICATION_MEANINGS: Final[Mapping[str, str]] = {
    "abuse": "What is hinted at, as a word.",
    "PatternView.count": "At how many visits.",
    "PatternView.of": "How many visits of the day could show it.",
    "PatternView.share": "The first as a share of the second, 0 to 1.",
    "PatternView.visits": "Which visits they are.",
    "is_hint": "Whether it is often enough to be a reason to go and see.",
    "DayQuery.day": "The day, by the campaign's own clock.",
    "DaysQuery.day": "The day, by the campaign's own clock.",
    "WorkerDayView.day": "The day, by the campaign's own clock.",
    "WorkerDayView.hints": "How many of the patterns are a reason to go and see.",
    "met": "At how many visits somebody was met.",
    "patterns": "The seven patterns, each of them always there.",
    "worker_id": "The worker.",
}
