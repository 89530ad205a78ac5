"""What the fields and parameters say of people's numbers, of throughput and of slots.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

NUMBERS_MEANINGS: Final[Mapping[str, str]] = {
    # Moderators
    "OwnDay.day": "The day, by the campaign's own clock.",
    "desk_id": "The area whose testimonials share one review list.",
    "OwnDay.counts": "Decisions by kind, and how many were `undone`.",
    "decided": "How many decisions stand.",
    "undone": "How many were taken back.",
    "looked_s": "Seconds that they took; longer pauses count as ten minutes.",
    "OwnNumbersView.days": "What she decided in the last 14 days, today too, the newest first.",
    "OwnNumbersView.as_of": "When it was read.",
    "agreement": "How often second looks agree with first decisions; no item is named.",
    "AgreementShare.checked": "How many decisions somebody looked at again.",
    "AgreementShare.agreed": "How many of these were decided alike.",
    "AgreementShare.share": "The share decided alike; null of nothing.",
    "until": "The last day that is counted: she sees her numbers before others do.",
    "ReviewersView.people": "Who decided there in the last 14 days, in the order of their names.",
    "ReviewerView.name": "Her name.",
    "ReviewerView.counts": "Decisions by kind, and how many were `undone`.",
    "seconds_per_item": "Seconds per decision that stands; null of none.",
    "desks": "How many desks are counted; none where the area lies below its desk.",
    "get_reviewers.area_id": "The area whose desks' moderators to show.",
    # Throughput
    "ThroughputView.as_of": "When it was read.",
    "waiting": "How many wait for review.",
    "oldest_since": "Since when the oldest of what comes next waits; null where nothing does.",
    "is_oldest_sure": "False when there are more desks than were looked at for the oldest.",
    "ThroughputView.days": "Days of the last 14 on which somebody decided, in order.",
    "ThroughputDay.day": "The day, by the campaign's own clock.",
    "ThroughputDay.counts": "Decisions by kind, and how many were `undone`.",
    "ThroughputDay.people": "How many people decided.",
    # Channels and the chain
    "next_slot_at": "From when on it is free.",
    "caption_limit": "How many characters a caption may have in one language.",
    "head": "The end of the chain, as the subject itself remembers it.",
    "AuditHead.seq": "How many entries there are.",
    "AuditHead.hash": "The hash of the last one; empty where there is none.",
}
