"""Founds a campaign on a deployed stage: its row, the root of its tree and an admin's sign-in.

Everything else comes in through the API: the tree and the people by files, notices and days by
calls. Run as `python -m infra.founding STAGE KIND NAME ADMIN`.
"""

import os
import secrets
import sys
from dataclasses import dataclass

import boto3

from chalicelib import wiring
from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId, CampaignId, id_from
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.rows import Save
from chalicelib.ports import Records, SignIns
from infra import stack

ROOT_CODE = "ROOT"
LANGUAGES = ("hi", "en")


class NameTaken(Exception):
    """The admin's user name belongs to somebody in another campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What an operator needs to go on; the password is shown once and kept nowhere."""

    campaign_id: CampaignId
    root_id: AreaId
    username: str
    password: str


def found(
    campaign_id: CampaignId, kind: CampaignKind, name: str, admin: str, *,
    records: Records, sign_ins: SignIns,
) -> Founded:  # fmt: skip
    """Make what is missing and return it, with a fresh password for the admin. Safe to repeat.

    Raises NameTaken before anything is written.
    """
    names = dict.fromkeys(LANGUAGES, name)
    root_id = AreaId(id_from(campaign_id, "area", ROOT_CODE))
    root = Area(
        area_id=root_id,
        campaign_id=campaign_id,
        parent_id=None,
        level="nation",
        names=names,
        path=(root_id,),
        code=ROOT_CODE,
    )
    campaign = Campaign(
        campaign_id=campaign_id, kind=kind, names=names, languages=LANGUAGES, notices=()
    )
    scope = Scope(role=Role.ADMIN, area_id=root_id, path=root.path)
    user_id = sign_ins.create(admin)
    known = records.find(User, user_id)
    if known is not None and known.campaign_id != campaign_id:
        raise NameTaken(f"{admin} steers another campaign; choose another user name")
    user = User(
        user_id=user_id,
        campaign_id=campaign_id,
        name=admin,
        scopes=(scope,),
        username=admin,
    )
    for row in (root, campaign, user):
        _keep(row, records)
    password = f"{secrets.token_urlsafe(12)}-Aa1"
    sign_ins.set_password(admin, password)
    return Founded(campaign_id=campaign_id, root_id=root_id, username=admin, password=password)


def _keep(row: Area | Campaign | User, records: Records) -> None:
    try:
        records.commit(Save(row=row))
    except StaleVersion:
        return  # it was made before


def main(arguments: list[str]) -> int:
    """Found a campaign on a stage; print its ids and the admin's sign-in."""
    kinds = " ".join(kind.value for kind in CampaignKind)
    if len(arguments) != 4 or arguments[1] not in set(CampaignKind):  # noqa: PLR2004
        print(f"Say: STAGE KIND NAME ADMIN, where KIND is one of: {kinds}")
        return 1
    stage, kind, name, admin = arguments
    outputs = stack.outputs(boto3.client("cloudformation"), name=f"sampark-{stage}")
    os.environ.update({**stack.environment(outputs), "STAGE": stage})
    tools = wiring.current()
    try:
        made = found(
            CampaignId(tools.new_id()), CampaignKind(kind), name, admin,
            records=tools.records, sign_ins=tools.sign_ins,
        )  # fmt: skip
    except NameTaken as why:
        print(why)
        return 1
    print(f"campaign {made.campaign_id}, root area {made.root_id} (code {ROOT_CODE})")
    print(f"sign in as {made.username} with {made.password} and change it")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
