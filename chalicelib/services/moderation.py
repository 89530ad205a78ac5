"""The review desk: list, claim, release, decide."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Ledger, Purpose
from chalicelib.domain.edition_words import named_as_approved
from chalicelib.domain.errors import ConsentMissing, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, may, require_role
from chalicelib.domain.public_words import promises_anything, require_public
from chalicelib.domain.publishing import lacking_purposes
from chalicelib.domain.review import Decision, DecisionKind, claim, decide, release
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change, Page, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial, holds, is_claimed
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import noted
from chalicelib.services.desks import Desk, desks_for, one_after_the_other
from chalicelib.services.dossiers import captions_of
from chalicelib.services.reel_members import ledgers_of, standing_members
from chalicelib.services.retry import again
from chalicelib.services.sampling import looks_to_come

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
MODERATORS = frozenset({Role.MODERATOR})
LOOK_AHEAD = 25  # items read per desk page while looking for an unclaimed one
MOST_PAGES = 8


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


def claim_next(
    user: User, area_id: AreaId | None, *, records: Records, clock: Clock
) -> VisitId | None:
    """Return the id of the item now held by the caller; None when nothing waits.

    An item she already holds comes first, with its claim renewed, and what is verified and was
    drawn nowhere comes last.
    """
    require_role(user, MODERATORS)
    for desk in desks_for(user, MODERATORS, area_id, records=records):
        held = _claim_at(desk, user, records, clock)
        if held is not None:
            return held
    return None


def _claim_at(desk: Desk, user: User, records: Records, clock: Clock) -> VisitId | None:
    now = clock.now()
    waiting = list(_waiting(desk, records))
    mine = [item for item in waiting if holds(item, user.user_id, now)]
    free = [i for i in waiting if not is_claimed(i, now) and not _was_escalated_by(i, user)]
    for item in (*mine, *free):
        if _try_claim(item, user, records, clock):
            return item.visit_id
    return None


def _was_escalated_by(item: Testimonial, user: User) -> bool:
    """True when the caller herself asked for another person's eyes."""
    return item.is_escalated and item.decided_by == user.user_id


def _waiting(desk: Desk, records: Records) -> Iterator[Testimonial]:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = records.testimonials(
            State.PENDING_REVIEW, desk.desk_id, desk.within, limit=LOOK_AHEAD, cursor=cursor
        )
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _try_claim(item: Testimonial, user: User, records: Records, clock: Clock) -> bool:
    """Claim the item as the list showed it; another's faster claim makes it a no."""
    try:
        records.commit(Save(row=claim(item, user.user_id, clock.now())))
    except StaleVersion:
        return False
    return True


def let_go(user: User, visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Give a claimed item back to the queue; one that nobody holds stays as it is.

    Raises AlreadyClaimed when another moderator holds it.
    """

    def step() -> None:
        item, now = _reviewable(user, visit_id, records), clock.now()
        if item.state is State.PENDING_REVIEW and not is_claimed(item, now):
            return  # a repeated release is answered as the first was
        records.commit(Save(row=release(item, user.user_id, now)))

    again(step)


def _reviewable(user: User, visit_id: VisitId, records: Records) -> Testimonial:
    item = records.find(Testimonial, visit_id)
    if item is None or not may(user, READERS, item.path):
        raise NotFound("There is nothing under this id in your area")
    require_role(user, MODERATORS)
    return item


def pass_decision(
    user: User,
    visit_id: VisitId,
    version: int,
    decision: Decision,
    *,
    records: Records,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Decide a claimed item as the caller saw it: state, audit entry and outbox in one transaction.

    Raises StaleVersion when it changed since, AlreadyClaimed when she does not hold it,
    ConsentMissing when publishing is approved against a withdrawn consent, WordsNotPublic when
    captions or name hold a number, or a promise in an election.
    """
    item = _reviewable(user, visit_id, records)
    if item.version != version:
        raise StaleVersion("The item changed while you looked; read it again, then decide")
    now = clock.now()
    decided = decide(_as_seen(item, decision, records), decision, by=user.user_id, at=now)
    is_approved = decision.kind is DecisionKind.APPROVE
    ledgers = _standing_ledgers(item, records) if is_approved else ()
    decided = _named(decided, ledgers)
    if is_approved:
        _require_public(decided, ledgers, records)
    facts = {
        "decision": decision.kind.value,
        "reason_code": decision.reason.value if decision.reason else None,
        "content_version": decided.content_version,
        "ai_altered": decided.ai_altered,
    }
    decided, entries = noted(decided, "decided", at=now, actor=user.user_id, facts=facts)
    looks = looks_to_come(decided, decision.kind, user.user_id, records=records)
    changes: list[Change] = [Save(row=decided), *entries, *looks]
    if is_approved:
        job = Job(action=Action.SCHEDULE, subject=visit_id)
        changes.append(Save(row=OutboxItem(item_id=new_id(), job=job, created_at=now)))
        changes += [Unchanged(row=ledger) for ledger in ledgers]
    records.commit(*changes)


def _named(item: Testimonial, ledgers: tuple[Ledger, ...]) -> Testimonial:
    """Return what is approved with the consent that names her, if it is that of the verdict.

    A name that came since may not be the one that was looked at. A reel names its members itself.
    """
    if len(ledgers) != 1:
        return item
    named_by = named_as_approved(ledgers[0], item.visit_id, item.named_by)
    return replace(item, named_by=named_by.consent_id if named_by else None)


def _require_public(item: Testimonial, ledgers: tuple[Ledger, ...], records: Records) -> None:
    """Raise WordsNotPublic unless what is approved may be read by anybody.

    The checks saw only what was written before: these captions came with the decision.
    """
    captions = item.captions or {}
    is_promise = promises_anything(captions)
    campaign = records.find(Campaign, item.campaign_id) if is_promise else None
    names = (named_as_approved(each, item.visit_id, item.named_by) for each in ledgers)
    shown_name = " ".join(consent.shown_name for consent in names if consent)
    require_public(captions, shown_name, campaign)


def _as_seen(item: Testimonial, decision: Decision, records: Records) -> Testimonial:
    """Return what is approved with the captions it showed; they are fixed from then on."""
    if decision.kind is not DecisionKind.APPROVE:
        return item
    return replace(item, captions=captions_of(item, records=records))


def _standing_ledgers(item: Testimonial, records: Records) -> tuple[Ledger, ...]:
    """Return the ledgers that allow publishing what the item shows; raise ConsentMissing."""
    if not item.members:
        return (_standing_ledger(item, records),)
    campaign = records.find(Campaign, item.campaign_id)
    members = standing_members(item, campaign, records=records)
    if members is None:
        raise ConsentMissing(
            "One of the people in this reel may no longer be shown so; it cannot be approved",
            purposes=[Purpose.PUBLISH.value],
        )
    return ledgers_of(members)


def _standing_ledger(item: Testimonial, records: Records) -> Ledger:
    """Return the ledger that allows publishing what the item shows; raise ConsentMissing."""
    ledger = records.find(Ledger, item.beneficiary_id)
    bundle = records.bundle(item.visit_id)
    shown = tuple(one for one in bundle.media if one.media_id in item.media_ids)
    lacking = lacking_purposes(ledger, item.visit_id, shown)
    if ledger is None or lacking:
        raise ConsentMissing(
            "The person took back her consent to this; it cannot be approved",
            purposes=sorted(lacking),
        )
    campaign = records.find(Campaign, item.campaign_id)
    person = records.find(Beneficiary, item.beneficiary_id)
    if is_withheld(campaign, person, bundle.visit, ledger):
        raise ConsentMissing(
            "She may be under 18 and no guardian agreed, or this campaign shows no children; "
            "it cannot be approved",
            purposes=[Purpose.PUBLISH.value],
        )
    return ledger
