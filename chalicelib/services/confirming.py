"""Looks what became of a post, and makes public what is ready."""

from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.services.looking import look
from chalicelib.services.outgoing import Tools
from chalicelib.services.posting import finalise, recall


def confirm(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Settle an unclear post by reading the channel; go on with one that is pending.

    What may no longer become public is given up first, whatever the network says.
    """
    recall(visit_id, channel_id, tools)
    if look(visit_id, channel_id, tools):
        finalise(visit_id, channel_id, tools)
