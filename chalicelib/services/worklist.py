"""A booth's people in one call, and the notice to read to them."""

from dataclasses import dataclass, replace

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign, Notice, notice_in
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Page
from chalicelib.ports import Records

EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """One page of a booth's people."""

    booth: Area
    people: Page[Beneficiary]
    notice: Notice


def open_worklist(
    user: User, booth_id: AreaId | None, language: str, *,
    limit: int, cursor: str | None, records: Records,
) -> Worklist:  # fmt: skip
    """Return the people of a booth; without `booth_id`, of the caller's only booth.

    Whoever was merged into another or erased is left out, so a page may be shorter than `limit`
    and still have a next one. Raises NotFound for a booth outside the caller's areas,
    InvalidInput when she has to name one.
    """
    # The tree and the campaign hardly ever change, and every phone asks for this.
    booth = _in_scope(user, records.recall(Area, booth_id or _only_booth(user)))
    people = records.roll(booth.area_id, limit=limit, cursor=cursor)
    campaign = records.recall(Campaign, user.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    there = tuple(p for p in people.items if p.merged_into is None and not p.is_erased)
    return Worklist(
        booth=booth, people=replace(people, items=there), notice=notice_in(campaign, language)
    )


def area_of(user: User, area_id: AreaId, *, records: Records) -> Area:
    """Return an area in the caller's scope; raise NotFound."""
    return _in_scope(user, records.find(Area, area_id))


def _in_scope(user: User, area: Area | None) -> Area:
    if area is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, EVERYONE, area.path)
    return area


def _only_booth(user: User) -> AreaId:
    booths = {scope.area_id for scope in user.scopes if scope.role is Role.WORKER}
    if len(booths) != 1:
        raise InvalidInput("Name the booth: ?booth=<area_id>", field="booth")
    return booths.pop()
