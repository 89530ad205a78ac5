"""From evidence to a verdict: once per state of the evidence, and never too early."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import Guardian, Ledger, NoticeShown, Purpose, give, withdraw
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.places import Location
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary, with_visit
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.names import COVERS, TRAVEL, TWICE
from chalicelib.domain.visit import Outcome
from chalicelib.services import withdrawing
from chalicelib.services.auditing import head_of
from chalicelib.services.comparing import compare
from chalicelib.services.verification import verify
from tests.builders import (
    ALL_PURPOSES,
    CONSENT,
    DESK,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_claim,
    a_consent,
    a_good_picture,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_video,
    a_visit,
    a_visited_place,
    a_withdrawal,
    a_worker,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.looks import a_look, differing
from tests.verifying import verify_tools

LATER = NOON + timedelta(minutes=30)
MUTE = a_ledger(a_consent(purposes=ALL_PURPOSES - {Purpose.PUBLISH}))


def a_table(*rows: Row, media: tuple[Media, ...] = (a_ready_photo(),)) -> FakeRecords:
    records = FakeRecords(*a_visited_place(*media))
    records.seed(*rows)
    return records


def run(records: FakeRecords, visit_id: VisitId = VISIT) -> Testimonial | None:
    tools = verify_tools(records, FixedClock(LATER), SequentialIds(500))
    return verify(visit_id, tools)


def verified(records: FakeRecords) -> Testimonial:
    item = run(records)
    assert item is not None
    assert item == records.find(Testimonial, VISIT)
    return item


def targets(item: Testimonial) -> list[str]:
    return [step.target.value for step in item.history]


def test_a_complete_visit_waits_for_review_with_its_verdict() -> None:
    records = a_table()

    item = verified(records)

    assert item.state is State.PENDING_REVIEW
    assert item.verdict is Verdict.VERIFIED
    assert item.media_ids == (PHOTO,)
    assert targets(item) == ["collecting", "verifying", "pending_review"]
    assert (item.evidence_version, item.desk_id, item.due_at) == (1, DESK, None)


@pytest.mark.parametrize(("name", "named_by"), [("Sunita", CONSENT), ("", None)])
def test_a_verdict_remembers_by_which_consent_she_may_be_named(
    name: str, named_by: ConsentId | None
) -> None:
    item = verified(a_table(a_ledger(a_consent(shown_name=name))))

    assert item.named_by == named_by


def test_a_verdict_and_its_audit_entry_are_written_together() -> None:
    records = a_table()

    item = verified(records)

    assert [type(change.row) for change in records.commits[-1]] == [Testimonial]
    entry = item.last_entry
    assert entry is not None
    assert is_intact([entry], head_of(item))
    assert entry.facts == {
        "verdict": "verified",
        "evidence_version": 1,
        "evidence_key": item.evidence_key,
        "policy_number": 0,
        "doubts": "",
    }


def test_the_audit_entry_of_a_verdict_names_every_check_that_did_not_pass() -> None:
    no_photo = a_ledger(a_consent(purposes=ALL_PURPOSES - {Purpose.PHOTO}))

    item = verified(a_table(a_beneficiary(phone=None), no_photo))

    assert item.last_entry is not None
    assert item.last_entry.facts["doubts"] == (
        "consent.covers_purposes:fail identity.phone_is_indian_mobile:unknown"
    )


@pytest.mark.parametrize(
    "media",
    [
        (a_ready_photo(), a_video()),
        (a_ready_photo(), a_video(state=MediaState.PROCESSING)),
        (a_media(state=MediaState.REJECTED),),
        (a_media(state=MediaState.ABANDONED), a_video(state=MediaState.REJECTED)),
    ],
    ids=["one offered", "one processing", "all rejected", "none ready"],
)
def test_a_visit_stays_collecting_until_all_uploads_ended_and_one_is_ready(
    media: tuple[Media, ...],
) -> None:
    item = verified(a_table(media=media))

    assert item.state is State.COLLECTING
    assert item.due_at == LATER + STUCK_AFTER
    assert item.findings == ()


def test_a_visit_whose_other_upload_failed_goes_on_with_what_is_ready() -> None:
    item = verified(a_table(media=(a_ready_photo(), a_video(state=MediaState.ABANDONED))))

    assert (item.state, item.media_ids) == (State.PENDING_REVIEW, (PHOTO,))


# A child

CHILD = a_beneficiary(details={"birth_year": "2012"})


def corrected(records: FakeRecords, year: str) -> None:
    """Correct her year of birth, as somebody at her door or at the desk does."""
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    records.commit(Save(row=replace(person, details={"birth_year": year})))


def test_a_corrected_year_of_birth_refuses_a_child_and_a_second_one_frees_her() -> None:
    records = a_table()
    assert verified(records).verdict is Verdict.VERIFIED

    corrected(records, "2012")
    refused = verified(records)
    corrected(records, "1990")
    freed = verified(records)

    assert (refused.state, refused.verdict) == (State.REFUSED, Verdict.REFUSED)
    assert refused.last_entry is not None
    assert refused.last_entry.facts["doubts"] == "consent.child:fail"
    assert (freed.state, freed.verdict) == (State.PENDING_REVIEW, Verdict.VERIFIED)


def test_a_child_whose_guardian_agreed_goes_on_where_the_campaign_allows_it() -> None:
    guided = a_ledger(a_consent(guardian=Guardian(name="Gita", relation="mother")))

    item = verified(a_table(CHILD, guided, a_campaign(minors_may_publish=True)))

    assert (item.state, item.verdict) == (State.PENDING_REVIEW, Verdict.VERIFIED)


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHING, State.PUBLISHED])
def test_what_was_approved_of_somebody_found_to_be_a_child_is_withdrawn(state: State) -> None:
    records = a_table(CHILD, a_testimonial(state), a_publication(PublicationState.POSTED))

    item = verified(records)

    assert item.state is State.WITHDRAWN
    (entry,) = records.all(AuditEntry)
    assert (entry.action, entry.facts) == ("withdrawn", {"live_posts": 1, "reason": "child"})
    assert [post.state for post in records.all(Publication)] == [PublicationState.TAKEDOWN_DUE]
    assert [out.job.action for out in records.all(OutboxItem)] == [Action.TAKE_DOWN]
    commits = len(records.commits)
    assert verified(records) == item
    assert len(records.commits) == commits


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHING, State.PUBLISHED])
@pytest.mark.parametrize("year", [{}, {"birth_year": "1980"}], ids=["no year", "of age"])
def test_what_was_approved_of_anybody_else_is_left_alone(
    state: State, year: dict[str, str]
) -> None:
    records = a_table(a_beneficiary(details=year), a_testimonial(state))

    assert verified(records).state is state
    assert records.commits == []


def test_a_childs_rejected_item_stays_rejected() -> None:
    assert verified(a_table(CHILD, a_testimonial(State.REJECTED))).state is State.REJECTED


def test_an_approval_that_comes_while_a_child_is_refused_is_withdrawn() -> None:
    records = a_table(CHILD, a_testimonial())

    def approve(_: object) -> None:
        item = records.find(Testimonial, VISIT)
        assert item is not None
        records.commit(Save(row=replace(item, state=State.APPROVED)))

    records.before_commit = approve

    assert verified(records).state is State.WITHDRAWN


def test_the_same_evidence_again_changes_nothing() -> None:
    records = a_table()
    once = verified(records)
    commits = len(records.commits)

    assert verified(records) == once
    assert len(records.commits) == commits
    assert head_of(once).seq == 1


def test_media_that_comes_later_opens_verification_as_a_new_version() -> None:
    records = a_table()
    first = verified(records)
    records.seed(replace(first, claim=a_claim()), a_ready_video())

    second = verified(records)

    assert second.evidence_version == 2
    assert second.media_ids == (PHOTO, VIDEO)
    assert second.claim == a_claim()  # whoever looks at it goes on looking
    assert targets(second)[-2:] == ["verifying", "pending_review"]
    assert second.last_entry is not None
    chain = [*records.all(AuditEntry), second.last_entry]
    assert [entry.facts["evidence_version"] for entry in chain] == [1, 2]
    assert is_intact(chain, head_of(second))


def test_an_item_that_is_refused_is_nobodys_any_more() -> None:
    claimed = a_testimonial(State.PENDING_REVIEW, claim=a_claim())
    records = a_table(claimed, a_beneficiary(booth_id=AreaId("booth-2")))
    item = verified(records)
    assert (item.state, item.claim) == (State.REFUSED, None)


def test_captions_that_a_moderator_wrote_outlive_late_media() -> None:
    records = a_table()
    records.seed(replace(verified(records), captions={"en": "Her own words"}), a_ready_video())

    assert verified(records).captions == {"en": "Her own words"}


@pytest.mark.parametrize("state", [State.REFUSED, State.HAS_ISSUES, State.VERIFYING])
def test_a_testimonial_that_was_turned_back_is_opened_by_new_evidence(state: State) -> None:
    item = verified(a_table(a_testimonial(state, evidence_key="older")))

    assert item.state is State.PENDING_REVIEW


@pytest.mark.parametrize(
    "state",
    [State.APPROVED, State.PUBLISHING, State.PUBLISHED, State.REJECTED, State.WITHDRAWN],
)
def test_late_media_never_joins_what_was_decided(state: State) -> None:
    decided = a_testimonial(state)
    records = a_table(decided, media=(a_ready_photo(), a_ready_video()))

    assert verified(records).media_ids == decided.media_ids
    assert records.commits == []


@pytest.mark.parametrize("ledger", [MUTE, a_ledger(a_consent(visit_id=VisitId(an_id(7))))])
def test_a_visit_without_consent_to_publish_makes_no_testimonial(ledger: Ledger) -> None:
    records = a_table(ledger)

    assert run(records) is None
    assert records.commits == []


def test_a_visit_without_any_consent_makes_no_testimonial() -> None:
    rows = [row for row in a_visited_place() if not isinstance(row, Ledger)]

    assert run(FakeRecords(*rows)) is None


def test_a_visit_that_has_not_been_reported_is_left_for_later() -> None:
    assert run(a_table(), VisitId(an_id(404))) is None


def test_a_person_on_another_booths_roll_is_refused_until_the_roll_is_corrected() -> None:
    records = a_table(a_beneficiary(booth_id=AreaId("booth-2")))
    assert verified(records).state is State.REFUSED

    records.seed(a_beneficiary())

    assert verified(records).state is State.PENDING_REVIEW


def test_a_person_who_left_the_roll_is_refused() -> None:
    rows = [row for row in a_visited_place() if not isinstance(row, Beneficiary)]

    assert verified(FakeRecords(*rows)).state is State.REFUSED


def test_asking_again_under_a_known_notice_clears_the_refusal() -> None:
    unknown = a_consent(notice=NoticeShown(notice_id="notice-1", version=9, language="hi"))
    records = a_table(a_ledger(unknown))
    assert verified(records).state is State.REFUSED

    again = a_consent(consent_id=ConsentId(an_id(99)), given_at=NOON + timedelta(minutes=5))
    records.seed(a_ledger(unknown, again))

    assert verified(records).state is State.PENDING_REVIEW


@pytest.mark.parametrize(
    "media",
    [(a_ready_photo(),), (a_media(),), (a_media(state=MediaState.REJECTED),)],
    ids=["ready", "still on its way", "rejected"],
)
def test_consent_taken_back_and_settled_before_its_visit_arrived_withdraws(
    media: tuple[Media, ...],
) -> None:
    taken_back = withdraw(a_ledger(), a_withdrawal(at=NOON))
    records = a_table(replace(taken_back, settled=1), media=media)

    item = verified(records)

    assert item.state is State.WITHDRAWN
    assert targets(item) == ["collecting", "withdrawn"]
    assert [entry.action for entry in records.all(AuditEntry)] == ["withdrawn"]


def test_a_refused_item_is_withdrawn_too_once_nothing_stands() -> None:
    taken_back = withdraw(a_ledger(), a_withdrawal(at=NOON))
    records = a_table(replace(taken_back, settled=1), a_testimonial(State.REFUSED))

    assert verified(records).state is State.WITHDRAWN


def test_a_withdrawn_item_stays_as_it_is() -> None:
    records = a_table(replace(withdraw(a_ledger(), a_withdrawal(at=NOON)), settled=1))
    first = verified(records)
    commits = len(records.commits)

    assert verified(records) == first
    assert len(records.commits) == commits


def test_where_another_consent_of_the_visit_stands_nothing_is_withdrawn() -> None:
    again = a_consent(consent_id=ConsentId(an_id(99)), given_at=NOON + timedelta(hours=2))
    records = a_table(withdraw(a_ledger(a_consent(), again), a_withdrawal()))

    assert verified(records).state is State.PENDING_REVIEW


@pytest.mark.parametrize("phone", [None, "+911123456789"], ids=["no phone", "a landline"])
def test_a_doubt_asks_for_review_and_does_not_refuse(phone: str | None) -> None:
    item = verified(a_table(a_beneficiary(phone=phone)))

    assert (item.state, item.verdict) == (State.PENDING_REVIEW, Verdict.NEEDS_REVIEW)


def test_the_same_bytes_at_another_visit_are_named_and_those_of_this_visit_are_not() -> None:
    twin = a_ready_photo(visit_id=VisitId(an_id(8)), media_id=MediaId(an_id(9)))
    own_copy = a_ready_photo(media_id=MediaId(an_id(10)))

    item = verified(a_table(twin, own_copy))

    finding = next(found for found in item.findings if found.check == "media.exact_duplicate")
    assert finding.evidence["matching_media_ids"] == [twin.media_id] * 2
    assert item.verdict is Verdict.NEEDS_REVIEW


def test_the_same_picture_as_another_file_at_another_visit_is_named_and_asks_for_review() -> None:
    ours = a_ready_photo(looks=(a_look(1),), signals=a_good_picture())
    copy = a_ready_photo(
        visit_id=VisitId(an_id(8)), media_id=MediaId(an_id(9)), sha256="ab" * 32,
        stored_at=NOON - timedelta(hours=1),
        looks=(differing(a_look(1), 4),),
    )  # fmt: skip

    records = a_table(copy, media=(ours,))
    alone = verified(records)

    compare(VISIT, PHOTO, records=records)
    item = verified(records)

    finding = next(found for found in item.findings if found.check == "media.near_duplicate")
    assert finding.evidence["matching_visit_ids"] == [copy.visit_id]
    assert (alone.verdict, item.verdict) == (Verdict.VERIFIED, Verdict.NEEDS_REVIEW)
    past = records.find(PastVerdict, VISIT, "000001")
    assert past is not None
    assert (past.verdict, past.findings) == (Verdict.VERIFIED, alone.findings)


def test_without_a_desk_the_root_keeps_the_list() -> None:
    rows = [
        replace(row, desk_id=None) if isinstance(row, Area) else row for row in a_visited_place()
    ]

    assert verified(FakeRecords(*rows)).desk_id == "state"


def test_an_unknown_booth_is_kept_at_the_root() -> None:
    records = a_table(a_visit(booth_id=AreaId("booth-gone")))

    assert verified(records).desk_id == "state"


def test_two_runs_at_once_end_in_one_verdict() -> None:
    records = a_table()
    records.before_commit = lambda _: run(records)

    item = verified(records)

    assert item.evidence_version == 1
    assert head_of(item).seq == 1
    assert records.all(AuditEntry) == []


def withdraw_and_settle(records: FakeRecords) -> None:
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    records.commit(Save(row=withdraw(ledger, a_withdrawal())))
    withdrawing.settle(PERSON, records=records, clock=FixedClock(LATER), new_id=SequentialIds())


@pytest.mark.parametrize("step", [1, 2], ids=["while it starts", "while it concludes"])
def test_a_withdrawal_during_verification_is_never_missed(step: int) -> None:
    records = a_table()
    if step == 1:
        records.before_commit = lambda _: withdraw_and_settle(records)
    else:
        records.after_commit = lambda _: setattr(
            records, "before_commit", lambda _: withdraw_and_settle(records)
        )

    item = verified(records)

    assert item.state in {State.REFUSED, State.WITHDRAWN}


# Other visits, other people

HERE = Location(lat=29.94, lon=78.16, accuracy_m=10)
FAR_AWAY = replace(HERE, lat=30.94)  # 111 km
ELSEWHERE = a_visit(
    visit_id=VisitId(an_id(0xA9)), beneficiary_id=BeneficiaryId(an_id(0xB9)), location=FAR_AWAY,
    started_at=NOON - timedelta(minutes=5),
)  # fmt: skip
AGREED_ELSEWHERE = a_ledger(
    a_consent(visit_id=ELSEWHERE.visit_id), beneficiary_id=ELSEWHERE.beneficiary_id
)


def verify_jobs(records: FakeRecords) -> list[str]:
    return [o.job.subject for o in records.all(OutboxItem) if o.job.action is Action.VERIFY]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (AGREED_ELSEWHERE,),
        (replace(AGREED_ELSEWHERE, withdrawals=(a_withdrawal(),)),),
    ],
    ids=["nothing agreed", "no media yet", "taken back"],
)
def test_a_visit_told_of_late_has_later_ones_looked_at_again_though_it_has_no_verdict(
    rows: tuple[Row, ...],
) -> None:
    records = a_table(a_visit(location=HERE), *rows)
    before = verified(records)
    records.seed(ELSEWHERE)

    run(records, ELSEWHERE.visit_id)
    after = verified(records)

    assert verify_jobs(records) == [VISIT]
    assert outcome_of(before, TRAVEL) is FindingOutcome.PASS
    assert outcome_of(after, TRAVEL) is FindingOutcome.WARN


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": Outcome.NOT_HOME},
        {"worker_id": UserId("worker-2")},
        {"location": HERE},
        {"started_at": NOON + timedelta(minutes=5)},
    ],
    ids=["nobody met", "another worker", "near by", "later"],
)
def test_a_visit_that_puts_none_in_doubt_has_none_looked_at_again(fields: dict[str, Any]) -> None:
    records = a_table(a_visit(location=HERE), replace(ELSEWHERE, **fields))

    run(records, ELSEWHERE.visit_id)

    assert verify_jobs(records) == []
    assert records.commits == []


def outcome_of(item: Testimonial, check: str) -> FindingOutcome:
    return next(found.outcome for found in item.findings if found.check == check)


def test_two_identical_people_on_one_roll_are_not_taken_for_each_other() -> None:
    twin = a_beneficiary(beneficiary_id=BeneficiaryId(an_id(0xB2)), serial=2)
    hers = a_visit(
        visit_id=VisitId(an_id(0xA2)), beneficiary_id=twin.beneficiary_id,
        worker_id=UserId("worker-2"), started_at=NOON - timedelta(hours=1),
    )  # fmt: skip
    agreed = a_ledger(a_consent(visit_id=hers.visit_id), beneficiary_id=twin.beneficiary_id)
    photo = a_ready_photo(
        media_id=MediaId(an_id(0xC2)), visit_id=hers.visit_id, sha256="ab" * 32,
        beneficiary_id=twin.beneficiary_id,
    )  # fmt: skip
    worker = a_worker(user_id=UserId("worker-2"))
    records = a_table(
        with_visit(a_beneficiary(), a_visit()), with_visit(twin, hers), hers, agreed, photo, worker
    )  # fmt: skip

    ours, theirs = verified(records), run(records, hers.visit_id)

    assert theirs is not None
    for item in (ours, theirs):
        assert item.verdict is Verdict.VERIFIED
        assert outcome_of(item, TWICE) is FindingOutcome.PASS
    assert (ours.media_ids, theirs.media_ids) == ((PHOTO,), (photo.media_id,))
    assert theirs.beneficiary_id == twin.beneficiary_id


def test_a_person_met_by_two_workers_is_named_at_the_later_visit_alone() -> None:
    first = a_visit(
        visit_id=VisitId(an_id(0xA2)), worker_id=UserId("worker-2"),
        started_at=NOON - timedelta(days=1),
    )  # fmt: skip
    records = a_table(with_visit(with_visit(a_beneficiary(), a_visit()), first), first)

    item = verified(records)

    found = next(each for each in item.findings if each.check == TWICE)
    assert found.evidence["earlier_visit_ids"] == [first.visit_id]
    assert item.verdict is Verdict.NEEDS_REVIEW


# A video taken back


def a_filmed_visit() -> FakeRecords:
    return a_table(media=(a_ready_photo(), a_ready_video()))


def take_back_the_video(records: FakeRecords) -> None:
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    taken = a_withdrawal(purposes=frozenset({Purpose.VIDEO}))
    records.commit(Save(row=withdraw(ledger, taken)))


def settle_it(records: FakeRecords) -> None:
    withdrawing.settle(PERSON, records=records, clock=FixedClock(LATER), new_id=SequentialIds(900))


@pytest.mark.parametrize("was_judged", [True, False], ids=["judged before", "not judged"])
@pytest.mark.parametrize("settles_first", [True, False], ids=["settled first", "verified first"])
def test_a_video_taken_back_refuses_the_visit_whichever_job_comes_first(
    was_judged: bool, settles_first: bool
) -> None:
    records = a_filmed_visit()
    if was_judged:
        assert verified(records).verdict is Verdict.VERIFIED
    take_back_the_video(records)

    for job in (settle_it, verified) if settles_first else (verified, settle_it):
        job(records)

    item = verified(records)
    assert (item.state, item.verdict) == (State.REFUSED, Verdict.REFUSED)
    assert outcome_of(item, COVERS) is FindingOutcome.FAIL
    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    assert (ledger.settled, ledger.due_at) == (1, None)


def test_who_agrees_to_the_video_again_has_her_visit_reviewed_again() -> None:
    records = a_filmed_visit()
    verified(records)
    take_back_the_video(records)
    verified(records)
    settle_it(records)

    ledger = records.find(Ledger, PERSON)
    assert ledger is not None
    again = a_consent(consent_id=ConsentId(an_id(99)), given_at=NOON + timedelta(hours=2))
    records.commit(Save(row=give(ledger, again)))

    item = verified(records)
    assert (item.state, item.verdict) == (State.PENDING_REVIEW, Verdict.VERIFIED)
    assert item.evidence_version == 3


def test_everything_taken_back_withdraws_whichever_job_comes_first() -> None:
    for order in ((settle_it, verified), (verified, settle_it)):
        records = a_table()
        verified(records)
        ledger = records.find(Ledger, PERSON)
        assert ledger is not None
        records.commit(Save(row=withdraw(ledger, a_withdrawal())))

        for job in order:
            job(records)

        assert verified(records).state is State.WITHDRAWN
