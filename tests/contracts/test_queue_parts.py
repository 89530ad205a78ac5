"""The parts of a desk's review queue: every item in the right one, in order, page by page."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.aws.reads import Reads
from chalicelib.domain.decisions import KeptFor, PassedOver
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId
from chalicelib.domain.queueing import Part
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.ports import Records
from tests.builders import DESK, MODERATOR, NOON, a_claim, an_id, path_to
from tests.contracts.rows import waiting

STATE = path_to("state")
VERIFIED: dict[str, Any] = {"verdict": Verdict.VERIFIED, "judged_at": NOON}
PASSED = (PassedOver(by=MODERATOR, at=NOON),)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def held(number: int, minutes: float, **fields: Any) -> Testimonial:
    return waiting(number, claim=a_claim(expires_at=after(minutes)), **fields)


def keep(records: Records, *items: Testimonial) -> None:
    records.add(items)


def part(
    records: Records, which: Part, limit: int = 50, until: datetime | None = None
) -> list[str]:
    """Follow the cursors to the end."""
    found: list[str] = []
    cursor: str | None = None
    for _ in range(100):
        page = records.queue(which, DESK, STATE, limit=limit, cursor=cursor, until=until)
        found += [item.visit_id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("The queue does not end")


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_each_item_stands_in_one_part_in_the_order_in_which_it_comes(records: Records, limit: int):
    keep(
        records,
        *(waiting(number) for number in (3, 1, 2)),
        waiting(4, ai_altered=True),
        *(waiting(number, **VERIFIED) for number in (6, 5)),
        *(waiting(number, passed_over=PASSED) for number in (8, 7)),
        held(10, 20), held(9, 30, **VERIFIED),
        waiting(11, kept_for=KeptFor(moderator_id=MODERATOR, until=after(25))),
        waiting(12, state=State.APPROVED),
    )  # fmt: skip

    assert part(records, Part.OPEN, limit) == ids(4, 1, 2, 3, 5, 6)
    assert part(records, Part.LAST, limit) == ids(5, 6)
    assert part(records, Part.SOME, limit) == ids(7, 8)
    assert part(records, Part.HELD, limit) == ids(10, 11, 9)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_what_is_held_is_found_once_it_has_lapsed(records: Records, limit: int):
    keep(records, held(1, 10), held(2, 5), held(3, 10.5), held(4, 7))

    assert part(records, Part.HELD, limit, until=after(4.9)) == []
    assert part(records, Part.HELD, limit, until=after(7)) == ids(2, 4)
    assert part(records, Part.HELD, limit, until=after(10)) == ids(2, 4, 1)


def test_an_item_that_is_taken_and_given_back_moves_out_and_in_again(records: Records):
    keep(records, waiting(1), waiting(2))
    records.commit(Save(row=replace(held(1, 10), version=1)))
    assert (part(records, Part.OPEN), part(records, Part.HELD)) == (ids(2), ids(1))

    records.commit(Save(row=replace(waiting(1), version=2)))

    assert (part(records, Part.OPEN), part(records, Part.HELD)) == (ids(1, 2), [])


def test_a_part_is_read_within_an_area_and_a_desk(records: Records):
    keep(
        records, waiting(1), waiting(2), held(4, 5), held(5, 5),
        held(7, 1, desk_id=AreaId("other")),
    )  # fmt: skip

    booth = path_to("booth-2")
    page = records.queue(Part.HELD, DESK, booth, limit=9, cursor=None)
    assert [item.visit_id for item in page.items] == ids(5)
    open_ones = records.queue(Part.OPEN, DESK, booth, limit=9, cursor=None)
    assert [item.visit_id for item in open_ones.items] == ids(1)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_the_list_of_what_waits_has_every_part_of_the_queue_once(records: Records, limit: int):
    keep(
        records, waiting(1), waiting(2, passed_over=PASSED), waiting(3, **VERIFIED), held(4, 10),
        waiting(5), waiting(6, passed_over=PASSED, **VERIFIED),
    )  # fmt: skip

    found, cursor = [], None
    for _ in range(20):
        page = records.testimonials(State.PENDING_REVIEW, DESK, STATE, limit=limit, cursor=cursor)
        found += [item.visit_id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    # By age; what is held by when it will be free; what was drawn nowhere behind all else.
    assert found == ids(1, 2, 5, 4, 3, 6)


class LongList:
    """A client whose one list is long; a filter lets through what its last entries are."""

    def __init__(self, length: int, passing: int) -> None:
        self.asked: list[int] = []
        self._entries = [{"list_sk": f"{number:06d}"} for number in range(length)]
        self._passing = passing

    def query(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked["Limit"])
        after = asked["ExpressionAttributeValues"][":after"]
        start = 0 if after == " " else int(after) + 1
        page = self._entries[start : start + asked["Limit"]]
        is_more = start + len(page) < len(self._entries)
        last = {"LastEvaluatedKey": page[-1]} if is_more else {}
        passed = [e for e in page if int(e["list_sk"]) >= len(self._entries) - self._passing]
        return {"Items": passed if "FilterExpression" in asked else page, **last}


def test_an_area_of_whose_items_few_stand_in_a_long_queue_costs_few_queries():
    client = LongList(10_000, passing=3)

    found = Reads(client, "table").listed("queue", 50, None, Attr("path").begins_with("a/"))

    assert [each["list_sk"] for each in found] == ["009997", "009998", "009999"]
    assert len(client.asked) < 12
    assert client.asked[0] == 50


def test_where_everything_passes_no_more_is_read_than_asked_for():
    client = LongList(10_000, passing=10_000)

    found = Reads(client, "table").listed("queue", 50, None, Attr("path").begins_with("a/"))

    assert (len(found), client.asked) == (50, [50])
