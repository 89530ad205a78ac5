"""The practice channel's client against the real network, on good days and with every fault."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
import pytest

from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.practice import PAGE, PracticeChannel
from chalicelib.domain.channels import Account, Channel, ChannelKind
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import (
    Metrics,
    Post,
    PostDeferred,
    Posted,
    PostForm,
    PostMedia,
    PostRefused,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
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
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)


@pytest.fixture(scope="module")
def media() -> Iterator[str]:
    with serving_media() as url:
        yield url


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    running = PracticeNetwork(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client() -> PracticeChannel:
    return PracticeChannel(Caller(connect_s=0.5, read_s=5))


@cache
def impatient() -> PracticeChannel:
    return PracticeChannel(Caller(connect_s=0.2, read_s=0.2))


def an_account(base_url: str) -> Account:
    channel = Channel(
        channel_id=ChannelId("c1"), campaign_id=CampaignId("k1"), kind=ChannelKind.PRACTICE,
        name="Practice", base_url=base_url, is_enabled=True, min_spacing_s=0,
        caption_languages=("hi", "en"),
    )  # fmt: skip
    return Account(channel=channel)


def a_file(kind: MediaKind, url: str) -> PostMedia:
    content_type = "video/mp4" if kind is MediaKind.VIDEO else "image/jpeg"
    return PostMedia(
        kind=kind, url=url, content_type=content_type, width=720, height=1280, size_bytes=10_000
    )


def a_post(media: str, *, marker: str = MARKER) -> Post:
    shown = (
        a_file(MediaKind.PHOTO, f"{media}/photo?signature=x"),
        a_file(MediaKind.VIDEO, f"{media}/video"),
    )
    return Post(marker=marker, caption=CAPTION, form=PostForm.ALBUM, media=shown)


def markers(client: PracticeChannel, account: Account) -> list[str]:
    return [seen.text for seen in client.list_recent(account, LONG_AGO)]


def test_a_post_goes_live_with_its_caption_and_media(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    result = client.publish(an_account(network.base_url), a_post(media))

    (live,) = network.posts
    permalink = f"{network.base_url}/p/{live.post_id}"
    assert result == Posted(external_id=live.post_id, permalink=permalink)
    assert (live.marker, live.caption) == (MARKER, CAPTION)
    assert [one.kind for one in live.media] == ["photo", "video"]


def test_a_base_address_with_a_slash_at_the_end_is_the_same_network(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    assert isinstance(client.publish(an_account(network.base_url + "/"), a_post(media)), Posted)


def test_posting_a_marker_again_finds_the_first_post_and_is_counted(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    first = client.publish(account, a_post(media))
    assert network.duplicates == 0

    again = client.publish(account, a_post(media))

    assert again == first
    assert (len(network.posts), network.duplicates) == (1, 1)


def test_a_marker_that_was_taken_down_is_refused_and_not_live_again(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    client.publish(account, a_post(media))
    client.take_down(account, network.posts[0].post_id)

    again = client.publish(account, a_post(media))

    assert again == PostRefused(reason=Refusal.OTHER)
    assert (network.posts, network.duplicates) == ((), 1)


def says(status: int, body: bytes) -> Fault:
    return Fault(answer=Answer(status=status, content_type="application/json", body=body))


def named(external_id: object, permalink: object) -> Fault:
    return Fault(answer=as_json(201, {"id": external_id, "permalink": permalink}))


UNCLEAR = {
    "accepts, then fails": (ACCEPTS_THEN_FAILS, "http_500"),
    "accepts, then cuts the line": (ACCEPTS_THEN_CUTS, "broken_answer"),
    "is too busy": (IS_BUSY, "http_503"),
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
    network: PracticeNetwork, client: PracticeChannel, media: str, fault: Fault, reason: str
) -> None:
    account = an_account(network.base_url)
    network.faults["POST"] = fault

    result = client.publish(account, a_post(media))

    assert result == PostUnclear(reason=reason)
    assert len(network.posts) == (1 if fault.is_done else 0)
    assert markers(client, account) == ([MARKER] if fault.is_done else [])
    assert network.duplicates == 0


def test_a_network_that_takes_the_post_and_hangs_is_unclear_and_reading_settles_it(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    network.faults["POST"] = ACCEPTS_THEN_HANGS

    result = impatient().publish(account, a_post(media))

    assert result == PostUnclear(reason="no_answer")
    (found,) = client.list_recent(account, LONG_AGO)
    assert (found.external_id, network.duplicates) == (network.posts[0].post_id, 0)


def test_a_slow_answer_is_waited_for(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    network.faults["POST"] = IS_SLOW

    assert isinstance(client.publish(an_account(network.base_url), a_post(media)), Posted)


CLEAR_NO = {
    "of the content": (REFUSES.answer, Refusal.CONTENT, "unsafe_content"),
    "of the media": (refusal(422, "media_kind"), Refusal.MEDIA, "media_kind"),
    "with a code that is new": (refusal(400, "full_moon"), Refusal.OTHER, "full_moon"),
    "without a code": (as_json(403, {}), Refusal.OTHER, ""),
    "with a sentence": (as_json(400, {"reason": "caption 'My name is …' too long"}),
                        Refusal.OTHER, ""),
    "with a list": (as_json(400, {"reason": ["not", "text"]}), Refusal.OTHER, ""),
    "with a page": (Answer(status=404, body=b"<html>"), Refusal.OTHER, ""),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "reason", "told"), CLEAR_NO.values(), ids=CLEAR_NO.keys())
def test_a_clear_no_is_refused_with_a_short_code_and_nothing_is_live(
    network: PracticeNetwork, client: PracticeChannel, media: str, answer: Answer, reason: str,
    told: str,
) -> None:  # fmt: skip
    account = an_account(network.base_url)
    network.faults["POST"] = Fault(is_done=False, answer=answer)

    assert client.publish(account, a_post(media)) == PostRefused(reason=reason, told=told)
    assert markers(client, account) == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({}, None), ({"Retry-After": "90"}, timedelta(seconds=90))],
    ids=["silently", "for a time"],
)
def test_a_network_that_asks_for_less_gets_the_post_later(
    network: PracticeNetwork, client: PracticeChannel, media: str, headers: dict[str, str],
    wait: timedelta | None,
) -> None:  # fmt: skip
    slow_down = Answer(status=429, headers=headers)
    network.faults["POST"] = Fault(is_done=False, answer=slow_down)

    result = client.publish(an_account(network.base_url), a_post(media))

    assert result == PostDeferred(reason=Later.RATE_LIMITED, wait=wait)


def test_media_that_the_network_cannot_fetch_is_a_clear_no(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    post = replace(a_post(media), media=(a_file(MediaKind.PHOTO, f"{media}/absent"),))

    result = client.publish(an_account(network.base_url), post)

    assert result == PostRefused(reason=Refusal.MEDIA, told="media_unreachable")


def test_a_redirect_is_not_followed_to_another_network(
    network: PracticeNetwork, client: PracticeChannel, media: str, tmp_path: Path
) -> None:
    other = PracticeNetwork(tmp_path / "other").start()
    there = Answer(status=307, headers={"Location": f"{other.base_url}/posts"})
    for method in ("POST", "GET", "DELETE"):
        network.faults[method] = Fault(is_done=False, answer=there)
    account = an_account(network.base_url)

    assert client.publish(account, a_post(media)) == PostUnclear(reason="http_307")
    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, LONG_AGO)
    with pytest.raises(ChannelUnavailable):
        client.take_down(account, "1")
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


def test_a_network_out_of_reach_leaves_the_post_for_later(media: str, unreachable: str) -> None:
    result = impatient().publish(an_account(unreachable), a_post(media))

    assert result == PostDeferred(reason=Later.NOT_SENT)


def test_a_network_out_of_reach_is_a_fault_for_reading_and_taking_down(unreachable: str) -> None:
    account = an_account(unreachable)

    with pytest.raises(ChannelUnavailable):
        impatient().list_recent(account, LONG_AGO)
    with pytest.raises(ChannelUnavailable):
        impatient().take_down(account, "1")


def test_the_list_has_what_is_live_with_its_markers(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    client.publish(account, a_post(media, marker="another"))
    mine = client.publish(account, a_post(media))
    assert isinstance(mine, Posted)
    seen = Seen(external_id=mine.external_id, permalink=mine.permalink, text=MARKER)

    assert seen in client.list_recent(account, LONG_AGO)
    assert markers(client, account) == [MARKER, "another"]
    client.take_down(account, mine.external_id)
    assert markers(client, account) == ["another"]


def test_the_list_goes_back_to_a_minute_before_the_moment_asked_for(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    client.publish(account, a_post(media))
    posted_at = datetime.fromisoformat(network.posts[0].posted_at)

    within = client.list_recent(account, posted_at + timedelta(minutes=1))
    after = client.list_recent(account, posted_at + timedelta(minutes=1, microseconds=1))

    assert (len(within), len(after)) == (1, 0)


def test_a_list_of_several_pages_is_read_to_its_end(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    made = PAGE + 1
    for number in range(made):
        client.publish(account, replace(a_post(media, marker=f"m{number}"), media=(
            a_file(MediaKind.PHOTO, f"{media}/other"),
        )))  # fmt: skip

    assert markers(client, account) == [f"m{number}" for number in reversed(range(made))]


def test_a_list_that_does_not_end_is_a_fault(
    network: PracticeNetwork, client: PracticeChannel
) -> None:
    network.faults["GET"] = Fault(answer=as_json(200, {"items": [], "next": "again"}))

    with pytest.raises(ChannelUnavailable, match="does not end"):
        client.list_recent(an_account(network.base_url), LONG_AGO)


UNREADABLE = {
    "fails": refusal(500, "internal"),
    "is busy": refusal(503, "busy"),
    "asks for less": refusal(429, "slow_down"),
    "does not know the call": refusal(404, "method"),
    "answers with a page": Answer(status=200, body=b"<html>"),
    "answers without a list": as_json(200, {}),
    "answers with words": as_json(200, {"items": "none"}),
    "answers with a list of words": as_json(200, {"items": ["one"]}),
    "answers with a nameless post": as_json(
        200, {"items": [{"id": "1", "permalink": "http://x/"}]}
    ),
    "answers with half a post": as_json(200, {"items": [{"marker": MARKER}]}),
    "answers with a flood": as_json(200, {"items": [], "more": "x" * 100_000}),
}


@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_list_that_cannot_be_read_is_a_fault_and_never_means_absent(
    network: PracticeNetwork, client: PracticeChannel, answer: Answer
) -> None:
    network.faults["GET"] = Fault(answer=answer)

    with pytest.raises(ChannelUnavailable):
        client.list_recent(an_account(network.base_url), LONG_AGO)


def test_a_network_that_hangs_is_a_fault_for_reading_and_taking_down(
    network: PracticeNetwork,
) -> None:
    hangs = Fault(is_done=False, pause_s=3600)
    network.faults |= {"GET": hangs, "DELETE": hangs}
    account = an_account(network.base_url)

    with pytest.raises(ChannelUnavailable):
        impatient().list_recent(account, LONG_AGO)
    with pytest.raises(ChannelUnavailable):
        impatient().take_down(account, "1")


def test_a_post_is_taken_down_and_once_more_is_the_same(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    posted = client.publish(account, a_post(media))
    assert isinstance(posted, Posted)

    assert client.take_down(account, posted.external_id) == REMOVED
    assert network.posts == ()
    assert client.take_down(account, posted.external_id) == REMOVED


@pytest.mark.parametrize("status", [204, 404, 410])
def test_what_is_gone_counts_as_removed(
    network: PracticeNetwork, client: PracticeChannel, status: int
) -> None:
    network.faults["DELETE"] = Fault(is_done=False, answer=Answer(status=status))

    assert client.take_down(an_account(network.base_url), "1") == REMOVED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=403), "http_403"), (Answer(status=400), "http_400"),
        (refusal(409, "pinned"), "pinned"),
    ],
)  # fmt: skip
def test_a_clear_no_to_a_takedown_says_that_the_post_is_still_live(
    network: PracticeNetwork, client: PracticeChannel, answer: Answer, reason: str
) -> None:
    network.faults["DELETE"] = Fault(is_done=False, answer=answer)

    taken = client.take_down(an_account(network.base_url), "1")

    assert taken == TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason)


@pytest.mark.parametrize("status", [200, 202, 408, 429, 500, 503])
def test_an_unclear_answer_to_a_takedown_is_a_fault(
    network: PracticeNetwork, client: PracticeChannel, status: int
) -> None:
    network.faults["DELETE"] = Fault(is_done=False, answer=Answer(status=status))

    with pytest.raises(ChannelUnavailable):
        client.take_down(an_account(network.base_url), "1")


def test_an_id_with_a_path_in_it_stays_one_id(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    posted = client.publish(account, a_post(media))
    assert isinstance(posted, Posted)

    client.take_down(account, f"x/../{posted.external_id}")
    client.take_down(account, f"{posted.external_id}?x")

    assert len(network.posts) == 1


def test_a_post_is_seen_until_it_is_taken_down(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    posted = client.publish(account, a_post(media))
    assert isinstance(posted, Posted)

    assert client.is_live(account, posted.external_id)
    client.take_down(account, posted.external_id)
    assert not client.is_live(account, posted.external_id)
    assert not client.is_live(account, "unknown")


def test_what_the_public_does_with_a_post_is_told_while_it_is_live(
    network: PracticeNetwork, client: PracticeChannel, media: str
) -> None:
    account = an_account(network.base_url)
    posted = client.publish(account, a_post(media))
    assert isinstance(posted, Posted)
    httpx.get(posted.permalink, trust_env=False)
    httpx.get(posted.permalink, trust_env=False)
    httpx.post(f"{posted.permalink}/like", trust_env=False)

    counted = client.metrics(account, [posted.external_id, "unknown"])

    assert counted == {posted.external_id: Metrics(views=2, reactions=1)}
    client.take_down(account, posted.external_id)
    assert client.metrics(account, [posted.external_id]) == {}


@pytest.mark.parametrize(
    "answer", [refusal(500, "internal"), refusal(403, "who"), Answer(status=302)]
)
def test_a_network_that_does_not_say_what_it_has_is_a_fault(
    network: PracticeNetwork, client: PracticeChannel, answer: Answer
) -> None:
    network.faults["GET"] = Fault(answer=answer)
    account = an_account(network.base_url)

    with pytest.raises(ChannelUnavailable):
        client.is_live(account, "1")
    with pytest.raises(ChannelUnavailable):
        client.metrics(account, ["1"])


def test_counts_that_are_no_numbers_are_unknown(
    network: PracticeNetwork, client: PracticeChannel
) -> None:
    network.faults["GET"] = Fault(answer=as_json(200, {"views": "many", "likes": -1}))

    assert client.metrics(an_account(network.base_url), ["1"]) == {"1": Metrics()}


def test_nothing_is_ever_pending_and_nobody_signs_in(client: PracticeChannel, media: str) -> None:
    account = an_account("http://127.0.0.1:1")

    with pytest.raises(ValueError, match="no handle"):
        client.status(account, "h")
    with pytest.raises(ValueError, match="no handle"):
        client.finalise(account, "h", a_post(media))
    client.discard(account, "h")
    assert client.quota(account, LONG_AGO) is None
    assert client.refresh(account, LONG_AGO) is None
