"""The demo campaign's areas, under the codes by which files may name them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId, CampaignId, id_from
from chalicelib.domain.places import Location
from infra.local import demo_people as demo

PEOPLE_PER_BOOTH = 10
FIRST_BOOTH = 101
# Where the demo's made photo says it was taken: every booth lies within its reach of there.
MIDDLE_LAT, MIDDLE_LON = 29.9457, 78.1642
STEP_DEG = 0.004  # some 400 m
REACH_M = 3000


def areas_of(campaign_id: CampaignId) -> Iterator[Area]:
    """Yield the tree from the root down. Reviews are kept per constituency."""
    state = _area(campaign_id, None, "state", "UK", demo.STATE)
    constituency = _area(campaign_id, state, "constituency", "UK-05", demo.CONSTITUENCY)
    state = replace(state, children=(constituency.area_id,))
    mandal_no, booth_no = count(1), count(FIRST_BOOTH)
    districts = [
        (_area(campaign_id, constituency, "district", f"UK-05-D{number}", names), rest)
        for number, (names, rest) in enumerate(demo.TREE, start=1)
    ]
    yield state
    yield replace(constituency, children=tuple(district.area_id for district, _ in districts))
    for district, mandals in districts:
        below = [
            (_area(campaign_id, district, "mandal", f"UK-05-M{next(mandal_no)}", names), rest)
            for names, rest in mandals
        ]
        yield replace(district, children=tuple(mandal.area_id for mandal, _ in below))
        for mandal, names in below:
            booths = [
                _area(campaign_id, mandal, "booth", f"B{next(booth_no)}", name) for name in names
            ]
            yield replace(mandal, children=tuple(booth.area_id for booth in booths))
            yield from booths


def _area(
    campaign_id: CampaignId, parent: Area | None, level: str, code: str, names: demo.Words
) -> Area:
    # The id that an imported file gives an area of this code: files may name the demo's booths.
    area_id = AreaId(id_from(campaign_id, "area", code))
    is_desk = level == "constituency"
    return Area(
        area_id=area_id,
        campaign_id=campaign_id,
        parent_id=parent.area_id if parent else None,
        level=level,
        names=names,
        path=(*(parent.path if parent else ()), area_id),
        is_desk=is_desk,
        desk_id=area_id if is_desk else (parent.desk_id if parent else None),
        code=code,
        target=PEOPLE_PER_BOOTH if level == "booth" else None,
        place=_place(code) if level == "booth" else None,
    )


def _place(code: str) -> Location:
    """Return the middle of a booth: they lie in a row from west to east."""
    step = int(code.removeprefix("B")) - FIRST_BOOTH
    return Location(lat=MIDDLE_LAT, lon=MIDDLE_LON + step * STEP_DEG, accuracy_m=REACH_M)
