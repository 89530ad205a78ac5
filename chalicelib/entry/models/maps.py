"""The small map beside a testimonial, the outlines it is drawn from, and who is shown in full."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.boundaries import MOST_POINTS, Boundary, Ring
from chalicelib.domain.phones import RevealReason
from chalicelib.domain.places import MOST_LAT, MOST_LON
from chalicelib.entry.models.campaigns import PlaceForm, place_form
from chalicelib.entry.models.common import Model, Words
from chalicelib.services.area_maps import AreaMap, MappedArea
from chalicelib.services.revealing import Details

Longitude = Annotated[float, Field(ge=-MOST_LON, le=MOST_LON, allow_inf_nan=False, strict=True)]
Latitude = Annotated[float, Field(ge=-MOST_LAT, le=MOST_LAT, allow_inf_nan=False, strict=True)]


class DetailsRequest(Model):
    """Why somebody has to be seen in full."""

    reason: RevealReason


class DetailsAnswer(Model):
    """Who is shown, in full."""

    names: Words
    guardian_names: Words
    phone: str | None


class BoundaryRequest(Model):
    """An outline to keep; no points take it away. Its first point may stand at the end again."""

    ring: Annotated[list[tuple[Longitude, Latitude]], Field(max_length=MOST_POINTS + 1)]


class BoundaryView(Model):
    """An area's outline; without points where none is known."""

    area_id: str
    ring: list[tuple[float, float]]
    version: int


class MappedAreaView(Model):
    """One area of a map. What is not known of it is null."""

    area_id: str
    level: str
    names: Words
    is_own: bool
    place: PlaceForm | None
    ring: list[tuple[float, float]] | None


class MapView(Model):
    """A testimonial's area among its neighbours: the one above first, then its own, then others.

    `distance_m` is the least that the visit can have been from the middle of its area, and null
    where it lay within the limit: what a verdict keeps of these says no more.
    """

    areas: list[MappedAreaView]
    distance_m: int | None
    limit_m: int | None
    is_within: bool | None


def details_answer(found: Details) -> DetailsAnswer:
    """Return a person in full as an answer."""
    return DetailsAnswer(
        names=dict(found.names), guardian_names=dict(found.guardian_names), phone=found.phone
    )


def boundary_view(found: Boundary) -> BoundaryView:
    """Return an outline as an answer."""
    return BoundaryView(area_id=found.area_id, ring=_points(found.ring), version=found.version)


def map_view(found: AreaMap) -> MapView:
    """Return a map as an answer."""
    distance = found.distance
    return MapView(
        areas=[_mapped(each) for each in found.areas],
        distance_m=distance.at_least_m if distance else None,
        limit_m=distance.limit_m if distance else None,
        is_within=distance.is_within if distance else None,
    )


def _mapped(each: MappedArea) -> MappedAreaView:
    area = each.area
    return MappedAreaView(
        area_id=area.area_id, level=area.level, names=dict(area.names), is_own=each.is_own,
        place=place_form(area.place), ring=_points(each.ring) or None,
    )  # fmt: skip


def _points(ring: Ring) -> list[tuple[float, float]]:
    return list(ring)
