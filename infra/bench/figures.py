"""From what was measured to the figures of the pipeline, under the names that its issue gives."""

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rich.table import Table

from infra.bench.meter import Written
from infra.bench.report import Figure, number
from infra.bench.visits import Timing, Visited

STAGES = ("queue", "download", "encode", "upload")
KINDS = ("photo", "video")


def of_visits(visits: Sequence[Visited], in_a_crowd: float) -> dict[str, Figure]:
    """Return calls (of the visit that needed most) and write units: in a crowd, and alone."""
    alone = statistics.mean(visit.units for visit in visits)
    uploads = statistics.mean(visit.uploads for visit in visits)
    return {
        "api_calls_per_visit": Figure(
            value=max(visit.calls for visit in visits), unit="calls", must=4
        ),
        "write_units_per_upload": Figure(value=in_a_crowd / uploads, unit="write units", must=14),
        "write_units_per_visit": Figure(value=in_a_crowd, unit="write units", aim=14),
        "write_units_per_visit_alone": Figure(value=alone, unit="write units"),
    }


def of_timings(timings: Sequence[Timing]) -> dict[str, Figure]:
    """Return per kind each stage's share of the time from arrival to ready, and the median."""
    figures: dict[str, Figure] = {}
    for kind in KINDS:
        found = [timing.stages for timing in timings if timing.kind == kind]
        whole = sum(sum(stages.values()) for stages in found)
        for stage in STAGES:
            share = sum(stages[stage] for stages in found) / whole
            figures[f"ready_share_{stage}_{kind}"] = Figure(value=share, unit="of the whole")
        figures |= _medians(kind, found)
    return figures


def _medians(kind: str, found: Sequence[Mapping[str, int]]) -> dict[str, Figure]:
    stages = {
        f"ready_ms_{stage}_{kind}": statistics.median(one[stage] for one in found)
        for stage in STAGES
    }
    stages[f"ready_ms_{kind}"] = statistics.median(sum(one.values()) for one in found)
    return {name: Figure(value=value, unit="ms, median") for name, value in stages.items()}


def breakdown(visits: Sequence[Visited]) -> Table:
    """Return where a visit's write units go: the mean over the visits, dearest first."""
    everything = [one for visit in visits for one in visit.written]
    indexes = sorted({name for one in everything for name in one.index_units})
    shown = Table(title="Write units per visit, by step and row", title_justify="left")
    for heading in ("step", "row"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("writes", "bytes", "table", *indexes, "units"):
        shown.add_column(heading, justify="right")
    for (step, row), found in _grouped(everything):
        shown.add_row(step, row, *_line(found, indexes, len(visits)))
    shown.add_section()
    shown.add_row("all", "", *_line(everything, indexes, len(visits)))
    return shown


def _grouped(everything: Sequence[Written]) -> list[tuple[tuple[str, str], list[Written]]]:
    groups: dict[tuple[str, str], list[Written]] = defaultdict(list)
    for one in everything:
        row = f"{one.row}, refused" if one.is_refused else one.row
        groups[one.step, row].append(one)
    return sorted(groups.items(), key=lambda group: -sum(one.units for one in group[1]))


def _line(found: Sequence[Written], indexes: Sequence[str], visits: int) -> tuple[str, ...]:
    size = statistics.mean(one.size_bytes for one in found) if found else 0
    sums = (
        sum(one.table_units for one in found),
        *(sum(one.index_units.get(name, 0) for one in found) for name in indexes),
        sum(one.units for one in found),
    )
    writes, *units = (number(round(value / visits, 2)) for value in (len(found), *sums))
    return (writes, f"{size:.0f}", *units)
