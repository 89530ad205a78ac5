"""A worker's day: each abuse is hinted at when it is often, and only of what could show it."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.consent import Ledger, Purpose
from chalicelib.domain.finding import EvidenceValue, Finding, FindingOutcome
from chalicelib.domain.ids import ConsentId, MediaId, VisitId
from chalicelib.domain.policy import USUAL, Policy
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verification import names
from chalicelib.domain.verification.limits import PATTERN_SHARE, PATTERN_VISITS
from chalicelib.domain.verification.patterns import WORDS, Abuse, Made, Pattern, day_of_worker
from tests.builders import (
    ALL_PURPOSES,
    WORKER,
    a_consent,
    a_ledger,
    a_testimonial,
    a_visit,
    an_id,
)

DAY = date(2026, 11, 14)
O = FindingOutcome  # noqa: E741  as in the tables of the checks
BOTH: list[str] = ["photo", "publish", "video"]
ONE: list[str] = ["photo", "publish"]


def a_finding(check: str, outcome: FindingOutcome, **evidence: EvidenceValue) -> Finding:
    return Finding(check=check, version=1, outcome=outcome, evidence=evidence)


def ledger_of(number: int, purposes: frozenset[Purpose] = ALL_PURPOSES) -> Ledger:
    visit_id = VisitId(an_id(number))
    consent = a_consent(
        consent_id=ConsentId(an_id(number + 500)), visit_id=visit_id, purposes=purposes
    )
    return a_ledger(consent)


def made(
    number: int, *findings: Finding, item: Testimonial | None = None, ledger: Ledger | None = None
) -> Made:
    visit_id = VisitId(an_id(number))
    kept = item or a_testimonial(findings=findings)
    return Made(
        visit=a_visit(visit_id=visit_id), item=replace(kept, visit_id=visit_id),
        ledger=ledger or ledger_of(number),
    )  # fmt: skip


def good(number: int) -> Made:
    checks = (
        names.QUALITY, names.SCREEN, names.NAME, names.EXACT, names.NEAR, names.CAPTURED,
    )  # fmt: skip
    passed = [a_finding(check, O.PASS) for check in checks]
    return made(number, *passed, a_finding(names.COVERS, O.PASS, needed=BOTH))


def pattern(abuse: Abuse, visits: list[Made], policy: Policy = USUAL) -> Pattern:
    day = day_of_worker(WORKER, DAY, visits, policy)
    return next(each for each in day.patterns if each.abuse is abuse)


DOUBTED = [
    (Abuse.IRRELEVANT, names.QUALITY),
    (Abuse.OF_A_PICTURE, names.SCREEN),
    (Abuse.OTHER_PERSON, names.NAME),
    (Abuse.OTHER_PERSON, names.GUARDIAN),
    (Abuse.SEVERAL_ROLLS, names.EXACT),
    (Abuse.SEVERAL_ROLLS, names.NEAR),
    (Abuse.SWAPPED, names.CAPTURED),
]


def test_a_good_day_shows_all_seven_and_hints_at_nothing() -> None:
    day = day_of_worker(WORKER, DAY, [good(n) for n in range(20)], USUAL)

    assert [each.abuse for each in day.patterns] == list(Abuse)
    assert (day.met, day.hints) == (20, ())
    assert all((each.of, each.share) == (20, 0.0) for each in day.patterns)


@pytest.mark.parametrize(("abuse", "check"), DOUBTED)
def test_what_several_visits_have_in_common_is_hinted_at_and_named(
    abuse: Abuse, check: str
) -> None:
    bad = [made(n, a_finding(check, O.WARN)) for n in range(3)]

    found = pattern(abuse, [*bad, *(good(n) for n in range(10, 15))])

    assert found.is_hint
    assert found.visit_ids == tuple(each.visit.visit_id for each in bad)
    assert found.share == 3 / 8


@pytest.mark.parametrize("abuse", dict(DOUBTED))
def test_what_no_check_has_looked_at_could_not_show_it(abuse: Abuse) -> None:
    unseen = [made(n, a_finding("other.check", O.WARN)) for n in range(5)]
    unheard = replace(unseen[0], item=None)

    assert pattern(abuse, [*unseen, unheard]).of == 0
    assert pattern(abuse, []).share == 0.0


def test_one_or_two_accidents_are_no_pattern() -> None:
    bad = [made(n, a_finding(names.SCREEN, O.FAIL)) for n in range(2)]

    assert not pattern(Abuse.OF_A_PICTURE, bad).is_hint


def test_a_small_share_of_a_long_day_is_no_pattern() -> None:
    bad = [made(n, a_finding(names.SCREEN, O.WARN)) for n in range(3)]

    assert not pattern(Abuse.OF_A_PICTURE, [*bad, *(good(n) for n in range(10, 30))]).is_hint


def test_a_campaign_sets_what_is_many() -> None:
    strict = Policy(number=1, limits={PATTERN_VISITS: 1, PATTERN_SHARE: 0.01})
    bad = made(1, a_finding(names.SCREEN, O.WARN))

    assert pattern(Abuse.OF_A_PICTURE, [bad, good(2)], strict).is_hint


def test_consent_for_which_nothing_came_does_not_match_the_counts() -> None:
    empty = made(1, item=a_testimonial(State.COLLECTING, media_ids=()))
    never = replace(made(2), item=None)
    withdrawn = made(3, item=a_testimonial(State.WITHDRAWN, media_ids=()))
    mute = made(4, ledger=ledger_of(4, frozenset({Purpose.RECORD})))
    unasked = Made(visit=a_visit(visit_id=VisitId(an_id(5))), item=None, ledger=None)

    found = pattern(Abuse.COUNTS, [empty, never, withdrawn, mute, unasked, good(6)])

    assert found.visit_ids == (VisitId(an_id(1)), VisitId(an_id(2)))
    assert found.of == 3


def test_the_second_capture_is_missing_only_where_both_were_agreed_to_and_one_came() -> None:
    one = made(1, a_finding(names.COVERS, O.PASS, needed=ONE))
    both = made(2, a_finding(names.COVERS, O.PASS, needed=BOTH))
    agreed_to_one = made(
        3, a_finding(names.COVERS, O.PASS, needed=ONE),
        ledger=ledger_of(3, ALL_PURPOSES - {Purpose.VIDEO}),
    )  # fmt: skip
    nothing_yet = made(4, a_finding(names.COVERS, O.PASS, needed=["publish"]))
    odd = made(5, a_finding(names.COVERS, O.PASS, needed="photo"))
    unseen = made(6)
    unheard = replace(made(7), item=None)

    found = pattern(Abuse.MISSING, [one, both, agreed_to_one, nothing_yet, odd, unseen, unheard])

    assert found.visit_ids == (one.visit.visit_id,)
    assert found.of == 2


def test_every_abuse_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Abuse)
    assert all(hindi and english.isascii() for hindi, english in WORDS.values())


def test_media_without_a_verdict_are_no_missing_capture() -> None:
    waiting = made(1, item=a_testimonial(State.COLLECTING, media_ids=(MediaId(an_id(9)),)))

    assert pattern(Abuse.COUNTS, [waiting]).visit_ids == ()
