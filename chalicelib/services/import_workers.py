"""Rows of workers become sign-ins and users. A file gives roles and never takes one away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.ids import BeneficiaryId, CampaignId
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.import_workers import (
    WorkerLine,
    may_give,
    own_username,
    worker_key,
    worker_line,
)
from chalicelib.domain.importing import Import
from chalicelib.domain.people import Scope, User
from chalicelib.domain.phones import Phone
from chalicelib.domain.rows import Save
from chalicelib.domain.twins import SameId
from chalicelib.ports import Records, Vault
from chalicelib.services.import_base import Places, Tools
from chalicelib.services.phones import hash_of, kept, short_hash
from chalicelib.services.retry import again
from chalicelib.services.worker_numbers import number_changes

# A worker's reference is an id that she carries, and is found like the others.
WORKER_ID: Final = "worker"
# A user's row is read with every request of hers.
MOST_SCOPES: Final = 100


def user_with(
    reference: str, campaign_id: CampaignId, *, records: Records, vault: Vault
) -> User | None:
    """Return the user who goes by this reference in the campaign's files."""
    carried = records.under(SameId, WORKER_ID, _hash(reference, campaign_id, vault), limit=1).items
    return records.find(User, carried[0].beneficiary_id) if carried else None


def _hash(reference: str, campaign_id: CampaignId, vault: Vault) -> str:
    return short_hash(vault.digest(campaign_id, f"id:{WORKER_ID}", reference))


class WorkerRows:
    """The importer of workers."""

    # One person has a row for each of her roles.
    free: frozenset[str] = frozenset({"role", "area_code"})

    def __init__(self, imported: Import, campaign: Campaign, tools: Tools) -> None:
        self._imported = imported
        self._campaign_id = imported.campaign_id
        self._language = campaign.languages[0]
        self._tools = tools
        self._places = Places(imported, tools.records)
        self._giver = tools.records.find(User, imported.user_id)

    def key(self, row: Cells) -> str:
        """Return the worker's reference."""
        return worker_key(row)

    def take(self, rows: Sequence[Cells]) -> int:
        """Make and change users; return how many rows did either."""
        lines = [line for row in rows if (line := worker_line(row, self._language)) is not None]
        places = self._places.named(line.area_code for line in lines)
        people: dict[str, list[WorkerLine]] = {}
        for line in lines:
            if self._is_allowed(line, places):
                people.setdefault(line.reference, []).append(line)
        return sum(again(partial(self._keep, own, places)) for own in people.values())

    def _is_allowed(self, line: WorkerLine, places: Mapping[str, Area]) -> bool:
        area = places.get(line.area_code)
        if area is None:
            line.row.tell(RowReason.UNKNOWN_PLACE, "area_code")
        elif not may_give(self._giver, line.role, area.path):
            line.row.tell(RowReason.ROLE_TOO_HIGH, "role")
        return not line.row.told

    def _keep(self, lines: Sequence[WorkerLine], places: Mapping[str, Area]) -> int:
        """Bring one person's user up to date; return how many of her rows changed something."""
        for line in lines:
            line.row.told.clear()  # of the attempt before
        user = self._known(lines[0]) or self._signed_up(lines[0])
        if reason := self._why_not(user, lines[0]):
            for line in lines:
                line.row.tell(*reason)
            return 0
        after = self._named(user, lines[0])
        changed = set() if after == user and user.version else {0}
        for number, line in enumerate(lines):
            longer = _with_scope(after, line, places[line.area_code])
            if longer is not after:
                changed.add(number)
            after = longer
        if changed:
            numbers = number_changes(user.phone, after, records=self._tools.records)
            self._tools.records.commit(Save(row=after), *numbers)
        return len(changed)

    def _known(self, line: WorkerLine) -> User | None:
        vault, records = self._tools.phones.vault, self._tools.records
        return user_with(line.reference, self._campaign_id, records=records, vault=vault)

    def _signed_up(self, line: WorkerLine) -> User:
        """Return who has the sign-in that the row names, made if there is none.

        Her reference is written before her: one that leads to nobody harms nobody.
        """
        username = line.username or own_username(self._campaign_id, line.reference)
        user_id = self._tools.sign_ins.create(username)
        known = self._tools.records.find(User, user_id)
        if known is not None:
            return known
        carried = SameId(
            id_type=WORKER_ID,
            id_hash=_hash(line.reference, self._campaign_id, self._tools.phones.vault),
            beneficiary_id=BeneficiaryId(user_id),
        )
        self._tools.records.add([carried])
        return User(
            user_id=user_id, campaign_id=self._campaign_id, name=line.name, scopes=(),
            username=username, reference=line.reference,
        )  # fmt: skip

    def _why_not(self, user: User, line: WorkerLine) -> tuple[RowReason, str] | None:
        """Return why a row may not speak of this user, and in which column."""
        ours, place = (self._campaign_id, line.reference), self._imported.path
        if (user.campaign_id, user.reference) != ours:
            return RowReason.NAME_TAKEN, "username"
        if user.scopes and not any(covers(place, scope.path) for scope in user.scopes):
            return RowReason.ELSEWHERE, "reference"
        if not all(may_give(self._giver, scope.role, place) for scope in user.scopes):
            return RowReason.ROLE_TOO_HIGH, "role"
        return None

    def _named(self, user: User, line: WorkerLine) -> User:
        phone = self._phone(user, line) if line.row.has("phone") else user.phone
        return replace(user, name=line.name, phone=phone)

    def _phone(self, user: User, line: WorkerLine) -> Phone | None:
        if line.number is None:
            return None
        number_hash = hash_of(line.number, self._campaign_id, self._tools.phones.vault)
        if user.phone and user.phone.hash == number_hash:
            return user.phone
        phones = self._tools.phones
        return kept(line.number, number_hash, self._campaign_id, user.user_id, phones)


def _with_scope(user: User, line: WorkerLine, area: Area) -> User:
    """Return the user with the row's role; herself when she has it already."""
    scope = Scope(role=line.role, area_id=area.area_id, path=area.path)
    if scope in user.scopes:
        return user
    if len(user.scopes) >= MOST_SCOPES:
        line.row.tell(RowReason.TOO_MANY_PLACES, "area_code")
        return user
    return replace(user, scopes=(*user.scopes, scope))
