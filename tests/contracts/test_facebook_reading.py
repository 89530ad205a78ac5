"""What a Page's client reads and takes down, and what it makes of hostile answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters.channels.facebook import FacebookChannel
from chalicelib.adapters.channels.graph import Graph
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    Pending,
    PostDeferred,
    Posted,
    PostForm,
    PostRefused,
    PostUnclear,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts import meta
from tests.contracts.meta import CAPTION, LONG_AGO, TAG, TROUBLE, a_post, go
from tests.networks.facebook import PAGE, FacebookNetwork
from tests.networks.facebook_videos import Video
from tests.networks.graph import error
from tests.networks.server import AFTER, Fault, NetPost, Reply

REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)
FLOOD = Reply(said={"id": "1", "x": "x" * 2_000_000})
# Faults that a network answers clearly; the others leave it open.
CLEAR = {
    Fault.EXPIRED: Later.TOKEN_EXPIRED,
    Fault.REVOKED: Later.TOKEN_REVOKED,
    Fault.REFUSED: Refusal.OTHER,
    Fault.DUPLICATE: Refusal.OTHER,
}
WELL = frozenset({Fault.SLOW, Fault.BROKEN})


@pytest.fixture
def network() -> Iterator[FacebookNetwork]:
    with FacebookNetwork() as running:
        yield running


@pytest.fixture
def account(network: FacebookNetwork) -> Account:
    return network.account()


@pytest.fixture
def client() -> FacebookChannel:
    return FacebookChannel(meta.patient())


def posted(client: FacebookChannel, account: Account, form: PostForm) -> str:
    result = go(client, account, a_post(form))
    assert isinstance(result, Posted)
    return result.external_id


# Lists.


def test_the_list_names_posts_videos_and_reels_by_what_they_are_taken_down_by(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    for form in PostForm:
        posted(client, account, form)

    recent = client.list_recent(account, LONG_AGO)

    assert {each.external_id for each in recent} == set(network.posts)
    assert {each.text for each in recent} == {CAPTION}
    assert all(each.permalink.startswith("https://www.facebook.com/") for each in recent)


def fill(network: FacebookNetwork, many: int, at: datetime) -> None:
    for number in range(many):
        own_id = f"{PAGE}_{number + 1}"
        facts = {"at": at + timedelta(seconds=number), "form": PostForm.PHOTO}
        text = f"{number} {TAG}"
        network.posts[own_id] = NetPost(post_id=own_id, text=text, facts=facts)


def test_a_list_is_read_over_its_pages_by_their_cursors(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    fill(network, 120, network.now())

    recent = client.list_recent(account, network.now() - timedelta(hours=1))

    assert len(recent) == 120
    assert network.calls.count("list_posts") == 3
    assert meta.leaks(network, account.credential.access) == []


def test_a_list_that_goes_on_beyond_what_is_read_is_not_taken_for_all_of_it(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    fill(network, 300, network.now())

    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, network.now() - timedelta(hours=1))

    assert network.calls.count("list_posts") == 5


def test_a_long_list_is_read_as_far_as_the_instant_and_no_further(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    fill(network, 300, network.now() - timedelta(days=2))
    since = network.now()
    newest = posted(client, account, PostForm.PHOTO)

    recent = client.list_recent(account, since)

    assert [each.external_id for each in recent] == [newest]
    assert network.calls.count("list_posts") == 1


def test_a_clock_that_is_some_seconds_behind_hides_no_post(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    since = network.now()
    network.skew = -timedelta(seconds=50)
    ours = posted(client, account, PostForm.REEL)

    assert [each.external_id for each in client.list_recent(account, since)] == [ours]


def test_a_reel_that_is_not_finished_is_not_listed_as_public(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    network.videos["1"] = Video(form=PostForm.REEL, description=CAPTION)

    assert client.list_recent(account, LONG_AGO) == []


NEXT = {"next": "https://graph.facebook.com/x"}
BAD_LISTS = {
    "no list": {"data": {"id": "1"}},
    "no data": {"items": []},
    "words": {"data": ["1", "2"]},
    "no id": {"data": [{"message": "x"}]},
    "a path for an id": {"data": [{"id": "1/../2"}]},
    "a number for an id": {"data": [{"id": 12}]},
    "more, without a cursor": {"data": [], "paging": NEXT},
    "more, with a cursor of lines": {
        "data": [], "paging": {**NEXT, "cursors": {"after": "a\nb"}},
    },
    "pages without an end": {"data": [], "paging": {**NEXT, "cursors": {"after": "same"}}},
    "a flood": FLOOD.said,
}  # fmt: skip


@pytest.mark.parametrize("said", BAD_LISTS.values(), ids=BAD_LISTS.keys())
@pytest.mark.parametrize("step", ["list_posts", "list_reels"])
def test_a_list_that_is_none_is_not_believed(
    network: FacebookNetwork, client: FacebookChannel, account: Account, step: str, said: object
) -> None:
    network.instead[step] = Reply(said=said)

    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, LONG_AGO)


def test_what_cannot_be_shown_of_a_listed_post_is_made_good(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    odd = {"id": f"{PAGE}_5", "message": 7, "permalink_url": "javascript:alert(1)"}
    worse = {"id": f"{PAGE}_6", "created_time": "yesterday", "attachments": {"data": [3]}}
    network.instead["list_posts"] = Reply(said={"data": [odd, worse]})

    first, second = client.list_recent(account, network.now())

    assert (first.permalink, first.text) == (f"https://www.facebook.com/{PAGE}_5", "")
    assert second.external_id == f"{PAGE}_6"


@pytest.mark.parametrize("step", ["list_posts", "list_reels"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in WELL])
def test_a_list_that_is_not_told_is_never_an_empty_one(
    network: FacebookNetwork, account: Account, step: str, fault: Fault
) -> None:
    network.faults[step] = fault

    with pytest.raises(ChannelUnavailable):
        FacebookChannel(meta.caller_for(fault)).list_recent(account, LONG_AGO)


# Takedowns.


@pytest.mark.parametrize("form", PostForm)
def test_a_takedown_leaves_neither_post_nor_photo_and_may_be_repeated(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    external_id = posted(client, account, form)
    assert client.is_live(account, external_id) is True

    assert client.take_down(account, external_id) == REMOVED
    assert client.take_down(account, external_id) == REMOVED

    assert network.live == []
    assert not any(photo.is_there for photo in network.photos.values())
    assert client.is_live(account, external_id) is False


def test_a_takedown_never_deletes_the_album_that_a_posts_photos_lie_in(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    external_id = posted(client, account, PostForm.ALBUM)

    client.take_down(account, external_id)

    asked = [each.path.rpartition("/")[2] for each in network.requests if each.method == "DELETE"]
    assert asked == [*network.photos, external_id]


@pytest.mark.parametrize("fault", Fault)
def test_a_takedown_says_what_is_so_and_a_second_one_ends_it(
    network: FacebookNetwork, client: FacebookChannel, account: Account, fault: Fault
) -> None:
    external_id = posted(client, account, PostForm.REEL)
    network.faults["delete"] = fault
    impatient = FacebookChannel(meta.caller_for(fault))

    if fault in CLEAR:
        link = f"https://www.facebook.com/{external_id}"
        expected = TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=CLEAR[fault], link=link)
        assert impatient.take_down(account, external_id) == expected
    elif fault in WELL:
        assert impatient.take_down(account, external_id) == REMOVED
    else:
        with pytest.raises(ChannelUnavailable):
            impatient.take_down(account, external_id)
    assert bool(network.live) == (fault not in AFTER | WELL)

    network.faults.clear()
    assert client.take_down(account, external_id) == REMOVED
    assert network.live == []


def test_an_album_that_was_taken_down_half_way_is_taken_down_wholly_by_the_next_try(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    external_id = posted(client, account, PostForm.ALBUM)
    network.faults["delete"] = Fault.CLOSES_AFTER
    with pytest.raises(ChannelUnavailable):
        client.take_down(account, external_id)
    network.faults.clear()

    assert client.take_down(account, external_id) == REMOVED
    assert not any(photo.is_there for photo in network.photos.values())


def test_a_post_stays_known_as_long_as_one_of_its_photos_is_not_gone(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    external_id = posted(client, account, PostForm.ALBUM)
    network.faults["delete"] = Fault.REFUSED

    assert client.take_down(account, external_id).result is TakedownResult.STILL_LIVE
    assert network.calls.count("delete") == 1
    assert len(network.live) == 1


def test_a_takedown_that_says_nothing_is_no_removal(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    for said in ({"success": False}, {"success": "true"}, {"id": "1"}):
        network.instead["delete"] = Reply(said=said)
        with pytest.raises(ChannelUnavailable):
            client.take_down(account, "123")


@pytest.mark.parametrize("reply", [error(400, 1, "?"), error(400, 9999, "?", is_transient=True)])
def test_a_network_that_is_at_a_loss_is_asked_again(
    network: FacebookNetwork, client: FacebookChannel, account: Account, reply: Reply
) -> None:
    network.instead["delete"] = reply

    with pytest.raises(ChannelUnavailable):
        client.take_down(account, "123")


def test_a_page_that_is_not_found_without_a_word_of_the_network_proves_nothing(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    network.instead["delete"] = Reply(status=404, said=None)

    with pytest.raises(ChannelUnavailable):
        client.take_down(account, "123")


# Figures.


@pytest.mark.parametrize("form", PostForm)
def test_figures_are_those_that_the_network_tells(
    client: FacebookChannel, account: Account, form: PostForm
) -> None:
    external_id = posted(client, account, form)

    found = client.metrics(account, [external_id, f"{PAGE}_404"])

    shares = 2 if form in {PostForm.PHOTO, PostForm.ALBUM} else None
    assert found == {external_id: Metrics(views=340, reactions=12, comments=3, shares=shares)}


def test_figures_that_are_not_told_are_none(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    external_id = posted(client, account, PostForm.PHOTO)
    network.instead["insights"] = error(400, 100, "The value must be a valid insights metric")
    network.instead["figures"] = Reply(said={"id": "1", "reactions": [], "shares": {"count": "x"}})

    assert client.metrics(account, [external_id]) == {external_id: Metrics()}


@pytest.mark.parametrize("value", [True, -1, 10**20, "12", 1.5, None])
def test_a_figure_that_is_no_number_of_things_is_none(
    network: FacebookNetwork, client: FacebookChannel, account: Account, value: object
) -> None:
    told = {"name": "post_media_view", "values": [{"value": value}]}
    network.instead["insights"] = Reply(said={"data": [told]})
    external_id = posted(client, account, PostForm.PHOTO)

    assert client.metrics(account, [external_id])[external_id].views is None


def test_figures_of_a_network_in_trouble_are_asked_for_again(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    external_id = posted(client, account, PostForm.PHOTO)
    for step in ("figures", "insights"):
        network.faults = {step: Fault.LIMITED}
        with pytest.raises(ChannelUnavailable):
            client.metrics(account, [external_id])


def test_a_page_is_told_of_no_quota(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    assert client.quota(account, network.now()) is None
    assert network.requests == []


# Media that a form cannot be made of, and answers that are none.


def test_media_that_do_not_fit_the_form_are_refused_without_a_call(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    video, photo = meta.a_video(), meta.a_photo()
    unfit = [
        a_post(PostForm.PHOTO, media=(video,)),
        a_post(PostForm.PHOTO, media=(photo, photo)),
        a_post(PostForm.REEL, media=(photo,)),
        a_post(PostForm.VIDEO, media=()),
        a_post(PostForm.ALBUM, media=(photo, video)),
        a_post(PostForm.ALBUM, media=(photo,) * 11),
        a_post(PostForm.PHOTO, media=(replace(photo, url="file:///etc/passwd"),)),
    ]

    assert {client.publish(account, post) for post in unfit} == {PostRefused(reason=Refusal.MEDIA)}
    assert network.requests == []


BAD_IDS = {
    "a path": {"id": "../1", "post_id": "1/2"},
    "numbers": {"id": 1, "post_id": 2},
    "none": {"name": "x"},
    "words": {"id": "abc", "post_id": "#"},
    "lists": {"id": ["1"], "post_id": {}},
    "a flood": FLOOD.said,
    "a list": ["1"],
}


@pytest.mark.parametrize("said", BAD_IDS.values(), ids=BAD_IDS.keys())
def test_an_answer_without_a_usable_id_is_unclear_in_public_and_trouble_before(
    network: FacebookNetwork, client: FacebookChannel, account: Account, said: object
) -> None:
    every = ("photo", "feed", "album_photo", "reel_start", "video_create")
    network.instead = dict.fromkeys(every, Reply(said=said))
    unclear = PostUnclear(reason="broken_answer")

    assert go(client, account, a_post(PostForm.PHOTO)) == unclear
    assert go(client, account, a_post(PostForm.ALBUM)) == TROUBLE
    assert go(client, account, a_post(PostForm.REEL)) == TROUBLE
    assert go(client, account, a_post(PostForm.VIDEO)) == TROUBLE
    del network.instead["album_photo"]
    assert go(client, account, a_post(PostForm.ALBUM)) == unclear


@pytest.mark.parametrize("said", [{"success": "true"}, {"success": 1}, {"id": "1"}, []])
def test_a_publishing_that_is_not_said_to_be_done_is_unclear(
    network: FacebookNetwork, client: FacebookChannel, account: Account, said: object
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.REEL))
    network.instead["reel_finish"] = Reply(said=said)

    result = client.finalise(account, handle, a_post(PostForm.REEL))

    assert result == PostUnclear(reason="broken_answer")


@pytest.mark.parametrize(
    "said", [{"id": "1"}, {"status": "ready"}, {"status": ["x"]}, {"status": None}]
)
def test_a_video_without_a_status_is_not_guessed_at(
    network: FacebookNetwork, client: FacebookChannel, account: Account, said: object
) -> None:
    network.instead["status"] = Reply(said=said)

    with pytest.raises(ChannelUnavailable):
        client.status(account, "video:1")


def test_phases_of_the_wrong_form_are_waited_out(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    network.instead["status"] = Reply(said={"status": {"uploading_phase": "complete"}})

    assert isinstance(client.status(account, "reel:1"), Pending)


def test_a_video_that_failed_without_a_word_is_refused_without_one(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    failed = {"video_status": "error", "processing_phase": {"errors": [], "error": "x"}}
    network.instead["status"] = Reply(said={"status": failed})

    assert client.status(account, "video:1") == PostRefused(reason=Refusal.MEDIA)


def test_an_upload_that_has_ended_is_begun_anew_later(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    network.instead["status"] = Reply(said={"status": {"video_status": "expired"}})

    result = client.status(account, "reel:1")

    assert result == PostDeferred(reason=Later.TOO_SLOW)


FOREIGN = {
    "another host": "https://evil.example/video-upload/1",
    "a name that only begins so": "https://graph.facebook.com.evil.example/1",
    "a name that only ends so": "https://evilfacebook.com/1",
    "a person before the host": "https://rupload.facebook.com@evil.example/1",
    "another line": "https://evil.example/\r\nhttps://x.facebook.com/",
    "a backslash": "https://evil.example\\.facebook.com/1",
    "without encryption": "http://rupload.facebook.com/1",
    "another port": "https://rupload.facebook.com:8443/1",
    "the machine's own": "http://169.254.169.254/latest/meta-data",
    "no address": 7,
}


@pytest.mark.parametrize("address", FOREIGN.values(), ids=FOREIGN.keys())
def test_an_upload_to_a_foreign_address_is_not_made(
    network: FacebookNetwork, client: FacebookChannel, account: Account, address: object
) -> None:
    network.instead["reel_start"] = Reply(said={"video_id": "1", "upload_url": address})

    assert client.publish(account, a_post(PostForm.REEL)) == TROUBLE


def test_another_server_of_this_machine_is_a_foreign_address_and_gets_no_token(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    with FacebookNetwork() as other:
        network.upload_host = other.base_url

        assert client.publish(account, a_post(PostForm.REEL)) == TROUBLE

    assert other.requests == []


def test_the_networks_own_upload_host_is_no_foreign_address(
    network: FacebookNetwork, account: Account
) -> None:
    graph = Graph(meta.patient(), account)

    assert graph.owns("https://rupload.facebook.com/video-upload/v23.0/1?x=%2F")
    assert graph.owns(f"{network.base_url}/video-upload/v23.0/1")
