"""One client for all kinds: each call goes to the network of its channel, and to no other."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.channels.by_kind import Channels
from chalicelib.domain.channels import Account, Channel, ChannelKind
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import Post, PostForm

NOW = datetime(2026, 11, 26, tzinfo=UTC)
POST = Post(marker="m", caption="", form=PostForm.PHOTO, media=())


@dataclass
class Noting:
    """Answers every call of the port with its own name, and notes it."""

    name: str
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __getattr__(self, method: str) -> Any:
        def noted(*arguments: Any) -> str:
            self.calls.append((method, *arguments))
            return self.name

        return noted


def an_account(kind: ChannelKind) -> Account:
    return Account(
        channel=Channel(
            channel_id=ChannelId("c"), campaign_id=CampaignId("k"), kind=kind, name="",
            base_url="", is_enabled=True, min_spacing_s=0, caption_languages=(),
        )
    )  # fmt: skip


CALLS: list[tuple[str, tuple[Any, ...]]] = [
    ("publish", (POST,)), ("status", ("h",)), ("finalise", ("h", POST)), ("discard", ("h",)),
    ("list_recent", (NOW,)), ("take_down", ("1",)), ("is_live", ("1",)), ("metrics", (["1"],)),
    ("quota", (NOW,)), ("refresh", (NOW,)),
]  # fmt: skip


@pytest.mark.parametrize("kind", ChannelKind)
@pytest.mark.parametrize(("method", "arguments"), CALLS, ids=[name for name, _ in CALLS])
def test_a_call_goes_to_the_channels_own_network(
    kind: ChannelKind, method: str, arguments: tuple[Any, ...]
) -> None:
    clients = {each: Noting(each) for each in ChannelKind}
    account = an_account(kind)

    answer = getattr(Channels(clients), method)(account, *arguments)

    assert answer == (None if method == "discard" else kind)
    assert clients.pop(kind).calls == [(method, account, *arguments)]
    assert not any(other.calls for other in clients.values())


def test_every_kind_of_channel_must_have_a_client() -> None:
    clients = {each: Noting(each) for each in ChannelKind if each is not ChannelKind.PRACTICE}

    with pytest.raises(ValueError, match="practice"):
        Channels(clients)
