"""The partners' client against an app that checks signatures itself: every form, every fault."""

import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from chalicelib.adapters.channels.deliveries import SignedDeliveries
from chalicelib.adapters.channels.partner import PartnerChannel
from chalicelib.domain.channels import Account, Channel, Credential
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import (
    Post,
    PostDeferred,
    Posted,
    PostForm,
    PostMedia,
    PostRefused,
    PostResult,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.fakes import FixedClock
from tests.networks.partner import RETRY_AFTER_S, PartnerNetwork, a_secret
from tests.networks.server import AFTER, HANGS, LOOPBACK, Fault, Reply, Request

MARKER = "01890a5d-ac96-774b-bcce-b302099a8057"
NOW = datetime(2026, 11, 26, 9, 0, 0, 500_000, tzinfo=UTC)
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)
PHOTO = PostMedia(
    kind=MediaKind.PHOTO, url="https://files.example/photo?signature=s", width=1600, height=1200,
    content_type="image/jpeg", size_bytes=300_000,
)  # fmt: skip
VIDEO = PostMedia(
    kind=MediaKind.VIDEO, url="https://files.example/video?signature=s", width=720, height=1280,
    content_type="video/mp4", size_bytes=2_000_000, duration_s=12.4,
)  # fmt: skip
MEDIA = {
    PostForm.PHOTO: (PHOTO,), PostForm.VIDEO: (VIDEO,), PostForm.REEL: (VIDEO,),
    PostForm.ALBUM: (PHOTO, VIDEO),
}  # fmt: skip


@pytest.fixture
def network() -> Iterator[PartnerNetwork]:
    with PartnerNetwork() as running:
        yield running


@cache
def a_client(answer_s: float = 5) -> PartnerChannel:
    deliveries = SignedDeliveries(allow_loopback=True, connect_s=1, answer_s=answer_s)
    return PartnerChannel(deliveries, FixedClock(NOW))


@pytest.fixture
def client() -> PartnerChannel:
    return a_client()


def patience_for(fault: Fault | None) -> PartnerChannel:
    """Return a client that waits long, unless it would wait for nothing."""
    return a_client(answer_s=0.2 if fault in HANGS else 5)


def a_post(form: PostForm = PostForm.PHOTO, marker: str = MARKER) -> Post:
    return Post(
        marker=marker, caption="घर मिला। 🏠", form=form, media=MEDIA[form], language="hi",
        alt_text="Kamala before her house", hashtags=("PMAY",), has_ai_label=True,
    )  # fmt: skip


def link_to(network: PartnerNetwork) -> str:
    return f"https://saral.example/stories/{next(iter(network.posts))}"


@pytest.mark.parametrize("form", PostForm)
def test_every_form_is_one_signed_delivery_that_says_all(
    network: PartnerNetwork, client: PartnerChannel, form: PostForm
) -> None:
    result = client.publish(network.account(), a_post(form))

    assert result == Posted(external_id=MARKER, permalink=link_to(network))
    assert (network.calls, network.times_posted(MARKER)) == (["published"], 1)
    said = network.requests[0].json()
    assert (said["type"], said["timestamp"]) == ("testimonial.published", "2026-11-26T09:00:00Z")
    photo = {
        "kind": "photo", "url": PHOTO.url, "content_type": "image/jpeg", "width": 1600,
        "height": 1200, "size_bytes": 300_000, "duration_s": None,
    }  # fmt: skip
    video = {
        "kind": "video", "url": VIDEO.url, "content_type": "video/mp4", "width": 720,
        "height": 1280, "size_bytes": 2_000_000, "duration_s": 12.4,
    }  # fmt: skip
    assert said["data"] == {
        "publication_id": MARKER, "caption": "घर मिला। 🏠", "language": "hi",
        "hashtags": ["PMAY"], "form": form.value, "alt_text": "Kamala before her house",
        "has_ai_label": True, "is_made_for_kids": False,
        "media": [photo if one is PHOTO else video for one in MEDIA[form]],
    }  # fmt: skip


def test_a_repeat_has_the_same_id_so_the_app_drops_it(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    first = client.publish(network.account(), a_post())

    again = client.publish(network.account(), a_post())

    assert again == first
    assert [one.headers["webhook-id"] for one in network.requests] == [MARKER, MARKER]
    assert network.times_posted(MARKER) == 1


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["the newest", "the one before"])
def test_while_a_secret_is_changed_the_app_may_know_either(
    network: PartnerNetwork, client: PartnerChannel, order: tuple[int, int]
) -> None:
    secrets = tuple(map(a_secret, order))
    account = replace(network.account(), credential=Credential(signing=secrets))

    assert isinstance(client.publish(account, a_post()), Posted)
    assert len(network.requests[0].headers["webhook-signature"].split(" ")) == 2


def test_an_app_that_does_not_know_the_signature_waits_for_a_person(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    account = replace(network.account(), credential=Credential(signing=(a_secret(9),)))

    result = client.publish(account, a_post())

    assert result == PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True)
    assert network.posts == {}


@pytest.mark.parametrize(
    "signing",
    [(), ("",), ("whsec_short",), (a_secret(1), "not a secret")],
    ids=["none", "an empty one", "a short one", "one that is none"],
)
def test_without_a_secret_in_the_right_form_nothing_is_called(
    network: PartnerNetwork, client: PartnerChannel, signing: tuple[str, ...]
) -> None:
    account = replace(network.account(), credential=Credential(signing=signing))

    result = client.publish(account, a_post())

    assert result == PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)
    with pytest.raises(ChannelUnavailable):
        client.take_down(account, MARKER)
    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, LONG_AGO)
    assert network.calls == []


DONE_FIRST = [fault for fault in Fault if fault in AFTER]
HAS_IT = "its own address"  # stands for the permalink of an app that names none
OUTCOMES: dict[Fault, PostResult | str] = {
    Fault.HANGS_AFTER: PostUnclear(reason="no_answer"),
    Fault.FAILS_AFTER: PostUnclear(reason="http_500"),
    Fault.CLOSES_AFTER: PostUnclear(reason="broken_answer"),
    Fault.HANGS_BEFORE: PostUnclear(reason="no_answer"),
    Fault.FAILS_BEFORE: PostUnclear(reason="http_503"),
    Fault.CLOSES_BEFORE: PostUnclear(reason="broken_answer"),
    Fault.LIMITED: PostDeferred(
        reason=Later.RATE_LIMITED, wait=timedelta(seconds=RETRY_AFTER_S)
    ),
    Fault.LIMITED_SILENTLY: PostDeferred(reason=Later.RATE_LIMITED),
    Fault.QUOTA: PostDeferred(reason=Later.TROUBLE, wait=timedelta(seconds=RETRY_AFTER_S)),
    Fault.EXPIRED: PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True),
    Fault.REVOKED: PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True),
    Fault.REFUSED: PostRefused(reason=Refusal.CONTENT, told="Not in these words"),
    # By the standard, 2xx is all that an app has to say; 409 says that it has it already.
    Fault.NONSENSE: HAS_IT,
    Fault.DUPLICATE: HAS_IT,
}  # fmt: skip


@pytest.mark.parametrize("form", PostForm)
@pytest.mark.parametrize(("fault", "expected"), OUTCOMES.items(), ids=lambda each: str(each)[:24])
def test_each_fault_of_the_delivery_means_what_it_means_and_posts_at_most_once(
    network: PartnerNetwork, form: PostForm, fault: Fault, expected: PostResult | str
) -> None:
    network.faults["published"] = fault
    account = network.account()

    result = patience_for(fault).publish(account, a_post(form))

    has_it = Posted(external_id=MARKER, permalink=account.channel.base_url)
    assert result == (has_it if expected == HAS_IT else expected)
    assert network.times_posted(MARKER) == (1 if fault in AFTER else 0)
    assert len(network.calls) == 1


@pytest.mark.parametrize("fault", DONE_FIRST)
def test_what_was_unclear_is_found_in_the_apps_list(
    network: PartnerNetwork, client: PartnerChannel, fault: Fault
) -> None:
    network.faults["published"] = fault
    account = network.account()
    patience_for(fault).publish(account, a_post())

    found = client.list_recent(account, LONG_AGO)

    assert found == [Seen(external_id=MARKER, permalink=link_to(network), text=MARKER)]


def test_every_fault_of_the_suite_is_looked_at() -> None:
    """Nothing is processed later here, so those two have no meaning."""
    assert set(Fault) - set(OUTCOMES) == {Fault.SLOW, Fault.BROKEN}


class Saying(PartnerNetwork):
    """Answers every call with what it is told to."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self._reply = reply

    def carry_out(self, step: str, request: Request) -> Reply:  # noqa: ARG002
        return self._reply


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, Refusal.OTHER), (404, Refusal.OTHER), (410, Refusal.NOT_ALLOWED),
        (422, Refusal.CONTENT),
    ],
)  # fmt: skip
def test_the_apps_contract_says_what_a_clear_no_is(
    client: PartnerChannel, status: int, reason: Refusal
) -> None:
    with Saying(Reply(status=status)) as network:
        assert client.publish(network.account(), a_post()) == PostRefused(reason=reason)


@pytest.mark.parametrize(
    ("said", "reason", "told"),
    [
        ({"reason": "media_refused"}, Refusal.MEDIA, ""),
        ({"reason": "caption_refused", "detail": "too long"}, Refusal.CAPTION, "too long"),
        ({"reason": "full_moon", "detail": ["x"]}, Refusal.CONTENT, ""),
        ({"reason": ["x"]}, Refusal.CONTENT, ""),
        ({"detail": "Kamala may not be named"}, Refusal.CONTENT, "… may not be named"),
        ([], Refusal.CONTENT, ""),
    ],
)
def test_an_app_may_say_why_in_our_codes_and_in_words(
    client: PartnerChannel, said: object, reason: Refusal, told: str
) -> None:
    with Saying(Reply(status=422, said=said)) as network:
        result = client.publish(network.account(), a_post())

    assert result == PostRefused(reason=reason, told=told)


@pytest.mark.parametrize("status", [302, 307, 402, 405, 408, 413, 418, 500, 502])
def test_what_the_contract_does_not_name_is_unclear(client: PartnerChannel, status: int) -> None:
    with Saying(Reply(status=status)) as network:
        result = client.publish(network.account(), a_post())

    assert result == PostUnclear(reason=f"http_{status}")


NO_LINKS: list[object] = [
    {}, [], {"permalink": 7}, {"permalink": "http://saral.example/1"},
    {"permalink": "javascript:alert(1)"}, {"permalink": "https://saral.example/ a"},
    {"permalink": "https://" + "x" * 3_000},
]  # fmt: skip


@pytest.mark.parametrize("said", NO_LINKS)
def test_a_link_that_is_none_is_replaced_by_the_apps_address(
    client: PartnerChannel, said: object
) -> None:
    with Saying(Reply(status=201, said=said)) as network:
        account = network.account()
        result = client.publish(account, a_post())

    assert result == Posted(external_id=MARKER, permalink=account.channel.base_url)


def elsewhere(channel: Channel, base_url: str) -> Account:
    credential = Credential(signing=(a_secret(1),))
    return Account(channel=replace(channel, base_url=base_url), credential=credential)


def test_an_app_out_of_reach_is_delivered_to_later(client: PartnerChannel) -> None:
    with PartnerNetwork() as network:
        account = network.account()

    assert client.publish(account, a_post()) == PostDeferred(reason=Later.NOT_SENT)
    with pytest.raises(ChannelUnavailable, match="not_sent"):
        client.take_down(account, MARKER)
    with pytest.raises(ChannelUnavailable, match="not_sent"):
        client.list_recent(account, LONG_AGO)


def test_an_address_inside_a_private_network_is_not_called_and_waits_for_a_person(
    network: PartnerNetwork,
) -> None:
    sender = SignedDeliveries(resolve=lambda _host, _port: (LOOPBACK,))
    client = PartnerChannel(sender, FixedClock(NOW))
    account = elsewhere(network.account().channel, "https://saral.example/")

    result = client.publish(account, a_post())

    assert result == PostDeferred(reason=Later.NOT_SENT, needs_reconnect=True)
    assert network.calls == []


# The app's list.


def test_the_list_is_asked_for_from_a_minute_before_and_signed(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    account = network.account()
    client.publish(account, a_post())
    client.publish(account, a_post(marker="another"))

    found = client.list_recent(account, NOW)

    assert [seen.text for seen in found or ()] == [MARKER, "another"]
    asked = network.requests[-1]
    assert (asked.path, asked.fields) == (
        "/sampark/published", {"since": "2026-11-26T08:59:00Z"}
    )  # fmt: skip
    assert "webhook-signature" in asked.headers


def test_a_list_of_many_posts_is_read_whole(client: PartnerChannel) -> None:
    items = [{"publication_id": f"{number:036}"} for number in range(2_000)]
    with Saying(Reply(said={"items": items})) as network:
        found = client.list_recent(network.account(), LONG_AGO)

    assert len(found or ()) == 2_000


@pytest.mark.parametrize("status", [404, 405])
def test_an_app_without_a_list_cannot_be_asked(client: PartnerChannel, status: int) -> None:
    with Saying(Reply(status=status)) as network:
        assert client.list_recent(network.account(), LONG_AGO) is None


UNREADABLE = {
    "fails": Reply(status=500),
    "is busy": Reply(status=503),
    "asks for less": Reply(status=429),
    "does not know us": Reply(status=401),
    "sends us elsewhere": Reply(status=302),
    "answers with no JSON": Reply(said=None),
    "answers without a list": Reply(said={}),
    "answers with words": Reply(said={"items": "none"}),
    "answers with a list of words": Reply(said={"items": ["one"]}),
    "answers with a nameless post": Reply(said={"items": [{}]}),
    "answers with an id that is none": Reply(said={"items": [{"publication_id": "../x"}]}),
    "answers with a flood": Reply(said={"items": [], "more": "x" * 1_100_000}),
}


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_list_that_cannot_be_read_is_a_fault_and_never_means_absent(
    client: PartnerChannel, reply: Reply
) -> None:
    with Saying(reply) as network, pytest.raises(ChannelUnavailable):
        client.list_recent(network.account(), LONG_AGO)


@pytest.mark.parametrize("fault", [Fault.HANGS_BEFORE, Fault.CLOSES_BEFORE])
def test_an_app_that_does_not_answer_is_a_fault_for_reading(
    network: PartnerNetwork, fault: Fault
) -> None:
    network.faults["list"] = fault

    with pytest.raises(ChannelUnavailable):
        patience_for(fault).list_recent(network.account(), LONG_AGO)


# Takedowns.


def test_a_withdrawal_takes_the_post_down_and_once_more_is_the_same(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    account = network.account()
    client.publish(account, a_post())

    assert client.take_down(account, MARKER) == REMOVED
    assert network.live == []
    assert client.take_down(account, MARKER) == REMOVED
    said = network.requests[-1].json()
    assert said == {
        "type": "testimonial.withdrawn", "timestamp": "2026-11-26T09:00:00Z",
        "data": {"publication_id": MARKER},
    }  # fmt: skip


def test_a_post_that_the_app_never_had_counts_as_removed(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    assert client.take_down(network.account(), MARKER) == REMOVED


@pytest.mark.parametrize("status", [200, 202, 204, 404, 409, 410])
def test_a_yes_and_what_is_gone_count_as_removed(client: PartnerChannel, status: int) -> None:
    with Saying(Reply(status=status)) as network:
        assert client.take_down(network.account(), MARKER) == REMOVED


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), "http_401"), (Reply(status=403), "http_403"),
        (Reply(status=422, said={"reason": "pinned"}), "pinned"),
        (Reply(status=400, said={"reason": "It is ours now!"}), "http_400"),
    ],
)  # fmt: skip
def test_a_clear_no_to_a_withdrawal_says_that_the_post_is_still_live(
    client: PartnerChannel, reply: Reply, reason: str
) -> None:
    with Saying(reply) as network:
        taken = client.take_down(network.account(), MARKER)

    assert taken == TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason)


@pytest.mark.parametrize("status", [302, 408, 429, 500, 503])
def test_an_unclear_answer_to_a_withdrawal_is_a_fault(client: PartnerChannel, status: int) -> None:
    with Saying(Reply(status=status)) as network, pytest.raises(ChannelUnavailable):
        client.take_down(network.account(), MARKER)


@pytest.mark.parametrize(
    "fault", [*DONE_FIRST, Fault.HANGS_BEFORE, Fault.CLOSES_BEFORE, Fault.FAILS_BEFORE]
)
def test_a_withdrawal_without_an_answer_is_sent_again_until_it_is_settled(
    network: PartnerNetwork, client: PartnerChannel, fault: Fault
) -> None:
    account = network.account()
    client.publish(account, a_post())
    network.faults["withdrawn"] = fault

    with pytest.raises(ChannelUnavailable):
        patience_for(fault).take_down(account, MARKER)
    assert bool(network.live) == (fault not in AFTER)

    network.faults.clear()
    assert client.take_down(account, MARKER) == REMOVED
    assert network.live == []


# An app that only reads the feed.


def test_an_app_that_reads_the_feed_has_its_post_there_and_is_never_called(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    reader = elsewhere(network.account().channel, "")
    unsigned = replace(reader, credential=Credential())

    assert client.publish(unsigned, a_post()) == Posted(external_id=MARKER, permalink="")
    assert client.list_recent(unsigned, LONG_AGO) is None
    assert client.take_down(reader, MARKER) == TakedownAnswer(
        result=TakedownResult.NOT_POSSIBLE, reason="reads_the_feed"
    )
    assert network.calls == []


def test_what_an_app_does_not_tell_is_not_made_up(
    network: PartnerNetwork, client: PartnerChannel
) -> None:
    account = network.account()

    assert client.is_live(account, MARKER) is None
    assert client.metrics(account, [MARKER]) == {}
    assert client.quota(account, NOW) is None
    assert client.refresh(account, NOW) is None
    client.discard(account, "h")
    assert network.calls == []


def test_nothing_is_ever_pending(network: PartnerNetwork, client: PartnerChannel) -> None:
    with pytest.raises(ValueError, match="no handle"):
        client.status(network.account(), "h")
    with pytest.raises(ValueError, match="no handle"):
        client.finalise(network.account(), "h", a_post())


@pytest.mark.parametrize("fault", [None, *OUTCOMES])
def test_neither_secret_nor_signed_address_stands_in_a_log_an_error_or_an_answer(
    network: PartnerNetwork, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    caplog.set_level(logging.DEBUG)
    account = network.account()
    if fault is not None:
        network.faults |= dict.fromkeys(network.STEPS, fault)
    said = repr(patience_for(fault).publish(account, a_post(PostForm.ALBUM))) + repr(account)
    try:
        said += repr(patience_for(fault).take_down(account, MARKER))
        said += repr(patience_for(fault).list_recent(account, LONG_AGO))
    except ChannelUnavailable:
        said += traceback.format_exc()

    for hidden in (network.secret, network.secret.removeprefix("whsec_"), "signature=s", "Kamala"):
        assert hidden not in said + caplog.text
