"""Telegram's client against its Bot API: every form's whole way, every fault on every step."""

import hashlib
import io
import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.telegram import MB, TelegramChannel
from chalicelib.domain.channels import Account, Credential
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
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.networks.files import content, serving_files
from tests.networks.server import AFTER, HANGS, Fault, Reply, Request
from tests.networks.telegram import RETRY_AFTER_S, TelegramNetwork

MARKER = "01890a5d-ac96-774b-bcce-b302099a8057"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)
TOKEN_END = TelegramNetwork.TOKEN.partition(":")[2]


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with serving_files() as url:
        yield url


@pytest.fixture
def network() -> Iterator[TelegramNetwork]:
    with TelegramNetwork() as running:
        yield running


@cache
def patient() -> TelegramChannel:
    return TelegramChannel(Caller(connect_s=1, read_s=5))


@pytest.fixture
def client() -> TelegramChannel:
    return patient()


def patience_for(fault: Fault | None) -> TelegramChannel:
    """Return a client that waits long, unless it would wait for nothing."""
    return impatient() if fault in HANGS else patient()


@cache
def impatient() -> TelegramChannel:
    return TelegramChannel(Caller(connect_s=0.2, read_s=0.2))


def a_photo(url: str = "https://files.example/photo", size: int = 300_000) -> PostMedia:
    return PostMedia(
        kind=MediaKind.PHOTO, url=url, content_type="image/jpeg", width=1600, height=1200,
        size_bytes=size,
    )  # fmt: skip


def a_video(url: str = "https://files.example/video", size: int = 2_000_000) -> PostMedia:
    return PostMedia(
        kind=MediaKind.VIDEO, url=url, content_type="video/mp4", width=720, height=1280,
        size_bytes=size, duration_s=12.4,
    )  # fmt: skip


MEDIA: dict[PostForm, tuple[PostMedia, ...]] = {
    PostForm.PHOTO: (a_photo(),),
    PostForm.VIDEO: (a_video(),),
    PostForm.REEL: (a_video(),),
    PostForm.ALBUM: (a_photo(), a_video()),
}


def a_post(form: PostForm = PostForm.PHOTO, *media: PostMedia, text: str = "घर मिला। 🏠") -> Post:
    caption = f"{text}\n\n{MARKER}"
    return Post(marker=MARKER, caption=caption, form=form, media=media or MEDIA[form])


def posted(network: TelegramNetwork) -> Posted:
    ids = list(network.posts)
    return Posted(external_id=",".join(ids), permalink=f"https://t.me/sampark_news/{ids[0]}")


@pytest.mark.parametrize("form", PostForm)
def test_every_form_goes_out_whole_in_one_call(
    network: TelegramNetwork, client: TelegramChannel, form: PostForm
) -> None:
    post = a_post(form)

    result = client.publish(network.account(), post)

    assert result == posted(network)
    assert network.calls == [network.PUBLIC_STEPS[form]]
    assert network.times_posted(MARKER) == 1
    assert [one.text for one in network.live] == [post.caption, ""][: len(post.media)]
    assert [one.media for one in network.live] == [(media.url,) for media in post.media]


@pytest.mark.parametrize("form", [PostForm.REEL, PostForm.ALBUM])
def test_a_video_is_told_its_shape_and_that_it_can_be_seen_while_it_loads(
    network: TelegramNetwork, client: TelegramChannel, form: PostForm
) -> None:
    client.publish(network.account(), a_post(form))

    facts = network.live[-1].facts
    assert (facts["width"], facts["height"], facts["duration"]) == (720, 1280, 12)
    assert form is PostForm.REEL or facts["supports_streaming"] is True
    assert form is PostForm.ALBUM or facts["streams"] == "true"


def test_a_video_of_unknown_length_says_nothing_of_it(
    network: TelegramNetwork, client: TelegramChannel
) -> None:
    video = replace(a_video(), duration_s=None)

    assert client.publish(network.account(), a_post(PostForm.VIDEO, video)) == posted(network)
    assert "duration" not in network.live[0].facts


@pytest.mark.parametrize(
    ("chat", "link"),
    [
        ("@sampark_news", "https://t.me/sampark_news/{}"),
        ("-1001234567890", "https://t.me/c/1234567890/{}"),
        ("-4012345678", "https://t.me/c/4012345678/{}"),
    ],
    ids=["a channel with a name", "a channel without one", "a small group"],
)
def test_a_post_is_seen_where_its_chat_is(client: TelegramChannel, chat: str, link: str) -> None:
    with TelegramNetwork(chat=chat) as network:
        result = client.publish(network.account(), a_post())

        (post_id,) = network.posts
        assert result == Posted(external_id=post_id, permalink=link.format(post_id))


BIG_PHOTO, BIG_VIDEO = 5 * MB + 1, 20 * MB + 1


def sha256_of(size: int) -> str:
    return hashlib.sha256(content(size)).hexdigest()


def test_a_photo_over_five_megabytes_is_sent_along(
    network: TelegramNetwork, client: TelegramChannel, files: str
) -> None:
    photo = a_photo(f"{files}/{BIG_PHOTO}", BIG_PHOTO)
    post = a_post(PostForm.PHOTO, photo)

    assert client.publish(network.account(), post) == posted(network)
    assert network.live[0].media == (sha256_of(BIG_PHOTO),)
    assert network.live[0].text == post.caption


def test_a_video_over_twenty_megabytes_is_sent_along(
    network: TelegramNetwork, client: TelegramChannel, files: str
) -> None:
    video = a_video(f"{files}/{BIG_VIDEO}", BIG_VIDEO)

    assert client.publish(network.account(), a_post(PostForm.REEL, video)) == posted(network)
    assert network.live[0].media == (sha256_of(BIG_VIDEO),)
    assert network.live[0].facts["height"] == 1280


def test_an_album_sends_along_what_is_large_and_names_the_rest(
    network: TelegramNetwork, client: TelegramChannel, files: str
) -> None:
    large = a_photo(f"{files}/{BIG_PHOTO}", BIG_PHOTO)
    post = a_post(PostForm.ALBUM, a_photo(), large, a_video())

    assert client.publish(network.account(), post) == posted(network)
    sources = [one.media[0] for one in network.live]
    assert sources == [a_photo().url, sha256_of(BIG_PHOTO), a_video().url]
    assert network.times_posted(MARKER) == 1


@pytest.mark.parametrize("how", ["?gone", "?only=100000", "?only=0"])
def test_a_file_of_ours_that_breaks_off_is_no_post_and_is_tried_later(
    network: TelegramNetwork, client: TelegramChannel, files: str, how: str
) -> None:
    photo = a_photo(f"{files}/{BIG_PHOTO}{how}", BIG_PHOTO)

    result = client.publish(network.account(), a_post(PostForm.PHOTO, photo))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)
    assert (network.calls, network.posts) == ([], {})


@pytest.mark.parametrize("held", [BIG_PHOTO - 1, BIG_PHOTO + 1, 2 * BIG_PHOTO])
def test_a_file_of_ours_that_is_not_the_one_we_know_is_no_post(
    network: TelegramNetwork, client: TelegramChannel, files: str, held: int
) -> None:
    photo = a_photo(f"{files}/{held}", BIG_PHOTO)

    result = client.publish(network.account(), a_post(PostForm.PHOTO, photo))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)
    assert (network.calls, network.posts) == ([], {})


TOO_MUCH = {
    "a photo over ten megabytes": (a_photo(size=10 * MB + 1),),
    "a video over fifty": (a_video(size=50 * MB + 1),),
    "eleven files": (a_photo(),) * 11,
    "one file in ten too large": (*(a_photo(),) * 9, a_video(size=50 * MB + 1)),
}


@pytest.mark.parametrize("media", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_the_network_never_takes_is_refused_without_a_call(
    network: TelegramNetwork, client: TelegramChannel, media: tuple[PostMedia, ...]
) -> None:
    result = client.publish(network.account(), a_post(PostForm.ALBUM, *media))

    assert result == PostRefused(reason=Refusal.MEDIA)
    assert network.calls == []


def test_ten_files_make_an_album(network: TelegramNetwork, client: TelegramChannel) -> None:
    result = client.publish(network.account(), a_post(PostForm.ALBUM, *(a_photo(),) * 10))

    assert result == posted(network)
    assert len(network.live) == 10


OUTCOMES: dict[Fault, PostResult] = {
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
    # Nobody's slot is held for longer than a day, whatever the network asks for.
    Fault.QUOTA: PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(hours=24)),
    Fault.EXPIRED: PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True),
    Fault.REVOKED: PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True),
    Fault.REFUSED: PostRefused(
        reason=Refusal.MEDIA, told="Bad Request: IMAGE_PROCESS_FAILED"
    ),
    Fault.DUPLICATE: PostRefused(
        reason=Refusal.OTHER, told="Bad Request: a reason that nobody has written down"
    ),
    Fault.NONSENSE: PostUnclear(reason="http_200"),
}  # fmt: skip


@pytest.mark.parametrize("form", PostForm)
@pytest.mark.parametrize(("fault", "expected"), OUTCOMES.items(), ids=lambda each: str(each)[:24])
def test_each_fault_of_the_public_call_means_what_it_means_and_posts_at_most_once(
    network: TelegramNetwork, form: PostForm, fault: Fault, expected: PostResult
) -> None:
    network.faults[network.PUBLIC_STEPS[form]] = fault

    result = patience_for(fault).publish(network.account(), a_post(form))

    assert result == expected
    assert network.times_posted(MARKER) == (1 if fault in AFTER else 0)
    assert len(network.calls) == 1


def test_every_fault_of_the_suite_is_looked_at() -> None:
    """Nothing is processed later here, so those two have no meaning."""
    assert set(Fault) - set(OUTCOMES) == {Fault.SLOW, Fault.BROKEN}


@pytest.mark.parametrize("fault", [Fault.HANGS_AFTER, Fault.CLOSES_BEFORE, Fault.LIMITED])
def test_what_is_sent_along_is_judged_the_same(
    network: TelegramNetwork, files: str, fault: Fault
) -> None:
    network.faults["sendPhoto"] = fault
    photo = a_photo(f"{files}/{BIG_PHOTO}", BIG_PHOTO)

    result = patience_for(fault).publish(network.account(), a_post(PostForm.PHOTO, photo))

    assert result == OUTCOMES[fault]
    assert network.times_posted(MARKER) == (1 if fault in AFTER else 0)


class Saying(TelegramNetwork):
    """Answers every call with what it is told to."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self._reply = reply

    def carry_out(self, step: str, request: Request) -> Reply:  # noqa: ARG002
        return self._reply


def no(code: int, description: str, **more: Any) -> Reply:
    said = {"ok": False, "error_code": code, "description": description, **more}
    return Reply(status=code, said=said)


DESCRIBED = {
    "Bad Request: wrong file identifier/HTTP URL specified": Refusal.MEDIA,
    "Bad Request: wrong HTTP URL specified": Refusal.MEDIA,
    "Bad Request: failed to get HTTP URL content": Refusal.MEDIA,
    "Bad Request: wrong type of the web page content": Refusal.MEDIA,
    'Bad Request: failed to send message #2 with the error message "WEBPAGE_MEDIA_EMPTY"':
        Refusal.MEDIA,
    "Bad Request: group send failed": Refusal.MEDIA,
    "Bad Request: PHOTO_INVALID_DIMENSIONS": Refusal.MEDIA,
    "Bad Request: MEDIA_CAPTION_TOO_LONG": Refusal.CAPTION,
    "Bad Request: message caption is too long": Refusal.CAPTION,
    "Bad Request: something new": Refusal.OTHER,
}  # fmt: skip


@pytest.mark.parametrize(("description", "reason"), DESCRIBED.items(), ids=list(DESCRIBED))
def test_a_clear_no_is_refused_for_its_reason_with_the_networks_words(
    client: TelegramChannel, description: str, reason: Refusal
) -> None:
    with Saying(no(400, description)) as network:
        result = client.publish(network.account(), a_post())

    assert result == PostRefused(reason=reason, told=description)


NOT_ALLOWED = [
    (403, "Forbidden: bot was kicked from the channel chat"),
    (403, "Forbidden: bot is not a member of the channel chat"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED"),
    (400, "Bad Request: not enough rights to send photos to the chat"),
    (400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: group chat was upgraded to a supergroup chat"),
]


@pytest.mark.parametrize(("code", "description"), NOT_ALLOWED)
def test_a_bot_that_may_not_post_there_waits_for_a_person(
    client: TelegramChannel, code: int, description: str
) -> None:
    with Saying(no(code, description)) as network:
        result = client.publish(network.account(), a_post())

    assert result == PostDeferred(reason=Refusal.NOT_ALLOWED, needs_reconnect=True)


UNREADABLE = {
    "a page of a proxy": (Reply(status=502, said="<html>"), "http_502"),
    "a no of a proxy": (Reply(status=403, said="<html>"), "http_403"),
    "a refusal without a code": (Reply(status=400, said={"ok": False}), "http_400"),
    "a code that is no number": (Reply(status=400, said={"ok": False, "error_code": "4"}),
                                 "http_400"),
    "trouble of its own": (no(500, "Internal Server Error: sent failed"), "http_500"),
    "a redirect": (Reply(status=302, headers={"Location": "https://evil.example/"}), "http_302"),
    "a list": (Reply(said=[]), "http_200"),
    "no message": (Reply(said={"ok": True, "result": True}), "broken_answer"),
    "a message without an id": (Reply(said={"ok": True, "result": {}}), "broken_answer"),
    "a message that comes later": (Reply(said={"ok": True, "result": {"message_id": 0}}),
                                   "broken_answer"),
    "an id in words": (Reply(said={"ok": True, "result": {"message_id": "9"}}), "broken_answer"),
    "a yes with a status of no": (
        Reply(status=400, said={"ok": True, "result": {"message_id": 9}}), "http_400"),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_answer_that_nobody_understands_is_unclear(
    client: TelegramChannel, reply: Reply, reason: str
) -> None:
    with Saying(reply) as network:
        result = client.publish(network.account(), a_post())

    assert result == PostUnclear(reason=reason)


def test_an_album_of_which_a_message_is_missing_is_unclear(client: TelegramChannel) -> None:
    half = Reply(said={"ok": True, "result": [{"message_id": 7}]})
    with Saying(half) as network:
        result = client.publish(network.account(), a_post(PostForm.ALBUM))

    assert result == PostUnclear(reason="broken_answer")


@pytest.mark.parametrize(
    ("more", "wait"),
    [
        ({"parameters": {"retry_after": 5}}, 5), ({"parameters": {"retry_after": "5"}}, None),
        ({"parameters": {"retry_after": -1}}, None), ({"parameters": []}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_time_to_wait_that_makes_no_sense_is_none(
    client: TelegramChannel, more: dict[str, Any], wait: int | None
) -> None:
    with Saying(no(429, "Too Many Requests", **more)) as network:
        result = client.publish(network.account(), a_post())

    expected = None if wait is None else timedelta(seconds=wait)
    assert result == PostDeferred(reason=Later.RATE_LIMITED, wait=expected)


def test_the_networks_words_are_kept_without_our_own(client: TelegramChannel) -> None:
    with Saying(no(400, f"Bad Request: Kamala is not {TelegramNetwork.TOKEN}")) as network:
        result = client.publish(network.account(), a_post(text="Kamala Devi"))

    assert result == PostRefused(reason=Refusal.OTHER, told="Bad Request: … is not …")


def test_a_caption_that_is_too_long_is_refused_by_the_network(
    network: TelegramNetwork, client: TelegramChannel
) -> None:
    result = client.publish(network.account(), a_post(text="क" * 1024))

    assert isinstance(result, PostRefused)
    assert (result.reason, network.posts) == (Refusal.CAPTION, {})


def test_a_channel_without_a_token_is_not_called(
    network: TelegramNetwork, client: TelegramChannel
) -> None:
    account = Account(channel=network.account().channel)

    result = client.publish(account, a_post())

    assert result == PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)
    assert network.calls == []


def test_a_network_out_of_reach_is_not_called_and_the_post_waits(client: TelegramChannel) -> None:
    with TelegramNetwork() as network:
        account = network.account()

    result = impatient().publish(account, a_post())

    assert result == PostDeferred(reason=Later.NOT_SENT)
    with pytest.raises(ChannelUnavailable):
        client.take_down(account, "1")


@pytest.mark.parametrize("form", PostForm)
def test_a_post_is_taken_down_as_a_whole_and_once_more_is_the_same(
    network: TelegramNetwork, client: TelegramChannel, form: PostForm
) -> None:
    account = network.account()
    result = client.publish(account, a_post(form))
    assert isinstance(result, Posted)

    assert client.take_down(account, result.external_id) == REMOVED
    assert network.live == []
    assert client.take_down(account, result.external_id) == REMOVED


@pytest.mark.parametrize("form", [PostForm.PHOTO, PostForm.ALBUM])
def test_a_post_of_more_than_two_days_is_left_to_a_person_with_its_link(
    network: TelegramNetwork, client: TelegramChannel, form: PostForm
) -> None:
    account = network.account()
    result = client.publish(account, a_post(form))
    assert isinstance(result, Posted)
    network.too_old = set(network.posts)

    taken = client.take_down(account, result.external_id)

    assert taken == TakedownAnswer(
        result=TakedownResult.NOT_POSSIBLE, reason="too_old", link=result.permalink
    )
    assert len(network.live) == len(network.posts)


@pytest.mark.parametrize("external_id", ["", "abc", "12,", "१२", "1;2"])
def test_an_id_that_is_none_is_left_to_a_person(
    network: TelegramNetwork, client: TelegramChannel, external_id: str
) -> None:
    taken = client.take_down(network.account(), external_id)

    assert taken == TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="unreadable_id")
    assert network.calls == []


# None is no answer that settles it.
TAKEDOWNS: dict[Fault, str | None] = {
    **dict.fromkeys(OUTCOMES),
    Fault.EXPIRED: Later.TOKEN_REVOKED,
    Fault.REVOKED: Later.TOKEN_REVOKED,
    Fault.REFUSED: Refusal.MEDIA,
    Fault.DUPLICATE: Refusal.OTHER,
}


@pytest.mark.parametrize("form", [PostForm.PHOTO, PostForm.ALBUM])
@pytest.mark.parametrize(("fault", "reason"), TAKEDOWNS.items(), ids=lambda each: str(each)[:24])
def test_each_fault_of_a_takedown_leaves_it_due_or_says_why_the_post_is_live(
    network: TelegramNetwork, client: TelegramChannel, form: PostForm, fault: Fault,
    reason: str | None,
) -> None:  # fmt: skip
    account = network.account()
    result = client.publish(account, a_post(form))
    assert isinstance(result, Posted)
    network.faults |= {"deleteMessage": fault, "deleteMessages": fault}

    if reason is None:
        with pytest.raises(ChannelUnavailable):
            patience_for(fault).take_down(account, result.external_id)
    else:
        assert patience_for(fault).take_down(account, result.external_id) == TakedownAnswer(
            result=TakedownResult.STILL_LIVE, reason=reason, link=result.permalink
        )
    assert bool(network.live) == (fault not in AFTER)
    network.faults.clear()
    assert client.take_down(account, result.external_id) == REMOVED
    assert network.live == []


def test_a_takedown_of_a_bot_that_was_thrown_out_says_that_the_post_is_live(
    client: TelegramChannel,
) -> None:
    with Saying(no(403, "Forbidden: bot was kicked from the channel chat")) as network:
        taken = client.take_down(network.account(), "5")

    assert taken == TakedownAnswer(
        result=TakedownResult.STILL_LIVE, reason=Refusal.NOT_ALLOWED,
        link="https://t.me/sampark_news/5",
    )  # fmt: skip


def test_what_a_bot_cannot_know_is_not_made_up(
    network: TelegramNetwork, client: TelegramChannel
) -> None:
    account = network.account()

    assert client.list_recent(account, NOW) is None
    assert client.is_live(account, "1") is None
    assert client.metrics(account, ["1"]) == {}
    assert client.quota(account, NOW) is None
    assert client.refresh(account, NOW) is None
    client.discard(account, "h")
    assert network.calls == []


def test_nothing_is_ever_pending(network: TelegramNetwork, client: TelegramChannel) -> None:
    with pytest.raises(ValueError, match="no handle"):
        client.status(network.account(), "h")
    with pytest.raises(ValueError, match="no handle"):
        client.finalise(network.account(), "h", a_post())


def test_a_token_with_other_characters_stays_one_part_of_the_address(
    network: TelegramNetwork, client: TelegramChannel
) -> None:
    account = network.account()
    strange = Account(
        channel=account.channel, credential=Credential(access=f"{network.TOKEN}/sendPhoto?x=#")
    )

    result = client.publish(strange, a_post())

    assert result == PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True)
    assert network.requests[0].path.startswith(f"/bot{network.TOKEN}%2FsendPhoto%3F")


@pytest.mark.parametrize("fault", [None, *OUTCOMES])
def test_the_token_stands_in_no_log_no_error_and_no_answer(
    network: TelegramNetwork, files: str, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    caplog.set_level(logging.DEBUG)
    account = network.account()
    if fault is not None:
        network.faults |= dict.fromkeys(network.STEPS, fault)
    photo = a_photo(f"{files}/{BIG_PHOTO}", BIG_PHOTO)
    said = io.StringIO()

    for post in (a_post(), a_post(PostForm.PHOTO, photo)):
        said.write(repr(patience_for(fault).publish(account, post)))
    try:
        said.write(repr(patience_for(fault).take_down(account, "5")))
    except ChannelUnavailable:
        said.write(traceback.format_exc())
    said.write(repr(account) + repr(impatient()))

    assert TOKEN_END not in said.getvalue() + caplog.text
    assert not any(TOKEN_END in str(vars(record)) for record in caplog.records)


def test_the_token_stands_in_no_error_when_nobody_listens(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with TelegramNetwork() as network:
        account = network.account()

    with pytest.raises(ChannelUnavailable) as failed:
        impatient().take_down(account, "5")

    shown = "".join(traceback.format_exception(failed.value))
    assert TOKEN_END not in shown + caplog.text
