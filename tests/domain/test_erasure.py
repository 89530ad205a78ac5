"""What is left of a person: rows that count and tell nothing of her; again, nothing changes."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.channel_editions import Edition, EditionState, finished, given_up, start
from chalicelib.domain.decisions import Appeal, Asker
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.erasure import (
    emptied_call,
    emptied_edit,
    emptied_edition,
    emptied_item,
    emptied_media,
    emptied_publication,
    emptied_visit,
    tombstone,
    visits_of,
)
from chalicelib.domain.ids import BeneficiaryId, UserId, VisitId
from chalicelib.domain.places import Location
from chalicelib.domain.roll import Beneficiary, LastVisit, missing
from chalicelib.domain.visit import Outcome
from tests.builders import (
    CAMPAIGN,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_decided,
    a_ledger,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_visit,
    an_id,
)
from tests.contracts.rows import a_copy

EDITION = start(Edition(visit_id=VISIT, edition_id="1-hi-0"), [a_ready_photo()], NOON)
LAST = LastVisit(visit_id=VisitId(an_id(7)), outcome=Outcome.MET, at=NOON)
# What a tombstone keeps: where she stood, what was counted, and that she is erased.
KEPT = {
    "beneficiary_id", "campaign_id", "booth_id", "path", "serial", "last", "has_withdrawn",
    "merged_into", "merged", "version",
}  # fmt: skip
CALL = Call(
    provider="exotel", call_id="1", campaign_id=CAMPAIGN, phone_hash="hash", shown="XXXXXX3210",
    at=NOON, received_at=NOON, state=CallState.MATCHED, beneficiary_id=PERSON,
)  # fmt: skip
EDIT = Edit(
    beneficiary_id=PERSON, edit_id="e", source=EditSource.VISIT, at=NOON, phone_at=NOON,
    user_id=UserId("worker-1"), device_id="device-1", base_version=1,
    changes={"names.hi": Changed(old="सीता", new="सीता देवी")}, in_conflict=("names.hi",),
)  # fmt: skip


def test_a_tombstone_keeps_no_field_that_tells_of_her() -> None:
    person = a_beneficiary(
        reference="HH-7", details={"address": "near the well"}, ids={"ration": "hash"},
        last=LAST, earlier=(VISIT,), media_kinds=frozenset({"photo"}), called=VISIT,
        has_withdrawn=True, erase_at=NOON, merged=(BeneficiaryId(an_id(5)),), version=4,
    )  # fmt: skip
    bare = Beneficiary(
        beneficiary_id=PERSON, campaign_id=person.campaign_id, booth_id=person.booth_id,
        path=person.path, serial=1, names={}, guardian_names={}, phone=None, schemes=(),
    )  # fmt: skip

    left = tombstone(person)

    assert left.is_erased
    for field in fields(Beneficiary):
        if field.name != "is_erased":
            source = person if field.name in KEPT else bare
            assert getattr(left, field.name) == getattr(source, field.name), field.name
    assert (left.due_at, missing(left)) == (None, ())
    assert tombstone(left) == left


def test_every_visit_of_hers_is_known() -> None:
    person = a_beneficiary(last=LAST, earlier=(VisitId(an_id(8)),))

    assert visits_of(person, a_ledger()) == (VisitId(an_id(7)), VisitId(an_id(8)), VISIT)
    assert visits_of(a_beneficiary(), a_ledger(consents=())) == ()


@pytest.mark.parametrize(
    ("empty", "row", "bare"),
    [
        (
            emptied_visit,
            a_visit(location=Location(lat=1, lon=2, accuracy_m=3), household="12"),
            a_visit(),
        ),
        (
            emptied_media,
            a_ready_photo(
                measured={"width": 1},
                placeholder="LEHV6n",
                looks=("0" * 40,),
                capture="sealed",
                signals={"sharpness": 1.0},
                copies=(a_copy(),),
            ),
            replace(a_ready_photo(), derivatives=()),
        ),
        (emptied_item, a_testimonial(), a_testimonial(captions={})),
        (
            emptied_item,
            a_testimonial(captions=None, transcript={"hi": "मेरा नाम सीता है"}),
            a_testimonial(captions=None),
        ),
        (emptied_item, a_testimonial(captions=None), a_testimonial(captions=None)),
        (
            emptied_item,
            a_testimonial(
                captions=None,
                channel_captions={"page": {"hi": "सीता को 500 रुपये मिले"}},
                is_public_figure=True,
                decisions=(
                    a_decided(note="Sita", is_public_figure=True, amounts=frozenset({"0a1b2c"})),
                ),
                appeal=Appeal(by=Asker.BENEFICIARY, at=NOON, note="I am Sita"),
            ),
            a_testimonial(
                captions=None,
                decisions=(a_decided(),),
                appeal=Appeal(by=Asker.BENEFICIARY, at=NOON),
            ),
        ),
        (emptied_publication, a_publication(), a_publication(captions={})),
        (emptied_call, CALL, replace(CALL, shown="")),
        (emptied_edit, EDIT, replace(EDIT, changes={}, in_conflict=())),
        (
            emptied_edition,
            finished(EDITION, a_ready_photo().derivatives),
            replace(given_up(EDITION), stored=()),
        ),
        (emptied_edition, replace(EDITION, stored=()), replace(EDITION, stored=())),
    ],
    ids=[
        "visit",
        "media",
        "testimonial",
        "testimonial of what she said",
        "testimonial without words",
        "testimonial of what was said of her",
        "publication",
        "call",
        "edit",
        "edition",
        "edition of nothing",
    ],
)
def test_a_row_loses_what_tells_of_her_and_again_nothing(empty, row, bare) -> None:
    assert empty(row) == bare
    assert empty(empty(row)) == bare


def test_an_edition_that_was_ready_is_posted_no_more() -> None:
    ready = finished(EDITION, a_ready_photo().derivatives)

    assert emptied_edition(ready).state is EditionState.FAILED


def test_a_visit_keeps_its_times_for_the_counts() -> None:
    visit = a_visit(ended_at=NOON + timedelta(minutes=5), skew_s=3)

    assert emptied_visit(visit) == visit
