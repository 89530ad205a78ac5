"""`python -m infra.bench.freezes [N]`: how soon a freeze holds all that waits, and lets it go.

N posts wait at the demo desk of an embedded stack; the freeze comes by the API and is lifted by two
people. What is between, stream, queue and sweep, is what is deployed.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from chalicelib import wiring
from chalicelib.adapters.system import SystemClock, UUIDv7
from chalicelib.domain.areas import Area
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ChannelId,
    PublicationId,
    VisitId,
)
from chalicelib.domain.publishing import PostStep, Publication, PublicationState, outgoing_list
from chalicelib.ports import Records
from infra.bench.phone import Phone
from infra.bench.report import BenchFailed, Figure, exit_code, save, table
from infra.bench.stacks import own_stack
from infra.local.places import CannotStart, places

NAME: Final = "freezes.json"
POSTS: Final = 2000
ON_THEIR_WAY: Final = 5  # sent when the freeze comes
WITHIN_S: Final = 180
POLL_S: Final = 0.5  # who asks all the time measures the asking
MUST_S: Final = 60
STOPPED: Final = 130
WIDTH: Final = 110
AT_ONCE: Final = 500
out = Console(file=sys.__stdout__)
_ids = UUIDv7()
_S = PublicationState


def main() -> int:
    """Measure; return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not out.is_terminal:
        out.width = WIDTH
    posts = int(sys.argv[1]) if sys.argv[1:] else POSTS
    try:
        out.print("Starting a stack of its own…")
        with (
            tempfile.TemporaryDirectory(prefix="sampark-bench-") as name,
            own_stack(Path(name)) as info,
        ):
            figures = measure(info, posts)
    except (BenchFailed, CannotStart) as why:
        out.print(f"[bold red]No figures:[/] {why}", highlight=False)
        return 1
    except KeyboardInterrupt:
        out.print("Stopped; nothing was kept.")
        return STOPPED
    target = places().folder / "bench" / NAME
    save(figures, target)
    out.print(table(f"A freeze over {posts:,} posts", figures))
    out.print(f"Kept in {target}", highlight=False, soft_wrap=True)
    return exit_code(figures)


def measure(info: dict[str, Any], posts: int = POSTS) -> dict[str, Figure]:
    """Return how long a freeze of so many posts takes on a running stack, in seconds.

    Raises BenchFailed when something is not held, not let go, or not listed.
    """
    records = wiring.current().records
    people = [Phone(info["api"], info["users"][who]["token"]) for who in ("admin", "convener")]
    area_id = people[1].call("GET", "/v1/me")["scopes"][0]["area_id"]
    rows = list(_rows(info, posts, records))
    sent = [row for row in rows if row.state is _S.POSTING]
    out.print(f"Having {posts:,} posts wait…")
    for start in range(0, len(rows), AT_ONCE):
        records.add(rows[start : start + AT_ONCE])
    started = time.monotonic()
    body = {"area_id": area_id, "reason": "A measurement", "kind": "incident"}
    freeze_id = people[0].call("POST", "/v1/freezes", body)["freeze_id"]
    answered_s = time.monotonic() - started
    held_s = _until(lambda: _is_empty(rows, _S.SCHEDULED, records), started, "held")
    _require(rows, _S.HELD, posts, records)
    path = f"/v1/freezes/{freeze_id}"
    listed_s = _until(lambda: _is_told(people[0], path, posts, sent), started, "told")
    started = time.monotonic()
    for person in people:
        person.call("POST", f"{path}/lift")
    freed_s = _until(lambda: _is_empty(rows, _S.HELD, records), started, "let go")
    _require(rows, _S.SCHEDULED, posts, records)
    return {
        "freeze_answered": Figure(value=answered_s, unit="s, no post begins from then on", must=2),
        "freeze_to_held": Figure(value=held_s, unit=f"s, {posts:,} posts", must=MUST_S, aim=10),
        "freeze_to_listed": Figure(value=listed_s, unit="s, count and not recalled", must=MUST_S),
        "lift_to_waiting": Figure(value=freed_s, unit=f"s, {posts:,} posts", must=MUST_S, aim=10),
    }


def _rows(info: dict[str, Any], posts: int, records: Records) -> Iterator[Publication]:
    """Yield posts at all booths of the demo, those that wait first and then some on their way."""
    booths = [records.find(Area, AreaId(booth)) for booth in info["booths"]]
    known = [booth for booth in booths if booth is not None]
    campaign_id = CampaignId(info["campaign_id"])
    channels = [each.channel_id for each in records.channels(campaign_id, limit=20)]
    if not known or not channels:
        raise BenchFailed("The demo campaign has no booth or no channel.")
    for number in range(posts + ON_THEIR_WAY):
        yield _row(
            known[number % len(known)], channels[number % len(channels)], campaign_id,
            is_sent=number >= posts,
        )  # fmt: skip


def _row(
    booth: Area, channel_id: ChannelId, campaign_id: CampaignId, *, is_sent: bool
) -> Publication:
    now = SystemClock().now()
    return Publication(
        publication_id=PublicationId(_ids()),
        visit_id=VisitId(_ids()),
        campaign_id=campaign_id,
        channel_id=channel_id,
        beneficiary_id=BeneficiaryId(_ids()),
        path=booth.path,
        desk_id=booth.desk_id,
        lane_id=booth.desk_id,
        content_version=1,
        media_ids=(),
        captions={"hi": "घर मिला", "en": "A house at last"},
        state=_S.POSTING if is_sent else _S.SCHEDULED,
        step=PostStep.SENT if is_sent else None,
        posting_since=now if is_sent else None,
        changed_at=now,
        due_at=None,
        rank_at=now,
    )


def _is_empty(rows: Sequence[Publication], state: PublicationState, records: Records) -> bool:
    """True when none of the desk's posts is in a state any more, as far as an index tells."""
    name = outgoing_list(rows[0].desk_id or rows[0].path[0], state)
    page = records.listed(Publication, name, limit=1)
    return not page.items and page.cursor is None


def _require(
    rows: Sequence[Publication], state: PublicationState, posts: int, records: Records
) -> None:
    """Raise BenchFailed unless so many posts are in a state, each read consistently."""
    keys = [(row.visit_id, row.channel_id) for row in rows]
    found = [row for row in records.find_many(Publication, keys) if row is not None]
    count = sum(1 for row in found if row.state is state)
    if count != posts:
        raise BenchFailed(f"{posts - count} of the posts are not {state}.")


def _is_told(person: Phone, path: str, posts: int, sent: Sequence[Publication]) -> bool:
    """True when the API says how many are held, and names all that could not be recalled."""
    told = person.call("GET", path)
    named = {each["testimonial_id"] for each in told["not_recalled"]}
    return bool(told["held"] == posts and named >= {row.visit_id for row in sent})


def _until(is_so: Callable[[], bool], started: float, what: str) -> float:
    while not is_so():
        if time.monotonic() - started > WITHIN_S:
            raise BenchFailed(f"After {WITHIN_S} s not everything was {what}.")
        time.sleep(POLL_S)
    return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
