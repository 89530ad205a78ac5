"""X's client against the fake network: every form, every step, every fault.

What it says of its own mistakes does not count; the network's own posts do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from chalicelib.adapters.channels.x import XChannel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    NeedsReconnect,
    Pending,
    PostDeferred,
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
from tests.contracts.x_tools import CAPTION, CONTENT, a_post, posted, ready
from tests.networks.files import serving_files
from tests.networks.once import Passing
from tests.networks.server import AFTER, Fault
from tests.networks.x import XNetwork

ON_THE_WAY: Final = ("initialize", "append", "finalize", "describe")

LIMITED: Final = PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(seconds=90))
EXPIRED: Final = PostDeferred(reason=Later.TOKEN_EXPIRED)
RULES: Final = PostRefused(reason=Refusal.CONTENT, told="Your Tweet violates our rules.")
TWICE: Final = PostRefused(
    reason=Refusal.DUPLICATE,
    told="You are not allowed to create a Tweet with duplicate content.",
)
# What is a clear no at every step, the one that makes the post public among them.
CLEAR: Final[Mapping[Fault, PostResult]] = {
    Fault.LIMITED: LIMITED,
    Fault.LIMITED_SILENTLY: PostDeferred(reason=Later.RATE_LIMITED),
    Fault.QUOTA: PostDeferred(reason=Later.QUOTA, wait=timedelta(hours=2)),
    Fault.EXPIRED: EXPIRED,
    Fault.REVOKED: EXPIRED,
    Fault.REFUSED: RULES,
    Fault.DUPLICATE: TWICE,
}


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with serving_files() as address:
        yield address


@pytest.fixture
def network() -> Iterator[XNetwork]:
    with XNetwork() as running:
        yield running


@pytest.fixture
def client() -> XChannel:
    return XChannel(caller())


# The whole way.


@pytest.mark.parametrize("form", list(PostForm))
def test_every_form_goes_the_whole_way_to_one_public_post(
    form: PostForm, network: XNetwork, client: XChannel, files: str
) -> None:
    post = a_post(files, form)

    result = posted(client, network, post)

    [made] = network.live
    assert made.post_id == result.external_id
    assert result.permalink == f"{network.base_url}/i/web/status/{made.post_id}"
    assert made.text == CAPTION
    sent = [network.files.sent(media_id) for media_id in made.media]
    assert sent == [hash_of(size) for size in CONTENT[form]]
    assert network.calls.count(network.PUBLIC_STEPS[form]) == 1


def test_nothing_is_public_before_the_last_call(
    network: XNetwork, client: XChannel, files: str
) -> None:
    handle = ready(client, network, a_post(files, PostForm.ALBUM))

    assert network.posts == {}
    assert client.status(network.account(), handle) == Ready(handle=handle)


def test_a_photo_needs_no_second_look_and_a_film_is_looked_at_again(
    network: XNetwork, client: XChannel, files: str
) -> None:
    photo = client.publish(network.account(), a_post(files))
    film = client.publish(network.account(), a_post(files, PostForm.VIDEO))

    assert isinstance(photo, Ready)
    assert isinstance(film, Pending)
    assert film.look_in == timedelta(seconds=7)
    assert client.status(network.account(), photo.handle) == photo
    assert "status" not in network.calls


def test_a_long_file_goes_out_in_pieces_that_x_takes(
    network: XNetwork, client: XChannel, files: str
) -> None:
    client.publish(network.account(), a_post(files, PostForm.REEL))

    [file] = network.files.files.values()
    sizes = [len(file.pieces[index]) for index in sorted(file.pieces)]
    assert len(sizes) == 3
    assert max(sizes) <= 4 * 1024 * 1024
    assert sum(sizes) == LONG


def test_photos_are_described_and_films_are_not(
    network: XNetwork, client: XChannel, files: str
) -> None:
    client.publish(network.account(), a_post(files, PostForm.ALBUM, alt_text="म" * 1200))

    texts = [file.alt_text for file in network.files.files.values()]
    assert texts == ["म" * 1000, "म" * 1000, ""]


@pytest.mark.parametrize("is_labelled", [True, False])
def test_what_a_machine_made_is_declared(
    is_labelled: bool, network: XNetwork, client: XChannel, files: str
) -> None:
    posted(client, network, a_post(files, has_ai_label=is_labelled))

    assert network.live[0].facts["made_with_ai"] is is_labelled


def test_more_files_than_x_takes_are_refused_before_any_call(
    network: XNetwork, client: XChannel, files: str
) -> None:
    five = a_post(files, media=(a_file(files, PHOTO),) * 5)
    none = a_post(files, media=())

    for post in (five, none):
        assert client.publish(network.account(), post) == PostRefused(reason=Refusal.MEDIA)
    assert network.calls == []


@pytest.mark.parametrize("query", ["&only=300", "&only=5000000", "&gone"])
def test_a_file_of_ours_that_cannot_be_read_is_no_post_and_may_be_tried_later(
    query: str, network: XNetwork, client: XChannel, files: str
) -> None:
    broken = a_file(files, LONG, query)

    result = client.publish(network.account(), a_post(files, media=(broken,)))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)
    assert "finalize" not in network.calls


def test_a_file_of_another_size_than_was_said_is_not_finished(
    network: XNetwork, client: XChannel, files: str
) -> None:
    swollen = replace(a_file(files, PHOTO), size_bytes=5)

    result = client.publish(network.account(), a_post(files, media=(swollen,)))

    assert result == PostDeferred(reason=Later.MEDIA_UNREADABLE)


# Faults before anything is public.


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
@pytest.mark.parametrize("step", ON_THE_WAY)
def test_a_fault_on_the_way_leaves_nothing_public_and_says_later_or_no(
    step: str, fault: Fault, network: XNetwork, files: str
) -> None:
    network.faults[step] = fault

    result = XChannel(caller_for(fault)).publish(network.account(), a_post(files))

    assert same(result, CLEAR.get(fault, PostDeferred(reason=Later.TROUBLE)))
    assert network.posts == {}
    assert network.calls[-1] == step


def test_processing_that_fails_at_once_refuses_the_media(
    network: XNetwork, client: XChannel, files: str
) -> None:
    network.faults["finalize"] = Fault.BROKEN

    result = client.publish(network.account(), a_post(files))

    assert result == PostRefused(reason=Refusal.MEDIA, told="Unsupported video format")


def test_processing_that_fails_later_refuses_the_media(
    network: XNetwork, client: XChannel, files: str
) -> None:
    pending = client.publish(network.account(), a_post(files, PostForm.ALBUM))
    network.faults["status"] = Fault.BROKEN
    assert isinstance(pending, Pending)

    result = client.status(network.account(), pending.handle)

    assert result == PostRefused(reason=Refusal.MEDIA, told="Unsupported video format")
    assert network.posts == {}


def test_a_pending_file_that_x_has_forgotten_is_to_be_uploaded_anew(
    network: XNetwork, client: XChannel, files: str
) -> None:
    pending = client.publish(network.account(), a_post(files, PostForm.VIDEO))
    network.files.files.clear()
    assert isinstance(pending, Pending)

    result = client.status(network.account(), pending.handle)

    assert result == PostDeferred(reason=Later.TROUBLE)


def test_slow_processing_stays_pending_under_the_same_handle_until_it_ends(
    network: XNetwork, client: XChannel, files: str
) -> None:
    network.faults["status"] = Fault.SLOW
    pending = client.publish(network.account(), a_post(files, PostForm.ALBUM))
    assert isinstance(pending, Pending)

    assert client.status(network.account(), pending.handle) == pending
    network.faults.clear()
    result = client.status(network.account(), pending.handle)
    assert isinstance(result, Ready)
    assert client.status(network.account(), result.handle) == result


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_look_that_fails_says_nothing_and_can_be_repeated(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    pending = client.publish(network.account(), a_post(files, PostForm.VIDEO))
    assert isinstance(pending, Pending)
    network.faults["status"] = fault

    with pytest.raises(ChannelUnavailable):
        XChannel(caller_for(fault)).status(network.account(), pending.handle)

    network.faults.clear()
    assert isinstance(client.status(network.account(), pending.handle), Ready)


# Faults of the one call that makes the post public.


@pytest.mark.parametrize("fault", UNCLEAR)
def test_silence_at_the_last_call_is_unclear_and_the_timeline_tells(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    since, post = network.now(), a_post(files)
    handle = ready(client, network, post)
    network.faults["tweet"] = fault

    result = XChannel(caller_for(fault)).finalise(network.account(), handle, post)

    assert result == PostUnclear(reason=UNCLEAR[fault])
    assert network.times_posted(TAG) == (1 if fault in AFTER else 0)
    seen = client.list_recent(network.account(), since)
    assert seen is not None
    found = [one.external_id for one in seen if names(one, MARKER, TAG)]
    assert found == list(network.posts)


@pytest.mark.parametrize("fault", CLEAR)
def test_a_clear_no_at_the_last_call_leaves_no_post(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    post = a_post(files)
    handle = ready(client, network, post)
    network.faults["tweet"] = fault

    assert same(client.finalise(network.account(), handle, post), CLEAR[fault])
    assert network.posts == {}


def test_no_connection_at_all_is_surely_no_post(
    network: XNetwork, client: XChannel, files: str
) -> None:
    post, account = a_post(files), network.account()
    handle = ready(client, network, post)
    nowhere = at(account, "http://127.0.0.1:9")

    assert client.finalise(nowhere, handle, post) == PostDeferred(reason=Later.NOT_SENT)
    assert client.publish(nowhere, post) == PostDeferred(reason=Later.NOT_SENT)


def test_after_an_unclear_post_the_handle_alone_tells_nothing(
    network: XNetwork, client: XChannel, files: str
) -> None:
    post = a_post(files, PostForm.VIDEO)
    handle = ready(client, network, post)
    network.faults["tweet"] = Fault.CLOSES_AFTER
    client.finalise(network.account(), handle, post)

    assert client.status(network.account(), handle) == Ready(handle=handle)


def test_files_that_x_has_forgotten_refuse_the_post(
    network: XNetwork, client: XChannel, files: str
) -> None:
    post = a_post(files)
    handle = ready(client, network, post)
    network.files.files.clear()

    result = client.finalise(network.account(), handle, post)

    assert result == PostRefused(reason=Refusal.MEDIA, told="Your media IDs are invalid.")


def test_a_text_that_is_too_long_is_refused_without_a_word_of_it(
    network: XNetwork, client: XChannel, files: str
) -> None:
    post = a_post(files, caption="Sunita " * 60)
    handle = ready(client, network, post)

    result = client.finalise(network.account(), handle, post)

    assert result == PostRefused(reason=Refusal.CAPTION, told="Your Tweet text is too long.")


@pytest.mark.parametrize("handle", ["", "12a", "1,2,3,4,5", "1,,2", "../2", "1" * 20, "1\n"])
def test_a_handle_that_is_none_of_ours_reaches_no_network(
    handle: str, network: XNetwork, client: XChannel, files: str
) -> None:
    refused = PostRefused(reason=Refusal.MEDIA)

    assert client.status(network.account(), handle) == refused
    assert client.finalise(network.account(), handle, a_post(files)) == refused
    assert network.calls == []


# Tokens.


def test_a_token_that_ended_asks_for_a_person_only_when_nothing_renews_it(
    network: XNetwork, client: XChannel, files: str
) -> None:
    account = network.account()
    network.expire()

    assert client.publish(account, a_post(files)) == EXPIRED
    alone = client.publish(without(account, refresh=""), a_post(files))
    assert alone == replace(EXPIRED, needs_reconnect=True)


@pytest.mark.parametrize("access", ["", "two words", "line\nbreak", "टोकन"])
def test_a_token_that_cannot_be_sent_makes_no_call(
    access: str, network: XNetwork, client: XChannel, files: str
) -> None:
    account = without(network.account(), access=access, refresh="")
    no_token = PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)

    assert client.publish(account, a_post(files)) == no_token
    assert client.finalise(account, "123", a_post(files)) == no_token
    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, network.now())
    assert network.calls == []


def test_a_token_is_renewed_in_time_and_the_new_pair_is_kept(
    network: XNetwork, client: XChannel, files: str
) -> None:
    account = network.account()
    assert account.credential.expires_at is not None
    late = account.credential.expires_at - timedelta(minutes=44)
    early = account.credential.expires_at - timedelta(minutes=46)

    assert client.refresh(account, early) is None
    renewed = client.refresh(account, late)

    assert renewed == replace(
        account.credential,
        access="x-access-2",
        refresh="x-refresh-2",
        expires_at=late + timedelta(hours=2),
    )
    posted(client, network, a_post(files))
    assert isinstance(client.publish(account, a_post(files)), PostDeferred)


def test_a_credential_whose_end_nobody_knows_is_renewed_at_once(
    network: XNetwork, client: XChannel
) -> None:
    account = without(network.account(), expires_at=None)

    renewed = client.refresh(account, network.now())

    assert not isinstance(renewed, NeedsReconnect | None)
    assert renewed.access == "x-access-2"


def test_a_used_refresh_token_needs_a_person(network: XNetwork, client: XChannel) -> None:
    account = network.account()
    late = network.now() + timedelta(hours=3)
    client.refresh(account, late)

    assert client.refresh(account, late) == NeedsReconnect(reason=Later.TOKEN_REVOKED)


def test_a_client_that_x_does_not_know_any_more_needs_a_person(
    network: XNetwork, client: XChannel
) -> None:
    account = without(network.account(), client_secret="another")  # noqa: S106
    late = network.now() + timedelta(hours=3)

    assert client.refresh(account, late) == NeedsReconnect(reason=Later.TOKEN_REVOKED)


def test_a_token_without_a_refresh_token_needs_a_person_once_it_has_ended(
    network: XNetwork, client: XChannel
) -> None:
    account = without(network.account(), refresh="")
    assert account.credential.expires_at is not None
    end = account.credential.expires_at

    assert client.refresh(account, end - timedelta(minutes=1)) is None
    assert client.refresh(account, end) == NeedsReconnect(reason=Later.TOKEN_EXPIRED)


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_renewal_that_fails_is_repeated_or_refused_but_never_half_done(
    fault: Fault, network: XNetwork
) -> None:
    network.faults["token"] = fault
    account, late = network.account(), network.now() + timedelta(hours=3)

    if fault in {Fault.EXPIRED, Fault.REVOKED}:
        result = XChannel(caller_for(fault)).refresh(account, late)
        assert result == NeedsReconnect(reason=Later.TOKEN_REVOKED)
        return
    with pytest.raises(ChannelUnavailable):
        XChannel(caller_for(fault)).refresh(account, late)


def test_no_token_stands_in_an_address_or_in_what_is_said(
    network: XNetwork, client: XChannel, files: str
) -> None:
    account = network.account()
    late = network.now() + timedelta(hours=3)
    live = posted(client, network, a_post(files, PostForm.ALBUM))
    client.list_recent(account, network.now())
    client.metrics(account, [live.external_id])
    client.is_live(account, live.external_id)
    client.take_down(account, live.external_id)
    client.refresh(account, late)
    said = [repr(account), repr(client), *_errors(client, network, files)]

    kept = ("x-access", "x-refresh", "x-client-secret")
    addresses = [address_of(request) for request in network.requests]
    assert not [text for text in (*addresses, *said) for word in kept if word in text]


def _errors(client: XChannel, network: XNetwork, files: str) -> Iterator[str]:
    account = network.account()
    for fault in (Fault.FAILS_BEFORE, Fault.CLOSES_BEFORE, Fault.EXPIRED, Fault.NONSENSE):
        network.faults.update(dict.fromkeys(network.STEPS, fault))
        yield repr(client.publish(account, a_post(files)))
        for read in (lambda: client.status(account, "1+"), lambda: client.is_live(account, "1")):
            with pytest.raises(ChannelUnavailable) as caught:
                read()
            yield repr(caught.value)


# Reading back.


def test_the_timeline_shows_our_posts_as_people_see_them(
    network: XNetwork, client: XChannel, files: str
) -> None:
    since, post = network.now(), a_post(files)
    result = posted(client, network, post)

    seen = client.list_recent(network.account(), since)

    assert seen is not None
    assert [(one.external_id, one.permalink) for one in seen] == [
        (result.external_id, result.permalink)
    ]
    assert names(seen[0], MARKER, TAG)
    assert seen[0].text.startswith(CAPTION)


def test_a_repost_is_not_taken_for_the_post(
    network: XNetwork, client: XChannel, files: str
) -> None:
    since = network.now()
    result = posted(client, network, a_post(files))
    network.repost(result.external_id)

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == [result.external_id]


@pytest.mark.parametrize("ahead_s", [-50, 50])
def test_clocks_that_differ_by_less_than_a_minute_hide_no_post(
    ahead_s: int, network: XNetwork, client: XChannel, files: str
) -> None:
    since = network.now()
    network.skew = timedelta(seconds=ahead_s)
    result = posted(client, network, a_post(files))

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == [result.external_id]


def test_posts_from_before_are_left_out(network: XNetwork, client: XChannel) -> None:
    network.make_public("old", at=network.now() - timedelta(minutes=3))
    new = network.make_public("new", at=network.now())

    seen = client.list_recent(network.account(), network.now())

    assert [one.external_id for one in seen or ()] == [new]


def test_a_long_timeline_is_read_to_its_end(network: XNetwork, client: XChannel) -> None:
    since = network.now()
    made = [network.make_public(f"{n} {'म' * 280}", at=network.now()) for n in range(60)]

    seen = client.list_recent(network.account(), since)

    assert [one.external_id for one in seen or ()] == made[::-1]
    assert network.calls.count("timeline") == 3


def test_a_timeline_that_is_too_long_to_read_says_nothing(
    network: XNetwork, client: XChannel
) -> None:
    since = network.now()
    for n in range(501):
        network.make_public(str(n), at=network.now())

    with pytest.raises(ChannelUnavailable):
        client.list_recent(network.account(), since)


@pytest.mark.parametrize("user", ["", "@us", "1/../2", "12 3"])
def test_without_the_accounts_id_only_a_person_can_tell(
    user: str, network: XNetwork, client: XChannel
) -> None:
    account = network.account()
    nameless = replace(account, channel=replace(account.channel, account=user))

    assert client.list_recent(nameless, network.now()) is None
    assert network.calls == []


@pytest.mark.parametrize("fault", [*UNCLEAR, *CLEAR])
def test_a_reading_that_fails_says_so(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    post_id = posted(client, network, a_post(files)).external_id
    network.faults.update(dict.fromkeys(("timeline", "look", "measure"), fault))
    account, reader = network.account(), XChannel(caller_for(fault))

    with pytest.raises(ChannelUnavailable):
        reader.list_recent(account, network.now())
    with pytest.raises(ChannelUnavailable):
        reader.is_live(account, post_id)
    with pytest.raises(ChannelUnavailable):
        reader.metrics(account, [post_id])


# Taking down.


@pytest.mark.parametrize("is_404", [True, False])
def test_a_post_is_taken_down_and_a_second_time_is_as_good(
    is_404: bool, network: XNetwork, client: XChannel, files: str
) -> None:
    network.is_404 = is_404
    post_id = posted(client, network, a_post(files)).external_id
    account, removed = network.account(), TakedownAnswer(result=TakedownResult.REMOVED)
    assert client.is_live(account, post_id) is True

    assert client.take_down(account, post_id) == removed
    assert client.take_down(account, post_id) == removed
    assert network.live == []
    assert client.is_live(account, post_id) is False


@pytest.mark.parametrize("fault", sorted(AFTER, key=str))
def test_a_takedown_without_an_answer_is_repeated(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    post_id = posted(client, network, a_post(files)).external_id
    network.faults = Passing(delete=[fault])

    with pytest.raises(ChannelUnavailable):
        XChannel(caller_for(fault)).take_down(network.account(), post_id)

    assert client.take_down(network.account(), post_id).result is TakedownResult.REMOVED


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.EXPIRED, Later.TOKEN_EXPIRED), (Fault.REFUSED, Refusal.CONTENT)],
    ids=["expired", "refused"],
)
def test_a_takedown_that_is_refused_names_the_place_where_a_person_can_do_it(
    fault: Fault, reason: str, network: XNetwork, client: XChannel, files: str
) -> None:
    live = posted(client, network, a_post(files))
    network.faults["delete"] = fault

    answer = client.take_down(network.account(), live.external_id)

    assert answer == TakedownAnswer(
        result=TakedownResult.STILL_LIVE, reason=reason, link=live.permalink
    )
    assert len(network.live) == 1


@pytest.mark.parametrize("fault", [Fault.LIMITED, Fault.FAILS_BEFORE, Fault.NONSENSE])
def test_a_takedown_that_is_not_answered_says_so(
    fault: Fault, network: XNetwork, client: XChannel, files: str
) -> None:
    post_id = posted(client, network, a_post(files)).external_id
    network.faults["delete"] = fault

    with pytest.raises(ChannelUnavailable):
        client.take_down(network.account(), post_id)


@pytest.mark.parametrize("post_id", ["", "abc", "../users", "1?x=2"])
def test_an_id_that_x_never_gave_reaches_no_network(
    post_id: str, network: XNetwork, client: XChannel
) -> None:
    account = network.account()

    assert client.take_down(account, post_id).result is TakedownResult.NOT_POSSIBLE
    assert client.is_live(account, post_id) is False
    assert client.metrics(account, [post_id]) == {}
    assert network.calls == []


# Numbers.


def test_metrics_are_those_of_the_posts_that_are_there(network: XNetwork, client: XChannel) -> None:
    ids = [network.make_public(f"{n}", at=network.now()) for n in range(30)]
    network.remove(ids[3])

    counted = client.metrics(network.account(), ids)

    assert set(counted) == {*ids} - {ids[3]}
    assert counted[ids[0]] == Metrics(views=1200, reactions=40, comments=2, shares=4)
    assert network.calls == ["measure", "measure"]


def test_x_tells_nothing_of_its_quota_and_keeps_nothing_that_is_dropped(
    network: XNetwork, client: XChannel, files: str
) -> None:
    handle = ready(client, network, a_post(files))
    before = list(network.calls)

    client.discard(network.account(), handle)

    assert client.quota(network.account(), network.now()) is None
    assert network.calls == before
