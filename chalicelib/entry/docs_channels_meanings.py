"""What the fields of channels and of their plans say.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

CHANNELS_MEANINGS: Final[Mapping[str, str]] = {
    "account": "What the network calls the account: a Page's, user's, channel's or chat's id; a "
    "partner's own name.",
    "quotas": "At most so many posts in any window of so many seconds; those of its kind when left "
    "out. An empty list is none.",
    "QuotaForm.most": "So many posts.",
    "QuotaForm.window_s": "Seconds of the window, which goes with the time.",
    "quiet": "When nothing is posted, by the campaign's own clock; it may go over midnight.",
    "QuietForm.from": "When they begin, `22:00`.",
    "QuietForm.until": "When they end, `06:00`; then it is open again.",
    "caption_template": "The post's text with its fields: `{caption}`, once, and `{hashtags}`, "
    "`{area}`, `{scheme}`, `{campaign}`.",
    "hashtags": "Hashtags without `#`.",
    "made_for_kids": "Whether the network is told that posts are made for children.",
    "connection": "How the account stands with its network.",
    "ChannelSlots.waiting": "How many posts wait for a slot.",
    "ChannelSlots.is_whole": "False when there are more districts than were counted.",
    "slots_per_day": "How many slots its rules leave in a day at least; null without any rule.",
    "days_to_drain": "Days until what waits now is posted; null while a person has to act first.",
    "obstacle": "Why none comes: `switched_off`, `needs_reconnect` or `stopped`; null else.",
    "ChannelSlots.kind": "Which network it is.",
    "get_plan.channel_id": "The channel.",
    "PlanView.as_of": "When it was read.",
    "PlanView.waiting": "How many posts wait for a slot.",
    "PlanView.is_whole": "False when there are more districts than were counted.",
    "next_slots": "When its next slots come, if nothing else happens meanwhile.",
    "lanes": "The districts in the order of their turns; each has one post a turn.",
    "LaneView.area_id": "The district.",
    "LaneView.name": "Its name by language.",
    "LaneView.waiting": "How many posts wait there.",
    "turns": "How many turns it has had.",
}
