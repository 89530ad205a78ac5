"""Evidence for the checks of time, with how each ends."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from chalicelib.domain.campaign import Days
from chalicelib.domain.capture import Capture
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import BURST, CAPTURED, CLOCK, IN_DAYS
from tests.builders import PHOTO, VIDEO, a_campaign, a_ready_photo, a_ready_video, a_visit
from tests.builders import an_evidence as evidence
from tests.domain.cases.case import Case
from tests.rounds import a_stop, at, filmed, on_round

O = FindingOutcome  # noqa: E741  a column in the table below

INDIA = timezone(timedelta(minutes=330))
DAY_S = 24 * 3600
# The day of all visits here, and the two around it.
OPEN = a_campaign(
    days={AreaId("state"): Days(first_on=date(2026, 11, 13), last_on=date(2026, 11, 15))}
)
OVER = a_campaign(
    days={AreaId("state"): Days(first_on=date(2026, 11, 10), last_on=date(2026, 11, 13))}
)
TO_COME = a_campaign(
    days={AreaId("state"): Days(first_on=date(2026, 11, 15), last_on=date(2026, 11, 17))}
)
# Noon in UTC, as clocks in India show it.
FACE = at(330).replace(tzinfo=None)


def made(when: datetime | None, **fields: Any) -> Evidence:
    """Evidence of a photo that was made then, as the device's clock showed it."""
    return filmed(Capture(captured_at=when), **fields)


def of_satellites(gps_at: datetime, when: datetime | None = None, **fields: Any) -> Evidence:
    return filmed(Capture(captured_at=when, gps_at=gps_at), **fields)


def by_clock(behind_s: int, when: datetime, **fields: Any) -> Evidence:
    """Evidence of a visit whose phone was behind by so much, and of a photo that it made then."""
    started_at = at(0) - timedelta(seconds=behind_s)
    return made(when, visit=a_visit(started_at=started_at, skew_s=behind_s, **fields))


def made_both(photo_at: datetime, video_at: datetime) -> Evidence:
    return evidence(
        media=(a_ready_photo(), a_ready_video()),
        captures={PHOTO: Capture(captured_at=photo_at), VIDEO: Capture(captured_at=video_at)},
    )


def begun(*minutes: float, first: float = 0) -> Evidence:
    """Evidence of a visit at noon, with others of the worker so many minutes before."""
    return on_round(a_stop(1, first), *(a_stop(n, -m) for n, m in enumerate(minutes, start=2)))


CASES: Final[list[Case]] = [
    ("an open day", evidence(campaign=OPEN), IN_DAYS, O.PASS),
    ("no days", evidence(), IN_DAYS, O.PASS),
    ("days elsewhere", evidence(campaign=a_campaign(
        days={AreaId("mandal-4"): Days(first_on=date(2020, 1, 1), last_on=date(2020, 1, 2))})),
     IN_DAYS, O.PASS),
    ("after the last day", evidence(campaign=OVER), IN_DAYS, O.WARN),
    ("before the first day", evidence(campaign=TO_COME), IN_DAYS, O.WARN),
    ("before the campaign's midnight", evidence(campaign=OVER, visit=a_visit(
        started_at=at(-17.6 * 60))), IN_DAYS, O.PASS),
    ("past the campaign's midnight", evidence(campaign=OVER, visit=a_visit(
        started_at=at(-17.4 * 60))), IN_DAYS, O.WARN),
    ("a clock corrected into the days", evidence(campaign=OPEN, visit=a_visit(
        started_at=at(0) - timedelta(days=30), skew_s=30 * DAY_S)), IN_DAYS, O.PASS),
    ("no visit", evidence(visit=None), IN_DAYS, O.UNKNOWN),

    ("at the visit", made(at(5)), CAPTURED, O.PASS),
    ("by a clock without a zone", made(FACE), CAPTURED, O.PASS),
    ("by an Indian clock", made(at(5).astimezone(INDIA)), CAPTURED, O.PASS),
    ("shortly before", made(at(-20)), CAPTURED, O.PASS),
    ("long before", made(at(-21)), CAPTURED, O.WARN),
    ("within the hour", made(at(60)), CAPTURED, O.PASS),
    ("after the hour", made(at(61)), CAPTURED, O.WARN),
    ("after a long visit", made(at(100), visit=a_visit(ended_at=at(45))), CAPTURED, O.PASS),
    ("after an end of next day", made(at(100), visit=a_visit(ended_at=at(DAY_S))), CAPTURED,
     O.WARN),
    ("a day before", made(at(-24 * 60)), CAPTURED, O.WARN),
    ("a phone a day behind", by_clock(DAY_S, at(-24 * 60)), CAPTURED, O.PASS),
    ("a phone a day ahead", by_clock(-DAY_S, at(24 * 60)), CAPTURED, O.PASS),
    ("a phone a day behind, without a zone", by_clock(DAY_S, FACE - timedelta(days=1)), CAPTURED,
     O.PASS),
    ("another camera than the wrong phone", by_clock(DAY_S, at(3)), CAPTURED, O.PASS),
    ("an old picture on a wrong phone", by_clock(DAY_S, at(-72 * 60)), CAPTURED, O.WARN),
    ("by satellites", of_satellites(at(3), at(-24 * 60)), CAPTURED, O.PASS),
    ("old by satellites", of_satellites(at(-24 * 60), at(3)), CAPTURED, O.WARN),
    ("satellites of a week-number's turn", of_satellites(datetime(2007, 3, 31, tzinfo=UTC), at(3)),
     CAPTURED, O.PASS),
    ("a photo of now, a video of then", made_both(at(3), at(-30 * 24 * 60)), CAPTURED, O.WARN),
    ("1970", made(datetime(1970, 1, 1, tzinfo=UTC)), CAPTURED, O.UNKNOWN),
    ("1970 without a zone", made(datetime(1970, 1, 1)), CAPTURED, O.UNKNOWN),  # noqa: DTZ001
    ("the last day of all", made(datetime.max), CAPTURED, O.UNKNOWN),  # noqa: DTZ901
    ("the first day of all", made(datetime.min.replace(tzinfo=INDIA)), CAPTURED, O.UNKNOWN),
    ("2099", made(datetime(2099, 6, 1, tzinfo=UTC)), CAPTURED, O.UNKNOWN),
    ("2019", made(datetime(2019, 12, 31, tzinfo=UTC)), CAPTURED, O.UNKNOWN),
    ("last year", made(at(-365 * 24 * 60)), CAPTURED, O.WARN),
    ("no capture", evidence(), CAPTURED, O.UNKNOWN),
    ("a capture that says nothing", made(None), CAPTURED, O.UNKNOWN),
    ("no visit", made(at(5), visit=None), CAPTURED, O.UNKNOWN),
    ("on no visit day", made(at(5), campaign=OVER), CAPTURED, O.WARN),

    ("right", evidence(), CLOCK, O.PASS),
    ("ten minutes off", by_clock(600, at(0)), CLOCK, O.PASS),
    ("more than that", by_clock(601, at(0)), CLOCK, O.WARN),
    ("a day ahead", by_clock(-DAY_S, at(0)), CLOCK, O.WARN),
    ("no visit", evidence(visit=None), CLOCK, O.UNKNOWN),

    ("alone", begun(), BURST, O.PASS),
    ("two in a minute", begun(0.5), BURST, O.PASS),
    ("three in a minute", begun(0.3, 0.6), BURST, O.WARN),
    ("three in two minutes", begun(0.9, 1.0), BURST, O.PASS),
    ("the first of three", begun(-0.3, -0.6), BURST, O.PASS),
    ("no visit", evidence(visit=None), BURST, O.UNKNOWN),
]  # fmt: skip
