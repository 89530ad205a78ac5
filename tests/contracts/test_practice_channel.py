"""The practice channel's client against the real network, on good days and with every fault."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.adapters.channels.by_kind import Channels
from chalicelib.adapters.channels.practice import PracticeChannel
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import Post, Posted, PostRefused, PostUnclear, TakedownResult
from chalicelib.ports import ChannelClient
from infra.local.practice_network import (
    ACCEPTS_THEN_CUTS,
    ACCEPTS_THEN_FAILS,
    ACCEPTS_THEN_HANGS,
    IS_BUSY,
    IS_SLOW,
    REFUSES,
    Fault,
    PracticeNetwork,
)
from infra.local.practice_web.answers import Answer, as_json, refusal
from tests.practice_media import serving_media

MARKER = "01890a5d-ac96-774b-bcce-b302099a8057"
CAPTION = "घर मिला।\n\nThe house came."


@pytest.fixture(scope="module")
def media() -> Iterator[str]:
    with serving_media() as url:
        yield url


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    running = PracticeNetwork(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def client() -> ChannelClient:
    practice = PracticeChannel(connect_s=0.5, read_s=5)
    return Channels({ChannelKind.PRACTICE: practice})


def impatient() -> ChannelClient:
    return PracticeChannel(connect_s=0.2, read_s=0.2)


def a_channel(base_url: str) -> Channel:
    return Channel(
        channel_id=ChannelId("c1"), campaign_id=CampaignId("k1"), kind=ChannelKind.PRACTICE,
        name="Practice", base_url=base_url, is_enabled=True, min_spacing_s=0,
        caption_languages=("hi", "en"),
    )  # fmt: skip


def a_post(media: str, *, marker: str = MARKER) -> Post:
    shown = (("photo", f"{media}/photo?signature=x"), ("video", f"{media}/video"))
    return Post(marker=marker, caption=CAPTION, media=shown)


def test_a_post_goes_live_with_its_caption_and_media(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    result = client.publish(a_channel(network.base_url), a_post(media))

    (live,) = network.posts
    permalink = f"{network.base_url}/p/{live.post_id}"
    assert result == Posted(external_id=live.post_id, permalink=permalink)
    assert (live.marker, live.caption) == (MARKER, CAPTION)
    assert [one.kind for one in live.media] == ["photo", "video"]


def test_a_base_address_with_a_slash_at_the_end_is_the_same_network(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    assert isinstance(client.publish(a_channel(network.base_url + "/"), a_post(media)), Posted)


def test_posting_a_marker_again_finds_the_first_post_and_is_counted(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    first = client.publish(channel, a_post(media))
    assert network.duplicates == 0

    again = client.publish(channel, a_post(media))

    assert again == first
    assert (len(network.posts), network.duplicates) == (1, 1)


def test_a_marker_that_was_taken_down_is_refused_and_not_live_again(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    client.publish(channel, a_post(media))
    client.take_down(channel, network.posts[0].post_id)

    again = client.publish(channel, a_post(media))

    assert again == PostRefused(reason="http_410")
    assert (network.posts, network.duplicates) == ((), 1)


def says(status: int, body: bytes) -> Fault:
    return Fault(answer=Answer(status=status, content_type="application/json", body=body))


def named(external_id: object, permalink: object) -> Fault:
    return Fault(answer=as_json(201, {"id": external_id, "permalink": permalink}))


UNCLEAR = {
    "accepts, then fails": (ACCEPTS_THEN_FAILS, "http_500"),
    "accepts, then cuts the line": (ACCEPTS_THEN_CUTS, "broken_answer"),
    "is too busy": (IS_BUSY, "http_503"),
    "asks for less": (replace(IS_BUSY, answer=refusal(429, "slow_down")), "http_429"),
    "gives up waiting": (replace(IS_BUSY, answer=refusal(408, "late")), "http_408"),
    "cuts the line at once": (Fault(is_done=False, is_cut=True), "broken_answer"),
    "accepts with another status": (says(200, b"{}"), "http_200"),
    "accepts without a word": (says(201, b""), "broken_answer"),
    "accepts with a page": (says(201, b"<html>"), "broken_answer"),
    "accepts with a list": (says(201, b"[]"), "broken_answer"),
    "accepts with depths": (says(201, b'{"a":' * 9_000), "broken_answer"),
    "accepts with a flood": (says(201, b"{" + b" " * 5_000_000 + b"}"), "broken_answer"),
    "accepts without an id": (named(None, "https://net.example/p/1"), "broken_answer"),
    "accepts with a path for an id": (named("../x", "https://net.example/p/1"), "broken_answer"),
    "accepts with a script for a link": (named("1", "javascript:alert(1)"), "broken_answer"),
    "knows the marker, names no post": (says(409, b"{}"), "broken_answer"),
}


@pytest.mark.parametrize(("fault", "reason"), UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_is_no_clear_answer_is_unclear_and_reading_settles_it(
    network: PracticeNetwork, client: ChannelClient, media: str, fault: Fault, reason: str
) -> None:
    channel = a_channel(network.base_url)
    network.faults["POST"] = fault

    result = client.publish(channel, a_post(media))

    assert result == PostUnclear(reason=reason)
    assert len(network.posts) == (1 if fault.is_done else 0)
    assert (client.find(channel, MARKER) is not None) == fault.is_done
    assert network.duplicates == 0


def test_a_network_that_takes_the_post_and_hangs_is_unclear_and_reading_settles_it(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    network.faults["POST"] = ACCEPTS_THEN_HANGS

    result = impatient().publish(channel, a_post(media))

    assert result == PostUnclear(reason="no_answer")
    found = client.find(channel, MARKER)
    assert found is not None
    assert (found.external_id, network.duplicates) == (network.posts[0].post_id, 0)


def test_a_slow_answer_is_waited_for(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    network.faults["POST"] = IS_SLOW

    assert isinstance(client.publish(a_channel(network.base_url), a_post(media)), Posted)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (REFUSES.answer, "unsafe_content"),
        (as_json(403, {}), "http_403"),
        (as_json(400, {"reason": "the caption 'My name is …' is too long"}), "http_400"),
        (as_json(400, {"reason": ["not", "text"]}), "http_400"),
        (Answer(status=404, body=b"<html>"), "http_404"),
    ],
    ids=["with a code", "without a code", "with a sentence", "with a list", "with a page"],
)
def test_a_clear_no_is_refused_with_a_short_code_and_nothing_is_live(
    network: PracticeNetwork, client: ChannelClient, media: str, answer: Answer, reason: str
) -> None:
    channel = a_channel(network.base_url)
    network.faults["POST"] = Fault(is_done=False, answer=answer)

    assert client.publish(channel, a_post(media)) == PostRefused(reason=reason)
    assert client.find(channel, MARKER) is None


def test_media_that_the_network_cannot_fetch_is_a_clear_no(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    post = Post(marker=MARKER, caption=CAPTION, media=(("photo", f"{media}/absent"),))

    result = client.publish(a_channel(network.base_url), post)

    assert result == PostRefused(reason="media_unreachable")


def test_a_redirect_is_not_followed_to_another_network(
    network: PracticeNetwork, client: ChannelClient, media: str, tmp_path: Path
) -> None:
    other = PracticeNetwork(tmp_path / "other").start()
    there = Answer(status=307, headers={"Location": f"{other.base_url}/posts"})
    for method in ("POST", "GET", "DELETE"):
        network.faults[method] = Fault(is_done=False, answer=there)
    channel = a_channel(network.base_url)

    assert client.publish(channel, a_post(media)) == PostUnclear(reason="http_307")
    with pytest.raises(ChannelUnavailable):
        client.find(channel, MARKER)
    with pytest.raises(ChannelUnavailable):
        client.take_down(channel, "1")
    other.stop()
    assert other.posts == ()


@pytest.fixture(params=["nobody listens", "handshake never ends", "no address", "unreadable"])
def unreachable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        stopped = PracticeNetwork(tmp_path / "stopped").start()
        stopped.stop()
        yield {
            "nobody listens": stopped.base_url,
            "handshake never ends": f"https://127.0.0.1:{mute.getsockname()[1]}",
            "no address": "ftp://127.0.0.1",
            "unreadable": "http://127.0.0.1:port",
        }[request.param]


def test_a_network_out_of_reach_leaves_the_post_unclear_and_says_it_was_never_sent(
    media: str, unreachable: str
) -> None:
    result = impatient().publish(a_channel(unreachable), a_post(media))

    assert result == PostUnclear(reason="not_sent")


def test_a_network_out_of_reach_is_a_fault_for_reading_and_taking_down(unreachable: str) -> None:
    channel = a_channel(unreachable)

    with pytest.raises(ChannelUnavailable):
        impatient().find(channel, MARKER)
    with pytest.raises(ChannelUnavailable):
        impatient().take_down(channel, "1")


def test_reading_finds_only_the_live_post_with_the_marker(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    client.publish(channel, a_post(media, marker="another"))
    assert client.find(channel, MARKER) is None

    mine = client.publish(channel, a_post(media))
    assert isinstance(mine, Posted)
    assert client.find(channel, MARKER) == mine

    client.take_down(channel, mine.external_id)
    assert client.find(channel, MARKER) is None


OTHERS = [{"id": "1", "permalink": "https://net.example/1", "marker": "another"}]
UNREADABLE = {
    "fails": refusal(500, "internal"),
    "is busy": refusal(503, "busy"),
    "asks for less": refusal(429, "slow_down"),
    "does not know the call": refusal(404, "method"),
    "answers with a page": Answer(status=200, body=b"<html>"),
    "answers without a list": as_json(200, {}),
    "answers with words": as_json(200, {"items": "none"}),
    "answers with a list of words": as_json(200, {"items": ["one"]}),
    "answers with others' posts": as_json(200, {"items": OTHERS}),
    "answers with half a post": as_json(200, {"items": [{"marker": MARKER}]}),
    "answers with a flood": as_json(200, {"items": [], "more": "x" * 100_000}),
}


@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_list_that_cannot_be_read_is_a_fault_and_never_means_absent(
    network: PracticeNetwork, client: ChannelClient, answer: Answer
) -> None:
    network.faults["GET"] = Fault(answer=answer)

    with pytest.raises(ChannelUnavailable):
        client.find(a_channel(network.base_url), MARKER)


def test_a_network_that_hangs_is_a_fault_for_reading_and_taking_down(
    network: PracticeNetwork,
) -> None:
    hangs = Fault(is_done=False, pause_s=3600)
    network.faults |= {"GET": hangs, "DELETE": hangs}
    channel = a_channel(network.base_url)

    with pytest.raises(ChannelUnavailable):
        impatient().find(channel, MARKER)
    with pytest.raises(ChannelUnavailable):
        impatient().take_down(channel, "1")


def test_a_post_is_taken_down_and_once_more_is_the_same(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    posted = client.publish(channel, a_post(media))
    assert isinstance(posted, Posted)

    assert client.take_down(channel, posted.external_id) is TakedownResult.REMOVED
    assert network.posts == ()
    assert client.take_down(channel, posted.external_id) is TakedownResult.REMOVED


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (204, TakedownResult.REMOVED), (404, TakedownResult.REMOVED),
        (410, TakedownResult.REMOVED), (403, TakedownResult.STILL_LIVE),
        (400, TakedownResult.STILL_LIVE), (409, TakedownResult.STILL_LIVE),
    ],
)  # fmt: skip
def test_a_clear_answer_to_a_takedown_counts(
    network: PracticeNetwork, client: ChannelClient, status: int, result: TakedownResult
) -> None:
    network.faults["DELETE"] = Fault(is_done=False, answer=Answer(status=status))

    assert client.take_down(a_channel(network.base_url), "1") is result


@pytest.mark.parametrize("status", [200, 202, 408, 429, 500, 503])
def test_an_unclear_answer_to_a_takedown_is_a_fault(
    network: PracticeNetwork, client: ChannelClient, status: int
) -> None:
    network.faults["DELETE"] = Fault(is_done=False, answer=Answer(status=status))

    with pytest.raises(ChannelUnavailable):
        client.take_down(a_channel(network.base_url), "1")


def test_an_id_with_a_path_in_it_stays_one_id(
    network: PracticeNetwork, client: ChannelClient, media: str
) -> None:
    channel = a_channel(network.base_url)
    posted = client.publish(channel, a_post(media))
    assert isinstance(posted, Posted)

    client.take_down(channel, f"x/../{posted.external_id}")
    client.take_down(channel, f"{posted.external_id}?x")

    assert len(network.posts) == 1


def test_every_kind_of_channel_must_have_a_client() -> None:
    with pytest.raises(ValueError, match="practice"):
        Channels({})
