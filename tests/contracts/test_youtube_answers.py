"""YouTube's client against answers that nobody should give, and against those that are rare."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.adapters.channels.calls import Caller, Heard
from chalicelib.adapters.channels.youtube import YouTubeChannel
from chalicelib.adapters.channels.youtube_upload import is_for_us
from chalicelib.adapters.channels.youtube_videos import permalink
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    Pending,
    PostDeferred,
    PostForm,
    PostRefused,
    PostResult,
    PostUnclear,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts.upload_tools import FILM, at, caller
from tests.contracts.youtube_tools import a_post, uploaded
from tests.networks.files import serving_files
from tests.networks.server import Reply, Request
from tests.networks.youtube import CHANNEL, UPLOADS, YouTubeNetwork
from tests.networks.youtube_words import error

TROUBLE: Final = PostDeferred(reason=Later.TROUBLE)
GOOGLE: Final = "https://www.googleapis.com"


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with serving_files() as address:
        yield address


@pytest.fixture
def client() -> YouTubeChannel:
    return YouTubeChannel(caller())


class Hostile(YouTubeNetwork):
    """A network that answers a step with what a test wants, after it has carried it out."""

    def __init__(self, step: str, reply: Reply) -> None:
        super().__init__()
        self.bad, self.reply = step, reply

    def carry_out(self, step: str, request: Request) -> Reply:
        reply = super().carry_out(step, request)
        return self.reply if step == self.bad else reply


def saying(step: str, said: Any) -> Hostile:
    return Hostile(step, Reply(said=said))


# Where an upload is sent.


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:9",
        "https://evil.example",
        "https://www.googleapis.com",
        "https://www.googleapis.com.evil.example",
        "https://evil.example/.googleapis.com",
        "//evil.example",
        "file:///etc",
        "",
        "http://[::1",
    ],
)
def test_a_session_elsewhere_gets_neither_token_nor_film(
    there: str, client: YouTubeChannel, files: str
) -> None:
    reply = Reply(headers={"Location": f"{there}/upload?upload_id=1"} if there else {})
    with Hostile("begin", reply) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE
    assert network.calls == ["begin"]


def test_a_session_on_another_server_is_never_spoken_to(client: YouTubeChannel, files: str) -> None:
    with YouTubeNetwork() as network, YouTubeNetwork() as elsewhere:
        network.uploads.elsewhere = elsewhere.base_url
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        (f"{GOOGLE}/upload/youtube/v3/videos?upload_id=1", True),
        ("https://youtube.googleapis.com/upload?upload_id=1", True),
        ("https://WWW.GOOGLEAPIS.COM/upload", True),
        ("https://www.googleapis.com:443/upload", True),
        ("https://www.googleapis.com:444/upload", False),
        ("http://www.googleapis.com/upload", False),
        ("https://googleapis.com.evil.example/", False),
        ("https://evilgoogleapis.com/", False),
        ("https://evil.example\\.googleapis.com/", False),
        ("https://www.googleapis.com@evil.example/", False),
        ("https://us:pw@www.googleapis.com/", False),
        ("https://169.254.169.254/.googleapis.com", False),
        ("https://www.googleapis.com:port/", False),
        ("ftp://www.googleapis.com/", False),
        ("", False),
    ],
)
def test_google_may_send_an_upload_to_its_own_hosts_only(url: str, is_ours: bool) -> None:
    assert is_for_us(url, GOOGLE) is is_ours


def test_another_network_may_not_send_an_upload_to_google() -> None:
    assert not is_for_us(f"{GOOGLE}/upload", "https://proxy.example")
    assert is_for_us("https://proxy.example/upload", "https://proxy.example/api")


# Uploads.

IDS: Final[Mapping[str, Any]] = {
    "no_json": None,
    "a_list": ["abcdefg"],
    "empty": {},
    "a_number": {"id": 12345678},
    "a_path": {"id": "../../x"},
    "a_query": {"id": "abcdef&id=g"},
    "too_long": {"id": "a" * 65},
    "huge": {"id": "abcdefg", "x": "y" * 70_000},
}


@pytest.mark.parametrize("said", IDS.values(), ids=IDS.keys())
def test_an_upload_that_gets_no_usable_id_ends_the_attempt(
    said: Any, client: YouTubeChannel, files: str
) -> None:
    with saying("chunk", said) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE
    assert network.posts == {}


def test_an_upload_that_is_called_whole_too_early_is_not_believed(
    client: YouTubeChannel, files: str
) -> None:
    with saying("chunk", {"id": "abcdefg"}) as network:
        result = client.publish(network.account(), a_post(files, PostForm.REEL))

    assert result == TROUBLE


def test_a_session_that_has_everything_and_no_video_ends_the_attempt(
    client: YouTubeChannel, files: str
) -> None:
    with Hostile("chunk", Reply(status=308, headers={"Range": f"bytes=0-{FILM - 1}"})) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE


@pytest.mark.parametrize(
    "told",
    ["bytes=0-99999999999", "bytes=5-9", "0-5", "bytes=0-x", "bytes=0-5,7-9", "bytes=0-١"],
)
def test_a_range_that_cannot_be_is_not_followed(
    told: str, client: YouTubeChannel, files: str
) -> None:
    name = "Range"
    value = told.encode().decode("latin-1")
    with Hostile("chunk", Reply(status=308, headers={name: value})) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE
    assert network.calls == ["begin", "chunk"]


def test_a_server_that_takes_a_byte_at_a_time_is_left(client: YouTubeChannel, files: str) -> None:
    with Hostile("chunk", Reply(status=308, headers={"Range": "bytes=0-0"})) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == TROUBLE
    assert network.calls.count("chunk") <= 4


def test_a_server_that_forgets_earlier_chunks_is_left(client: YouTubeChannel, files: str) -> None:
    class Forgets(YouTubeNetwork):
        def carry_out(self, step: str, request: Request) -> Reply:
            reply = super().carry_out(step, request)
            is_second = self.calls.count("chunk") == 2
            return Reply(status=308) if step == "chunk" and is_second else reply

    with Forgets() as network:
        result = client.publish(network.account(), a_post(files, PostForm.REEL))

    assert result == TROUBLE


# Noes.


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (error(403, "uploadLimitExceeded", "no"), PostDeferred(reason=Later.QUOTA)),
        (error(400, "uploadLimitExceeded", "no"), PostDeferred(reason=Later.QUOTA)),
        (error(403, "userRateLimitExceeded", "no"), PostDeferred(reason=Later.RATE_LIMITED)),
        (
            error(403, "rateLimitExceeded", "no", **{"Retry-After": "7"}),
            PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(seconds=7)),
        ),
        (
            error(401, "youtubeSignupRequired", "no"),
            PostDeferred(reason=Refusal.NOT_ALLOWED, needs_reconnect=True),
        ),
        (
            error(403, "forbidden", "no"),
            PostDeferred(reason=Refusal.NOT_ALLOWED, needs_reconnect=True),
        ),
        (error(400, "invalidTitle", "no"), PostRefused(reason=Refusal.CAPTION, told="no")),
        (error(413, "uploadTooLarge", "no"), PostRefused(reason=Refusal.MEDIA, told="no")),
        (
            error(403, "forbiddenPrivacySetting", "no"),
            PostRefused(reason=Refusal.NOT_ALLOWED, told="no"),
        ),
        (error(400, "somethingNew", "no"), PostRefused(reason=Refusal.OTHER, told="no")),
        (error(400, "somethingNew", ""), PostRefused(reason=Refusal.OTHER, told="somethingNew")),
        (Reply(status=429, said=None), PostDeferred(reason=Later.RATE_LIMITED)),
        (Reply(status=401, said=None), PostDeferred(reason=Later.TOKEN_EXPIRED)),
    ],
)
@pytest.mark.parametrize("step", ["begin", "public"])
def test_a_documented_no_is_told_by_its_reason_at_every_call(
    step: str, reply: Reply, wanted: PostResult, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    with Hostile(step, reply) as network:
        if step == "begin":
            result = client.publish(network.account(), post)
        else:
            handle = uploaded(client, network, post)
            result = client.finalise(network.account(), handle, post)

    assert result == wanted


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=400, said=None),
        Reply(status=403, said={"error": "access_denied"}),
        Reply(status=403, said={"error": {"errors": []}}),
        Reply(status=403, said={"error": {"errors": [{"reason": ["forbidden"]}]}}),
        Reply(status=403, said={"error": {"errors": [{"reason": "two words"}]}}),
        Reply(status=404, said=None),
        error(408, "requestTimeout", "no"),
        error(412, "conditionNotMet", "no"),
        error(503, "backendError", "no"),
        Reply(status=302),
    ],
    ids=lambda reply: str(reply.status),
)
def test_a_no_that_is_not_documented_is_unclear_at_the_last_call_and_later_before(
    reply: Reply, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    with Hostile("begin", reply) as network:
        before = client.publish(network.account(), post)
    with Hostile("public", reply) as network:
        handle = uploaded(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert before == TROUBLE
    assert result == PostUnclear(reason=f"http_{reply.status}")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "broken_answer"),
        ([], "broken_answer"),
        ({"id": "another", "status": {"privacyStatus": "public"}}, "broken_answer"),
        ({"status": {"privacyStatus": "public"}}, "broken_answer"),
        ("private", "still_private"),
        ("unlisted", "still_private"),
        (["public"], "still_private"),
        (True, "still_private"),
    ],
)
def test_a_yes_that_does_not_show_this_video_public_is_unclear(
    said: Any, reason: str, client: YouTubeChannel, files: str
) -> None:
    class Says(YouTubeNetwork):
        def _public(self, request: Request) -> Reply:
            super()._public(request)
            if reason == "broken_answer":
                return Reply(said=said)
            return Reply(said={"id": request.json()["id"], "status": {"privacyStatus": said}})

    post = a_post(files)
    with Says() as network:
        handle = uploaded(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert result == PostUnclear(reason=reason)


def test_what_youtube_quotes_of_ours_is_masked_and_cut(client: YouTubeChannel, files: str) -> None:
    said = (
        "Bad <a href='/x'>title</a> 'घर मि' of Sun, the HOUSE; yt-access-1\r\n\x00\u202e "
        + "z" * 300
    )
    with Hostile("begin", error(400, "invalidTitle", said)) as network:
        result = client.publish(network.account(), a_post(files))

    assert isinstance(result, PostRefused)
    assert result.told.startswith("Bad title '…' of …, the … zzz")
    assert len(result.told) == 200
    assert result.told.isprintable()


# How a video stands.


def a_video(**status: Any) -> Mapping[str, Any]:
    return {"items": [{"id": "abcdefg", "status": {"privacyStatus": "private", **status}}]}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (a_video(uploadStatus="deleted"), PostRefused(reason=Refusal.OTHER, told="videoNotFound")),
        (
            a_video(uploadStatus="failed", failureReason="uploadAborted"),
            PostDeferred(reason=Later.TROUBLE),
        ),
        (
            a_video(uploadStatus="rejected", rejectionReason="<b>"),
            PostRefused(reason=Refusal.CONTENT),
        ),
        (
            {
                "items": [
                    {
                        "id": "abcdefg",
                        "status": {"uploadStatus": "uploaded"},
                        "processingDetails": {
                            "processingStatus": "failed",
                            "processingFailureReason": "transcodeFailed",
                        },
                    }
                ]
            },
            PostRefused(reason=Refusal.MEDIA, told="transcodeFailed"),
        ),
        (
            a_video(uploadStatus="uploaded"),
            Pending(handle="abcdefg", look_in=timedelta(seconds=30)),
        ),
    ],
    ids=["deleted", "aborted", "no_word", "not_processed", "uploaded"],
)
def test_every_standing_of_a_video_has_its_answer(
    said: Any, wanted: PostResult, client: YouTubeChannel
) -> None:
    with saying("status", said) as network:
        assert client.status(network.account(), "abcdefg") == wanted


@pytest.mark.parametrize(
    ("left", "look_s"), [("1", 1), ("10" * 9, 300), ("soon", 30), (None, 30), (-4, 30)]
)
def test_the_time_to_look_again_stays_within_reason(
    left: Any, look_s: int, client: YouTubeChannel
) -> None:
    [item] = a_video(uploadStatus="uploaded")["items"]
    details = {"processingProgress": {"timeLeftMs": left}}
    with saying("status", {"items": [{**item, "processingDetails": details}]}) as network:
        result = client.status(network.account(), "abcdefg")

    assert result == Pending(handle="abcdefg", look_in=timedelta(seconds=look_s))


STANDINGS: Final[Mapping[str, Any]] = {
    "no_json": None,
    "no_items": {"kind": "x"},
    "items_are_text": {"items": "x"},
    "item_is_text": {"items": ["abcdefg"]},
    "another_video": {"items": [{"id": "another", "status": {"privacyStatus": "public"}}]},
    "unknown_status": a_video(uploadStatus="thinking"),
    "no_status": {"items": [{"id": "abcdefg"}]},
    "status_is_text": {"items": [{"id": "abcdefg", "status": "public"}]},
    "huge": {"items": [], "x": "y" * 70_000},
}


@pytest.mark.parametrize("said", STANDINGS.values(), ids=STANDINGS.keys())
def test_a_standing_that_cannot_be_read_says_nothing(said: Any, client: YouTubeChannel) -> None:
    with saying("status", said) as network, pytest.raises(ChannelUnavailable):
        client.status(network.account(), "abcdefg")


# Lists.

LISTS: Final[Mapping[str, tuple[str, Any]]] = {
    "no_channel": ("channel", {"items": []}),
    "another_channel": (
        "channel",
        {
            "items": [
                {
                    "id": "UCother",
                    "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}},
                }
            ]
        },
    ),
    "channel_without_list": ("channel", {"items": [{"id": CHANNEL}]}),
    "list_is_a_query": (
        "channel",
        {
            "items": [
                {
                    "id": CHANNEL,
                    "contentDetails": {"relatedPlaylists": {"uploads": f"{UPLOADS}&x=1"}},
                }
            ]
        },
    ),
    "channels_are_text": ("channel", {"items": "x"}),
    "no_items": ("uploads", {"kind": "x"}),
    "items_are_text": ("uploads", {"items": ["x"]}),
    "no_id": ("uploads", {"items": [{"status": {"privacyStatus": "public"}}]}),
    "endless": (
        "uploads",
        {
            "items": [{"contentDetails": {"videoId": "abcdefg"}, "status": {}}],
            "nextPageToken": "p0",
        },
    ),
    "no_json": ("uploads", None),
}


@pytest.mark.parametrize(("step", "said"), LISTS.values(), ids=LISTS.keys())
def test_a_list_that_is_not_whole_says_nothing(
    step: str, said: Any, client: YouTubeChannel
) -> None:
    with saying(step, said) as network, pytest.raises(ChannelUnavailable):
        client.list_recent(network.account(), network.now())


@pytest.mark.parametrize("when", ["yesterday", 5, None, "2020-01-01T00:00:00"])
def test_a_public_video_of_no_readable_time_is_listed(when: Any, client: YouTubeChannel) -> None:
    item = {
        "snippet": {"title": "a", "publishedAt": when},
        "contentDetails": {"videoId": "abcdefg", "videoPublishedAt": when},
        "status": {"privacyStatus": "public"},
    }
    with saying("uploads", {"items": [item]}) as network:
        seen = client.list_recent(network.account(), network.now())

    assert [(one.external_id, one.text) for one in seen or ()] == [("abcdefg", "a\n")]


def test_an_account_without_an_id_is_whoever_the_token_is(client: YouTubeChannel) -> None:
    with YouTubeNetwork() as network:
        account = network.account()
        nameless = replace(account, channel=replace(account.channel, account=""))
        assert client.list_recent(nameless, network.now()) == []


@pytest.mark.parametrize(
    "counts", ["x", [], {"viewCount": "many", "likeCount": True, "commentCount": -1}, None]
)
def test_counts_that_are_no_numbers_are_not_told(counts: Any, client: YouTubeChannel) -> None:
    said = {"items": [{"id": "abcdefg", "statistics": counts}, {"id": "another"}]}
    with saying("statistics", said) as network:
        assert client.metrics(network.account(), ["abcdefg"]) == {"abcdefg": Metrics()}


# Taking down.


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404, said=None), "http_404"),
        (error(403, "forbidden", "no"), Refusal.NOT_ALLOWED),
    ],
    ids=["not_youtubes_own", "forbidden"],
)
def test_a_video_that_is_not_surely_gone_is_still_live(
    reply: Reply, reason: str, client: YouTubeChannel
) -> None:
    with Hostile("delete", reply) as network:
        answer = client.take_down(network.account(), "abcdefg")

    assert (answer.result, answer.reason) == (TakedownResult.STILL_LIVE, reason)


def test_a_deletion_that_youtube_does_not_confirm_says_so(client: YouTubeChannel) -> None:
    with saying("delete", {"id": "abcdefg"}) as network:
        with pytest.raises(ChannelUnavailable):
            client.take_down(network.account(), "abcdefg")
        with pytest.raises(ChannelUnavailable):
            client.discard(network.account(), "abcdefg")


# Google's own hosts.


class Noting(Caller):
    """Notes where it is sent, and goes nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def call(self, method: str, url: str, **how: Any) -> Heard:  # noqa: ARG002
        self.urls.append(f"{method} {url}")
        return Heard(status=401, said={"error": "invalid_grant"})


CALLS: Final[Mapping[str, Callable[[YouTubeChannel, YouTubeNetwork], object]]] = {
    "POST https://oauth2.googleapis.com/token": lambda client, network: client.refresh(
        at(network.account(), f"{GOOGLE}/"), network.now() + timedelta(hours=2)
    ),
    f"POST {GOOGLE}/upload/youtube/v3/videos": lambda client, network: client.publish(
        at(network.account(), f"{GOOGLE}/"), a_post("http://127.0.0.1:9")
    ),
    f"DELETE {GOOGLE}/youtube/v3/videos": lambda client, network: client.take_down(
        at(network.account(), f"{GOOGLE}/"), "abcdefg"
    ),
}


@pytest.mark.parametrize("url", CALLS)
def test_on_google_every_call_goes_to_its_host(url: str) -> None:
    noting = Noting()
    with YouTubeNetwork() as network:
        CALLS[url](YouTubeChannel(noting), network)

    assert noting.urls == [url]


def test_people_are_sent_to_youtube_itself() -> None:
    with YouTubeNetwork() as network:
        google = at(network.account(), GOOGLE)
        answer = YouTubeChannel(Noting()).take_down(google, "abcdefg")

    assert permalink(google, "abcdefg") == "https://www.youtube.com/watch?v=abcdefg"
    assert answer.link == "https://studio.youtube.com/video/abcdefg/edit"
