"""The closing tables, and whether everything ended where it should."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.demo.people import Json
from infra.demo.phone import POSTED
from infra.demo.visits import Sent, Step, Visit

TIMES = ("queue", "download", "encode", "upload")
# Told why, in words a worker can act on: at the grant or after the look at the file.
TOLD = frozenset({"ready", "rejected", "refused"})
STYLES = {"ready": "green", "rejected": "yellow", "refused": "yellow"}


def file_table(visits: list[Visit]) -> Table:
    """Return a row per file: its end, bytes before and after, and where the time went."""
    table = Table(title="Files", title_justify="left")
    for name in ("visit", "file", "kind", "end"):
        table.add_column(name, overflow="fold")
    for name in ("before", "after", *(f"{name} ms" for name in TIMES)):
        table.add_column(name, justify="right", no_wrap=True)
    for visit in visits:
        for sent in visit.files:
            table.add_row(str(visit.number), Text(sent.file.name), sent.file.kind, _end(sent),
                          size(sent.file.size_bytes), _after(sent), *_times(sent))  # fmt: skip
    return table


def _end(sent: Sent) -> Text:
    said = f"{sent.end}: {sent.reason}" if sent.reason else sent.end
    return Text(said, style=STYLES.get(sent.end, "red"))


def _after(sent: Sent) -> str:
    made = sent.media.get("derivatives", {}).get(POSTED[sent.file.kind])
    return size(made["size_bytes"]) if made else ""


def _times(sent: Sent) -> list[str]:
    timings = sent.media.get("timings") or {}
    return [str(timings.get(f"{name}_ms", "")) for name in TIMES]


def size(size_bytes: int) -> str:
    """Return a size in kB, as phones show it."""
    return f"{size_bytes / 1000:,.1f} kB"


def step_table(visits: list[Visit]) -> Table:
    """Return a row per step: how many visits took it, and how long it took them."""
    table = Table(title="Steps", title_justify="left")
    table.add_column("step")
    for name in ("visits", "all s", "mean s", "longest s"):
        table.add_column(name, justify="right")
    for step in Step:
        spent = [visit.spent_s[step] for visit in visits if step in visit.spent_s]
        if spent:
            figures = (sum(spent), sum(spent) / len(spent), max(spent))
            table.add_row(step.value, str(len(spent)), *(f"{one:.2f}" for one in figures))
    return table


def post_table(visits: list[Visit]) -> Table:
    """Return a row per post: its slot, what became of it, its numbers, and the proof of its end."""
    table = Table(title="Posts", title_justify="left")
    for name in ("visit", "network", "slot", "state"):
        table.add_column(name, overflow="fold")
    for name in ("views", "reactions"):
        table.add_column(name, justify="right")
    table.add_column("proof", overflow="fold")
    for visit in visits:
        for one in visit.publications:
            table.add_row(str(visit.number), Text(one["channel_name"]), _time(one["slot_at"]),
                          one["state"], *_numbers(one), _proof(one))  # fmt: skip
    return table


def _time(at: str | None) -> str:
    return at[11:19] if at else ""


def _numbers(one: Json) -> list[str]:
    metrics = one["metrics"] or {}
    return [str(metrics.get(name) or 0) if metrics else "" for name in ("views", "reactions")]


def _proof(one: Json) -> str:
    takedown = one["takedown"]
    if not takedown or not takedown["gone_at"]:
        return ""
    result = takedown["attempts"][-1]["result"].replace("_", " ")
    return f"{result} at {_time(takedown['gone_at'])}"


def crowded(visits: list[Visit], spacing_s: Mapping[str, int]) -> list[str]:
    """Return a sentence for each network that was posted to faster than its slots allow."""
    found = []
    for channel_id, seconds in spacing_s.items():
        slots = sorted(
            datetime.fromisoformat(one["slot_at"])
            for visit in visits
            for one in visit.publications
            if one["channel_id"] == channel_id and one["slot_at"]
        )
        if any((later - one).total_seconds() < seconds for one, later in pairwise(slots)):
            found.append(f"Two slots of a network lie less than {seconds} s apart.")
    return found


def troubles(visits: list[Visit], withdrawn: Visit | None, duplicates: int) -> list[str]:
    """Return a sentence for everything that did not end where it should.

    Every file must end ready, rejected or refused, with a reason if not ready; a made file as it
    was made to. Every visit with a ready file must have reached its one post, and one withdrawal
    must have taken a post down. So a folder from which nothing becomes ready fails: nothing of the
    journey was seen.
    """
    found = [f"{visit.name}: {visit.trouble}" for visit in visits if visit.trouble]
    walked = [sent for visit in visits if not visit.trouble for sent in visit.files]
    found += [said for sent in walked if (said := _wrong_end(sent))]
    if duplicates:
        found.append(f"The network was asked {duplicates} times to post what it already had.")
    if withdrawn is None and not found:
        found.append("No file became ready, so nothing was posted and nothing taken down.")
    return found


def _wrong_end(sent: Sent) -> str | None:
    if sent.end not in TOLD:
        return f"{sent.file.name} ended as {sent.end}."
    if sent.end != "ready" and not sent.reason:
        return f"{sent.file.name} is {sent.end} without a reason."
    if sent.file.expected not in {None, sent.end}:
        return f"{sent.file.name} is {sent.end}, but was made to be {sent.file.expected}."
    return None


def show(out: Console, visits: list[Visit]) -> None:
    """Print the tables."""
    out.print()
    out.print(file_table(visits))
    out.print(post_table(visits))
    out.print(step_table(visits))
