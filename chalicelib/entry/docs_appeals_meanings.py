"""What the fields of what came back, of appeals and of duplicates say.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

APPEALS_MEANINGS: Final[Mapping[str, str]] = {
    "ReturnedView.at": "When it was decided.",
    "ReturnedView.note": "What the moderator wrote beside it, for the worker.",
    "ReturnedView.reason_code": "Why it was sent back or rejected.",
    "ReturnedView.may_ask_again": "Whether another decision may be asked for; once, by anybody.",
    "AppealRequest.note": "Why somebody else should decide, for whoever does.",
    "CodeAppealRequest.note": "Why somebody else should decide, for whoever does.",
    "AppealView.by": "Who asked: the visit's worker, or the person shown.",
    "AppealView.at": "When it was asked for.",
    "AppealView.note": "Why, in her own words; null where they are not for the reader.",
    "appeal": "The request for another decision; null while nobody asked.",
    "RejectDuplicatesRequest.items": "Which of the duplicates, each with the version you read.",
    "RejectDuplicatesRequest.reason_code": "Why, for all of them.",
    "DuplicatesAnswer.items": "The duplicates that wait for review.",
    "TurnedDownAnswer.items": "One answer per item, in the order sent.",
    "TurnedDownView.result": "Whether it was rejected, or left as it is.",
    "TurnedDownView.problem": "Why it was left: a problem document.",
}
