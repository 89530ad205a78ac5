"""Providers' hooks: a secret shown once, kept as a hash, and closed for good."""

import re
from dataclasses import replace

import pytest

from chalicelib.domain.calls import CallHook
from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.people import Role, User
from chalicelib.services.call_hooks import HookPlan, MadeHook, close_hook, make_hook
from chalicelib.services.calling import token_hash_of
from tests.builders import CAMPAIGN, a_user
from tests.fakes import FakeRecords, FakeVault, SequentialIds

ADMIN = a_user(Role.ADMIN, "state")
PLAN = HookPlan(provider="exotel", name="Main", mapping={}, sources=("203.0.113.0/24",))
NEW_ID = SequentialIds()


def made(records: FakeRecords, user: User = ADMIN, **fields: object) -> MadeHook:
    plan = replace(PLAN, **fields)  # type: ignore[arg-type]
    return make_hook(user, plan, records=records, vault=FakeVault(), new_id=NEW_ID)


def test_a_new_hook_is_open_and_only_the_hash_of_its_secret_is_kept() -> None:
    records = FakeRecords()

    new = made(records)

    (kept,) = records.all(CallHook)
    assert kept == replace(new.hook, version=1)
    assert (kept.campaign_id, kept.is_active, kept.sources) == (CAMPAIGN, True, PLAN.sources)
    assert kept.token_hash == token_hash_of(new.token)
    assert new.token not in repr(kept)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", new.token)


def test_two_hooks_have_two_secrets() -> None:
    records = FakeRecords()

    assert made(records).token != made(records).token


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_makes_and_closes_hooks(role: Role) -> None:
    records = FakeRecords()
    hook = made(records).hook
    user = a_user(role, "state")

    with pytest.raises(NotPermitted):
        made(records, user)
    with pytest.raises(NotPermitted):
        close_hook(user, hook.provider, hook.token_hash, records=records)

    assert len(records.commits) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"provider": "twilio"}, "provider"),
        ({"provider": "generic"}, "mapping"),
        ({"mapping": {"id": "x"}}, "mapping"),
        ({"sources": ("everywhere",)}, "sources"),
        ({"sources": ("203.0.113.1", "203.0.113.0/33")}, "sources"),
    ],
    ids=["no such provider", "no mapping", "a mapping too many", "no address", "no network"],
)
def test_a_hook_that_cannot_work_is_refused(fields: dict[str, object], field: str) -> None:
    records = FakeRecords()

    with pytest.raises(InvalidInput) as error:
        made(records, **fields)

    assert error.value.facts == {"field": field}
    assert records.commits == []


def test_a_closed_hook_stays_closed_and_is_kept() -> None:
    records = FakeRecords()
    hook = made(records).hook

    for _ in range(2):
        close_hook(ADMIN, hook.provider, hook.token_hash, records=records)

    (kept,) = records.all(CallHook)
    assert not kept.is_active
    assert kept.version == 2


def test_another_campaigns_hook_is_not_there() -> None:
    records = FakeRecords()
    hook = made(records).hook
    elsewhere = replace(ADMIN, campaign_id=CampaignId("another"))

    for user, token_hash in ((elsewhere, hook.token_hash), (ADMIN, "0" * 64)):
        with pytest.raises(NotFound, match="There is nothing under this id in your area"):
            close_hook(user, hook.provider, token_hash, records=records)

    assert len(records.commits) == 1
