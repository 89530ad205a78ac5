"""The review desk: lists what waits, and passes decisions.

A decision is one commit: state, audit entry, and what follows from it. Nothing follows from an
approval before it can no longer be taken back (undoing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from chalicelib.domain.audit import Scalar
from chalicelib.domain.decisions import Decision, DecisionKind
from chalicelib.domain.errors import Conflict, StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import User, require_role
from chalicelib.domain.queueing import depth_of
from chalicelib.domain.returned import Returned, is_back
from chalicelib.domain.review import decide, repeats, require_hold
from chalicelib.domain.rows import Change, Page, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.two_people import is_first_of_two, reasons
from chalicelib.domain.undo import UNDO_LIFE
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.approving import ground_of, require_fit, with_all_shown
from chalicelib.services.auditing import noted
from chalicelib.services.claiming import reviewable
from chalicelib.services.desks import Desk, desks_for, one_after_the_other
from chalicelib.services.dossiers import READERS
from chalicelib.services.retry import again
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
    since, with its state, and whether it was she who decided just so; Conflict when it does not
    wait, AlreadyClaimed when she does not hold it, ConsentMissing when publishing is approved
    against a withdrawn consent, WordsNotPublic when captions or name hold a number, or a promise in
    an election.
    """
    stale = again(partial(_decide, user, visit_id, version, decision, tools))
    if stale is not None:
        raise stale


def _decide(
    user: User, visit_id: VisitId, version: int, decision: Decision, tools: Tools
) -> StaleVersion | None:
    """Return the refusal when the item is not as the caller saw it, which no other try mends.

    One that is raised says that somebody was faster with another row, her other window for one,
    whose decisions are counted in the same day: it is all read again.
    """
    item = reviewable(user, visit_id, tools.records)
    if item.version != version:
        return StaleVersion(
            "The item changed while you looked; read it again, then decide",
            current_state=item.state.value,
            is_done=repeats(item, decision, user.user_id, version),
        )
    commit_decision(user, item, decision, tools)
    return None


def commit_decision(user: User, item: Testimonial, decision: Decision, tools: Tools) -> None:
    """Decide an item that the caller holds, as it was read, in one transaction.

    Raises as `pass_decision` does.
    """
    require_hold(item, user.user_id, tools.clock.now())
    if decision.kind is DecisionKind.APPROVE:
        _approve(user, item, decision, tools)
    else:
        _commit(user, item, _decided(user, item, decision, tools), decision, tools)


def _approve(user: User, item: Testimonial, decision: Decision, tools: Tools) -> None:
    """Approve what goes out with all its words, fixed from then on, while its consents stand."""
    ground = ground_of(item, tools.records)
    if ground.worker_id == user.user_id:
        raise Conflict("You made this visit yourself; somebody else has to approve it")
    seen = with_all_shown(item, decision, ground, tools.records)
    require_fit(seen, ground.ledgers, tools.records)
    why = reasons(seen, ground.policy, is_child=ground.is_child, members=ground.members)
    is_first = is_first_of_two(item, seen, user.user_id, why)
    decided = _decided(user, seen, decision, tools, is_first_of_two=is_first)
    unchanged = [Unchanged(row=ledger) for ledger in ground.ledgers]
    _commit(user, item, decided, decision, tools, *unchanged)


def _decided(
    user: User, item: Testimonial, decision: Decision, tools: Tools, *,
    is_first_of_two: bool = False,
) -> Testimonial:  # fmt: skip
    return decide(
        item, decision, by=user.user_id, at=tools.clock.now(), is_first_of_two=is_first_of_two,
        depth=depth_of(user, item.path),
    )  # fmt: skip


def _commit(
    user: User, item: Testimonial, decided: Testimonial, decision: Decision, tools: Tools,
    *unchanged: Unchanged,
) -> None:  # fmt: skip
    at, facts = decided.decisions[-1].at, _facts(decided, decision)
    noted_once, entries = noted(decided, "decided", at=at, actor=user.user_id, facts=facts)
    tools.records.commit(
        Save(row=noted_once),
        *entries,
        *_following(noted_once, item, decision, user, tools),
        *unchanged,
    )


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
    passed = decided.decisions[-1]
    changes: list[Change] = [Save(row=day_with(item, passed, user, records=tools.records))]
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
    at = decided.decisions[-1].at
    job = Job(
        action=Action.SCHEDULE, subject=decided.visit_id,
        content_version=decided.content_version, not_before=at + tools.undo,
    )  # fmt: skip
    return Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=at))


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
