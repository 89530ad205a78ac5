"""The clients of all networks, and what sends to addresses that outsiders gave us."""

from typing import TYPE_CHECKING

from chalicelib.domain.channels import ChannelKind
from chalicelib.ports import ChannelClient, Clock

if TYPE_CHECKING:
    from chalicelib.adapters.channels.deliveries import SignedDeliveries


def clients(clock: Clock, *, allow_loopback: bool) -> ChannelClient:
    """Return one client that speaks to every kind of network."""
    from chalicelib.adapters.channels.by_kind import Channels
    from chalicelib.adapters.channels.calls import Caller
    from chalicelib.adapters.channels.facebook import FacebookChannel
    from chalicelib.adapters.channels.instagram import InstagramChannel
    from chalicelib.adapters.channels.partner import PartnerChannel
    from chalicelib.adapters.channels.practice import PracticeChannel
    from chalicelib.adapters.channels.telegram import TelegramChannel
    from chalicelib.adapters.channels.x import XChannel
    from chalicelib.adapters.channels.youtube import YouTubeChannel

    # Some take in whole files, or fetch them, while we wait.
    patient = Caller(read_s=60)
    return Channels(
        {
            ChannelKind.FACEBOOK: FacebookChannel(),
            ChannelKind.INSTAGRAM: InstagramChannel(),
            ChannelKind.X: XChannel(patient),
            ChannelKind.YOUTUBE: YouTubeChannel(patient),
            ChannelKind.TELEGRAM: TelegramChannel(patient),
            ChannelKind.PARTNER: PartnerChannel(deliveries(allow_loopback=allow_loopback), clock),
            ChannelKind.PRACTICE: PracticeChannel(Caller()),
        }
    )


def deliveries(*, allow_loopback: bool) -> "SignedDeliveries":
    """Return what sends signed messages to public addresses, and to loopback where allowed."""
    from chalicelib.adapters.channels.deliveries import SignedDeliveries

    return SignedDeliveries(allow_loopback=allow_loopback)
