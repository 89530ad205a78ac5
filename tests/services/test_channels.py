"""Channels: who may change them, and where they may point."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.people import Role, User
from chalicelib.domain.slots import SlotLedger
from chalicelib.services import channels
from chalicelib.services.channels import Slots
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel, a_moderator, a_user, a_worker
from tests.fakes import FakeRecords, FixedClock

ADMIN = a_user(Role.ADMIN, "state")


def put(records: FakeRecords, wanted: Channel, if_match: int | None = None) -> Channel:
    return channels.put(ADMIN, wanted, if_match, records=records, allow_loopback=False)


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
            a_user(role, "state"), a_channel(), None, records=FakeRecords(), allow_loopback=False
        )


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


def slots(records: FakeRecords, user: User = ADMIN) -> list[Slots]:
    return channels.slots(user, records=records, clock=FixedClock(NOON))


def a_slot_ledger(**ahead: int) -> SlotLedger:
    return SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, next_at=NOON + timedelta(**ahead))


@pytest.mark.parametrize(
    ("ahead", "promised"),
    [({"seconds": -90}, 0), ({"seconds": 0}, 0), ({"seconds": 59}, 0), ({"minutes": 1}, 1),
     ({"minutes": 3, "seconds": 30}, 3)],
)  # fmt: skip
def test_a_channel_says_when_it_is_free_and_how_many_slots_are_promised_until_then(
    ahead: dict[str, int], promised: int
) -> None:
    (found,) = slots(FakeRecords(a_channel(), a_slot_ledger(**ahead)))

    assert found.next_at == NOON + max(timedelta(0), timedelta(**ahead))
    assert found.promised == promised


def test_a_channel_that_never_promised_a_slot_is_free_now() -> None:
    (found,) = slots(FakeRecords(a_channel()))

    assert (found.next_at, found.promised) == (NOON, 0)


def test_a_channel_without_spacing_promises_nothing_ahead() -> None:
    records = FakeRecords(a_channel(min_spacing_s=0), a_slot_ledger(hours=1))

    assert slots(records)[0].promised == 0


def test_channels_come_by_name_those_of_another_campaign_not_at_all() -> None:
    records = FakeRecords(
        a_channel(name="B"), a_channel(name="A", channel_id=ChannelId("second")),
        a_channel(campaign_id=CampaignId("another")),
    )  # fmt: skip

    assert [each.channel.name for each in slots(records, a_moderator())] == ["A", "B"]


def test_slots_are_for_who_reads_channels() -> None:
    with pytest.raises(NotPermitted):
        slots(FakeRecords(), a_worker())
