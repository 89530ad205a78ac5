"""What Instagram's client reads and takes down, and what it makes of hostile answers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.channels.instagram import HOME, InstagramChannel
from chalicelib.domain.channels import Account, Told
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    Posted,
    PostForm,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Refusal
from tests.contracts import meta
from tests.contracts.meta import (
    BEFORE_PUBLIC,
    LONG_AGO,
    TAG,
    a_post,
    go,
)
from tests.networks.graph import error, gone
from tests.networks.instagram import InstagramNetwork
from tests.networks.server import Fault, NetPost, Reply

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


def link(post_id: str) -> str:
    return f"https://www.instagram.com/p/C{post_id[-6:]}/"


# Lists, takedowns, figures and quotas.


def fill(network: InstagramNetwork, many: int) -> None:
    for number in range(many):
        own_id = str(number + 1)
        facts = {"at": network.now(), "kind": "IMAGE"}
        network.posts[own_id] = NetPost(post_id=own_id, text=f"क{number}" * 400, facts=facts)


def test_a_list_of_long_captions_is_read_over_its_pages(
    network: InstagramNetwork, account: Account
) -> None:
    fill(network, 120)

    assert len(InstagramChannel().list_recent(account, LONG_AGO)) == 120
    assert network.calls == ["list"] * 3


def test_a_list_that_goes_on_beyond_what_is_read_is_not_taken_for_all_of_it(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    fill(network, 300)

    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, LONG_AGO)
    later = network.now() + timedelta(hours=1)
    assert client.list_recent(account, later) == []


@pytest.mark.parametrize("item", [{"caption": TAG}, {"id": "1/2"}, {"id": 5}, {"id": "../3"}, "1"])
def test_a_list_that_names_posts_without_ids_is_not_believed(
    network: InstagramNetwork, client: InstagramChannel, account: Account, item: object
) -> None:
    network.instead["list"] = Reply(said={"data": [item]})

    with pytest.raises(ChannelUnavailable):
        client.list_recent(account, LONG_AGO)


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "http://instagram.com/p/1", 7, None])
def test_a_link_that_may_not_be_shown_is_replaced(
    network: InstagramNetwork, client: InstagramChannel, account: Account, bad: object
) -> None:
    network.instead["permalink"] = Reply(said={"id": "1", "permalink": bad})

    result = go(client, account, a_post(PostForm.PHOTO))

    assert isinstance(result, Posted)
    assert result.permalink == HOME


def test_a_clock_that_is_some_seconds_behind_hides_no_post(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    since = network.now()
    network.skew = -timedelta(seconds=50)
    ours = posted(client, account)

    assert [each.external_id for each in client.list_recent(account, since)] == [ours]


def posted(client: InstagramChannel, account: Account) -> str:
    result = go(client, account, a_post(PostForm.PHOTO))
    assert isinstance(result, Posted)
    return result.external_id


def test_an_account_that_may_not_delete_is_given_the_link_for_a_person(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    external_id = posted(client, account)
    by_hand = TakedownAnswer(
        result=TakedownResult.NOT_POSSIBLE, reason=Refusal.NOT_ALLOWED, link=link(external_id)
    )

    assert client.take_down(account, external_id) == by_hand
    assert client.is_live(account, external_id) is True

    network.remove(external_id)  # a person did
    assert client.take_down(account, external_id) == REMOVED
    assert client.is_live(account, external_id) is False


def test_an_account_that_may_delete_does(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    network.may_delete = True
    external_id = posted(client, account)

    assert client.take_down(account, external_id) == REMOVED
    assert client.take_down(account, external_id) == REMOVED
    assert network.live == []


def test_a_deletion_of_what_the_network_shows_but_does_not_know_is_for_a_person(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    external_id = posted(client, account)
    network.instead["delete"] = gone(external_id)

    assert client.take_down(account, external_id).result is TakedownResult.NOT_POSSIBLE


@pytest.mark.parametrize("step", ["permalink", "delete"])
@pytest.mark.parametrize("fault", NOT_WELL)
def test_a_takedown_never_claims_what_it_does_not_know(
    network: InstagramNetwork, client: InstagramChannel, account: Account, step: str, fault: Fault
) -> None:
    network.may_delete = True
    external_id = posted(client, account)
    network.faults[step] = fault
    impatient = InstagramChannel(meta.caller_for(fault))

    if fault in DEAD:
        answer = impatient.take_down(account, external_id)
        reason = BEFORE_PUBLIC[fault].reason  # type: ignore[union-attr]  # a refusal
        assert (answer.result, answer.reason) == (TakedownResult.STILL_LIVE, reason)
    elif fault in {Fault.REFUSED, Fault.DUPLICATE, Fault.QUOTA}:
        answer = impatient.take_down(account, external_id)
        is_last = step == "delete"
        asked = TakedownResult.NOT_POSSIBLE if is_last else TakedownResult.STILL_LIVE
        assert answer.result is asked
    else:
        with pytest.raises(ChannelUnavailable):
            impatient.take_down(account, external_id)
    network.faults.clear()
    assert client.take_down(account, external_id) == REMOVED


def test_figures_are_those_that_the_network_tells(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    external_id = posted(client, account)
    told = Metrics(views=340, reactions=12, comments=3, shares=2)

    assert client.metrics(account, [external_id, "404"]) == {external_id: told}

    network.instead["insights"] = error(400, 10, "(#10) Not enough viewers")
    few = Metrics(reactions=12, comments=3)
    assert client.metrics(account, [external_id]) == {external_id: few}


def test_the_quota_is_the_networks_own(
    network: InstagramNetwork, client: InstagramChannel, account: Account
) -> None:
    posted(client, account)
    now = network.now()

    assert client.quota(account, now) == Told(most=50, used=1, at=now)


QUOTAS = [
    {}, {"data": []}, {"data": {}}, {"data": [{"quota_usage": 1}]},
    {"data": [{"quota_usage": "1", "config": {"quota_total": 50}}]},
    {"data": [{"quota_usage": 1, "config": {"quota_total": 0}}]},
    {"data": [{"quota_usage": -1, "config": {"quota_total": 50}}]},
]  # fmt: skip


@pytest.mark.parametrize("said", QUOTAS)
def test_a_quota_that_cannot_be_read_is_not_guessed_at(
    network: InstagramNetwork, client: InstagramChannel, account: Account, said: object
) -> None:
    network.instead["quota"] = Reply(said=said)

    with pytest.raises(ChannelUnavailable):
        client.quota(account, network.now())
