"""How fast files come in, and how much memory that takes at two sizes."""

from pathlib import Path
from typing import Any

from infra.bench.phone import Phone
from infra.bench.registry.people import area_id, seconds_until
from infra.bench.registry.watching import memory, stopwatch
from infra.bench.report import Figure
from infra.seeding import files
from infra.seeding.uploading import Office

WITHIN_S = 1_800.0
SAMPLE, SMALL = "SAMPLE", "SMALL"
MUST_S, AIM_S = 180.0, 90.0
STATED_ROWS = 110_000  # what the ceiling in seconds is stated for
MOST_RATIO = 1.5
Json = dict[str, Any]


def office_of(info: Json) -> Office:
    """Return the demo's admin as an office that imports."""
    admin = info["users"]["admin"]
    return Office(api=info["api"], token=admin["token"], campaign_id=info["campaign_id"])


def measure(info: Json, folder: Path, size: int) -> dict[str, Figure]:
    """Import a tenth and then the whole, each with its areas; return the figures of both rolls."""
    office = office_of(info)
    _, small_mb = _imported(office, folder, size // 10, SMALL)
    seconds, full_mb = _imported(office, folder, size, SAMPLE)
    # The emulator hands the stream of a whole import over more slowly than AWS would; what is
    # measured after this is a day in the field, not the rest of that.
    counted_s = _until_counted(info, office, size)
    again_s, _ = _roll(office, folder, size, SAMPLE)
    is_full = size >= STATED_ROWS
    return {
        "import_seconds": Figure(
            value=seconds,
            unit=f"s for {size} rows",
            must=MUST_S if is_full else None,
            aim=AIM_S if is_full else None,
        ),
        "import_rows_per_second": Figure(value=size / seconds, unit="rows"),
        "import_again_seconds": Figure(value=again_s, unit="s, nothing changed"),
        "import_counted_seconds": Figure(value=counted_s, unit="s until progress plans for all"),
        "import_peak_mb": Figure(value=full_mb, unit="MB above idle"),
        "import_peak_mb_of_a_tenth": Figure(value=small_mb, unit="MB above idle"),
        "import_memory_ratio": Figure(
            value=full_mb / max(small_mb, 1.0),
            unit="× for ten times the rows",
            must=MOST_RATIO if is_full else None,
        ),
    }


def _until_counted(info: Json, office: Office, size: int) -> float:
    admin = Phone(info["api"], office.token)
    path = f"/v1/progress/{area_id(info, SAMPLE)}"
    return seconds_until(
        "Planning for everybody", lambda: admin.call("GET", path)["planned"] == size, WITHIN_S
    )


def _imported(office: Office, folder: Path, size: int, name: str) -> tuple[float, float]:
    areas = folder / f"{name}-areas.csv"
    files.write(areas, files.area_rows(size, name))
    office.bring_in("areas", areas, watch=lambda _: None, within_s=WITHIN_S)
    return _roll(office, folder, size, name)


def _roll(office: Office, folder: Path, size: int, name: str) -> tuple[float, float]:
    """Return the seconds that a roll took, and the MB that were needed above idle."""
    path = folder / f"{name}-roll.csv"
    files.write(path, files.roll_rows(size, name))
    with memory() as peak, stopwatch() as taken:
        office.bring_in("beneficiaries", path, watch=lambda _: None, within_s=WITHIN_S)
    return taken[0], peak.grown_mb
