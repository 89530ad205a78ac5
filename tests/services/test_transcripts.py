"""What is said is written down by who may, once, with its audit entry and its verification."""

from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.testimonial import OPEN_TO_EVIDENCE, State, Testimonial
from chalicelib.domain.verification.names import PHONE_SHOWN
from chalicelib.services import transcripts
from chalicelib.services.transcripts import MOST_LANGUAGES, Said
from chalicelib.services.verification import verify
from tests.builders import (
    MODERATOR,
    NOON,
    VISIT,
    a_claim,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    a_user,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.verifying import verify_tools

SPOKEN = "मेरा नंबर है नौ आठ सात छह पाँच चार तीन दो एक शून्य"
SECOND = UserId("moderator-2")


def a_place(**fields: Any) -> FakeRecords:
    return FakeRecords(*a_reviewable_place(**fields))


def keep(
    records: FakeRecords, text: str = "मुझे घर मिला", language: str = "hi",
    user: User | None = None, version: int | None = None, visit_id: VisitId = VISIT,
) -> Testimonial:  # fmt: skip
    known = records.find(Testimonial, visit_id)
    seen = known.version if known and version is None else version or 0
    transcripts.keep(
        user or a_moderator(), visit_id, seen, Said(language, text), records=records,
        clock=FixedClock(NOON), new_id=SequentialIds(900 + len(records.commits)),
    )  # fmt: skip
    item = records.find(Testimonial, visit_id)
    assert item is not None
    return item


def test_what_is_said_is_kept_with_its_entry_and_its_job_in_one_commit() -> None:
    records = a_place()

    item = keep(records)

    (commit,) = records.commits
    assert [type(change.row) for change in commit] == [Testimonial, AuditEntry, OutboxItem]
    assert item.transcript == {"hi": "मुझे घर मिला"}
    (job,) = [out.job for out in records.all(OutboxItem)]
    assert (job.action, job.subject) == (Action.VERIFY, VISIT)
    (entry,) = records.all(AuditEntry)
    assert (entry.action, entry.actor) == ("transcribed", MODERATOR)
    assert entry.facts == {"language": "hi", "letters": len("मुझे घर मिला")}
    assert is_intact([entry], item.audit)


def test_languages_stand_beside_each_other_and_an_empty_text_takes_one_out() -> None:
    records = a_place()

    keep(records, "I got a house", "en")
    both = keep(records, "  मुझे घर मिला \n")
    one = keep(records, "", "en")
    none = keep(records, " ", "hi")

    assert both.transcript == {"en": "I got a house", "hi": "मुझे घर मिला"}
    assert one.transcript == {"hi": "मुझे घर मिला"}
    assert none.transcript is None


def test_the_same_words_again_change_nothing() -> None:
    records = a_place()
    keep(records)

    again = keep(records)

    assert len(records.commits) == 1
    assert again.version == 2
    keep(a_place(), "", "en")


def test_only_so_many_languages_are_kept() -> None:
    records = a_place()
    for number in range(MOST_LANGUAGES):
        keep(records, "said", f"a{chr(97 + number)}")

    keep(records, "said otherwise", "aa")
    with pytest.raises(InvalidInput) as refused:
        keep(records, "said", "zz")

    assert refused.value.facts["field"] == "language"


def test_words_written_to_an_older_version_are_not_taken() -> None:
    records = a_place()

    with pytest.raises(StaleVersion):
        keep(records, version=7)

    assert records.commits == []


def test_of_two_who_write_at_once_one_is_told_to_read_again() -> None:
    records = a_place()
    records.before_commit = lambda _: keep(records, "first")

    with pytest.raises(StaleVersion):
        keep(records, "second", version=1)

    item = records.find(Testimonial, VISIT)
    assert item is not None
    assert item.transcript == {"hi": "first"}


@pytest.mark.parametrize("state", State)
def test_words_are_taken_as_long_as_evidence_is(state: State) -> None:
    records = a_place(state=state)
    if state in OPEN_TO_EVIDENCE:
        assert keep(records).transcript
        return

    with pytest.raises(Conflict) as refused:
        keep(records)

    assert refused.value.facts["current_state"] == state


def test_a_reel_has_no_words_of_its_own() -> None:
    with pytest.raises(Conflict):
        keep(a_place(members=(VisitId(an_id(5)),)))


def test_who_holds_the_item_writes_and_keeps_her_claim_and_nobody_else_does() -> None:
    records = a_place(claim=a_claim())

    with pytest.raises(AlreadyClaimed):
        keep(records, user=a_moderator(user_id=SECOND))
    item = keep(records)

    assert item.claim == a_claim()


def test_a_claim_that_lapsed_keeps_nobody_from_writing() -> None:
    assert keep(a_place(claim=a_claim(SECOND, expires_at=NOON))).transcript


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (a_moderator("district-2"), NotFound),
        (a_user(Role.WORKER, "booth-1"), NotFound),
        (a_user(Role.CONVENER, "constituency"), NotPermitted),
        (a_user(Role.ADMIN, "state"), NotPermitted),
    ],
    ids=["elsewhere", "worker", "convener", "admin"],
)
def test_only_moderators_of_the_place_write(user: User, refusal: type[Exception]) -> None:
    records = a_place()

    with pytest.raises(refusal):
        keep(records, user=user)

    assert records.commits == []


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        keep(a_place(), visit_id=VisitId(an_id(404)))


def verified(records: FakeRecords) -> Testimonial:
    tools = verify_tools(records, FixedClock(NOON), SequentialIds(700))
    item = verify(VISIT, tools)
    assert item is not None
    return item


def test_a_number_that_is_said_is_new_evidence_and_asks_for_a_person() -> None:
    records = a_place(state=State.COLLECTING, captions=None)
    before = verified(records)

    keep(records, SPOKEN)
    after = verified(records)

    finding = next(found for found in after.findings if found.check == PHONE_SHOWN)
    assert (before.verdict, after.verdict) == (Verdict.VERIFIED, Verdict.NEEDS_REVIEW)
    assert (finding.outcome, finding.evidence["texts"]) == (FindingOutcome.WARN, ["transcript.hi"])
    assert after.evidence_version == before.evidence_version + 1
    assert SPOKEN not in str(records.all(AuditEntry))


def test_harmless_words_make_no_new_verdict_and_end_no_claim() -> None:
    records = a_place(state=State.COLLECTING, captions=None)
    before = verified(records)
    records.seed(a_testimonial(**fields_of(before), claim=a_claim()))

    keep(records)
    after = verified(records)

    assert after.evidence_version == before.evidence_version
    assert after.claim == a_claim()


def fields_of(item: Testimonial) -> dict[str, Any]:
    left_out = {"claim", "visit_id"}
    return {name: getattr(item, name) for name in item.__slots__ if name not in left_out}
