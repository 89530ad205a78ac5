"""What the fields of decisions say: what is shown, what asks for two people, what was decided.

Part of docs_meanings.py, by the same rules. Keys are a field's name, or `Form.field` and
`operation.parameter` where one name means two things.
"""

from collections.abc import Mapping
from typing import Final

DECISIONS_MEANINGS: Final[Mapping[str, str]] = {
    "channel_captions": "Captions of single channels, by channel and language, where they differ.",
    "is_public_figure": "Whether somebody is shown whom the public knows.",
    "risk": "How much it asks for a person's eyes: `high`, `raised`, `usual` or `low`.",
    "decisions": (
        "What was decided and stands, the first one first. While it waits for review, no approval "
        "but your own: a second person decides alone."
    ),
    "DecidedView.mine": "Whether it is your own.",
    "TestimonialView.two_people": "Why one person alone may not approve it; not in lists.",
    "undo_until": "Until when you may take your decision back; null when there is none of yours.",
    "PolicyView.two_people": "For what two people have to approve.",
    "one_is_enough": "For what one person may approve alone; never for a child.",
}
