"""What the numbers, words and times in errors of the Graph API come to, and renewed tokens."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.channels.facebook import FacebookChannel
from chalicelib.adapters.channels.graph_tokens import RENEW_WITHIN
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    NeedsReconnect,
    PostDeferred,
    PostForm,
    PostRefused,
    PostResult,
    PostUnclear,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts import meta
from tests.contracts.meta import CAPTION, TROUBLE, a_post
from tests.networks.facebook import FacebookNetwork
from tests.networks.graph import LIFE_S, error
from tests.networks.server import Fault, Reply

SAID = "No."


@pytest.fixture(scope="module")
def running() -> Iterator[FacebookNetwork]:
    with FacebookNetwork() as network:
        yield network


@pytest.fixture
def network(running: FacebookNetwork) -> Iterator[FacebookNetwork]:
    yield running
    running.instead.clear()
    running.faults.clear()


@pytest.fixture
def account(network: FacebookNetwork) -> Account:
    return network.account()


@pytest.fixture
def client() -> FacebookChannel:
    return FacebookChannel(meta.patient())


def later(reason: str) -> PostDeferred:
    return PostDeferred(reason=reason)


def reconnect(reason: str) -> PostDeferred:
    return PostDeferred(reason=reason, needs_reconnect=True)


def refused(reason: str) -> PostRefused:
    return PostRefused(reason=reason, told=SAID)


# Code and subcode, and what they clearly mean, before a post is public or in the call itself.
CLEAR = {
    (4, None): later(Later.RATE_LIMITED),
    (17, None): later(Later.RATE_LIMITED),
    (32, None): later(Later.RATE_LIMITED),
    (341, None): later(Later.RATE_LIMITED),
    (613, None): later(Later.RATE_LIMITED),
    (80_001, None): later(Later.RATE_LIMITED),
    (80_006, None): later(Later.RATE_LIMITED),
    (368, 1_390_008): later(Later.RATE_LIMITED),
    (9, 2_207_042): later(Later.QUOTA),
    (9_004, 2_207_052): later(Later.MEDIA_UNREADABLE),
    (9_007, 2_207_027): later(Later.TROUBLE),
    (24, 2_207_008): later(Later.TOO_SLOW),
    (190, 463): reconnect(Later.TOKEN_EXPIRED),
    (190, 467): reconnect(Later.TOKEN_EXPIRED),
    (190, 460): reconnect(Later.TOKEN_REVOKED),
    (190, None): reconnect(Later.TOKEN_REVOKED),
    (102, None): reconnect(Later.TOKEN_REVOKED),
    (3, None): reconnect(Refusal.NOT_ALLOWED),
    (10, None): reconnect(Refusal.NOT_ALLOWED),
    (25, 2_207_050): reconnect(Refusal.NOT_ALLOWED),
    (200, None): reconnect(Refusal.NOT_ALLOWED),
    (299, None): reconnect(Refusal.NOT_ALLOWED),
    (100, 33): reconnect(Refusal.NOT_ALLOWED),
    (368, None): refused(Refusal.CONTENT),
    (100, 1_346_003): refused(Refusal.CONTENT),
    (100, 1_404_102): refused(Refusal.CONTENT),
    (506, None): refused(Refusal.DUPLICATE),
    (324, 1_366_046): refused(Refusal.MEDIA),
    (352, 2_207_026): refused(Refusal.MEDIA),
    (36_000, 2_207_004): refused(Refusal.MEDIA),
    (36_003, 2_207_009): refused(Refusal.MEDIA),
    (100, 2_207_028): refused(Refusal.MEDIA),
    (36_004, 2_207_010): refused(Refusal.CAPTION),
    (100, None): refused(Refusal.OTHER),
}
# What says nothing about a post that may be public: before it another try may come.
OPEN = {
    (1, None): TROUBLE,
    (2, None): TROUBLE,
    (-1, 2_207_001): TROUBLE,
    (-2, 2_207_003): TROUBLE,
    (4, 2_207_051): later(Later.RATE_LIMITED),
    (7_777, None): refused(Refusal.OTHER),
    (0, None): refused(Refusal.OTHER),
}


def at_public(client: FacebookChannel, account: Account) -> PostResult:
    return client.publish(account, a_post(PostForm.PHOTO))


def before(client: FacebookChannel, account: Account) -> PostResult:
    return client.publish(account, a_post(PostForm.ALBUM))


def say(network: FacebookNetwork, reply: Reply) -> None:
    network.instead = dict.fromkeys(("photo", "album_photo"), reply)


@pytest.mark.parametrize(("numbers", "expected"), CLEAR.items(), ids=map(str, CLEAR))
def test_a_documented_error_means_the_same_before_a_post_is_public_and_in_that_call(
    network: FacebookNetwork, client: FacebookChannel, account: Account,
    numbers: tuple[int, int | None], expected: PostResult,
) -> None:  # fmt: skip
    say(network, error(400, numbers[0], SAID, numbers[1]))

    assert before(client, account) == expected
    assert at_public(client, account) == expected


@pytest.mark.parametrize(("numbers", "expected"), OPEN.items(), ids=map(str, OPEN))
def test_an_error_that_says_nothing_clear_leaves_a_post_open(
    network: FacebookNetwork, client: FacebookChannel, account: Account,
    numbers: tuple[int, int | None], expected: PostResult,
) -> None:  # fmt: skip
    say(network, error(400, numbers[0], SAID, numbers[1]))

    assert before(client, account) == expected
    reason = f"graph_{numbers[0]}_{numbers[1] or 0}"
    assert at_public(client, account) == PostUnclear(reason=reason)


@pytest.mark.parametrize("code", [100, 368, 506, 7_777])
def test_an_error_that_passes_by_itself_is_no_refusal(
    network: FacebookNetwork, client: FacebookChannel, account: Account, code: int
) -> None:
    say(network, error(400, code, SAID, is_transient=True))

    assert before(client, account) == TROUBLE
    assert at_public(client, account) == PostUnclear(reason=f"graph_{code}_0")


@pytest.mark.parametrize("code", [4, 190, 368])
def test_an_error_of_a_server_in_trouble_says_nothing(
    network: FacebookNetwork, client: FacebookChannel, account: Account, code: int
) -> None:
    say(network, error(500, code, SAID))

    assert before(client, account) == TROUBLE
    assert at_public(client, account) == PostUnclear(reason=f"graph_{code}_0")


def test_too_many_calls_without_a_word_are_too_many_calls(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    say(network, Reply(status=429, said=None, headers={"Retry-After": "60"}))
    expected = PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(minutes=1))

    assert before(client, account) == expected
    assert at_public(client, account) == expected


def test_an_error_in_an_answer_with_a_good_status_is_an_error(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    reply = error(200, 506, SAID)
    say(network, replace(reply, said={**reply.said, "id": "1", "post_id": "1_2"}))

    assert before(client, account) == refused(Refusal.DUPLICATE)
    assert at_public(client, account) == refused(Refusal.DUPLICATE)


BAD_ERRORS = [
    {"error": "no"},
    {"error": {"code": "368", "message": ["x"]}},
    {"error": {"code": True, "error_subcode": 463.0, "message": None}},
    {"error": {}},
    {},
]


@pytest.mark.parametrize("said", BAD_ERRORS)
def test_an_error_of_the_wrong_form_is_never_a_clear_no_to_a_post(
    network: FacebookNetwork, client: FacebookChannel, account: Account, said: object
) -> None:
    say(network, Reply(status=400, said=said))

    assert isinstance(at_public(client, account), PostUnclear)


# Waits.


def limited(header: str, **headers: str) -> Reply:
    found = {"X-Business-Use-Case-Usage": header, **headers}
    return replace(error(400, 32, SAID), headers=found)


def use(*minutes: object) -> str:
    key = "estimated_time_to_regain_access"
    return json.dumps({"1": [{key: each} for each in minutes]})


WAITS = {
    "the longest of several": (limited(use(3, 61, 5)), timedelta(minutes=61)),
    "a week": (limited(use(10_080)), timedelta(hours=24)),
    "for ever": (limited(use(10**30)), timedelta(hours=24)),
    "none": (limited(use(0)), None),
    "less than none": (limited(use(-5)), None),
    "words": (limited(use("ten", None, [1], True)), None),
    "no uses": (limited('{"1": {}, "2": [7, "x"]}'), None),
    "a list": (limited("[1]"), None),
    "no JSON": (limited("{" * 9_000), None),
    "in the common way": (limited("", **{"Retry-After": "90"}), timedelta(seconds=90)),
}


@pytest.mark.parametrize(("reply", "wait"), WAITS.values(), ids=WAITS.keys())
def test_a_wait_is_as_long_as_the_network_says_within_a_day(
    network: FacebookNetwork, client: FacebookChannel, account: Account, reply: Reply,
    wait: timedelta | None,
) -> None:  # fmt: skip
    say(network, reply)

    expected = PostDeferred(reason=Later.RATE_LIMITED, wait=wait)
    assert at_public(client, account) == expected
    assert before(client, account) == expected


# Words.


def told(network: FacebookNetwork, client: FacebookChannel, account: Account, words: str) -> str:
    say(network, error(400, 368, words))
    result = at_public(client, account)
    assert isinstance(result, PostRefused)
    return result.told


def test_the_networks_words_are_kept_without_ours_in_them(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    url = meta.MEDIA[PostForm.PHOTO][0].url
    words = f'Not allowed: "{CAPTION}" {account.credential.access}, see {url} EAA{"b" * 60}.\x00'

    kept = told(network, client, account, words)

    assert kept.startswith("Not allowed:")
    secret = [*CAPTION.split(), account.credential.access, "media.example", "sig=", "bbb", "\x00"]
    assert [each for each in secret if len(each) > 2 and each in kept] == []


def test_long_words_are_cut_and_lines_are_joined(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    kept = told(network, client, account, "No.\r\n\u202e" + "well " * 500)

    assert len(kept) <= 200
    assert kept.startswith("No. well well")


def test_what_is_written_for_people_is_preferred(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    said = {"code": 368, "message": "(#368)", "error_user_msg": "This goes against our rules."}
    say(network, Reply(status=400, said={"error": said}))

    assert at_public(client, account) == PostRefused(
        reason=Refusal.CONTENT, told="This goes against our rules."
    )


# Tokens that end soon.


def ending_in(account: Account, left: timedelta, network: FacebookNetwork) -> Account:
    credential = replace(account.credential, expires_at=network.now() + left)
    return replace(account, credential=credential)


def test_a_token_with_time_left_or_without_an_end_is_left_alone(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    asked = len(network.requests)
    endless = replace(account, credential=replace(account.credential, expires_at=None))
    fresh = ending_in(account, RENEW_WITHIN + timedelta(minutes=1), network)

    assert client.refresh(endless, network.now()) is None
    assert client.refresh(fresh, network.now()) is None
    assert len(network.requests) == asked


def test_a_token_that_ends_soon_is_exchanged_for_one_that_works(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    now = network.now()
    ending = ending_in(account, timedelta(days=9), network)

    renewed = client.refresh(ending, now)

    assert renewed == replace(
        ending.credential, access=network.access, expires_at=now + timedelta(seconds=LIFE_S)
    )
    assert network.access != account.credential.access
    assert client.list_recent(replace(account, credential=renewed), now) is not None
    assert meta.leaks(network, account.credential.client_secret) == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.EXPIRED, Later.TOKEN_EXPIRED), (Fault.REVOKED, Later.TOKEN_REVOKED)],
)
def test_a_token_that_is_dead_needs_a_person(
    network: FacebookNetwork, client: FacebookChannel, account: Account, fault: Fault,
    reason: str,
) -> None:  # fmt: skip
    network.faults["exchange"] = fault
    ending = ending_in(account, timedelta(0), network)

    assert client.refresh(ending, network.now()) == NeedsReconnect(reason=reason)


def test_a_token_that_nobody_can_exchange_is_used_until_its_end(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    ending = ending_in(account, timedelta(days=1), network)
    bare = replace(ending, credential=replace(ending.credential, client_secret=""))

    assert client.refresh(bare, network.now()) is None
    after = network.now() + timedelta(days=2)
    assert client.refresh(bare, after) == NeedsReconnect(reason=Later.TOKEN_EXPIRED)


NOT_ITS_END = {Fault.EXPIRED, Fault.REVOKED, Fault.SLOW, Fault.BROKEN}
LEFT_OPEN = [fault for fault in Fault if fault not in NOT_ITS_END]


@pytest.mark.parametrize("fault", LEFT_OPEN)
def test_an_exchange_that_fails_otherwise_is_tried_again(
    network: FacebookNetwork, account: Account, fault: Fault
) -> None:
    network.faults["exchange"] = fault
    ending = ending_in(account, timedelta(days=9), network)

    with pytest.raises(ChannelUnavailable):
        FacebookChannel(meta.caller_for(fault)).refresh(ending, network.now())


BAD_TOKENS = [
    {}, {"access_token": 5}, {"access_token": ""}, {"access_token": "a b"},
    {"access_token": "ab", "expires_in": "soon"}, {"access_token": "ab", "expires_in": -1},
    {"access_token": "ab", "expires_in": 10**12}, {"access_token": "x\ny", "expires_in": 5},
]  # fmt: skip


@pytest.mark.parametrize("said", BAD_TOKENS)
def test_a_token_that_cannot_be_kept_is_none(
    network: FacebookNetwork, client: FacebookChannel, account: Account, said: object
) -> None:
    network.instead["exchange"] = Reply(said=said)
    ending = ending_in(account, timedelta(days=9), network)

    with pytest.raises(ChannelUnavailable):
        client.refresh(ending, network.now())


def test_a_token_without_an_end_is_kept_without_one(
    network: FacebookNetwork, client: FacebookChannel, account: Account
) -> None:
    network.instead["exchange"] = Reply(said={"access_token": "ab", "token_type": "bearer"})
    ending = ending_in(account, timedelta(days=9), network)

    endless = replace(ending.credential, access="ab", expires_at=None)
    assert client.refresh(ending, network.now()) == endless
