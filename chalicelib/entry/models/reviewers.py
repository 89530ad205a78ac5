"""Numbers of those who decide: a moderator's own, her desk's, and what gets done in a day."""

from datetime import date

from chalicelib.domain.agreement import Agreement
from chalicelib.domain.review_days import UNDONE, ReviewDay
from chalicelib.domain.review_sums import Work
from chalicelib.entry.models.common import Instant, Model
from chalicelib.services.reviewers import OwnNumbers, Reviewer, Reviewers
from chalicelib.services.throughput import Throughput


class AgreementShare(Model):
    """How often second looks agree with first decisions; no item is named."""

    checked: int
    agreed: int
    share: float | None
    kappa: float | None


class OwnDay(Model):
    """What a moderator decided on one day at one desk."""

    day: date
    desk_id: str
    counts: dict[str, int]
    decided: int
    undone: int
    looked_s: int


class OwnNumbersView(Model):
    """A moderator's own numbers, today's too, the newest first."""

    days: list[OwnDay]
    agreement: AgreementShare
    is_whole: bool
    as_of: Instant


class ReviewerView(Model):
    """One person's numbers at an area's desks, of days that are over."""

    user_id: str
    name: str
    decided: int
    counts: dict[str, int]
    undone: int
    seconds_per_item: float | None
    agreement: AgreementShare


class ReviewersView(Model):
    """Who decided what by the end of a day; people come in the order of their names."""

    until: date
    people: list[ReviewerView]
    desks: int
    is_whole: bool


class ThroughputDay(Model):
    """What was decided on one day at an area's desks."""

    day: date
    counts: dict[str, int]
    decided: int
    people: int
    looked_s: int


class ThroughputView(Model):
    """How much gets done, day by day, and how much waits."""

    as_of: Instant
    waiting: int
    oldest_since: Instant | None
    is_oldest_sure: bool
    days: list[ThroughputDay]
    desks: int
    is_whole: bool


def own_view(found: OwnNumbers) -> OwnNumbersView:
    """Return a moderator's own numbers as an answer."""
    return OwnNumbersView(
        days=[_own_day(row) for row in found.days], agreement=_agreement(found.agreement),
        is_whole=found.is_whole, as_of=found.at,
    )  # fmt: skip


def _own_day(row: ReviewDay) -> OwnDay:
    return OwnDay(
        day=row.day, desk_id=row.desk_id, counts=dict(row.counts), decided=row.decided,
        undone=row.counts.get(UNDONE, 0), looked_s=row.looked_s,
    )  # fmt: skip


def reviewers_view(found: Reviewers) -> ReviewersView:
    """Return an area's reviewers as an answer."""
    return ReviewersView(
        until=found.until, people=[_reviewer(each) for each in found.people],
        desks=found.desks, is_whole=found.is_whole,
    )  # fmt: skip


def _reviewer(found: Reviewer) -> ReviewerView:
    return ReviewerView(
        user_id=found.user_id, name=found.name, decided=found.work.decided,
        counts=dict(found.work.counts), undone=found.work.undone,
        seconds_per_item=_rounded(found.work.seconds_per_item, 1),
        agreement=_agreement(found.agreement),
    )  # fmt: skip


def throughput_view(found: Throughput) -> ThroughputView:
    """Return an area's throughput as an answer."""
    return ThroughputView(
        as_of=found.queue.at, waiting=found.queue.waiting, oldest_since=found.queue.oldest_since,
        is_oldest_sure=found.queue.is_whole,
        days=[_day(day, work) for day, work in found.days.items()],
        desks=found.desks, is_whole=found.is_whole,
    )  # fmt: skip


def _day(day: date, work: Work) -> ThroughputDay:
    return ThroughputDay(
        day=day, counts=dict(work.counts), decided=work.decided, people=work.people,
        looked_s=work.looked_s,
    )  # fmt: skip


def _agreement(found: Agreement) -> AgreementShare:
    return AgreementShare(
        checked=found.checked, agreed=found.agreed, share=_rounded(found.share, 4),
        kappa=_rounded(found.kappa, 4),
    )  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
