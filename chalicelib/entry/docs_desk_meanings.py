"""What the fields and parameters of the review queue say.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

DESK_MEANINGS: Final[Mapping[str, str]] = {
    "get_queue.area": "One of your areas; all of them when left out.",
    "QueueView.waiting": "How many wait for a decision, those on somebody's screen too. One that "
    "leaves the desk counts no more some seconds later; a reel never counts.",
    "QueueView.oldest_since": "Since when the oldest of what comes next could be decided on; null "
    "where nothing waits.",
    "QueueView.held": "What you hold yourself: the item on your screen, and the next one.",
    "QueueView.is_whole": "False when you have more desks than were looked at for the oldest.",
    "QueueView.as_of": "When it was read; the count may be some seconds older.",
    "beside": "An item that you go on holding: the answer is another one, to fetch ahead.",
    "RenewRequest.items": "One or two items that you hold.",
    "SeenItem.version": "The version that you have seen.",
    "RenewAnswer.items": "The same items, in the order asked for.",
    "RenewedView.version": "The version to decide on, once you have seen what changed.",
    "RenewedView.lock": "Your claim for ten minutes more; null when the item is no longer yours.",
    "is_changed": "Whether anything else of it changed since the version that you have seen.",
}
