"""Claims and decisions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.decisions import (
    MOST_CAPTION_CHARACTERS,
    MOST_CHANNELS_CAPTIONED,
    MOST_LANGUAGES_CAPTIONED,
    Asker,
    Decided,
    Decision,
    DecisionKind,
    KeptFor,
    PassedOver,
    ReasonCode,
)
from chalicelib.domain.errors import AlreadyClaimed, Conflict, InvalidInput
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import (
    KEPT_LIFE,
    MOST_DECISIONS,
    MOST_PASSED_OVER,
    approvals,
    approvers,
    ask_again,
    claim,
    decide,
    decided_before,
    pass_over,
    release,
    renew,
    repeats,
)
from chalicelib.domain.testimonial import CLAIM_LIFE, State
from tests.builders import MODERATOR, NOON, a_claim, a_decided, a_testimonial

OTHER = UserId("moderator-2")
LATER = NOON + timedelta(minutes=5)
APPROVE = Decision(kind=DecisionKind.APPROVE)


def test_a_free_item_is_claimed_for_ten_minutes() -> None:
    item = claim(a_testimonial(), MODERATOR, NOON)

    assert item.claim == a_claim(expires_at=NOON + timedelta(minutes=10), taken_at=NOON)


def test_a_claim_is_renewed_by_its_own_moderator() -> None:
    for known in (NOON, NOON + timedelta(minutes=1)):
        held = a_testimonial(claim=a_claim(taken_at=known))

        for item in (claim(held, MODERATOR, LATER), renew(held, MODERATOR, LATER)):
            assert item.claim == a_claim(expires_at=LATER + CLAIM_LIFE, taken_at=known)


def test_a_claim_from_before_its_start_was_kept_starts_when_it_is_renewed() -> None:
    held = claim(a_testimonial(claim=a_claim(taken_at=None)), MODERATOR, LATER)

    assert held.claim == a_claim(expires_at=LATER + CLAIM_LIFE, taken_at=LATER)


@pytest.mark.parametrize("by", [OTHER, MODERATOR], ids=["another's", "lapsed"])
def test_a_hold_that_is_not_hers_is_not_renewed(by: UserId) -> None:
    with pytest.raises(AlreadyClaimed):
        renew(a_testimonial(claim=a_claim()), by, NOON + CLAIM_LIFE)


def test_a_held_item_is_refused_to_another_and_free_once_the_claim_lapsed() -> None:
    held = a_testimonial(claim=a_claim())

    with pytest.raises(AlreadyClaimed):
        claim(held, OTHER, LATER)
    assert claim(held, OTHER, NOON + CLAIM_LIFE).claim == a_claim(
        OTHER, expires_at=NOON + 2 * CLAIM_LIFE, taken_at=NOON + CLAIM_LIFE
    )


@pytest.mark.parametrize("state", [s for s in State if s is not State.PENDING_REVIEW])
def test_only_an_item_that_waits_for_review_can_be_claimed_released_or_decided(
    state: State,
) -> None:
    item = a_testimonial(state, claim=a_claim())

    with pytest.raises(Conflict):
        claim(item, MODERATOR, NOON)
    with pytest.raises(Conflict):
        release(item, MODERATOR, NOON)
    with pytest.raises(Conflict):
        decide(item, APPROVE, by=MODERATOR, at=NOON)


def test_only_the_holder_releases() -> None:
    held = a_testimonial(claim=a_claim())

    assert release(held, MODERATOR, LATER).claim is None
    with pytest.raises(AlreadyClaimed):
        release(held, OTHER, LATER)


@pytest.mark.parametrize("by", [OTHER, MODERATOR], ids=["another", "a lapsed holder"])
def test_a_decision_needs_a_running_claim(by: UserId) -> None:
    with pytest.raises(AlreadyClaimed):
        decide(a_testimonial(claim=a_claim()), APPROVE, by=by, at=NOON + CLAIM_LIFE)


@pytest.mark.parametrize(
    ("decision", "state", "content_version"),
    [
        (APPROVE, State.APPROVED, 1),
        (
            Decision(kind=DecisionKind.REJECT, reason=ReasonCode.UNSAFE_CONTENT),
            State.REJECTED,
            0,
        ),
        (
            Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.UNCLEAR_MEDIA),
            State.HAS_ISSUES,
            0,
        ),
    ],
    ids=["approve", "reject", "has issues"],
)
def test_a_decision_moves_the_item_and_only_approval_makes_a_content_version(
    decision: Decision, state: State, content_version: int
) -> None:
    held = a_testimonial(claim=a_claim(), evidence_version=4, version=7)

    item = decide(held, decision, by=MODERATOR, at=LATER, depth=3)

    assert (item.state, item.content_version) == (state, content_version)
    assert item.claim is None
    assert item.decisions == (
        Decided(
            kind=decision.kind, by=MODERATOR, at=LATER, reason=decision.reason,
            seen_version=held.version, evidence_version=held.evidence_version, depth=3,
        ),
    )  # fmt: skip


def test_escalating_frees_the_item_and_leaves_it_waiting() -> None:
    escalate = Decision(kind=DecisionKind.ESCALATE)

    item = decide(a_testimonial(claim=a_claim()), escalate, by=MODERATOR, at=LATER)

    assert item.state is State.PENDING_REVIEW
    assert item.is_escalated
    assert item.claim is None


def test_captions_are_kept_unless_the_moderator_wrote_others() -> None:
    held = a_testimonial(claim=a_claim())
    written = Decision(kind=DecisionKind.APPROVE, captions={"en": "Better words"})

    assert decide(held, APPROVE, by=MODERATOR, at=LATER).captions == held.captions
    assert decide(held, written, by=MODERATOR, at=LATER).captions == {"en": "Better words"}


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.ESCALATE])
@pytest.mark.parametrize(
    ("was", "said", "is_altered"),
    [(False, None, False), (False, True, True), (True, None, True), (True, False, False)],
)
def test_what_a_machine_altered_is_as_the_last_moderator_said_who_spoke_of_it(
    kind: DecisionKind, was: bool, said: bool | None, is_altered: bool
) -> None:
    held = a_testimonial(claim=a_claim(), ai_altered=was)

    item = decide(held, Decision(kind=kind, ai_altered=said), by=MODERATOR, at=LATER)

    assert item.ai_altered is is_altered


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.HAS_ISSUES])
def test_turning_an_item_down_needs_a_reason(kind: DecisionKind) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Decision(kind=kind)

    assert refusal.value.facts == {"field": "reason_code"}


def test_a_caption_has_a_longest_length() -> None:
    Decision(kind=DecisionKind.APPROVE, captions={"hi": "क" * MOST_CAPTION_CHARACTERS})

    with pytest.raises(InvalidInput) as refusal:
        Decision(kind=DecisionKind.APPROVE, captions={"hi": "क" * (MOST_CAPTION_CHARACTERS + 1)})

    assert refusal.value.facts == {"field": "captions.hi"}


def test_captions_that_were_written_survive_an_escalation() -> None:
    held = a_testimonial(claim=a_claim())
    escalate = Decision(kind=DecisionKind.ESCALATE, captions={"en": "Her own words"})

    item = decide(held, escalate, by=MODERATOR, at=LATER)

    assert item.captions == {"en": "Her own words"}


def test_captions_of_channels_and_what_is_shown_are_as_the_last_one_said() -> None:
    held = a_testimonial(claim=a_claim(), channel_captions={"page": {"en": "Short"}})
    said = Decision(kind=DecisionKind.APPROVE, channel_captions={}, is_public_figure=True)

    kept = decide(held, APPROVE, by=MODERATOR, at=LATER)
    changed = decide(held, said, by=MODERATOR, at=LATER)

    assert (kept.channel_captions, kept.is_public_figure) == ({"page": {"en": "Short"}}, False)
    assert (changed.channel_captions, changed.is_public_figure) == ({}, True)


def test_captions_of_channels_have_a_length_and_a_number_too() -> None:
    long, page = "क" * (MOST_CAPTION_CHARACTERS + 1), {"hi": "घर"}
    many = {f"page-{number}": page for number in range(MOST_CHANNELS_CAPTIONED + 1)}

    for own, field in (({"page": {"hi": long}}, "channel_captions.page.hi"),
                       (many, "channel_captions")):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            Decision(kind=DecisionKind.APPROVE, channel_captions=own)
        assert refusal.value.facts == {"field": field}


def test_captions_are_no_more_than_one_row_can_keep() -> None:
    codes = [f"a{chr(97 + number)}" for number in range(MOST_LANGUAGES_CAPTIONED + 1)]
    every = dict.fromkeys(codes, "घर")
    full = "क" * MOST_CAPTION_CHARACTERS
    pages = {f"page-{number}": {"hi": full, "en": full} for number in range(11)}

    for fields, field in (({"captions": every}, "captions"),
                          ({"channel_captions": {"page": every}}, "channel_captions.page"),
                          ({"channel_captions": pages}, "channel_captions")):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            Decision(kind=DecisionKind.APPROVE, **fields)
        assert refusal.value.facts == {"field": field}


def test_what_is_passed_over_is_free_and_remembers_whom_it_does_not_suit() -> None:
    kept = KeptFor(moderator_id=MODERATOR, until=LATER)
    before = tuple(PassedOver(by=UserId(f"m{n}"), at=NOON) for n in range(MOST_PASSED_OVER))
    mine = PassedOver(by=MODERATOR, at=NOON)

    item = pass_over(
        a_testimonial(claim=a_claim(), kept_for=kept, passed_over=(mine, *before)), MODERATOR, LATER
    )

    assert (item.claim, item.kept_for) == (None, None)
    assert item.passed_over == (*before[1:], PassedOver(by=MODERATOR, at=LATER))
    with pytest.raises(AlreadyClaimed):
        pass_over(a_testimonial(claim=a_claim()), OTHER, LATER)


def test_what_is_sent_back_is_kept_for_whoever_sent_it() -> None:
    send_back = Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.OTHER)
    held = a_testimonial(claim=a_claim(), passed_over=(PassedOver(by=OTHER, at=NOON),))

    item = decide(held, send_back, by=MODERATOR, at=LATER)

    assert item.kept_for == KeptFor(moderator_id=MODERATOR, until=LATER + KEPT_LIFE)
    assert item.passed_over == ()


def test_a_first_approval_of_two_leaves_the_item_waiting_where_it_was() -> None:
    held = a_testimonial(claim=a_claim())

    item = decide(held, APPROVE, by=MODERATOR, at=LATER, is_first_of_two=True)

    assert (item.state, item.since, item.history) == (held.state, held.since, held.history)
    assert (item.claim, item.content_version) == (None, 0)
    assert approvers(item) == {MODERATOR}


def test_turning_it_down_ends_it_whoever_approved() -> None:
    first = a_testimonial(claim=a_claim(OTHER), decisions=(a_decided(),))
    reject = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.OTHER)

    item = decide(first, reject, by=OTHER, at=LATER, is_first_of_two=True)

    assert item.state is State.REJECTED


def test_nobody_approves_twice_or_decides_on_her_own_decision() -> None:
    approved = a_testimonial(claim=a_claim(), decisions=(a_decided(),))
    rejected = a_testimonial(State.REJECTED, decisions=(a_decided(DecisionKind.REJECT),))
    asked = claim(ask_again(rejected, Asker.WORKER, "Look again", LATER), MODERATOR, LATER)

    for item in (approved, asked):
        with pytest.raises(Conflict, match="you have done so already"):
            decide(item, APPROVE, by=MODERATOR, at=LATER)
    assert (decided_before(asked), decided_before(approved)) == ({MODERATOR}, frozenset())


def test_other_evidence_voids_an_approval() -> None:
    item = a_testimonial(evidence_version=2, decisions=(a_decided(evidence_version=1),))

    assert approvers(item) == frozenset()


def test_what_was_said_before_an_appeal_is_no_approval_of_it() -> None:
    said = (a_decided(), a_decided(DecisionKind.REJECT, by=OTHER))
    asked = ask_again(a_testimonial(State.REJECTED, decisions=said), Asker.WORKER, None, LATER)

    assert (approvals(asked), approvers(asked)) == ((), frozenset())
    assert decided_before(asked) == {MODERATOR, OTHER}


def test_another_decision_is_asked_for_once_and_only_of_what_was_rejected() -> None:
    rejected = a_testimonial(State.REJECTED)
    asked = ask_again(rejected, Asker.BENEFICIARY, None, LATER)

    assert (asked.state, asked.appeal and asked.appeal.by) == (
        State.PENDING_REVIEW, Asker.BENEFICIARY,
    )  # fmt: skip
    for item in (replace(asked, state=State.REJECTED), a_testimonial(State.HAS_ISSUES)):
        with pytest.raises(Conflict):
            ask_again(item, Asker.WORKER, None, LATER)


def test_the_same_request_again_is_known() -> None:
    reject = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.OTHER)
    item = decide(a_testimonial(claim=a_claim(), version=3), reject, by=MODERATOR, at=NOON)

    assert repeats(item, reject, MODERATOR, 3)
    assert not repeats(item, reject, MODERATOR, 4)
    assert not repeats(item, reject, OTHER, 3)
    assert not repeats(item, APPROVE, MODERATOR, 3)
    assert not repeats(item, replace(reject, note="Not she"), MODERATOR, 3)


def test_only_the_last_decisions_are_kept() -> None:
    many = tuple(a_decided(DecisionKind.ESCALATE, by=OTHER) for _ in range(MOST_DECISIONS))

    item = decide(a_testimonial(claim=a_claim(), decisions=many), APPROVE, by=MODERATOR, at=NOON)

    assert len(item.decisions) == MOST_DECISIONS
    assert item.decisions[-1].by == MODERATOR
