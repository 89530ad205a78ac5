"""The addresses that telephony providers call: made and closed by an admin, never listed.

The secret in an address is shown once, and only its hash is kept. To rotate it, make a second hook,
give its address to the provider, and close the first.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import Final

from chalicelib.domain.calls import CallHook
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.people import Role, User, require_role
from chalicelib.domain.rows import Save
from chalicelib.domain.telephony import PROVIDERS, vendor_of
from chalicelib.ports import NewId, Records, Vault
from chalicelib.services.calling import token_hash_of
from chalicelib.services.retry import again

KEEPERS: Final = frozenset({Role.ADMIN})
PURPOSE: Final = "call hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPlan:
    """What an admin asks for; `mapping` is for the provider `generic` (domain/telephony.py)."""

    provider: str
    name: str
    mapping: Mapping[str, str]
    sources: Sequence[str]  # addresses or networks it may come from; none means any


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeHook:
    """A new hook, with the secret that nobody sees again."""

    hook: CallHook
    token: str


def make_hook(
    user: User, plan: HookPlan, *, records: Records, vault: Vault, new_id: NewId
) -> MadeHook:
    """Return a new hook for the caller's campaign; raise InvalidInput for what cannot work."""
    require_role(user, KEEPERS)
    if plan.provider not in PROVIDERS:
        raise InvalidInput("This provider is not known; take `generic`", field="provider")
    vendor_of(plan.provider, plan.mapping)
    for source in plan.sources:
        _require_address(source)
    # Whoever lacks the campaign's secret key cannot guess what is made with it.
    secret = vault.digest(user.campaign_id, PURPOSE, new_id())
    token = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    hook = CallHook(
        provider=plan.provider, token_hash=token_hash_of(token), campaign_id=user.campaign_id,
        name=plan.name, is_active=True, mapping=dict(plan.mapping), sources=tuple(plan.sources),
    )  # fmt: skip
    records.commit(Save(row=hook))
    return MadeHook(hook=hook, token=token)


def _require_address(text: str) -> None:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise InvalidInput(
            "Write each source as an address or as a network like 203.0.113.0/24", field="sources"
        ) from None


def close_hook(user: User, provider: str, token_hash: str, *, records: Records) -> None:
    """Close a hook of the caller's campaign for good; one that is closed already stays so."""
    require_role(user, KEEPERS)

    def step() -> None:
        hook = records.find(CallHook, provider, token_hash)
        if hook is None or hook.campaign_id != user.campaign_id:
            raise NotFound("There is nothing under this id in your area")
        if hook.is_active:
            records.commit(Save(row=replace(hook, is_active=False)))

    again(step)
