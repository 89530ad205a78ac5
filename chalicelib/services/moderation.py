"""The review desk: lists what waits, and passes decisions.

A decision is one commit: state, audit entry, and what follows from it. Nothing follows from an
approval before it can no longer be taken back (undoing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.audit import Scalar
from chalicelib.domain.decisions import Decision, DecisionKind
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import User, require_role
from chalicelib.domain.queueing import depth_of
from chalicelib.domain.returned import Returned, is_back
from chalicelib.domain.review import UNDO_LIFE, decide
from chalicelib.domain.rows import Change, Page, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.two_people import reasons
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.approving import NO_GROUND, Ground, ground_of, named, require_fit
from chalicelib.services.auditing import noted
from chalicelib.services.claiming import reviewable
from chalicelib.services.desks import Desk, desks_for, one_after_the_other
from chalicelib.services.dossiers import READERS, captions_of
from chalicelib.services.review_days import day_with
from chalicelib.services.sampling import looks_to_come


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What decisions need; `undo` is how long one can be taken back."""

    records: Records
    clock: Clock
    new_id: NewId
    undo: timedelta = UNDO_LIFE


def list_by_state(
    user: User, state: State, area_id: AreaId | None, *,
    limit: int, cursor: str | None, records: Records,
) -> Page[Testimonial]:  # fmt: skip
    """Return testimonials in `state` in the caller's areas, longest waiting first.

    Several desks are listed one after the other; the cursor remembers the desk.
    """
    require_role(user, READERS)
    # Two roles over one area show its items once.
    desks = list(dict.fromkeys(desks_for(user, READERS, area_id, records=records)))

    def read(desk: Desk, inner: str | None) -> Page[Testimonial]:
        return records.testimonials(state, desk.desk_id, desk.within, limit=limit, cursor=inner)

    return one_after_the_other(desks, read, cursor)


def pass_decision(
    user: User, visit_id: VisitId, version: int, decision: Decision, tools: Tools
) -> None:
    """Decide a claimed item as the caller saw it, in one transaction.

    What needs two people waits at the desk for the second one. Raises StaleVersion when it changed
    since, AlreadyClaimed when she does not hold it, ConsentMissing when publishing is approved
    against a withdrawn consent, WordsNotPublic when captions or name hold a number, or a promise in
    an election.
    """
    records, now = tools.records, tools.clock.now()
    item = reviewable(user, visit_id, records)
    if item.version != version:
        raise StaleVersion("The item changed while you looked; read it again, then decide")
    is_approved = decision.kind is DecisionKind.APPROVE
    ground = ground_of(item, records) if is_approved else NO_GROUND
    seen = _as_shown(item, decision, ground, records)
    decided = decide(
        seen, replace(decision, captions=None, channel_captions=None) if is_approved else decision,
        by=user.user_id, at=now, depth=depth_of(user, item.path),
        needs_two=is_approved and bool(reasons(seen, ground.policy, is_child=ground.is_child)),
    )  # fmt: skip
    facts = _facts(decided, decision)
    decided, entries = noted(decided, "decided", at=now, actor=user.user_id, facts=facts)
    records.commit(
        Save(row=decided),
        *entries,
        *_following(decided, item, decision, user, tools),
        *(Unchanged(row=ledger) for ledger in ground.ledgers),
    )


def _as_shown(
    item: Testimonial, decision: Decision, ground: Ground, records: Records
) -> Testimonial:
    """Return what is approved with all that goes out with it, fixed from then on.

    Raises WordsNotPublic.
    """
    if decision.kind is not DecisionKind.APPROVE:
        return item
    given = decision.captions
    own = decision.channel_captions
    seen = replace(
        named(item, ground.ledgers),
        captions=captions_of(item, records=records) if given is None else given,
        channel_captions=item.channel_captions if own is None else own,
        ai_altered=item.ai_altered if decision.ai_altered is None else decision.ai_altered,
        is_public_figure=(
            item.is_public_figure
            if decision.is_public_figure is None
            else decision.is_public_figure
        ),
    )
    require_fit(seen, ground.ledgers, records)
    return seen


def _facts(decided: Testimonial, decision: Decision) -> dict[str, Scalar]:
    return {
        "decision": decision.kind.value,
        "reason_code": decision.reason.value if decision.reason else None,
        "content_version": decided.content_version,
        "ai_altered": decided.ai_altered,
    }


def _following(
    decided: Testimonial, item: Testimonial, decision: Decision, user: User, tools: Tools
) -> Sequence[Change]:
    """Return what else a decision has to save."""
    changes: list[Change] = [
        Save(row=day_with(item, decision.kind, user, records=tools.records, clock=tools.clock))
    ]
    if decided.state is State.PENDING_REVIEW:
        return changes
    changes += looks_to_come(decided, decision.kind, user.user_id, records=tools.records)
    if decided.state is State.APPROVED:
        changes.append(_schedule(decided, tools))
    if is_back(decided) and not decided.members:
        changes += _returned(decided, tools)
    return changes


def _schedule(decided: Testimonial, tools: Tools) -> Save:
    """Return the job that promises slots once the decision can no longer be taken back."""
    now = tools.clock.now()
    job = Job(
        action=Action.SCHEDULE, subject=decided.visit_id,
        content_version=decided.content_version, not_before=now + tools.undo,
    )  # fmt: skip
    return Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=now))


def _returned(decided: Testimonial, tools: Tools) -> list[Save]:
    """Return the mark by which the worker finds what came back; the same one each time."""
    visit = tools.records.find(Visit, decided.visit_id)
    if visit is None:
        return []
    known = tools.records.find(Returned, visit.worker_id, decided.visit_id)
    row = Returned(
        worker_id=visit.worker_id, visit_id=decided.visit_id, path=decided.path,
        at=tools.clock.now(), version=known.version if known else 0,
    )  # fmt: skip
    return [Save(row=row)]
