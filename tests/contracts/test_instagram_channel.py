"""Instagram's client against its API: every form, every fault of every step, once at most."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.channels.instagram import InstagramChannel
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
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
from tests.contracts import meta
from tests.contracts.meta import (
    BEFORE_PUBLIC,
    CAPTION,
    LONG_AGO,
    MARKER,
    OPEN,
    TAG,
    TROUBLE,
    a_post,
    go,
)
from tests.networks.graph import error
from tests.networks.instagram import InstagramNetwork
from tests.networks.server import AFTER, Fault, NetPost, Reply

QUOTA = PostDeferred(reason=Later.QUOTA)
BROKEN = PostRefused(
    reason=Refusal.MEDIA, told="Error: Media upload has failed with error code 2207026"
)
LOOK = timedelta(seconds=30)
REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)
WELL = frozenset({Fault.SLOW, Fault.BROKEN})
NOT_WELL = [fault for fault in Fault if fault not in WELL]
DEAD = frozenset({Fault.EXPIRED, Fault.REVOKED})


@pytest.fixture
def network() -> Iterator[InstagramNetwork]:
    with InstagramNetwork() as running:
        yield running


@pytest.fixture
def account(network: InstagramNetwork) -> Account:
    return network.account()


@pytest.fixture
def client() -> InstagramChannel:
    return InstagramChannel(meta.patient())


def found(client: InstagramChannel, account: Account) -> list[str]:
    """Return the ids under which our post is listed."""
    recent = client.list_recent(account, LONG_AGO)
    return [each.external_id for each in recent if names(each, MARKER, TAG)]


def link(post_id: str) -> str:
    return f"https://www.instagram.com/p/C{post_id[-6:]}/"


def fill(network: InstagramNetwork, many: int) -> None:
    for number in range(many):
        own_id = str(number + 1)
        facts = {"at": network.now(), "kind": "IMAGE"}
        network.posts[own_id] = NetPost(post_id=own_id, text=f"क{number}" * 400, facts=facts)


def posted(client: InstagramChannel, account: Account) -> str:
    result = go(client, account, a_post(PostForm.PHOTO))
    assert isinstance(result, Posted)
    return result.external_id


# Every form goes out, once.


@pytest.mark.parametrize("form", PostForm)
def test_every_form_goes_public_once_and_is_found_again(
    network: InstagramNetwork, client: InstagramChannel, account: Account, form: PostForm
) -> None:
    result = go(client, account, a_post(form))

    (live,) = network.live
    assert result == Posted(external_id=live.post_id, permalink=link(live.post_id))
    assert live.text == CAPTION
    assert live.media == tuple(each.url for each in meta.MEDIA[form])
    kinds = {PostForm.PHOTO: "IMAGE", PostForm.ALBUM: "CAROUSEL"}
    assert live.facts["kind"] == kinds.get(form, "REELS")
    assert found(client, account) == [live.post_id]
    assert network.calls.count("publish") == 1


@pytest.mark.parametrize("form", PostForm)
@pytest.mark.parametrize("has_label", [True, False])
def test_what_a_machine_made_is_labelled_by_the_network(
    network: InstagramNetwork, client: InstagramChannel, account: Account, form: PostForm,
    has_label: bool,
) -> None:  # fmt: skip
    go(client, account, a_post(form, has_ai_label=has_label))

    (live,) = network.live
    assert live.facts["is_ai_generated"] is has_label
    items = [request.fields for request in network.requests if "is_carousel_item" in request.fields]
    assert not any("is_ai_generated" in fields for fields in items)


def test_only_photos_carry_alt_text(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    for form in PostForm:
        go(client, account, a_post(form))

    made = [c.fields for c in network.containers.values() if c.fields.get("media_type") is None]
    others = [c.fields for c in network.containers.values() if "media_type" in c.fields]
    assert {fields["alt_text"] for fields in made} == {"A woman before her door"}
    assert not any("alt_text" in fields for fields in others)


# What goes wrong before anything is public.


EARLIER = [
    pytest.param(form, step, fault, id=f"{form}-{step}-{fault.value}")
    for form, step in (
        (PostForm.PHOTO, "container"), (PostForm.REEL, "container"), (PostForm.ALBUM, "item"),
        (PostForm.ALBUM, "container"),
    )
    for fault in Fault
]  # fmt: skip


@pytest.mark.parametrize(("form", "step", "fault"), EARLIER)
def test_a_fault_before_the_public_step_ends_the_attempt_and_leaves_nothing(
    network: InstagramNetwork, account: Account, form: PostForm, step: str, fault: Fault
) -> None:
    network.faults[step] = fault

    result = go(InstagramChannel(meta.caller_for(fault)), account, a_post(form))

    expected = earlier(network, step, fault)
    assert result == expected or (expected is Posted and isinstance(result, Posted))
    assert network.times_posted(TAG) == (1 if expected is Posted else 0)


def earlier(
    network: InstagramNetwork, step: str, fault: Fault
) -> PostResult | type[Posted]:  # fmt: skip
    if fault in WELL:
        if step == "item":
            return Posted
        last = list(network.containers)[-1]
        slow = Pending(handle=f"{last}:{TAG}", look_in=LOOK)
        return slow if fault is Fault.SLOW else BROKEN
    return QUOTA if fault is Fault.QUOTA else BEFORE_PUBLIC[fault]


# What goes wrong in the public step.


@pytest.mark.parametrize("form", [PostForm.PHOTO, PostForm.ALBUM])
@pytest.mark.parametrize("fault", Fault)
def test_publishing_is_said_clearly_or_it_is_unclear_and_the_container_settles_it(
    network: InstagramNetwork, client: InstagramChannel, account: Account, form: PostForm,
    fault: Fault,
) -> None:  # fmt: skip
    handle = meta.handle_of(client, account, a_post(form))
    network.faults["publish"] = fault

    impatient = InstagramChannel(meta.caller_for(fault))
    result = impatient.finalise(account, handle, a_post(form))

    is_out = fault in AFTER | WELL
    if fault in WELL | {Fault.FAILS_AFTER}:  # an answer that was heard is looked behind
        assert isinstance(result, Posted)
    elif fault in OPEN:
        assert result == PostUnclear(reason=OPEN[fault])
        assert isinstance(client.status(account, handle), Posted if is_out else Ready)
    else:
        assert result == (QUOTA if fault is Fault.QUOTA else BEFORE_PUBLIC[fault])
    network.faults.clear()
    assert network.calls.count("publish") == 1
    assert network.times_posted(TAG) == (1 if is_out else 0)
    assert found(client, account) == list(network.posts)


def test_a_restriction_that_follows_a_live_post_is_not_believed(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    network.restricts = "after"

    result = go(client, account, a_post(PostForm.REEL))

    (live,) = network.live
    assert result == Posted(external_id=live.post_id, permalink=link(live.post_id))


def test_a_restriction_before_a_post_is_unclear_since_the_post_may_come_yet(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    network.restricts = "before"

    result = go(client, account, a_post(PostForm.REEL))

    assert result == PostUnclear(reason="graph_4_2207051")
    assert network.posts == {}


@pytest.mark.parametrize(
    ("code", "subcode"), [(1, None), (2, None), (-1, 2207001), (7777, None), (100, None)]
)
def test_whatever_error_follows_a_live_post_the_container_tells_of_it(
    network: InstagramNetwork, client: InstagramChannel, account: Account, code: int,
    subcode: int | None,
) -> None:  # fmt: skip
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    client.finalise(account, handle, a_post(PostForm.PHOTO))
    network.instead["publish"] = error(400, code, "An error", subcode)

    again = client.finalise(account, handle, a_post(PostForm.PHOTO))

    assert isinstance(again, Posted)
    assert network.times_posted(TAG) == 1


def test_a_post_that_is_live_and_not_yet_listed_is_unclear(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    network.restricts = "after"
    network.instead["list"] = Reply(said={"data": []})
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))

    result = client.finalise(account, handle, a_post(PostForm.PHOTO))

    assert result == PostUnclear(reason="graph_4_2207051")
    assert client.status(account, handle) == PostUnclear(reason="container_published")
    network.instead.clear()
    assert isinstance(client.status(account, handle), Posted)


def test_a_refusal_while_the_container_is_worked_on_is_unclear(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    network.faults |= {"publish": Fault.REFUSED, "status": Fault.SLOW}

    result = client.finalise(account, handle, a_post(PostForm.PHOTO))

    assert result == PostUnclear(reason=Refusal.CONTENT)


def test_a_refusal_that_cannot_be_checked_is_unclear(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    network.faults |= {"publish": Fault.REFUSED, "status": Fault.FAILS_BEFORE}

    result = client.finalise(account, handle, a_post(PostForm.PHOTO))

    assert result == PostUnclear(reason=Refusal.CONTENT)


def test_a_token_that_dies_before_the_public_step_is_a_clear_no(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    network.expire()

    assert client.finalise(account, handle, a_post(PostForm.PHOTO)) == BEFORE_PUBLIC[Fault.EXPIRED]
    assert client.status(account, handle) == BEFORE_PUBLIC[Fault.EXPIRED]
    assert network.posts == {}


@pytest.mark.parametrize("fault", NOT_WELL)
def test_a_post_whose_link_is_not_told_is_unclear_until_its_status_tells(
    network: InstagramNetwork, client: InstagramChannel, account: Account, fault: Fault
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    network.faults["permalink"] = fault

    impatient = InstagramChannel(meta.caller_for(fault))
    result = impatient.finalise(account, handle, a_post(PostForm.PHOTO))

    (live,) = network.live
    assert result == PostUnclear(reason="no_permalink")
    settled = Posted(external_id=live.post_id, permalink=link(live.post_id))
    assert client.status(account, handle) == settled


def test_a_network_that_is_not_there_was_sent_nothing(client: InstagramChannel) -> None:
    with InstagramNetwork() as away:
        account = away.account()

    for form in PostForm:
        assert go(client, account, a_post(form)) == PostDeferred(reason=Later.NOT_SENT)
    result = client.finalise(account, f"1:{TAG}", a_post(PostForm.PHOTO))
    assert result == PostDeferred(reason=Later.NOT_SENT)


# The status of a container.


@pytest.mark.parametrize("fault", Fault)
def test_a_status_that_is_not_told_is_never_guessed(
    network: InstagramNetwork, client: InstagramChannel, account: Account, fault: Fault
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.REEL))
    impatient = InstagramChannel(meta.caller_for(fault))
    network.faults["status"] = fault

    if fault is Fault.SLOW:
        assert client.status(account, handle) == Pending(handle=handle, look_in=LOOK)
    elif fault is Fault.BROKEN:
        assert client.status(account, handle) == BROKEN
    elif fault in DEAD:
        assert client.status(account, handle) == BEFORE_PUBLIC[fault]
    else:
        with pytest.raises(ChannelUnavailable):
            impatient.status(account, handle)
    assert network.posts == {}


def test_a_container_whose_day_is_over_was_published_nowhere(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    fill(network, 3)  # of others
    network.end_containers()

    assert client.status(account, handle) == PostDeferred(reason=Later.TOO_SLOW)
    late = client.finalise(account, handle, a_post(PostForm.PHOTO))
    assert late == PostDeferred(reason=Later.TOO_SLOW)


@pytest.mark.parametrize("state", ["ERROR", "EXPIRED"])
def test_a_container_that_has_ended_badly_is_not_believed_when_its_post_is_live(
    network: InstagramNetwork, client: InstagramChannel, account: Account, state: str
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    posted = client.finalise(account, handle, a_post(PostForm.PHOTO))
    network.instead["status"] = Reply(said={"status_code": state})

    assert client.status(account, handle) == posted


def test_a_container_that_is_not_there_any_more_is_unclear(
    client: InstagramChannel, account: Account
) -> None:
    assert client.status(account, f"123:{TAG}") == PostUnclear(reason="container_gone")
    assert client.status(account, "123:") == PostUnclear(reason="container_gone")


@pytest.mark.parametrize("said", [{"id": "1"}, {"status_code": "NEW"}, {"status_code": ["x"]}])
def test_a_state_that_we_do_not_know_is_not_guessed_at(
    network: InstagramNetwork, client: InstagramChannel, account: Account, said: object
) -> None:
    network.instead["status"] = Reply(said=said)

    with pytest.raises(ChannelUnavailable):
        client.status(account, f"1:{TAG}")


def test_dropping_a_container_calls_nobody(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    client.discard(account, "1:x")

    assert network.requests == []


# Media that a form cannot be made of, answers that are none, and the token.


def test_media_that_do_not_fit_the_form_are_refused_without_a_call(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    video, photo = meta.a_video(), meta.a_photo()
    unfit = [
        a_post(PostForm.PHOTO, media=(video,)),
        a_post(PostForm.REEL, media=(photo,)),
        a_post(PostForm.ALBUM, media=(photo,)),
        a_post(PostForm.ALBUM, media=(photo, video)),
        a_post(PostForm.ALBUM, media=(photo,) * 11),
        a_post(PostForm.PHOTO, media=(replace(photo, url="ftp://x/1"),)),
    ]

    assert {client.publish(account, post) for post in unfit} == {PostRefused(reason=Refusal.MEDIA)}
    assert network.requests == []


@pytest.mark.parametrize("said", [{"id": "1/2"}, {"id": 5}, {"name": "x"}, ["1"], {"id": "x" * 99}])
def test_an_answer_without_a_usable_id_is_looked_behind_or_tried_again_later(
    network: InstagramNetwork, client: InstagramChannel, account: Account, said: object
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.PHOTO))
    network.instead = dict.fromkeys(("container", "item", "publish"), Reply(said=said))

    assert go(client, account, a_post(PostForm.PHOTO)) == TROUBLE
    assert go(client, account, a_post(PostForm.ALBUM)) == TROUBLE
    result = client.finalise(account, handle, a_post(PostForm.PHOTO))
    assert result == PostUnclear(reason="broken_answer")


def test_without_a_token_that_can_be_sent_nothing_is_sent(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    bare = meta.with_token(account, "")
    no_token = PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)

    assert {go(client, bare, a_post(form)) for form in PostForm} == {no_token}
    assert client.finalise(bare, "1:x", a_post(PostForm.PHOTO)) == no_token
    assert client.status(bare, "1:x") == no_token
    assert client.take_down(bare, "1").reason == Later.NO_TOKEN
    with pytest.raises(ChannelUnavailable):
        client.quota(bare, network.now())
    assert network.requests == []


def test_the_token_stands_in_no_address_and_in_no_words_of_ours(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    token = account.credential.access
    for form in PostForm:
        assert isinstance(go(client, account, a_post(form)), Posted)
    external_id = posted(client, account)
    client.metrics(account, [external_id])
    client.is_live(account, external_id)
    client.quota(account, network.now())
    client.list_recent(account, LONG_AGO)
    client.take_down(account, external_id)
    client.refresh(account, network.now() + timedelta(days=35))
    network.faults["list"] = Fault.REVOKED
    with pytest.raises(ChannelUnavailable) as caught:
        client.list_recent(account, LONG_AGO)

    assert set(network.calls) == set(network.STEPS)
    assert meta.leaks(network, token) == []
    said = "".join(traceback.format_exception(caught.value)) + repr(account) + repr(vars(client))
    assert token not in said
