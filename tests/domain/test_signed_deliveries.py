"""Signed deliveries: the specification's own example, every wrong secret, forgeries, retries."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.signed_deliveries import (
    MOST_SPREAD,
    PAUSES,
    TOLERANCE,
    Trouble,
    Undelivered,
    is_retried,
    is_taken,
    is_unwanted,
    next_try,
    secret_of,
    secret_text,
    signed,
    verify,
)

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SECRET = bytes(range(32))
OTHER = bytes(range(32, 64))
# The example that every library of the specification is tested with.
KNOWN_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  public on purpose
KNOWN_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
KNOWN_AT = datetime.fromtimestamp(1614265330, UTC)
KNOWN_BODY = b'{"test": 2432232314}'

secrets = st.binary(min_size=24, max_size=64)
ids = st.text(min_size=1).filter(lambda text: "." not in text)
instants = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second, UTC))


def coded(length: int) -> str:
    return "whsec_" + base64.b64encode(bytes(length)).decode()


def test_the_public_example_is_signed_as_its_libraries_sign_it() -> None:
    headers = signed([secret_of(KNOWN_SECRET)], KNOWN_ID, KNOWN_AT, KNOWN_BODY)

    assert headers == {
        "webhook-id": KNOWN_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert verify([secret_of(KNOWN_SECRET)], headers, KNOWN_BODY, KNOWN_AT)


WRONG_SECRETS = {
    "nothing": ("", "begins with whsec_"),
    "no prefix": (coded(32).removeprefix("whsec_"), "begins with whsec_"),
    "a prefix in capitals": (coded(32).replace("whsec_", "WHSEC_"), "begins with whsec_"),
    "the prefix of a public key": (coded(32).replace("whsec_", "whpk_"), "begins with whsec_"),
    "a space before": (" " + coded(32), "around"),
    "a line break after": (coded(32) + "\n", "within"),
    "a space within": (coded(32).replace("AAAA", "AA AA", 1), "within"),
    "no base64 at all": ("whsec_not-base64!", "write base64"),
    "the other alphabet of base64": ("whsec_" + "-_" * 22, "write base64"),
    "no = at the end": (coded(32).rstrip("="), "write base64"),
    "one = too many": (coded(32) + "=", "write base64"),
    "bits that say nothing": (coded(31)[:-2] + "B=", "write base64"),
    "letters of Devanagari": ("whsec_" + "क" * 44, "write base64"),
    "the prefix alone": ("whsec_", "longer"),
    "a byte too short": (coded(23), "longer"),
    "a byte too long": (coded(65), "shorter"),
}


@pytest.mark.parametrize(("text", "says"), WRONG_SECRETS.values(), ids=WRONG_SECRETS.keys())
def test_a_secret_in_a_wrong_form_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        secret_of(text, field="signing.0")

    assert refused.value.facts == {"field": "signing.0"}
    written = text.strip().removeprefix("whsec_")
    assert not written or written not in refused.value.detail


@pytest.mark.parametrize("length", [24, 64])
def test_a_secret_of_the_shortest_and_of_the_longest_kind_is_taken(length: int) -> None:
    assert secret_of(coded(length)) == bytes(length)


@given(secrets)
def test_a_secret_is_read_as_it_was_written(secret: bytes) -> None:
    assert secret_of(secret_text(secret)) == secret


@given(st.text())
def test_any_text_is_a_secret_or_a_refusal(text: str) -> None:
    try:
        secret = secret_of(text)
    except InvalidInput:
        return
    assert secret_text(secret) == text


@given(st.lists(secrets, min_size=1, max_size=3, unique=True), ids, instants, st.binary())
def test_whoever_has_one_of_the_secrets_knows_the_message_as_ours(
    keys: list[bytes], message_id: str, at: datetime, body: bytes
) -> None:
    headers = signed(keys, message_id, at, body)

    assert len(headers["webhook-signature"].split(" ")) == len(keys)
    assert all(verify([key], headers, body, at) for key in keys)


@given(st.binary(), st.binary(), ids, ids)
def test_another_body_or_id_is_no_message_of_ours(
    body: bytes, other: bytes, message_id: str, other_id: str
) -> None:
    headers = signed([SECRET], message_id, NOW, body)
    renamed = {**headers, "webhook-id": other_id}

    assert verify([SECRET], headers, other, NOW) == (body == other)
    assert verify([SECRET], renamed, body, NOW) == (message_id == other_id)


def test_while_a_secret_is_changed_both_receivers_understand() -> None:
    headers = signed([OTHER, SECRET], "m1", NOW, b"{}")

    assert verify([SECRET], headers, b"{}", NOW)
    assert verify([OTHER], headers, b"{}", NOW)
    assert verify([bytes(32), SECRET], headers, b"{}", NOW)
    assert not verify([bytes(32)], headers, b"{}", NOW)
    assert not verify([], headers, b"{}", NOW)


@pytest.mark.parametrize("late", [TOLERANCE, -TOLERANCE])
def test_a_message_counts_while_clocks_may_differ_by_so_much_and_no_longer(
    late: timedelta,
) -> None:
    headers = signed([SECRET], "m1", NOW, b"{}")
    further = timedelta(seconds=1) if late > timedelta(0) else timedelta(seconds=-1)

    assert verify([SECRET], headers, b"{}", NOW + late)
    assert not verify([SECRET], headers, b"{}", NOW + late + further)


BROKEN = {
    "no id": {"webhook-id": ""},
    "an id with a full stop": {"webhook-id": "m.1"},
    "no time": {"webhook-timestamp": ""},
    "words for a time": {"webhook-timestamp": "now"},
    "digits of another script": {"webhook-timestamp": "१७६४१४७६००"},
    "a time far too long": {"webhook-timestamp": "1" * 400},
    "no signature": {"webhook-signature": ""},
    "half a signature": {"webhook-signature": "v1"},
    "a signature of another kind": {"webhook-signature": "v1a,aGVsbG8="},
    "letters that are not ASCII": {"webhook-signature": "v1,हस्ताक्षर"},
}


@pytest.mark.parametrize("wrong", BROKEN.values(), ids=BROKEN.keys())
def test_headers_that_say_something_else_are_no_proof(wrong: dict[str, str]) -> None:
    headers = {**signed([SECRET], "m1", NOW, b"{}"), **wrong}

    assert not verify([SECRET], headers, b"{}", NOW)


def test_a_message_without_headers_is_no_proof() -> None:
    assert not verify([SECRET], {}, b"{}", NOW)


@pytest.mark.parametrize("message_id", ["", "m.1"])
def test_an_id_that_could_pass_for_another_message_is_not_signed(message_id: str) -> None:
    with pytest.raises(ValueError, match="full stop"):
        signed([SECRET], message_id, NOW, b"{}")


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="no secret"):
        signed([], "m1", NOW, b"{}")


def test_a_message_is_tried_ten_times_over_three_days_and_then_given_up() -> None:
    tries = [next_try(count, "m1", NOW) for count in range(len(PAUSES) + 1)]

    assert (tries[0], tries[-1]) == (NOW, None)
    assert len(PAUSES) == 10
    assert sum(PAUSES, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)


@given(st.integers(0, len(PAUSES) - 1), ids, instants)
def test_a_pause_is_never_shorter_than_its_place_and_longer_by_a_tenth_at_most(
    attempts: int, message_id: str, now: datetime
) -> None:
    found = next_try(attempts, message_id, now)

    assert found is not None
    assert PAUSES[attempts] <= found - now <= PAUSES[attempts] * (1 + MOST_SPREAD)
    assert next_try(attempts, message_id, now) == found


def test_messages_that_failed_together_do_not_all_come_back_together() -> None:
    tries = {next_try(3, f"m{number}", NOW) for number in range(100)}

    assert len(tries) > 90


def test_a_receiver_that_asks_for_more_time_is_given_it() -> None:
    asked, soon = timedelta(hours=1), timedelta(seconds=1)

    assert next_try(1, "m1", NOW, asked) == NOW + asked
    assert next_try(4, "m1", NOW, soon) == next_try(4, "m1", NOW)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "taken"), (204, "taken"), (299, "taken"), (410, "unwanted"),
        (199, "retried"), (300, "retried"), (307, "retried"), (400, "retried"), (404, "retried"),
        (409, "retried"), (429, "retried"), (500, "retried"), (503, "retried"),
    ],
)  # fmt: skip
def test_an_answer_means_taken_unwanted_or_again_later(status: int, expected: str) -> None:
    said = {
        "taken": is_taken(status), "unwanted": is_unwanted(status), "retried": is_retried(status)
    }  # fmt: skip

    assert [name for name, holds in said.items() if holds] == [expected]


@pytest.mark.parametrize(
    ("reason", "was_sent"),
    [
        (Trouble.REFUSED_ADDRESS, False), (Trouble.NOT_SENT, False), (Trouble.UNTRUSTED, False),
        (Trouble.NO_ANSWER, True), (Trouble.BROKEN_ANSWER, True),
    ],
)  # fmt: skip
def test_only_a_silence_after_the_message_left_may_mean_that_it_arrived(
    reason: Trouble, was_sent: bool
) -> None:
    assert Undelivered(reason=reason).was_sent is was_sent
