"""A Page's client against Facebook's API: every form, every fault of every step, once at most."""

import traceback
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.channels.facebook import FacebookChannel
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
    names,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts import meta
from tests.contracts.meta import BEFORE_PUBLIC, CAPTION, LONG_AGO, MARKER, OPEN, TAG, a_post, go
from tests.networks.facebook import PAGE, FacebookNetwork
from tests.networks.server import AFTER, Fault

ONE_CALL = (PostForm.PHOTO, PostForm.ALBUM)
TWO_STEPS = (PostForm.REEL, PostForm.VIDEO)
EARLIER = {
    PostForm.ALBUM: ("album_photo",),
    PostForm.REEL: ("reel_start", "reel_upload"),
    PostForm.VIDEO: ("video_create",),
}
# A Page's quota has no error of its own: too many calls are too many calls.
LIMITED = PostDeferred(reason=Later.RATE_LIMITED)
BROKEN = {
    PostForm.REEL: PostRefused(reason=Refusal.MEDIA, told="Resolution too low."),
    PostForm.VIDEO: PostRefused(reason=Refusal.MEDIA, told="The video cannot be decoded."),
}
CASES_EARLIER = [
    pytest.param(form, step, fault, id=f"{step}-{fault.value}")
    for form, steps in EARLIER.items()
    for step in steps
    for fault in Fault
]


def cases(*forms: PostForm) -> list[object]:
    return [
        pytest.param(form, fault, id=f"{form}-{fault.value}") for form in forms for fault in Fault
    ]


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


def found(client: FacebookChannel, account: Account) -> list[str]:
    """Return the ids under which our post is listed."""
    recent = client.list_recent(account, LONG_AGO)
    return [each.external_id for each in recent if names(each, MARKER, TAG)]


# Every form goes out, once.


@pytest.mark.parametrize("form", PostForm)
def test_every_form_goes_public_once_and_is_found_again(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    result = go(client, account, a_post(form))

    (live,) = network.live
    assert isinstance(result, Posted)
    assert result.external_id == live.post_id
    assert result.permalink.startswith("https://www.facebook.com/")
    assert (live.text, live.facts["form"]) == (CAPTION, form)
    assert live.media == tuple(each.url for each in meta.MEDIA[form])
    assert found(client, account) == [live.post_id]
    assert network.calls.count(network.PUBLIC_STEPS[form]) == 1


@pytest.mark.parametrize("form", PostForm)
def test_only_the_public_step_makes_anything_public(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    public = network.PUBLIC_STEPS[form]
    network.faults[public] = Fault.CLOSES_BEFORE

    go(client, account, a_post(form))

    assert network.calls[-1] == public
    assert network.posts == {}


def test_photos_carry_their_alt_text(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    go(client, account, a_post(PostForm.ALBUM))

    assert {photo.alt_text for photo in network.photos.values()} == {"A woman before her door"}


# What goes wrong before anything is public.


@pytest.mark.parametrize(("form", "step", "fault"), CASES_EARLIER)
def test_a_fault_before_the_public_step_ends_the_attempt_and_leaves_nothing(
    network: FacebookNetwork, account: Account, form: PostForm, step: str, fault: Fault
) -> None:
    network.faults[step] = fault

    result = go(FacebookChannel(meta.caller_for(fault)), account, a_post(form))

    expected = earlier(form, step, fault)
    assert result == expected or (expected is Posted and isinstance(result, Posted))
    assert network.times_posted(TAG) == (1 if expected is Posted else 0)


def earlier(form: PostForm, step: str, fault: Fault) -> PostResult | type[Posted]:
    hands_over = step in {"reel_upload", "video_create"}
    if fault in {Fault.SLOW, Fault.BROKEN} and hands_over:
        look = timedelta(seconds=10 if form is PostForm.REEL else 30)
        slow = Pending(handle=f"{form.value}:100000000000001", look_in=look)
        return slow if fault is Fault.SLOW else BROKEN[form]
    if fault in {Fault.SLOW, Fault.BROKEN}:
        return Posted
    if step == "reel_upload" and fault in meta.SILENT | {Fault.NONSENSE}:
        # The network may be fetching the file all the same: its status tells.
        waiting = Pending(handle="reel:100000000000001", look_in=timedelta(seconds=10))
        return Posted if fault in AFTER else waiting
    return LIMITED if fault is Fault.QUOTA else BEFORE_PUBLIC[fault]


# What goes wrong in the public step.


@pytest.mark.parametrize(("form", "fault"), cases(*ONE_CALL))
def test_in_one_call_networks_say_clearly_or_it_is_unclear_and_the_list_settles_it(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm,
    fault: Fault,
) -> None:  # fmt: skip
    network.faults[network.PUBLIC_STEPS[form]] = fault

    result = go(FacebookChannel(meta.caller_for(fault)), account, a_post(form))

    assert_public(result, fault)
    assert_settled(network, client, account, fault)


@pytest.mark.parametrize(("form", "fault"), cases(*TWO_STEPS))
def test_in_two_steps_networks_say_clearly_or_it_is_unclear_and_the_status_settles_it(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm,
    fault: Fault,
) -> None:  # fmt: skip
    public = network.PUBLIC_STEPS[form]
    impatient = FacebookChannel(meta.caller_for(fault))
    handle = meta.handle_of(client, account, a_post(form))
    network.faults[public] = fault

    result = impatient.finalise(account, handle, a_post(form))

    assert_public(result, fault)
    assert network.calls.count(public) == 1
    if isinstance(result, PostUnclear):
        is_out = fault in AFTER
        assert isinstance(client.status(account, handle), Posted if is_out else Ready)
    assert_settled(network, client, account, fault)


def assert_public(result: object, fault: Fault) -> None:
    if fault in OPEN:
        assert result == PostUnclear(reason=OPEN[fault])
    elif fault in {Fault.SLOW, Fault.BROKEN}:
        assert isinstance(result, Posted)
    else:
        assert result == (LIMITED if fault is Fault.QUOTA else BEFORE_PUBLIC[fault])


def assert_settled(
    network: FacebookNetwork, client: FacebookChannel, account: Account, fault: Fault
) -> None:
    network.faults.clear()
    is_out = fault in AFTER or fault in {Fault.SLOW, Fault.BROKEN}
    assert network.times_posted(TAG) == (1 if is_out else 0)
    assert found(client, account) == list(network.posts)


def test_a_refusal_of_a_reel_that_is_public_all_the_same_is_not_believed(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.REEL))
    first = client.finalise(account, handle, a_post(PostForm.REEL))

    again = client.finalise(account, handle, a_post(PostForm.REEL))  # "published before"

    assert again == first
    assert network.times_posted(TAG) == 1


def test_a_refusal_that_cannot_be_checked_is_unclear(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.REEL))
    network.faults |= {"reel_finish": Fault.REFUSED, "status": Fault.FAILS_BEFORE}

    result = client.finalise(account, handle, a_post(PostForm.REEL))

    assert result == PostUnclear(reason=Refusal.CONTENT)


@pytest.mark.parametrize("form", TWO_STEPS)
def test_a_token_that_dies_before_the_public_step_is_a_clear_no(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    handle = meta.handle_of(client, account, a_post(form))
    network.revoke()

    result = client.finalise(account, handle, a_post(form))

    assert result == BEFORE_PUBLIC[Fault.REVOKED]
    assert network.posts == {}


def test_a_network_that_is_not_there_was_sent_nothing(client: FacebookChannel) -> None:
    with FacebookNetwork() as gone:
        account = gone.account()

    for form in PostForm:
        assert go(client, account, a_post(form)) == PostDeferred(reason=Later.NOT_SENT)
    result = client.finalise(account, "reel:1", a_post(PostForm.REEL))
    assert result == PostDeferred(reason=Later.NOT_SENT)


# The status of what is pending.


@pytest.mark.parametrize(("form", "fault"), cases(*TWO_STEPS))
def test_a_status_that_is_not_told_is_never_guessed(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm,
    fault: Fault,
) -> None:  # fmt: skip
    handle = meta.handle_of(client, account, a_post(form))
    impatient = FacebookChannel(meta.caller_for(fault))
    network.faults["status"] = fault

    if fault is Fault.SLOW:
        assert isinstance(client.status(account, handle), Pending)
    elif fault is Fault.BROKEN:
        assert client.status(account, handle) == BROKEN[form]
    elif fault in {Fault.EXPIRED, Fault.REVOKED}:
        assert client.status(account, handle) == BEFORE_PUBLIC[fault]
    else:
        with pytest.raises(ChannelUnavailable):
            impatient.status(account, handle)
    assert network.posts == {}


@pytest.mark.parametrize("form", TWO_STEPS)
def test_what_was_slow_is_ready_once_it_is_worked_up(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    network.faults["status"] = Fault.SLOW
    handle = meta.handle_of(client, account, a_post(form))
    assert isinstance(client.status(account, handle), Pending)

    network.faults.clear()

    assert client.status(account, handle) == Ready(handle=handle)


def test_a_reel_that_was_finished_and_is_worked_on_is_never_ready_again(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    handle = meta.handle_of(client, account, a_post(PostForm.REEL))
    network.faults["reel_finish"] = Fault.SLOW
    client.finalise(account, handle, a_post(PostForm.REEL))

    assert client.status(account, handle) == PostUnclear(reason="processing")
    network.faults.clear()
    assert isinstance(client.status(account, handle), Posted)


def test_a_video_that_is_not_there_any_more_is_unclear(
    client: FacebookChannel, account: Account
) -> None:
    assert client.status(account, "reel:123") == PostUnclear(reason="video_gone")


# What waits is dropped.


@pytest.mark.parametrize("form", TWO_STEPS)
def test_what_waits_is_dropped_and_dropping_it_again_is_harmless(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    handle = meta.handle_of(client, account, a_post(form))

    client.discard(account, handle)
    client.discard(account, handle)

    assert network.videos == {}


@pytest.mark.parametrize("form", TWO_STEPS)
def test_what_is_public_is_never_dropped(
    network: FacebookNetwork, client: FacebookChannel, account: Account, form: PostForm
) -> None:
    handle = meta.handle_of(client, account, a_post(form))
    client.finalise(account, handle, a_post(form))

    client.discard(account, handle)

    assert len(network.live) == 1


# The token.


@pytest.mark.parametrize("token", ["", "with space", "line\nbreak", "tökén"])
def test_without_a_token_that_can_be_sent_nothing_is_sent(
    network: FacebookNetwork, client: FacebookChannel, account: Account, token: str
) -> None:
    bare = meta.with_token(account, token)
    no_token = PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)

    assert {go(client, bare, a_post(form)) for form in PostForm} == {no_token}
    assert client.finalise(bare, "reel:1", a_post(PostForm.REEL)) == no_token
    assert client.status(bare, "reel:1") == no_token
    assert client.take_down(bare, f"{PAGE}_1").reason == Later.NO_TOKEN
    with pytest.raises(ChannelUnavailable):
        client.list_recent(bare, LONG_AGO)
    assert network.requests == []


def test_a_wrong_token_is_refused_by_the_network_and_only_a_person_can_mend_it(
    client: FacebookChannel, account: Account
) -> None:
    wrong = meta.with_token(account, "EAAanother")

    assert {go(client, wrong, a_post(form)) for form in PostForm} == {BEFORE_PUBLIC[Fault.REVOKED]}


def test_the_token_stands_in_no_address_and_in_no_words_of_ours(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    token = account.credential.access
    for form in PostForm:
        posted = go(client, account, a_post(form))
        assert isinstance(posted, Posted)
        client.metrics(account, [posted.external_id])
        client.is_live(account, posted.external_id)
    client.list_recent(account, LONG_AGO)
    client.take_down(account, next(iter(network.posts)))
    client.refresh(account, network.now() + timedelta(days=35))
    network.faults = dict.fromkeys(network.STEPS, Fault.REVOKED)
    with pytest.raises(ChannelUnavailable) as caught:
        client.list_recent(account, LONG_AGO)

    assert set(network.calls) == set(network.STEPS)
    assert meta.leaks(network, token) == []
    said = "".join(traceback.format_exception(caught.value)) + repr(account) + repr(vars(client))
    assert token not in said
