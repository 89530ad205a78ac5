"""What the fields of publications say: where a post is, how it is taken down, who saw it.

Part of docs_meanings.py, by the same rules. Keys are a field's name, or `Form.field` and
`operation.parameter` where one name means two things.
"""

from collections.abc import Mapping
from typing import Final

_DUE: Final = "When it is looked at, tried or read next; null when nothing is to come."
_REASON: Final = "A code: why it is not out, or not gone."
_TEXT: Final = "The same in words, with what you can do; null when that is plain."
_TOLD: Final = "What the network itself said; empty when it said nothing."
_TAKEDOWN: Final = "Why it must go, and what was tried; null when it may stay."
PUBLICATIONS_MEANINGS: Final[Mapping[str, str]] = {
    "AttemptView.at": "When it was tried.",
    "AttemptView.by": "Who tried: a user's id, or `system`.",
    "AttemptView.link": "Where you can remove it yourself; null when the network told none.",
    "AttemptView.reason": "A code of the network or of ours, or a person's note.",
    "AttemptView.result": "How it ended: gone with the first three, still to be tried with others.",
    "CaptionsRequest.captions": "All captions by language, in place of those that were approved.",
    "channel_ids": "From which channels; from all of them when left out.",
    "chosen": "Why it was given its slot before others; null before it has one.",
    "comments": "Comments.",
    "deadline_at": "When it has to be gone: three hours after an order was received.",
    "get_publications_of_an_area.area": "One of your areas; all of them when left out.",
    "get_publications_of_an_area.channel": "One channel; a page may then hold fewer than `limit`.",
    "get_publications_of_an_area.state": "One state or several, with commas between them.",
    "gone_at": "When it was found to be gone; null while it is not.",
    "ListedPublication.area_id": "The booth of the testimonial; a reel's is its desk's area.",
    "ListedPublication.due_at": _DUE,
    "ListedPublication.reason": _REASON,
    "held_by": "The freeze that holds it; null while none does.",
    "ListedPublication.reason_text": _TEXT,
    "ListedPublication.takedown": _TAKEDOWN,
    "ListedPublication.told": _TOLD,
    "metrics": "What the network counted; null before it was asked, or where it tells nothing.",
    "MetricsView.at": "When the network was asked.",
    "needs_a_person": "Whether only you can settle it: look there, then say what you found.",
    "posted_at": "When the network said that it is out.",
    "PublicationView.due_at": _DUE,
    "PublicationView.reason": _REASON,
    "PublicationView.reason_text": _TEXT,
    "PublicationView.takedown": _TAKEDOWN,
    "PublicationView.told": _TOLD,
    "reactions": "Likes and the like.",
    "RemovedRequest.note": "What you want to keep of it, without anybody's name or number.",
    "shares": "How often it was passed on.",
    "slot_at": "Its slot; null while it waits for one.",
    "TakedownRequest.kind": "`order` for somebody with the power to order it; else `by_hand`.",
    "TakedownRequest.note": "For colleagues, without anybody's name or number.",
    "TakedownRequest.received_at": "When the order came, within a week; its clock runs from then.",
    "TakedownRequest.reference": "The order's own number or name; nobody's name or number.",
    "TakedownView.at": "When it was found that it must go.",
    "TakedownView.attempts": "What was tried: the first time, and the last nine times.",
    "TakedownView.is_late": "Whether it was not gone by its deadline.",
    "TakedownView.kind": "Why: withdrawn, ordered, by hand, or edited after its approval.",
    "TakedownView.note": "What was said with it.",
    "TakedownView.reference": "The order's own number or name.",
    "tries": "How often it was tried.",
    "views": "How often it was seen.",
}
