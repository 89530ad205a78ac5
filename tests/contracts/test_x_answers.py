"""X's client against answers that nobody should give, and against those that are rare."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.adapters.channels.x import XChannel
from chalicelib.adapters.channels.x_posts import permalink
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    Pending,
    PostDeferred,
    PostRefused,
    PostUnclear,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from tests.contracts.upload_tools import at, caller
from tests.contracts.x_tools import a_post, ready
from tests.networks.files import serving_files
from tests.networks.server import Reply, Request
from tests.networks.x import XNetwork


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


HOSTILE: Final[Mapping[str, Any]] = {
    "no_json": None,
    "a_list": [1, 2],
    "empty": {},
    "data_is_text": {"data": "123"},
    "data_is_a_list": {"data": [{"id": "1"}]},
    "id_is_a_number": {"data": {"id": 123, "text": "x"}},
    "id_is_no_digits": {"data": {"id": "../../2/users", "text": "x"}},
    "id_is_too_long": {"data": {"id": "1" * 20}},
    "id_has_a_line": {"data": {"id": "123\n"}},
    "id_is_in_hindi": {"data": {"id": "१२३"}},
    "huge": {"data": {"id": "123", "text": "x" * 70_000}},
    "deep": {"data": [[[[[[[[{}]]]]]]]]},
}


class Hostile(XNetwork):
    """A network that answers a step with what a test wants."""

    def __init__(self, step: str, said: Any, status: int = 200) -> None:
        super().__init__()
        self.bad, self.reply = step, Reply(status=status, said=said)

    def carry_out(self, step: str, request: Request) -> Reply:
        reply = super().carry_out(step, request)
        return self.reply if step == self.bad else reply


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_yes_that_names_no_usable_post_is_unclear(
    said: Any, client: XChannel, files: str
) -> None:
    post = a_post(files)
    with Hostile("tweet", said) as network:
        handle = ready(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert result == PostUnclear(reason="broken_answer")


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_gets_no_usable_id_ends_the_attempt(
    said: Any, client: XChannel, files: str
) -> None:
    with Hostile("initialize", said) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == PostDeferred(reason=Later.TROUBLE)


@pytest.mark.parametrize("said", [None, {}, {"data": {}}, {"data": 5}, {"data": {"size": 5}}])
def test_a_file_that_is_not_confirmed_ends_the_attempt(
    said: Any, client: XChannel, files: str
) -> None:
    with Hostile("finalize", said) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == PostDeferred(reason=Later.TROUBLE)


@pytest.mark.parametrize("error", [None, 5, {"message": 5}, {"name": "InvalidMedia"}])
def test_a_failure_is_a_refusal_whatever_is_said_of_it(
    error: Any, client: XChannel, files: str
) -> None:
    info = {"state": "failed", "error": error}
    with Hostile("finalize", {"data": {"id": "1", "processing_info": info}}) as network:
        result = client.publish(network.account(), a_post(files))

    assert isinstance(result, PostRefused)
    assert result.reason is Refusal.MEDIA
    assert result.told in {"", "InvalidMedia"}


@pytest.mark.parametrize(
    "info",
    [7, [], {"state": 5}, {"state": "done?"}, {"state": ["pending"]}, {}],
    ids=["number", "list", "state_number", "state_unknown", "state_list", "empty"],
)
def test_progress_that_cannot_be_read_is_neither_ready_nor_failed(
    info: Any, client: XChannel, files: str
) -> None:
    said = {"data": {"id": "123", "processing_info": info}}
    with Hostile("finalize", said) as network:
        result = client.publish(network.account(), a_post(files))
    with Hostile("status", said) as network, pytest.raises(ChannelUnavailable):
        client.status(network.account(), "123+")

    assert result == PostDeferred(reason=Later.TROUBLE)


@pytest.mark.parametrize(
    ("secs", "wait_s"), [(3, 3), (10**30, 300), ("7", 7), (-1, 5), (None, 5), (True, 5), ("x", 5)]
)
def test_the_time_to_look_again_stays_within_reason(
    secs: Any, wait_s: int, client: XChannel, files: str
) -> None:
    info = {"state": "pending", "check_after_secs": secs}
    with Hostile("finalize", {"data": {"id": "123", "processing_info": info}}) as network:
        result = client.publish(network.account(), a_post(files))

    assert isinstance(result, Pending)
    assert result.look_in == timedelta(seconds=wait_s)


PAGES: Final[Mapping[str, Any]] = {
    "data_is_text": {"data": "x", "meta": {"result_count": 1}},
    "items_are_text": {"data": ["x"], "meta": {"result_count": 1}},
    "id_is_no_digits": {"data": [{"id": "x", "text": "a"}], "meta": {"result_count": 1}},
    "no_text": {"data": [{"id": "1"}], "meta": {"result_count": 1}},
    "fewer_than_said": {"data": [{"id": "1", "text": "a"}], "meta": {"result_count": 2}},
    "no_count": {"data": [{"id": "1", "text": "a"}]},
    "only_errors": {"errors": [{"title": "Forbidden"}]},
    "token_is_no_text": {"meta": {"result_count": 0, "next_token": {"a": 1}}},
    "token_without_an_end": {"meta": {"result_count": 0, "next_token": "p0"}},
    "no_json": None,
}


@pytest.mark.parametrize("said", PAGES.values(), ids=PAGES.keys())
def test_a_timeline_that_is_not_whole_says_nothing(said: Any, client: XChannel) -> None:
    with Hostile("timeline", said) as network, pytest.raises(ChannelUnavailable):
        client.list_recent(network.account(), network.now())


@pytest.mark.parametrize(
    "said",
    [{"access_token": 5}, {"access_token": ""}, {"access_token": "a\nb"}, {"token": "x"}, None],
    ids=["number", "empty", "line_break", "absent", "no_json"],
)
def test_a_renewal_without_a_usable_token_keeps_the_old_one(said: Any, client: XChannel) -> None:
    with Hostile("token", said) as network, pytest.raises(ChannelUnavailable):
        client.refresh(network.account(), network.now() + timedelta(hours=3))


@pytest.mark.parametrize(
    ("more", "life"),
    [
        ({"expires_in": 60}, timedelta(minutes=1)),
        ({"expires_in": 10**40}, timedelta(days=400)),
        ({"expires_in": "soon"}, timedelta(hours=1)),
        ({"expires_in": -5, "refresh_token": 7}, timedelta(hours=1)),
        ({}, timedelta(hours=1)),
    ],
    ids=["short", "endless", "words", "negative", "untold"],
)
def test_a_lifetime_that_is_nonsense_becomes_a_short_one(
    more: Mapping[str, Any], life: timedelta, client: XChannel
) -> None:
    with Hostile("token", {"access_token": "new", **more}) as network:
        account, late = network.account(), network.now() + timedelta(hours=3)
        renewed = client.refresh(account, late)

    assert renewed == replace(account.credential, access="new", expires_at=late + life)


@pytest.mark.parametrize(
    "counts",
    ["x", [], {"like_count": "many", "impression_count": -3, "reply_count": True}, None],
    ids=["text", "list", "nonsense", "absent"],
)
def test_counts_that_are_no_numbers_are_not_told(counts: Any, client: XChannel) -> None:
    said = {"data": [{"id": "123", "public_metrics": counts}, {"id": "999"}]}
    with Hostile("measure", said) as network:
        counted = client.metrics(network.account(), ["123"])

    assert counted == {"123": Metrics()}


@pytest.mark.parametrize(
    ("status", "said", "wanted"),
    [
        (403, {"detail": "You are not permitted to do this."}, Refusal.NOT_ALLOWED),
        (403, {"detail": "This looks like it might be automated."}, Refusal.CONTENT),
        (403, {"title": "x", "type": "a/b/disallowed-resource"}, Refusal.CONTENT),
        (403, {"detail": "Your Tweet needs to be a bit shorter."}, Refusal.CAPTION),
        (400, {"errors": [{"message": "no", "parameters": {"text": ["?"]}}]}, Refusal.CAPTION),
        (400, {"errors": [{"message": "media not found"}]}, Refusal.MEDIA),
        (400, {"detail": "Something."}, Refusal.OTHER),
        (403, {"errors": [{"detail": "Status is a duplicate"}, 5]}, Refusal.DUPLICATE),
    ],
)
def test_a_problem_is_read_by_what_it_says(
    status: int, said: Any, wanted: Refusal, client: XChannel, files: str
) -> None:
    post = a_post(files)
    with Hostile("tweet", said, status) as network:
        handle = ready(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert isinstance(result, PostRefused)
    assert result.reason is wanted


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, None), (403, {"errors": "x"}), (400, {}), (404, {"title": "x"}), (409, {"title": "x"}),
     (418, {"title": "x"}), (302, {}), (304, {})],
)  # fmt: skip
def test_a_no_that_x_does_not_document_is_unclear(
    status: int, said: Any, client: XChannel, files: str
) -> None:
    post = a_post(files)
    with Hostile("tweet", said, status) as network:
        handle = ready(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert result == PostUnclear(reason=f"http_{status}")


@pytest.mark.parametrize(
    ("status", "said", "wanted"),
    [
        (402, {"title": "CreditsDepleted"}, PostDeferred(reason=Later.QUOTA)),
        (429, {"type": "x/problems/usage-capped"}, PostDeferred(reason=Later.QUOTA)),
        (429, None, PostDeferred(reason=Later.RATE_LIMITED)),
    ],
    ids=["no_credits", "usage_capped", "bare"],
)
def test_used_up_credits_and_caps_wait_for_a_person_or_the_month(
    status: int, said: Any, wanted: PostDeferred, client: XChannel, files: str
) -> None:
    with Hostile("initialize", said, status) as network:
        assert client.publish(network.account(), a_post(files)) == wanted


def test_a_file_that_is_too_large_for_x_is_refused(client: XChannel, files: str) -> None:
    with Hostile("append", None, 413) as network:
        result = client.publish(network.account(), a_post(files))

    assert result == PostRefused(reason=Refusal.MEDIA)


def test_what_x_quotes_of_ours_is_masked_and_cut(client: XChannel, files: str) -> None:
    post = a_post(files)
    quoted = (
        "Rejected: 'The house came, says Sunita.' घर मिला with x-access-1 \x1b[31m\u202e"
        " for reasons " + "z" * 300
    )
    with Hostile("tweet", {"detail": quoted}, 403) as network:
        handle = ready(client, network, post)
        result = client.finalise(network.account(), handle, post)

    assert isinstance(result, PostRefused)
    told = result.told
    assert len(told) <= 200
    assert told.startswith("Rejected:")
    assert told.isprintable()
    for word in ("Sunita", "house", "घर", "मिला", "x-access-1"):
        assert word not in told


def test_a_deletion_that_x_does_not_confirm_is_still_live(client: XChannel) -> None:
    with Hostile("delete", {"data": {"deleted": False}}) as network:
        answer = client.take_down(network.account(), "123")

    assert answer.result is TakedownResult.STILL_LIVE
    assert answer.reason == "not_deleted"


def test_a_post_that_lacks_only_a_part_is_live(client: XChannel) -> None:
    missing = {"type": "https://api.x.com/2/problems/resource-not-found", "title": "no author"}
    with Hostile("look", {"data": {"id": "123"}, "errors": [missing]}) as network:
        assert client.is_live(network.account(), "123") is True


@pytest.mark.parametrize("error", ["slow_down", 5, ["invalid_grant"], None])
def test_an_error_of_another_name_does_not_end_the_grant(error: Any, client: XChannel) -> None:
    with Hostile("token", {"error": error}, 400) as network, pytest.raises(ChannelUnavailable):
        client.refresh(network.account(), network.now() + timedelta(hours=3))


def test_a_404_that_is_not_xs_own_is_no_proof_that_a_post_is_gone(client: XChannel) -> None:
    with Hostile("delete", None, 404) as network:
        answer = client.take_down(network.account(), "123")
    with Hostile("look", None, 404) as network, pytest.raises(ChannelUnavailable):
        client.is_live(network.account(), "123")

    assert answer.result is TakedownResult.STILL_LIVE


@pytest.mark.parametrize(
    ("base_url", "host"),
    [("https://api.x.com/", "https://x.com"), ("https://proxy.example", "https://proxy.example")],
    ids=["x", "proxy"],
)
def test_people_read_a_post_where_x_shows_it(base_url: str, host: str, network: XNetwork) -> None:
    account = network.account()
    there = at(account, base_url)

    assert permalink(there, "12") == f"{host}/i/web/status/12"
