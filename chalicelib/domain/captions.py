"""Which captions a testimonial is posted with on a channel."""

from chalicelib.domain.decisions import Captions
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.testimonial import Testimonial


def captions_on(item: Testimonial, channel_id: ChannelId) -> Captions:
    """Return the captions for a channel by language: its own where it has some, else everybody's.

    A language that its own leave empty is left out there.
    """
    own = (item.channel_captions or {}).get(channel_id, {})
    return {**(item.captions or {}), **own}
