"""How a channel's account stands after its credential changed."""

from datetime import timedelta

import pytest

from chalicelib.domain.channels import ChannelKind, Connection, Credential, Standing, Told
from chalicelib.domain.connections import (
    LOOK_EVERY,
    NEEDED,
    connected,
    fresh,
    lost,
    next_look,
    require_complete,
    tended,
)
from chalicelib.domain.errors import InvalidInput
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = "very-secret-token-of-some-length-and-more"  # noqa: S105  a sample
PAUSED = Connection(
    campaign_id=CAMPAIGN, channel_id=CHANNEL, changed_at=NOON - timedelta(days=3),
    paused_until=NOON + timedelta(hours=1),
)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(ChannelKind) - {ChannelKind.PRACTICE}))
def test_a_channel_without_a_token_needs_somebody_to_connect_it(kind: ChannelKind) -> None:
    found = fresh(a_channel(kind=kind), NOON)

    assert (found.standing, found.reason) == (Standing.NEEDS_RECONNECT, "no_token")


def test_the_practice_network_needs_no_token() -> None:
    found = fresh(a_channel(), NOON)

    assert (found.standing, found.due_at) == (Standing.CONNECTED, None)


@pytest.mark.parametrize("kind", sorted(ChannelKind))
def test_a_credential_must_have_what_its_network_needs(kind: ChannelKind) -> None:
    channel = a_channel(kind=kind)

    require_complete(channel, Credential(access=SECRET, signing=(SIGNING,)))
    for _ in NEEDED[kind]:
        with pytest.raises(InvalidInput) as refused:
            require_complete(channel, Credential(client_id=SECRET))
        assert SECRET not in str(refused.value)


def test_an_app_that_only_reads_its_feed_needs_a_long_key_and_no_secret_to_sign_with() -> None:
    channel = a_channel(kind=ChannelKind.PARTNER, base_url="")

    require_complete(channel, Credential(access=SECRET))
    for short in (Credential(), Credential(access="short"), Credential(signing=(SIGNING,))):
        with pytest.raises(InvalidInput):
            require_complete(channel, short)


def test_a_secret_to_sign_with_in_the_wrong_form_is_refused() -> None:
    given = Credential(access=SECRET, signing=("not-a-secret-of-the-form",))

    with pytest.raises(InvalidInput) as refused:
        require_complete(a_channel(kind=ChannelKind.PARTNER), given)
    assert refused.value.facts["field"] == "signing_secrets"


@pytest.mark.parametrize("text", ["two words", "zwölf", "line\nbreak", "tab\t"])
@pytest.mark.parametrize("name", ["access", "refresh", "client_id", "client_secret"])
def test_a_credential_that_was_copied_badly_is_refused_without_being_repeated(
    name: str, text: str
) -> None:
    given = Credential(**{"access": SECRET, name: text})

    with pytest.raises(InvalidInput) as refused:
        require_complete(a_channel(kind=ChannelKind.FACEBOOK), given)
    assert text not in str(refused.value)


def test_a_credential_shows_nothing_of_itself() -> None:
    given = Credential(
        access=SECRET, refresh=SECRET, client_id=SECRET, client_secret=SECRET, signing=(SECRET,)
    )

    assert SECRET not in repr(given)


def test_a_new_credential_ends_the_pause_of_an_account_that_was_lost() -> None:
    gone = lost(PAUSED, "token_revoked", NOON)

    back = connected(gone, Credential(access=SECRET), NOON + timedelta(minutes=1))

    assert (gone.standing, gone.changed_at) == (Standing.NEEDS_RECONNECT, NOON)
    assert (back.standing, back.reason, back.paused_until) == (Standing.CONNECTED, None, None)
    assert back.changed_at == NOON + timedelta(minutes=1)


def test_a_renewed_credential_of_a_connected_account_is_no_news() -> None:
    kept = connected(PAUSED, Credential(access=SECRET), NOON)
    twice = lost(lost(PAUSED, "no_token", NOON), "no_token", NOON + timedelta(hours=1))

    assert (kept.changed_at, kept.paused_until) == (PAUSED.changed_at, PAUSED.paused_until)
    assert twice.changed_at == NOON


def test_what_the_network_told_stays_until_it_tells_something_else() -> None:
    told = Told(most=50, used=7, at=NOON)

    known = tended(PAUSED, told, NOON)

    assert tended(known, None, NOON).told == told
    assert known.due_at == NOON + LOOK_EVERY


@pytest.mark.parametrize(("ends_in_min", "looks_in_min"), [(None, 15), (60, 15), (10, 10), (-5, 0)])
def test_a_credential_is_looked_at_before_it_ends(
    ends_in_min: int | None, looks_in_min: int
) -> None:
    ends = NOON + timedelta(minutes=ends_in_min) if ends_in_min is not None else None

    assert next_look(Credential(expires_at=ends), NOON) == NOON + timedelta(minutes=looks_in_min)
