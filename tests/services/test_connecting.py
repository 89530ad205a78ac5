"""Credentials: given by an admin, kept with the secrets, renewed by a timer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.channels import (
    Account,
    ChannelKind,
    Connection,
    Credential,
    Standing,
    Told,
)
from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted, StoreUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.people import Role
from chalicelib.domain.posts import NeedsReconnect
from chalicelib.domain.rows import Save
from chalicelib.services import connecting
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, a_user
from tests.services.press import Press, a_press

ADMIN = a_user(Role.ADMIN, "state")
PAGE = a_channel(kind=ChannelKind.FACEBOOK)
TOKEN = Credential(access="token-1", expires_at=NOON + timedelta(days=60))
KEY = (CAMPAIGN, CHANNEL)


@pytest.fixture
def press() -> Press:
    """The publisher with a page that nobody has connected."""
    return a_press(rows=(PAGE,))


def tools(press: Press) -> connecting.Tools:
    return connecting.Tools(records=press.records, credentials=press.credentials, clock=press.clock)


def give(press: Press, credential: Credential = TOKEN) -> Connection:
    return connecting.give(ADMIN, CHANNEL, credential, tools(press))


def tend(press: Press) -> dict[str, int]:
    return connecting.tend(press.tools)


def connection(press: Press) -> Connection:
    found = press.records.find(Connection, *KEY)
    assert found is not None
    return found


def test_a_credential_is_kept_with_the_secrets_and_not_in_the_table(press: Press) -> None:
    kept = give(press)

    assert press.credentials.kept[KEY] == TOKEN
    assert kept == connection(press)
    assert (kept.standing, kept.expires_at, kept.due_at) == (
        Standing.CONNECTED, TOKEN.expires_at, NOON,
    )  # fmt: skip
    assert "token-1" not in repr(press.records.all(Connection))


def test_giving_it_twice_is_once(press: Press) -> None:
    give(press)
    again = give(press)

    assert replace(again, version=0) == replace(connection(press), version=0)
    assert len(press.records.all(Connection)) == 1


@pytest.mark.parametrize("role", [Role.WORKER, Role.MODERATOR, Role.CONVENER])
def test_only_an_admin_connects_a_channel(press: Press, role: Role) -> None:
    somebody = a_user(role, "state")

    with pytest.raises(NotPermitted):
        connecting.give(somebody, CHANNEL, TOKEN, tools(press))
    with pytest.raises(NotPermitted):
        connecting.take_away(somebody, CHANNEL, tools(press))
    assert not press.credentials.kept


def test_a_channel_that_is_not_there_is_not_connected(press: Press) -> None:
    with pytest.raises(NotFound):
        connecting.give(ADMIN, ChannelId("nowhere"), TOKEN, tools(press))


def test_an_incomplete_credential_replaces_nothing(press: Press) -> None:
    give(press)

    with pytest.raises(InvalidInput):
        give(press, Credential(refresh="r"))
    assert press.credentials.kept[KEY] == TOKEN


def test_what_is_taken_away_holds_the_queue(press: Press) -> None:
    give(press)

    gone = connecting.take_away(ADMIN, CHANNEL, tools(press))
    connecting.take_away(ADMIN, CHANNEL, tools(press))

    assert not press.credentials.kept
    assert (gone.standing, gone.reason) == (Standing.NEEDS_RECONNECT, "no_token")
    assert sum(tend(press).values()) == 0


def test_the_practice_network_stays_connected_without(press: Press) -> None:
    press.records.seed(a_channel())

    assert connecting.take_away(ADMIN, CHANNEL, tools(press)).standing is Standing.CONNECTED


def test_a_tick_renews_a_credential_and_keeps_it_at_once(press: Press) -> None:
    give(press)
    renewed = Credential(access="token-2", expires_at=NOON + timedelta(days=90))
    press.network.renewed = renewed

    assert tend(press) == {"kept": 0, "renewed": 1, "lost": 0}
    assert press.credentials.kept[KEY] == renewed
    assert connection(press).expires_at == renewed.expires_at


def test_two_ticks_are_one(press: Press) -> None:
    give(press)
    tend(press)

    assert tend(press) == {"kept": 0, "renewed": 0, "lost": 0}


def test_an_account_that_is_lost_is_shown_as_such_and_comes_back_when_given_anew(
    press: Press,
) -> None:
    give(press)
    press.network.renewed = NeedsReconnect(reason="token_revoked")

    assert tend(press)["lost"] == 1
    assert (connection(press).standing, connection(press).reason) == (
        Standing.NEEDS_RECONNECT, "token_revoked",
    )  # fmt: skip

    press.network.renewed = None
    assert give(press).standing is Standing.CONNECTED


def test_a_credential_that_vanished_is_a_lost_account(press: Press) -> None:
    give(press)
    press.credentials.kept.clear()

    assert tend(press)["lost"] == 1
    assert connection(press).reason == "no_token"


def test_the_networks_own_quota_is_kept(press: Press) -> None:
    give(press)
    press.network.told = Told(most=50, used=49, at=NOON - timedelta(days=1))

    tend(press)

    assert connection(press).told == Told(most=50, used=49, at=NOON)


def test_a_network_that_is_down_changes_nothing_and_is_asked_again(press: Press) -> None:
    give(press)
    press.network.is_down = True

    assert tend(press)["kept"] == 1
    assert connection(press).standing is Standing.CONNECTED
    assert connection(press).due_at == NOON + timedelta(minutes=5)


def test_a_credential_given_while_the_timer_looks_stays(press: Press) -> None:
    give(press)
    press.network.renewed = NeedsReconnect(reason="token_revoked")
    press.records.before_commit = lambda _: press.records.commit(
        Save(row=replace(connection(press), reason="given anew"))
    )

    assert tend(press) == {"kept": 0, "renewed": 0, "lost": 0}
    assert connection(press).reason == "given anew"


def test_the_connection_of_a_channel_that_needs_none_is_left_alone(press: Press) -> None:
    give(press)
    press.records.seed(a_channel())

    tend(press)

    assert connection(press).due_at is None


def test_only_one_of_two_ticks_at_once_renews_a_credential(press: Press) -> None:
    give(press)
    asked: list[str] = []

    def refresh(account: Account, _: datetime) -> Credential:
        asked.append(account.credential.access)
        if len(asked) == 1:
            tend(press)
        return Credential(access="token-2", expires_at=NOON + timedelta(days=90))

    press.network.refresh = refresh  # type: ignore[method-assign]

    assert tend(press)["renewed"] == 1
    assert asked == ["token-1"]


def test_a_credential_that_was_given_meanwhile_is_not_overwritten(press: Press) -> None:
    give(press)
    fresh = Credential(access="token-3", expires_at=NOON + timedelta(days=80))

    def refresh(_: Account, __: datetime) -> Credential:
        give(press, fresh)
        return Credential(access="token-2")

    press.network.refresh = refresh  # type: ignore[method-assign]

    assert tend(press)["renewed"] == 0
    assert press.credentials.kept[KEY] == fresh
    assert connection(press).expires_at == fresh.expires_at


def test_a_secret_that_cannot_be_read_holds_no_other_channel_up(press: Press) -> None:
    second = ChannelId("second-page")
    press.records.seed(replace(PAGE, channel_id=second))
    give(press)
    connecting.give(ADMIN, second, TOKEN, tools(press))
    press.network.renewed = Credential(access="token-2")
    read = press.credentials.read

    def reads_one(campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        if channel_id == CHANNEL:
            raise StoreUnavailable("secrets: AccessDenied")
        return read(campaign_id, channel_id)

    press.credentials.read = reads_one  # type: ignore[method-assign]

    with pytest.raises(StoreUnavailable):
        tend(press)
    assert press.credentials.kept[CAMPAIGN, second].access == "token-2"
    assert tend(press) == {"kept": 0, "renewed": 0, "lost": 0}


def test_a_tick_that_gets_long_leaves_the_rest_to_the_next_one(press: Press) -> None:
    second = ChannelId("second-page")
    press.records.seed(replace(PAGE, channel_id=second))
    give(press)
    connecting.give(ADMIN, second, TOKEN, tools(press))

    def refresh(_: Account, __: datetime) -> None:
        press.clock.advance(minutes=1)

    press.network.refresh = refresh  # type: ignore[method-assign]

    assert tend(press)["kept"] == 1
    assert tend(press)["kept"] == 1
