"""Channels: who may change them, and where they may point."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.channel_kinds import ADDRESSES, QUOTAS
from chalicelib.domain.channels import (
    Channel,
    ChannelKind,
    Connection,
    Credential,
    QuietHours,
    Quota,
    Standing,
)
from chalicelib.domain.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId
from chalicelib.domain.people import Role
from chalicelib.domain.rows import Change
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.services import channels
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, a_moderator, a_user, a_worker
from tests.fakes import FakeCredentials, FakeRecords, FixedClock

ADMIN = a_user(Role.ADMIN, "state")
K = ChannelKind


def put(
    records: FakeRecords, wanted: Channel, if_match: int | None = None,
    credentials: FakeCredentials | None = None,
) -> Channel:  # fmt: skip
    return channels.put(
        ADMIN, wanted, if_match, records=records, credentials=credentials or FakeCredentials(),
        clock=FixedClock(NOON), allow_loopback=False,
    )  # fmt: skip


def test_a_new_channel_is_kept_in_the_admins_own_campaign() -> None:
    records = FakeRecords()

    kept = put(records, a_channel(campaign_id=CampaignId("another"), version=9))

    assert kept == records.find(Channel, CAMPAIGN, CHANNEL)
    assert kept.version == 1


def test_a_known_channel_changes_only_for_who_read_its_latest_version() -> None:
    records = FakeRecords(a_channel(version=3))
    renamed = a_channel(name="Renamed")

    with pytest.raises(PreconditionMissing):
        put(records, renamed)
    with pytest.raises(StaleVersion):
        put(records, renamed, if_match=2)
    kept = put(records, renamed, if_match=3)

    assert (kept.name, kept.version) == ("Renamed", 4)
    assert kept == channels.read(a_moderator(), CHANNEL, records=records)


@pytest.mark.parametrize("role", [Role.WORKER, Role.MODERATOR, Role.CONVENER])
def test_only_an_admin_changes_a_channel(role: Role) -> None:
    with pytest.raises(NotPermitted):
        channels.put(
            a_user(role, "state"), a_channel(), None,
            records=FakeRecords(), credentials=FakeCredentials(), clock=FixedClock(NOON),
            allow_loopback=False,
        )  # fmt: skip


def test_a_worker_does_not_read_channels() -> None:
    with pytest.raises(NotPermitted):
        channels.read(a_worker(), CHANNEL, records=FakeRecords(a_channel()))


@pytest.mark.parametrize(
    "other",
    [{"channel_id": ChannelId("unknown")}, {"campaign_id": CampaignId("another")}],
    ids=["unknown", "of another campaign"],
)
def test_a_channel_of_nobody_or_of_others_is_absent(other: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        channels.read(a_moderator(), CHANNEL, records=FakeRecords(a_channel(**other)))


@pytest.mark.parametrize(
    "url",
    [
        "http://practice.example.org",
        "https://",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.8/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f.0.0.1/x",
        "https://printer.local/x",
        "https://intranet/x",
        "https://user:secret@practice.example.org",
        "ftp://practice.example.org",
        "https://[::1",
        "practice.example.org",
        "",
    ],
)
def test_an_address_that_is_not_https_and_public_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        put(FakeRecords(), a_channel(base_url=url))

    assert refusal.value.facts == {"field": "base_url"}


@pytest.mark.parametrize(
    "url",
    ["https://practice.example.org", "https://practice.example.org:8443/api", "https://1.1.1.1/x"],
)
def test_a_public_https_address_is_taken(url: str) -> None:
    assert put(FakeRecords(), a_channel(base_url=url)).base_url == url


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123", "https://localhost:1", "http://[::1]:9"])
def test_this_machine_is_an_address_only_where_that_is_allowed(url: str) -> None:
    channels.require_public_address(url, allow_loopback=True)

    with pytest.raises(InvalidInput):
        channels.require_public_address(url, allow_loopback=False)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://10.0.0.8", "http://practice.org"])
def test_allowing_this_machine_allows_nothing_else(url: str) -> None:
    with pytest.raises(InvalidInput):
        channels.require_public_address(url, allow_loopback=True)


def test_putting_a_channel_makes_its_slots_looked_for_at_once() -> None:
    known = SlotLedger(
        campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,), due_at=NOON + timedelta(hours=1)
    )
    for rows in ((), (known,)):
        records = FakeRecords(*rows)

        put(records, a_channel())

        (ledger,) = records.all(SlotLedger)
        assert ledger.due_at == NOON
        assert ledger.used == (known.used if rows else ())


def test_a_slot_that_is_given_meanwhile_does_not_make_a_putting_fail() -> None:
    known = SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL)
    records = FakeRecords(known)

    def given(changes: tuple[Change, ...]) -> None:
        if isinstance(changes[0].row, SlotLedger):
            records.seed(replace(known, version=7, used=(NOON,)))
        else:
            records.before_commit = given

    records.before_commit = given
    put(records, a_channel())

    (ledger,) = records.all(SlotLedger)
    assert (ledger.used, ledger.due_at) == ((NOON,), NOON)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": K.FACEBOOK, "account": "my-page"}, "account"),
        ({"kind": K.INSTAGRAM, "account": ""}, "account"),
        ({"kind": K.X, "account": "@name"}, "account"),
        ({"kind": K.YOUTUBE, "account": "UCshort"}, "account"),
        ({"kind": K.TELEGRAM, "account": "12345"}, "account"),
        ({"kind": K.PARTNER, "account": "a b"}, "account"),
        ({"kind": K.PRACTICE, "base_url": ""}, "base_url"),
        ({"kind": K.X, "account": "1", "base_url": ""}, "base_url"),
        ({"quotas": (Quota(most=0, window_s=1),)}, "quotas"),
        ({"quotas": (Quota(most=1001, window_s=1),)}, "quotas"),
        ({"quotas": (Quota(most=1, window_s=0),)}, "quotas"),
        ({"quotas": (Quota(most=1, window_s=7 * 86_400 + 1),)}, "quotas"),
        ({"quotas": (Quota(most=1, window_s=1),) * 4}, "quotas"),
        ({"quiet": QuietHours(from_min=60, until_min=60)}, "quiet"),
        ({"template": "{captoin}"}, "caption_template"),
        ({"template": "no field"}, "caption_template"),
        ({"hashtags": ("#house",)}, "hashtags"),
    ],
)
def test_what_such_a_channel_cannot_have_is_refused_by_its_field(
    fields: dict[str, Any], field: str
) -> None:
    records = FakeRecords()

    with pytest.raises(InvalidInput) as refusal:
        put(records, a_channel(**fields))

    assert refusal.value.facts == {"field": field}
    assert records.commits == []


@pytest.mark.parametrize(
    ("kind", "account"),
    [
        (K.FACEBOOK, "102345678901234"),
        (K.INSTAGRAM, "17841400000000000"),
        (K.X, "2244994945"),
        (K.YOUTUBE, "UCabcdefghijklmnopqrstuv"),
        (K.TELEGRAM, "@jansampark"),
        (K.TELEGRAM, "-1001234567890"),
        (K.PARTNER, "saral"),
        (K.PARTNER, ""),
        (K.PRACTICE, ""),
    ],
)
def test_each_kind_takes_its_own_accounts(kind: ChannelKind, account: str) -> None:
    wanted = a_channel(
        kind=kind, account=account, quotas=QUOTAS.get(kind, ()), hashtags=("घर",),
        template="{caption}\n\n{hashtags}", quiet=QuietHours(from_min=1320, until_min=360),
    )  # fmt: skip

    assert put(FakeRecords(), wanted).account == account


def test_a_partner_without_an_address_reads_for_itself() -> None:
    assert put(FakeRecords(), a_channel(kind=K.PARTNER, base_url="")).base_url == ""


@pytest.mark.parametrize("kind", sorted(ADDRESSES))
def test_the_usual_address_and_quotas_of_a_kind_may_be_put(kind: ChannelKind) -> None:
    channels.require_public_address(ADDRESSES[kind], allow_loopback=False)

    assert QUOTAS[kind]


@pytest.mark.parametrize("kind", sorted(set(ChannelKind) - {ChannelKind.PRACTICE}))
def test_a_channel_without_a_token_waits_for_somebody_to_connect_it(kind: ChannelKind) -> None:
    records = FakeRecords()
    known = {
        ChannelKind.TELEGRAM: "@sampark_news", ChannelKind.PARTNER: "",
        ChannelKind.YOUTUBE: f"UC{'a' * 22}",
    }  # fmt: skip
    account = known.get(kind, "12345678")

    put(records, a_channel(kind=kind, account=account))

    (connection,) = records.all(Connection)
    assert (connection.standing, connection.reason) == (Standing.NEEDS_RECONNECT, "no_token")


def test_a_change_of_a_channel_leaves_its_connection_alone() -> None:
    known = Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL)
    page = a_channel(kind=ChannelKind.FACEBOOK, account="12345678")
    records = FakeRecords(page, known)

    put(records, replace(page, name="Renamed"), if_match=1)
    put(FakeRecords(), a_channel())

    assert [each.standing for each in records.all(Connection)] == [Standing.CONNECTED]


PAGE = a_channel(
    kind=ChannelKind.FACEBOOK, account="12345678", base_url="https://graph.facebook.com/v23.0"
)
LANE = Lane(campaign_id=CAMPAIGN, channel_id=CHANNEL, lane_id=AreaId("district-1"))
CONNECTED = Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL)
TOKEN = Credential(access="token-1")
ANOTHER: dict[str, dict[str, Any]] = {
    "another account": {"account": "87654321"},
    "another network": {"kind": ChannelKind.INSTAGRAM},
}


@pytest.mark.parametrize("change", ANOTHER.values(), ids=ANOTHER)
def test_a_channel_that_had_posts_stays_the_account_from_which_they_are_taken_down(
    change: dict[str, Any],
) -> None:
    records = FakeRecords(PAGE, LANE)

    with pytest.raises(Conflict):
        put(records, replace(PAGE, **change), if_match=1)
    put(records, replace(PAGE, name="Renamed", base_url="https://graph.facebook.com/v24.0"), 1)

    fresh = FakeRecords(PAGE)
    assert put(fresh, replace(PAGE, **change), if_match=1).version == 2


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "https://elsewhere.example/v23.0"},
        {"base_url": "https://graph.facebook.com:8443/v23.0"},
        {"kind": ChannelKind.INSTAGRAM},
    ],
    ids=["another host", "another port", "another network"],
)
def test_a_credential_is_never_sent_to_another_place_than_it_was_given_for(
    change: dict[str, Any],
) -> None:
    records, credentials = FakeRecords(PAGE, CONNECTED), FakeCredentials()
    credentials.keep(CAMPAIGN, CHANNEL, TOKEN)

    put(records, replace(PAGE, **change), if_match=1, credentials=credentials)

    assert not credentials.kept
    (connection,) = records.all(Connection)
    assert (connection.standing, connection.reason) == (Standing.NEEDS_RECONNECT, "no_token")


def test_another_version_of_a_networks_interface_keeps_its_credential() -> None:
    records, credentials = FakeRecords(PAGE, CONNECTED), FakeCredentials()
    credentials.keep(CAMPAIGN, CHANNEL, TOKEN)

    newer = replace(PAGE, base_url="https://graph.facebook.com/v24.0")
    put(records, newer, if_match=1, credentials=credentials)

    assert credentials.read(CAMPAIGN, CHANNEL) == TOKEN
    assert [each.standing for each in records.all(Connection)] == [Standing.CONNECTED]


def test_a_channel_that_becomes_a_practice_one_needs_nobody_to_sign_in() -> None:
    records = FakeRecords(PAGE, CONNECTED)

    put(records, replace(PAGE, kind=ChannelKind.PRACTICE), if_match=1)

    assert [each.standing for each in records.all(Connection)] == [Standing.CONNECTED]


def test_a_first_slot_that_is_given_meanwhile_keeps_the_account_as_it_is() -> None:
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, version=1)
    records = FakeRecords(PAGE, ledger)
    records.before_commit = lambda _: records.seed(LANE, replace(ledger, used=(NOON,), version=2))

    with pytest.raises(StaleVersion):
        put(records, replace(PAGE, account="87654321"), if_match=1)
    assert [each.account for each in records.all(Channel)] == [PAGE.account]
