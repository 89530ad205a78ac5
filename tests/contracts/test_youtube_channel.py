"""YouTube's client against the fake network: every form, every step, every fault.

What it says of its own mistakes does not count; the network's own videos do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from chalicelib.adapters.channels.youtube import YouTubeChannel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    NeedsReconnect,
    Pending,
    PostDeferred,
    Posted,
    PostForm,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
    TakedownAnswer,
    TakedownResult,
    names,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts.upload_tools import (
    LONG,
    MARKER,
    PHOTO,
    TAG,
    UNCLEAR,
    a_file,
    address_of,
    at,
    caller,
    caller_for,
    hash_of,
    same,
    without,
)
from tests.contracts.youtube_tools import CAPTION, CONTENT, TITLE, a_post, posted, uploaded
from tests.networks.files import serving_files
from tests.networks.once import Passing
from tests.networks.server import AFTER, Fault, Request
from tests.networks.youtube import YouTubeNetwork

TROUBLE: Final = PostDeferred(reason=Later.TROUBLE)
EXPIRED: Final = PostDeferred(reason=Later.TOKEN_EXPIRED)
# What is a clear no at every step, the one that makes the post public among them.
CLEAR: Final[Mapping[Fault, PostResult]] = {
    Fault.LIMITED: PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(seconds=90)),
    Fault.LIMITED_SILENTLY: PostDeferred(reason=Later.RATE_LIMITED),
    Fault.QUOTA: PostDeferred(reason=Later.QUOTA),
    Fault.EXPIRED: EXPIRED,
    Fault.REVOKED: EXPIRED,
    Fault.REFUSED: PostRefused(reason=Refusal.CAPTION, told="The description is not valid."),
    Fault.DUPLICATE: PostRefused(reason=Refusal.DUPLICATE, told="The resource exists already."),
}
MIB: Final = 1024 * 1024
UNIT: Final = 256 * 1024
ALWAYS: Final = 9


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with serving_files() as address:
        yield address


@pytest.fixture
def network() -> Iterator[YouTubeNetwork]:
    with YouTubeNetwork() as running:
        yield running


@pytest.fixture
def client() -> YouTubeChannel:
    return YouTubeChannel(caller())


# The whole way.


@pytest.mark.parametrize("form", list(CONTENT))
def test_every_form_goes_the_whole_way_to_one_public_video(
    form: PostForm, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    result = posted(client, network, a_post(files, form))

    [made] = network.live
    assert made.post_id == result.external_id
    assert result.permalink == f"{network.base_url}/watch?v={made.post_id}"
    assert made.text == f"{TITLE}\n{CAPTION}"
    assert made.media == (hash_of(CONTENT[form]),)
    assert network.calls.count(network.PUBLIC_STEPS[form]) == 1


def test_a_video_stays_private_until_the_last_call(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files))
    client.status(network.account(), handle)

    assert network.videos[handle].status["privacyStatus"] == "private"
    assert network.posts == {}
    assert client.is_live(network.account(), handle) is False
    assert client.list_recent(network.account(), network.now()) == []


@pytest.mark.parametrize("is_so", [True, False])
def test_what_is_declared_of_a_video_is_still_declared_once_it_is_public(
    is_so: bool, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files, is_made_for_kids=is_so, has_ai_label=is_so)
    declared = {"selfDeclaredMadeForKids": is_so, "containsSyntheticMedia": is_so}

    handle = uploaded(client, network, post)
    before = dict(network.videos[handle].status)
    client.finalise(network.account(), handle, post)

    assert before.items() >= declared.items()
    assert network.videos[handle].status.items() >= declared.items()


@pytest.mark.parametrize("language", ["hi", ""])
def test_a_video_is_told_its_language_where_it_has_one(
    language: str, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files, language=language))

    assert network.videos[handle].snippet.get("defaultLanguage", "") == language


def test_a_second_public_call_makes_no_second_post(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    first = posted(client, network, post)

    assert client.finalise(network.account(), first.external_id, post) == first
    assert network.times_posted(TAG) == 1


@pytest.mark.parametrize("sizes", [(PHOTO,), (PHOTO, LONG), (LONG, LONG), ()])
def test_what_is_not_one_film_has_no_place_there(
    sizes: tuple[int, ...], network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    media = tuple(a_file(files, size) for size in sizes)

    result = client.publish(network.account(), a_post(files, media=media))

    assert result == PostRefused(reason=Refusal.MEDIA)
    assert network.calls == []


@pytest.mark.parametrize(
    ("title", "caption"),
    [
        ("", CAPTION),
        ("  ", CAPTION),
        ("म" * 101, CAPTION),
        ("a < b", CAPTION),
        (TITLE, "a > b"),
        (TITLE, "म" * 1667),
    ],
    ids=["none", "blank", "long", "bracket", "bracket_below", "too_many_bytes"],
)
def test_words_that_youtube_would_not_take_cost_no_call(
    title: str, caption: str, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    result = client.publish(network.account(), a_post(files, title=title, caption=caption))

    assert result == PostRefused(reason=Refusal.CAPTION)
    assert network.calls == []


def test_words_at_the_limit_are_taken(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files, title="म" * 100, caption="म" * 1666)

    assert isinstance(client.publish(network.account(), post), Pending)


# Chunks.


def test_a_long_film_goes_out_in_chunks_one_behind_the_other(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files, PostForm.REEL))

    assert network.uploads.ranges == [
        f"bytes 0-{4 * MIB - 1}/{LONG}",
        f"bytes {4 * MIB}-{8 * MIB - 1}/{LONG}",
        f"bytes {8 * MIB}-{LONG - 1}/{LONG}",
    ]
    assert network.videos[handle].sent == hash_of(LONG)


@pytest.mark.parametrize("size", [1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 8 * MIB])
def test_films_of_every_size_arrive_whole(
    size: int, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files, media=(a_file(files, size),)))

    assert network.videos[handle].sent == hash_of(size)


@pytest.mark.parametrize("fault", sorted(AFTER, key=str))
@pytest.mark.parametrize("kept", [None, 0, UNIT, 4 * MIB], ids=["all", "none", "some", "chunk"])
def test_after_a_fault_the_session_is_asked_what_it_has_and_goes_on_there(
    kept: int | None, fault: Fault, network: YouTubeNetwork, files: str
) -> None:
    network.faults = Passing(chunk=[fault])
    network.uploads.stores = kept

    handle = uploaded(YouTubeChannel(caller_for(fault)), network, a_post(files, PostForm.REEL))

    assert network.calls[:3] == ["begin", "chunk", "ask"]
    assert network.videos[handle].sent == hash_of(LONG)
    assert len(network.videos) == 1


@pytest.mark.parametrize("fault", [Fault.HANGS_BEFORE, Fault.FAILS_BEFORE, Fault.CLOSES_BEFORE])
def test_a_chunk_that_never_arrived_is_sent_again(
    fault: Fault, network: YouTubeNetwork, files: str
) -> None:
    network.faults = Passing(chunk=[fault])

    handle = uploaded(YouTubeChannel(caller_for(fault)), network, a_post(files))

    assert network.calls == ["begin", "chunk", "ask", "chunk"]
    assert list(network.videos) == [handle]


def test_a_chunk_that_was_taken_in_part_is_completed(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.uploads.stores = 3 * UNIT

    handle = uploaded(client, network, a_post(files, PostForm.REEL))

    assert network.uploads.ranges[1] == f"bytes {3 * UNIT}-{4 * MIB - 1}/{LONG}"
    assert network.videos[handle].sent == hash_of(LONG)


@pytest.mark.parametrize("fault", sorted(AFTER, key=str))
def test_a_lost_answer_to_the_last_chunk_is_asked_for_again(
    fault: Fault, network: YouTubeNetwork, files: str
) -> None:
    network.faults = Passing(chunk=[fault])

    handle = uploaded(YouTubeChannel(caller_for(fault)), network, a_post(files))

    assert network.calls == ["begin", "chunk", "ask"]
    assert list(network.videos) == [handle]


@pytest.mark.parametrize(
    ("chunk", "ask"), [(3, 0), (1, 2), (2, 1)], ids=["chunks", "asking", "both"]
)
def test_three_faults_are_borne(
    chunk: int, ask: int, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.faults = Passing(chunk=[Fault.CLOSES_BEFORE] * chunk, ask=[Fault.FAILS_BEFORE] * ask)

    handle = uploaded(client, network, a_post(files, PostForm.REEL))

    assert network.videos[handle].sent == hash_of(LONG)


@pytest.mark.parametrize(
    ("chunk", "ask"), [(ALWAYS, 0), (1, ALWAYS), (2, 2)], ids=["chunks", "asking", "both"]
)
def test_a_fourth_fault_ends_the_attempt_with_nothing_public(
    chunk: int, ask: int, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.faults = Passing(chunk=[Fault.FAILS_BEFORE] * chunk, ask=[Fault.CLOSES_AFTER] * ask)

    assert client.publish(network.account(), a_post(files, PostForm.REEL)) == TROUBLE
    assert network.posts == {}
    assert len([step for step in network.calls if step != "begin"]) <= 8


def test_a_session_whose_time_is_over_is_begun_anew_later(
    client: YouTubeChannel, files: str
) -> None:
    class Forgetful(YouTubeNetwork):
        def step(self, request: Request) -> str:
            self.uploads.sessions.clear()
            return super().step(request)

    with Forgetful() as network:
        assert client.publish(network.account(), a_post(files)) == TROUBLE


@pytest.mark.parametrize("query", ["&only=300", "&only=5000000", "&gone"])
def test_a_file_of_ours_that_cannot_be_read_may_be_tried_later(
    query: str, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    broken = a_file(files, LONG, query)

    result = client.publish(network.account(), a_post(files, media=(broken,)))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)
    assert network.videos == {}


@pytest.mark.parametrize("by", [-5, 5])
def test_a_file_of_another_size_than_was_said_is_no_video(
    by: int, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    other = replace(a_file(files, LONG), size_bytes=LONG + by)

    result = client.publish(network.account(), a_post(files, media=(other,)))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)
    assert network.videos == {}


# Faults before anything is public.


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_fault_at_the_beginning_leaves_nothing_and_says_later_or_no(
    fault: Fault, network: YouTubeNetwork, files: str
) -> None:
    network.faults["begin"] = fault

    result = YouTubeChannel(caller_for(fault)).publish(network.account(), a_post(files))

    assert same(result, CLEAR.get(fault, TROUBLE))
    assert network.videos == {}


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_fault_of_every_chunk_leaves_nothing_public_and_says_later_or_no(
    fault: Fault, network: YouTubeNetwork, files: str
) -> None:
    network.faults["chunk"] = network.faults["ask"] = fault

    result = YouTubeChannel(caller_for(fault)).publish(network.account(), a_post(files))

    assert same(result, CLEAR.get(fault, TROUBLE))
    assert network.posts == {}


@pytest.mark.parametrize("fault", CLEAR)
def test_a_no_to_the_question_what_it_has_ends_the_attempt(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.faults = Passing(chunk=[Fault.CLOSES_BEFORE], ask=[fault])

    assert same(client.publish(network.account(), a_post(files)), CLEAR[fault])
    assert network.posts == {}


# What becomes of a video.


def test_a_video_that_is_worked_on_is_pending_for_as_long_as_youtube_says(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.faults["status"] = Fault.SLOW
    handle = uploaded(client, network, a_post(files))

    result = client.status(network.account(), handle)

    assert result == Pending(handle=handle, look_in=timedelta(seconds=45))


def test_a_video_that_cannot_be_processed_refuses_the_media(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files))
    network.faults["status"] = Fault.BROKEN

    result = client.status(network.account(), handle)

    assert result == PostRefused(reason=Refusal.MEDIA, told="codec")


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("inappropriate", Refusal.CONTENT),
        ("copyright", Refusal.CONTENT),
        ("duplicate", Refusal.DUPLICATE),
        ("length", Refusal.MEDIA),
        ("uploaderAccountSuspended", Refusal.NOT_ALLOWED),
    ],
)
@pytest.mark.parametrize("is_public", [True, False])
def test_a_rejected_video_is_refused_in_youtubes_own_word_public_or_not(
    is_public: bool,
    why: str,
    reason: Refusal,
    network: YouTubeNetwork,
    client: YouTubeChannel,
    files: str,
) -> None:
    post = a_post(files)
    handle = uploaded(client, network, post)
    if is_public:
        client.finalise(network.account(), handle, post)
    network.rejection = why

    assert client.status(network.account(), handle) == PostRefused(reason=reason, told=why)
    assert client.is_live(network.account(), handle) is False


def test_a_video_that_somebody_has_deleted_is_surely_no_post(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    handle = uploaded(client, network, post)
    network.videos.clear()

    gone = PostRefused(reason=Refusal.OTHER, told="videoNotFound")
    assert client.status(network.account(), handle) == gone
    result = client.finalise(network.account(), handle, post)
    assert result == PostRefused(reason=Refusal.OTHER, told="The video cannot be found.")


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_look_that_fails_says_nothing_and_can_be_repeated(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files))
    network.faults["status"] = fault

    with pytest.raises(ChannelUnavailable):
        YouTubeChannel(caller_for(fault)).status(network.account(), handle)

    network.faults.clear()
    assert client.status(network.account(), handle) == Ready(handle=handle)


# Faults of the one call that makes the video public.


@pytest.mark.parametrize("fault", UNCLEAR)
def test_silence_at_the_last_call_is_unclear_and_the_status_tells(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    since, post = network.now(), a_post(files)
    handle = uploaded(client, network, post)
    network.faults["public"] = fault

    result = YouTubeChannel(caller_for(fault)).finalise(network.account(), handle, post)

    assert result == PostUnclear(reason=UNCLEAR[fault])
    assert network.times_posted(TAG) == (1 if fault in AFTER else 0)
    told = client.status(network.account(), handle)
    assert isinstance(told, Posted if fault in AFTER else Ready)
    seen = client.list_recent(network.account(), since)
    found = [one.external_id for one in seen or () if names(one, MARKER, TAG)]
    assert found == list(network.posts)


@pytest.mark.parametrize("fault", CLEAR)
def test_a_clear_no_at_the_last_call_leaves_the_video_private(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    handle = uploaded(client, network, post)
    network.faults["public"] = fault

    assert same(client.finalise(network.account(), handle, post), CLEAR[fault])
    assert network.posts == {}


def test_a_project_without_an_audit_gets_no_public_video_and_no_yes(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    network.is_audited = False
    post = a_post(files)
    handle = uploaded(client, network, post)

    result = client.finalise(network.account(), handle, post)

    assert result == PostUnclear(reason="still_private")
    assert client.status(network.account(), handle) == Ready(handle=handle)
    assert network.posts == {}


def test_no_connection_at_all_is_surely_no_post(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post = a_post(files)
    handle = uploaded(client, network, post)
    nowhere = at(network.account(), "http://127.0.0.1:9")

    assert client.finalise(nowhere, handle, post) == PostDeferred(reason=Later.NOT_SENT)
    assert client.publish(nowhere, post) == PostDeferred(reason=Later.NOT_SENT)


@pytest.mark.parametrize("handle", ["", "a b", "abc&id=x", "../abcdef", "a" * 65, "abcdef\n"])
def test_a_handle_that_is_none_of_ours_reaches_no_network(
    handle: str, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    account, unknown = network.account(), PostRefused(reason=Refusal.OTHER)

    client.discard(account, handle)
    assert client.status(account, handle) == unknown
    assert client.finalise(account, handle, a_post(files)) == unknown
    assert client.take_down(account, handle).result is TakedownResult.NOT_POSSIBLE
    assert client.is_live(account, handle) is False
    assert client.metrics(account, [handle]) == {}
    assert network.calls == []


# Dropping and taking down.


def test_what_is_dropped_is_gone_and_may_be_dropped_again(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files))

    client.discard(network.account(), handle)
    client.discard(network.account(), handle)

    assert network.videos == {}


@pytest.mark.parametrize("fault", [Fault.FAILS_BEFORE, Fault.EXPIRED, Fault.CLOSES_AFTER])
def test_dropping_that_fails_says_so(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    handle = uploaded(client, network, a_post(files))
    network.faults["delete"] = fault

    with pytest.raises(ChannelUnavailable):
        client.discard(network.account(), handle)


def test_a_video_is_taken_down_and_a_second_time_is_as_good(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    video_id = posted(client, network, a_post(files)).external_id
    account, removed = network.account(), TakedownAnswer(result=TakedownResult.REMOVED)
    assert client.is_live(account, video_id) is True

    assert client.take_down(account, video_id) == removed
    assert client.take_down(account, video_id) == removed
    assert network.live == []
    assert client.is_live(account, video_id) is False


@pytest.mark.parametrize("fault", sorted(AFTER, key=str))
def test_a_takedown_without_an_answer_is_repeated(
    fault: Fault, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    video_id = posted(client, network, a_post(files)).external_id
    network.faults = Passing(delete=[fault])

    with pytest.raises(ChannelUnavailable):
        YouTubeChannel(caller_for(fault)).take_down(network.account(), video_id)

    assert client.take_down(network.account(), video_id).result is TakedownResult.REMOVED


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.EXPIRED, Later.TOKEN_EXPIRED), (Fault.QUOTA, Later.QUOTA)],
    ids=["expired", "quota"],
)
def test_a_takedown_that_is_refused_names_the_place_where_a_person_can_do_it(
    fault: Fault, reason: str, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    video_id = posted(client, network, a_post(files)).external_id
    network.faults["delete"] = fault

    answer = client.take_down(network.account(), video_id)

    assert answer.result is TakedownResult.STILL_LIVE
    assert answer.reason == reason
    assert answer.link == f"{network.base_url}/video/{video_id}/edit"
    assert len(network.live) == 1


# Reading back.


def test_public_videos_are_listed_with_their_words(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    since = network.now()
    result = posted(client, network, a_post(files))
    uploaded(client, network, a_post(files))

    seen = client.list_recent(network.account(), since)

    assert [(one.external_id, one.permalink) for one in seen or ()] == [
        (result.external_id, result.permalink)
    ]
    assert seen is not None
    assert seen[0].text == f"{TITLE}\n{CAPTION}"


@pytest.mark.parametrize("ahead_s", [-50, 50])
def test_clocks_that_differ_by_less_than_a_minute_hide_no_video(
    ahead_s: int, network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    since = network.now()
    network.skew = timedelta(seconds=ahead_s)
    result = posted(client, network, a_post(files))

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == [result.external_id]


def test_a_video_that_waited_long_and_is_public_since_then_is_listed(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    post, since = a_post(files), network.now()
    network.skew = timedelta(hours=-2)
    early = uploaded(client, network, post)
    network.skew = timedelta(0)
    client.finalise(network.account(), early, post)

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == [early]


def test_videos_from_before_are_left_out_and_end_the_reading(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    since, post = network.now(), a_post(files)
    network.skew = timedelta(minutes=-5)
    for _ in range(11):
        posted(client, network, post)
    network.skew = timedelta(0)
    result = posted(client, network, post)

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == [result.external_id]
    assert network.calls.count("uploads") == 2


def test_a_list_of_the_longest_descriptions_can_still_be_read(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    since, post = network.now(), a_post(files, caption="म" * 1666)
    made = [posted(client, network, post).external_id for _ in range(12)]

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == made[::-1]


READS: Final[Mapping[str, Callable[[YouTubeChannel, YouTubeNetwork], object]]] = {
    "channel": lambda client, network: client.list_recent(network.account(), network.now()),
    "uploads": lambda client, network: client.list_recent(network.account(), network.now()),
    "statistics": lambda client, network: client.metrics(network.account(), ["abcdefg"]),
    "status": lambda client, network: client.is_live(network.account(), "abcdefg"),
}


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
@pytest.mark.parametrize("step", READS)
def test_a_reading_that_fails_says_so(step: str, fault: Fault, network: YouTubeNetwork) -> None:
    network.faults[step] = fault

    with pytest.raises(ChannelUnavailable):
        READS[step](YouTubeChannel(caller_for(fault)), network)


def test_metrics_are_those_of_the_videos_that_are_there(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    video_id = posted(client, network, a_post(files)).external_id
    absent = [f"absent{n}" for n in range(60)]

    counted = client.metrics(network.account(), [*absent, video_id])

    assert counted == {video_id: Metrics(views=1200, reactions=40, comments=2)}
    assert network.calls.count("statistics") == 2


def test_youtube_tells_nothing_of_its_quota(
    network: YouTubeNetwork, client: YouTubeChannel
) -> None:
    assert client.quota(network.account(), network.now()) is None
    assert network.calls == []


# Tokens.


def test_a_token_that_ended_asks_for_a_person_only_when_nothing_renews_it(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    account = network.account()
    network.expire()

    assert client.publish(account, a_post(files)) == EXPIRED
    alone = client.publish(without(account, refresh=""), a_post(files))
    assert alone == replace(EXPIRED, needs_reconnect=True)


def test_without_a_token_no_call_is_made(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    account = without(network.account(), access="", refresh="")
    no_token = PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)

    assert client.publish(account, a_post(files)) == no_token
    assert client.finalise(account, "abcdefg", a_post(files)) == no_token
    assert network.calls == []


def test_a_token_is_renewed_in_time_and_the_refresh_token_stays(
    network: YouTubeNetwork, client: YouTubeChannel
) -> None:
    account = network.account()
    assert account.credential.expires_at is not None
    late = account.credential.expires_at - timedelta(minutes=29)

    assert client.refresh(account, late - timedelta(minutes=2)) is None
    assert client.refresh(account, late) == replace(
        account.credential, access="yt-access-2", expires_at=late + timedelta(seconds=3599)
    )
    assert client.refresh(account, late) == replace(
        account.credential, access="yt-access-3", expires_at=late + timedelta(seconds=3599)
    )


@pytest.mark.parametrize("gone", ["revoked", "another_secret"])
def test_a_grant_that_is_gone_needs_a_person(
    gone: str, network: YouTubeNetwork, client: YouTubeChannel
) -> None:
    account, late = network.account(), network.now() + timedelta(hours=2)
    if gone == "revoked":
        network.revoke()
    else:
        account = without(account, client_secret="another")  # noqa: S106

    assert client.refresh(account, late) == NeedsReconnect(reason=Later.TOKEN_REVOKED)


@pytest.mark.parametrize(
    "fault", [f for f in (*UNCLEAR, *CLEAR) if f not in {Fault.EXPIRED, Fault.REVOKED}]
)
def test_a_renewal_that_fails_is_repeated(fault: Fault, network: YouTubeNetwork) -> None:
    network.faults["token"] = fault
    late = network.now() + timedelta(hours=2)

    with pytest.raises(ChannelUnavailable):
        YouTubeChannel(caller_for(fault)).refresh(network.account(), late)


def test_no_token_stands_in_an_address_or_in_what_is_said(
    network: YouTubeNetwork, client: YouTubeChannel, files: str
) -> None:
    account = network.account()
    live = posted(client, network, a_post(files))
    client.list_recent(account, network.now())
    client.metrics(account, [live.external_id])
    client.take_down(account, live.external_id)
    client.refresh(account, network.now() + timedelta(hours=2))
    said = [repr(account), repr(client), *_errors(client, network, files)]

    kept = ("yt-access", "yt-refresh", "yt-client-secret", "upload_id")
    addresses = [address_of(one) for one in network.requests if one.method != "PUT"]
    assert not [text for text in (*addresses, *said) for word in kept if word in text]
    stored = [address_of(one) for one in network.requests if one.method == "PUT"]
    assert not [text for text in stored for word in kept[:3] if word in text]


def _errors(client: YouTubeChannel, network: YouTubeNetwork, files: str) -> Iterator[str]:
    account = network.account()
    for fault in (Fault.FAILS_BEFORE, Fault.CLOSES_BEFORE, Fault.EXPIRED, Fault.NONSENSE):
        network.faults.update(dict.fromkeys(network.STEPS, fault))
        yield repr(client.publish(account, a_post(files)))
        for read in (client.status, client.is_live, client.discard):
            with pytest.raises(ChannelUnavailable) as caught:
                read(account, "abcdefg")
            yield repr(caught.value)
