"""What the fields and parameters say of connections, daily digests, outgoing webhooks and feeds.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

OUTGOING_MEANINGS: Final[Mapping[str, str]] = {
    # Connections
    "access_token": "The network's token; of a partner app the key by which it reads its feed.",
    "refresh_token": "What the token is renewed with, where the network has such a thing.",
    "client_id": "Which of the network's apps the token was given to.",
    "client_secret": "That app's own secret, where renewing asks for it.",
    "signing_secrets": "`whsec_…` secrets that deliveries are signed with, the newest first.",
    "CredentialRequest.expires_at": "When the token ends; left out where it does not.",
    "standing": "`connected`, or `needs_reconnect`: its queue is held until somebody connects it.",
    "ConnectionView.reason": "Why it needs somebody, or why it rests, as a code.",
    "ConnectionView.changed_at": "Since when it stands so.",
    "paused_until": "Until when the network asked us to wait; null when it did not.",
    "ConnectionView.expires_at": "When the credential ends; it is renewed before, where it can be.",
    "quota": "What the network says of its own limit; null when it says nothing.",
    "QuotaTold.most": "How many posts it allows in its window.",
    "QuotaTold.used": "How many of them were used then.",
    "QuotaTold.at": "When it said so.",
    # Digests
    "DigestView.area_id": "The desk.",
    "DigestView.day": "The day, by the campaign's own clock.",
    "made_at": "When it was made.",
    "DigestView.counts": "What the day brought, as in the progress pages.",
    "on_the_way": "Publications that wait, are held or are being posted, by state.",
    "for_people": "Publications with which only a person can go on, by state.",
    "lost_channels": "Channels that have to be connected again.",
    "get_digests.area_id": "An area; its desk's digests are shown.",
    # Webhooks
    "webhook_id": "The webhook; you may mint it.",
    "WebhookRequest.url": "Where messages go: https, and a place on the public internet.",
    "NewWebhookRequest.url": "Where messages go: https, and a place on the public internet.",
    "WebhookView.url": "Where messages go.",
    "MadeWebhook.url": "Where messages go.",
    "types": "Which events are told; all of them where the list is empty.",
    "off_reason": "Why we switched it off; null while it is on, or when you did.",
    "rotated_at": "When its secret was last rotated.",
    "secret": "`whsec_` and base64 of 24 to 64 random bytes; made for you when left out.",
    "MadeWebhook.secret": "What messages are signed with; it is shown this once.",
    "delivery_id": "The message; it stays the same over all tries, so a repeat is known by it.",
    "DeliveryView.type": "Which event it tells.",
    "DeliveryView.state": "`waiting` for its next try, `delivered`, or `failed` for good.",
    "next_try_at": "When it is tried next; null when it is over.",
    "tries": "The latest tries, the oldest first.",
    "TryView.at": "When it was tried.",
    "TryView.status": "The status that came back; null when none did.",
    "TryView.reason": "Why no answer came; empty when one did.",
    "took_ms": "How many milliseconds it took.",
    "DeliveryView.data": "What the message tells: ids, codes and numbers alone.",
    # Feeds
    "FeedItem.kind": "`published`: show it. `removed`: take it away.",
    "FeedItem.at": "When it was written.",
    "FeedItem.post": "What to show; null when there is nothing to show any more.",
    "FeedPost.caption": "The text.",
    "FeedPost.language": "The text's first language.",
    "FeedPost.alt_text": "What is seen, for those who cannot see it; may be empty.",
    "form": "How it is meant to be shown: `photo`, `video`, `reel` or `album`.",
    "has_ai_label": "True where a machine altered what is seen or heard: say so beside it.",
    "is_made_for_kids": "True for what is made for children, as some networks have to be told.",
    "FeedPost.media": "Its files.",
    "FeedMedia.kind": "Photo or video.",
    "FeedMedia.url": "Where the file can be read for some minutes.",
    "FeedMedia.duration_s": "Its length in seconds; null for a photo.",
    "FeedView.next_cursor": "Goes on behind what was read, at any later time.",
    "has_more": "True when more follows at once.",
    "get_feed.limit": "At most so many entries.",
    "get_feed.cursor": "`next_cursor` of the page before; left out, the feed begins anew.",
}
