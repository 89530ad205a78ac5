"""A channel's queue: what waits in which district, for the tests of who gets a slot when."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.channels import Channel
from chalicelib.domain.ids import AreaId, PublicationId, VisitId
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.slots import Lane, SlotLedger
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    a_campaign,
    a_channel,
    a_publication,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords
from tests.services.press import Press


def waits(number: int, lane: str = "district-1", **fields: Any) -> Publication:
    """Return what waits in a lane; greater numbers came earlier."""
    given = {
        "publication_id": PublicationId(an_id(0xF0000 + number)),
        "visit_id": VisitId(an_id(number)),
        "path": (*path_to("constituency"), AreaId(lane)),
        "desk_id": AreaId("constituency"),
        "lane_id": AreaId(lane),
        "slot_at": None,
        "due_at": None,
        "rank_at": NOON.replace(microsecond=0, second=0) - number * (NOON - NOON.replace(hour=11)),
    }
    return a_publication(PublicationState.SCHEDULED, **{**given, **fields})


def a_lane(lane: str = "district-1", **fields: Any) -> Lane:
    given = {"campaign_id": CAMPAIGN, "channel_id": CHANNEL, "lane_id": AreaId(lane)}
    return Lane(**{**given, **fields})


def a_queue(supply: Mapping[str, int], channel: Channel | None = None, **fields: Any) -> Press:
    """Return a press at which so many wait in each lane; a ledger's fields may be given."""
    numbers = iter(range(1, sum(supply.values()) + 1))
    waiting = [waits(next(numbers), lane) for lane, count in supply.items() for _ in range(count)]
    ledger = SlotLedger(
        campaign_id=CAMPAIGN, channel_id=CHANNEL, **{"due_at": NOON, **fields}
    )  # fmt: skip
    rows = (a_campaign(utc_offset_min=330), channel or a_channel(), ledger)
    return Press(records=FakeRecords(*rows, *map(a_lane, supply), *waiting))


def granted(press: Press) -> list[Publication]:
    """Return what has a slot, in the order of the slots."""
    found = [row for row in press.records.all(Publication) if row.slot_at is not None]
    return sorted(found, key=lambda row: (str(row.slot_at), row.visit_id))


def ledger(press: Press) -> SlotLedger:
    """Return the channel's ledger."""
    (found,) = press.records.all(SlotLedger)
    return found
