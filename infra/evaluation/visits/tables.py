"""What the evaluation prints and keeps: three tables, and figures with their ceilings."""

from collections.abc import Mapping
from typing import Final

from rich.table import Table

from infra.bench.report import Figure
from infra.evaluation.visits.running import Spent
from infra.evaluation.visits.scoring import OfCheck, OfFraud, Whole, share

# What must be found as it is meant to be, as the share that may be missed (issue 5).
MAY_BE_MISSED: Final[Mapping[str, float]] = {
    "exact reuse": 0.0, "recompressed": 0.01, "resized": 0.01, "cropped 3 %": 0.07,
    "mirrored": 0.05, "impossible travel": 0.02, "wrong day": 0.0, "captured days before": 0.0,
    "captured weeks before": 0.0,
}  # fmt: skip
MOST_FALSE, MOST_SENT = 0.02, 0.15


def frauds_table(found: Mapping[str, OfFraud]) -> Table:
    """Return what became of each fraud."""
    shown = _table("Frauds", "fraud", "planted", "to be found", "as meant", "stopped", "events")
    for name, one in found.items():
        shown.add_row(
            name, f"{one.planted:,}", f"{one.loud:,}", _percent(one.by_check, one.loud),
            _percent(one.by_any, one.loud), f"{len(one.found):,} of {len(one.events):,}",
        )  # fmt: skip
    return shown


def checks_table(found: Mapping[str, OfCheck]) -> Table:
    """Return what each check's warnings were about."""
    shown = _table(
        "Checks", "check", "warned", "precision", "recall", "other frauds", "true of honest",
        "beside", "false", "noted",
    )  # fmt: skip
    for name, one in found.items():
        right = one.warned - one.untrue - one.noted
        shown.add_row(
            name, f"{one.warned:,}", _percent(right, one.warned), _percent(one.found, one.meant),
            f"{one.on_others:,}", f"{one.true:,}", f"{one.beside:,}", f"{one.untrue:,}",
            f"{one.noted:,}",
        )  # fmt: skip
    return shown


def verdict_table(one: Whole, spent: Spent, verdicts: int) -> Table:
    """Return how well the verdict as a whole does."""
    shown = _table("The verdict", "figure", "value")
    for name, value in (
        ("honest visits", f"{one.honest:,}"),
        ("planted visits to be found", f"{one.planted:,}"),
        ("planted among those sent to people", _share(one.precision)),
        ("planted visits stopped", _share(one.recall)),
        ("honest visits sent to people", _share(one.honest_sent)),
        ("honest visits with a false alarm", _share(one.false_alarms)),
        ("  and with a false note, which sends nobody", _share(one.noted)),
        ("honest visits suspected of fraud, also by what is true", _share(one.suspected)),
        ("honest visits in doubt beside a planted one", _share(one.beside)),
        ("originals of copies sent to people", f"{one.originals_sent:,} of {one.originals:,}"),
        ("verdicts per CPU second", f"{verdicts / max(spent.verify_s, 1e-9):,.0f}"),
        ("runs of verify per CPU second", f"{_per_second(spent):,.0f}"),
        ("look-ups for copies per CPU second (see glance.py)",
         f"{spent.comparisons / max(spent.compare_s, 1e-9):,.0f}"),
    ):  # fmt: skip
        shown.add_row(name, value)
    return shown


def _per_second(spent: Spent) -> float:
    return spent.verifications / max(spent.verify_s, 1e-9)


def figures(
    whole: Whole, frauds: Mapping[str, OfFraud], spent: Spent, verdicts: int
) -> dict[str, Figure]:
    """Return the figures that are kept: every ceiling is of what is missed or wrong."""
    return {
        **{f"missed, {name}": _missed(name, one) for name, one in frauds.items()},
        "false alarms": Figure(
            value=whole.false_alarms, unit="of honest visits", must=MOST_FALSE, aim=0.01
        ),
        "honest sent to people": Figure(
            value=whole.honest_sent, unit="of honest visits", must=MOST_SENT, aim=0.12
        ),
        "planted not stopped": Figure(value=1 - whole.recall, unit="of planted visits"),
        "honest among those sent": Figure(value=1 - whole.precision, unit="of visits sent"),
        "suspected of fraud": Figure(value=whole.suspected, unit="of honest visits"),
        "CPU per verdict": Figure(value=1000 * spent.verify_s / max(verdicts, 1), unit="ms"),
    }


def _missed(name: str, one: OfFraud) -> Figure:
    return Figure(
        value=1 - share(one.by_check, one.loud), unit=f"of {one.loud} planted",
        must=MAY_BE_MISSED.get(name), aim=None if name in MAY_BE_MISSED else 0.1,
    )  # fmt: skip


def _table(title: str, first: str, *others: str) -> Table:
    shown = Table(title=title, title_justify="left")
    shown.add_column(first, no_wrap=True)
    for heading in others:
        shown.add_column(heading, justify="right")
    return shown


def _percent(part: float, of: float) -> str:
    return _share(part / of) if of else ""


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
