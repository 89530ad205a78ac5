"""Claims and decisions."""

from datetime import timedelta

import pytest

from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS, Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import AlreadyClaimed, Conflict, InvalidInput
from chalicelib.domain.ids import UserId
from chalicelib.domain.review import claim, decide, release
from chalicelib.domain.testimonial import CLAIM_LIFE, State
from tests.builders import MODERATOR, NOON, a_claim, a_testimonial

OTHER = UserId("moderator-2")
LATER = NOON + timedelta(minutes=5)
APPROVE = Decision(kind=DecisionKind.APPROVE)


def test_a_free_item_is_claimed_for_ten_minutes() -> None:
    item = claim(a_testimonial(), MODERATOR, NOON)

    assert item.claim == a_claim(expires_at=NOON + timedelta(minutes=10))


def test_a_claim_is_renewed_by_its_own_moderator() -> None:
    item = claim(a_testimonial(claim=a_claim()), MODERATOR, LATER)

    assert item.claim == a_claim(expires_at=LATER + CLAIM_LIFE)


def test_a_held_item_is_refused_to_another_and_free_once_the_claim_lapsed() -> None:
    held = a_testimonial(claim=a_claim())

    with pytest.raises(AlreadyClaimed):
        claim(held, OTHER, LATER)
    assert claim(held, OTHER, NOON + CLAIM_LIFE).claim == a_claim(
        OTHER, expires_at=NOON + 2 * CLAIM_LIFE
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
    item = decide(a_testimonial(claim=a_claim()), decision, by=MODERATOR, at=LATER)

    assert (item.state, item.content_version) == (state, content_version)
    assert item.claim is None
    assert item.decided_by == MODERATOR


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
