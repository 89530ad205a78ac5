"""What files say of their making: editors, devices, and what usually is there and is missing."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from chalicelib.domain.capture import EDITORS, Capture, editor_in
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.policy import USUAL
from chalicelib.domain.verification.camera_checks import metadata, unlike_now
from chalicelib.domain.verification.evidence import Evidence, Neighbour
from chalicelib.domain.verification.names import DEVICES, EDITED, METADATA
from chalicelib.domain.verification.neighbours import concerned
from chalicelib.domain.verification.rules import examine, verdict_of
from tests.builders import (
    NOON,
    PHOTO,
    VIDEO,
    a_ready_photo,
    a_testimonial,
    a_visit,
    an_evidence,
    an_id,
)
from tests.domain.cases.camera import SAYS, SILENT, by, earlier, made, of, told
from tests.domain.cases.case import found

O = FindingOutcome  # noqa: E741  short for the tables


def test_an_edited_file_is_named_with_the_program_as_our_list_has_it() -> None:
    evidence = made(by("Adobe Photoshop 25.1 (owner's copy)"), by("Lavf60.3.100"))

    assert found(evidence, EDITED).evidence == {
        "media_ids": [PHOTO, VIDEO],
        "kinds": ["photo", "video"],
        "programs": ["adobe", "lavf"],
    }


@pytest.mark.parametrize("editor", EDITORS)
def test_every_editor_of_the_list_is_known_by_its_own_name(editor: str) -> None:
    assert editor_in(f"{editor.upper()} 9.0") in EDITORS


def test_what_files_name_besides_editors_is_only_counted() -> None:
    evidence = made(by("A346BXXU4"), of("iPhone 12", "Apple"))

    assert found(evidence, EDITED).evidence == {"named": 1}


def test_of_devices_only_their_number_is_kept() -> None:
    evidence = made(of("SM-A346B", "samsung"), of("iPhone 12", "Apple"))

    assert found(evidence, DEVICES).evidence == {"named": 2, "devices": 2}


def test_three_files_of_two_devices_are_two_devices() -> None:
    third = MediaId(an_id(0x77))
    base = made(of("SM-A346B", "samsung"), of("iPhone 12", "Apple"))
    evidence = replace(
        base, media=(*base.media, a_ready_photo(media_id=third)),
        captures={**base.captures, third: of("Samsung SM-A346B")},
    )  # fmt: skip

    assert found(evidence, DEVICES).evidence == {"named": 3, "devices": 2}


def test_every_visit_keeps_how_many_files_said_something_for_those_that_come_later() -> None:
    assert found(made(SAYS, SILENT), METADATA).evidence == {
        "photos_that_say": 1,
        "silent_videos": 1,
    }
    assert found(an_evidence(), METADATA).evidence == {}


def test_a_stripped_file_is_told_with_the_habit_that_it_breaks() -> None:
    assert found(made(SILENT, SAYS, others=told(4, 3, 2, 1)), METADATA).evidence == {
        "silent_photos": 1,
        "videos_that_say": 1,
        "kinds": ["photo"],
        "visits_that_said": 4,
    }


@pytest.mark.parametrize(
    "evidence",
    [
        made(SILENT, SILENT, others=told(3, 2, 1)),
        made(of("SM-A346B", "samsung"), of("iPhone 12", "Apple")),
    ],
    ids=["stripped", "two devices"],
)
def test_stripped_metadata_or_a_second_device_alone_asks_for_nobody(evidence: Evidence) -> None:
    assert verdict_of(examine(evidence), USUAL) is Verdict.VERIFIED


def test_a_file_without_any_metadata_asks_for_nobody() -> None:
    assert verdict_of(examine(made(SILENT, SILENT)), USUAL) is Verdict.VERIFIED


# A visit that is reported late

STILL_SILENT = earlier(-1, silent_photos=1)
IN_DOUBT = replace(
    STILL_SILENT,
    item=a_testimonial(
        visit_id=STILL_SILENT.visit.visit_id,
        findings=(replace(found(made(SILENT, others=told(3, 2, 1)), METADATA)),),
    ),
)


def told_anew(evidence: Evidence) -> list[VisitId]:
    return list(unlike_now(evidence))


def test_a_late_visit_whose_files_say_something_has_later_silent_ones_looked_at_again() -> None:
    others = (*told(1), STILL_SILENT, earlier(-2, photos_that_say=1), earlier(-3))

    assert told_anew(made(SAYS, others=others)) == [STILL_SILENT.visit.visit_id]
    assert STILL_SILENT.visit.visit_id in concerned(made(SAYS, others=others))


def test_a_late_silent_visit_has_later_doubts_looked_at_again() -> None:
    assert told_anew(made(SILENT, others=(IN_DOUBT,))) == [IN_DOUBT.visit.visit_id]
    assert told_anew(made(SAYS, others=(IN_DOUBT,))) == []
    assert told_anew(made(SILENT, others=(STILL_SILENT,))) == []


@pytest.mark.parametrize(
    "evidence",
    [
        made(others=(STILL_SILENT,)),
        made(SAYS, others=(STILL_SILENT,), visit=None),
        made(SAYS, others=(earlier(1, silent_photos=1),)),
        made(SAYS, others=(earlier(-1, device_id="another", silent_photos=1),)),
        made(SAYS, others=(replace(STILL_SILENT, item=None),)),
        made(None, SAYS, others=(STILL_SILENT,)),
    ],
    ids=["nothing known", "no visit", "earlier", "another phone", "not judged", "another kind"],
)
def test_nobody_else_is_looked_at_again(evidence: Evidence) -> None:
    assert told_anew(evidence) == []


def judged_in(order: list[int], captures: list[Capture]) -> list[FindingOutcome]:
    """Judge a worker's visits in this order, those told anew again, and return how each ends."""
    visits = [
        a_visit(visit_id=VisitId(an_id(0x600 + n)), started_at=NOON + timedelta(minutes=20 * n))
        for n in range(len(captures))
    ]
    known: dict[int, Neighbour] = {}
    waiting = list(order)
    while waiting:
        number = waiting.pop(0)
        others = tuple(known[n] for n in sorted(known) if n != number)
        evidence = made(captures[number], others=others, visit=visits[number])
        finding = found(evidence, METADATA)
        item = a_testimonial(visit_id=visits[number].visit_id, findings=(finding,))
        before = known.get(number)
        known[number] = Neighbour(visit=visits[number], item=item)
        if before is None or before.item is None or before.item.findings != item.findings:
            again = unlike_now(evidence)
            waiting += [n for n in known if visits[n].visit_id in again]
    items = [known[n].item for n in range(len(captures))]
    return [item.findings[0].outcome for item in items if item]


@pytest.mark.parametrize("seed", range(25))
def test_whatever_visit_is_reported_first_each_ends_the_same(seed: int) -> None:
    made_up = Random(seed)  # noqa: S311  the same for the same seed, and no secret
    captures = [made_up.choice([SAYS, SAYS, SAYS, SILENT, Capture()]) for _ in range(8)]
    in_order = list(range(8))
    mixed = made_up.sample(in_order, 8)

    assert judged_in(mixed, captures) == judged_in(in_order, captures)


def test_a_visit_at_the_same_moment_counts_by_its_id() -> None:
    same = [replace(each, visit=replace(each.visit, started_at=NOON)) for each in told(3, 2, 1)]
    ours = a_visit(visit_id=VisitId(an_id(0x500)))

    assert metadata(made(SILENT, others=tuple(same), visit=ours)).outcome is O.WARN
    first = a_visit(visit_id=VisitId(an_id(0x300)))
    assert metadata(made(SILENT, others=tuple(same), visit=first)).outcome is O.UNKNOWN
