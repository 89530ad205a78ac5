"""What the fields of freezes say.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

FREEZES_MEANINGS: Final[Mapping[str, str]] = {
    "area_names": "The area's name by language.",
    "created_at": "When it was put up; null for a blackout.",
    "freeze_id": "The freeze. Mint it yourself to make a repeat safe.",
    "FreezeRequest.channel_id": "The one channel that it is about; all of them when left out.",
    "FreezeRequest.from": "When it begins; at once when left out, and always for a stop.",
    "FreezeRequest.kind": "Why: `silence code_of_conduct incident`, or `stop`, which has no end.",
    "FreezeRequest.reason": "Why, in your own words, without anybody's number.",
    "FreezeStoryView.by": "Who put it up; null for a blackout.",
    "FreezeStoryView.channel_id": "The one channel that it is about; null for all of them.",
    "FreezeStoryView.from": "When it begins.",
    "FreezeStoryView.is_whole": "Whether all of them are named, as far as you may see them.",
    "FreezeStoryView.kind": "Why: `silence`, `code_of_conduct`, `incident` or `stop`.",
    "FreezeStoryView.reason": "Why, in the words of whoever put it up.",
    "FreezeStoryView.state": "How far it has come.",
    "FreezeView.by": "Who put it up; null for a blackout.",
    "FreezeView.channel_id": "The one channel that it is about; null for all of them.",
    "FreezeView.from": "When it begins.",
    "FreezeView.kind": "Why: as it was put up, or `blackout` where the campaign declares it.",
    "FreezeView.reason": "Why, in the words of whoever put it up.",
    "FreezeView.state": "How far it has come.",
    "held": "How many posts it was seen to hold.",
    "lift_asked_at": "When the first person asked for it to be lifted.",
    "lift_asked_by": "The first of the two people who lift it; null while nobody asked.",
    "lifted_at": "When the second person lifted it; null while it was not lifted.",
    "lifted_by": "The second of the two people.",
    "may_lift": "Whether you may be the next of the two.",
    "not_recalled": "Posts that were on their way when it came: out, or nobody knows yet.",
    "NotRecalledView.since": "Since when it is out, or on its way.",
    "swept_at": "When what waits was last held; null before it begins.",
    "until": "When it ends by itself; null: when two people lift it.",
}
