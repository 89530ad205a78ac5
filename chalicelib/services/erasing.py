"""Erases one person: pictures first, her own row last, so a run that ends midway is done again.

Originals are only marked: the bucket's own rule removes them. The ledger stays, without
names, and so do the audit chain and her withdrawal code, which then says that nothing is held.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from chalicelib.domain.abandoning import abandon
from chalicelib.domain.calls import Call, CallMark
from chalicelib.domain.channel_editions import Edition, is_composing
from chalicelib.domain.consent import How, everywhere
from chalicelib.domain.edits import Edit
from chalicelib.domain.erasure import (
    Why,
    emptied_call,
    emptied_edit,
    emptied_edition,
    emptied_held,
    emptied_item,
    emptied_look,
    emptied_media,
    emptied_publication,
    emptied_visit,
    tombstone,
    visits_of,
)
from chalicelib.domain.held import HeldChange, HeldMark, HeldState
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import ENDED, Media, MediaState, UploadMethod, derivative_place
from chalicelib.domain.phones import Phone
from chalicelib.domain.reels import is_of_a_reel
from chalicelib.domain.roll import Beneficiary, with_consents
from chalicelib.domain.rows import Bundle, Row, Save
from chalicelib.domain.taking_back import without_names
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, NewId, ObjectStore, R, Records
from chalicelib.services.auditing import SYSTEM, noted_in_ledger
from chalicelib.services.retry import again
from chalicelib.services.rolls import update_person
from chalicelib.services.withdrawals import ledger_of, take_back_everything
from chalicelib.services.withdrawing import settle

# A file may still be on its way through compression; the person is looked at again then.
LATER = timedelta(days=1)
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What erasing needs."""

    records: Records
    store: ObjectStore
    clock: Clock
    new_id: NewId


def erase(beneficiary_id: BeneficiaryId, why: Why, tools: Tools) -> bool:
    """Erase a person and return True; False when she was, or has to wait for a file of hers.

    Safe to repeat. Posts that are live are stopped first, as after a withdrawal.
    """
    person = tools.records.find(Beneficiary, beneficiary_id)
    if person is None or person.is_erased:
        return False
    if why is Why.WITHDRAWN and _agreed_again(person, tools):
        return False
    _take_back(person, tools)
    visits = visits_of(person, ledger_of(person, records=tools.records))
    of_hers = (*visits, *_reels_of(visits, tools.records))
    has_ended = [again(partial(_empty_visit, visit_id, tools)) for visit_id in of_hers]
    has_ended += [again(partial(_empty_editions, visit_id, tools)) for visit_id in of_hers]
    for visit_id in of_hers:
        _each_page(partial(_empty_each, LevelCheck, visit_id, emptied_look, tools))
    _each_page(partial(_empty_each, Edit, beneficiary_id, emptied_edit, tools))
    _each_page(partial(_empty_held, person, tools))
    if person.phone:
        _each_page(partial(_empty_calls, person.phone, tools))
    if all(has_ended) and again(partial(_bury, beneficiary_id, visits, why, tools)):
        return True
    _wait(beneficiary_id, tools)
    return False


def _agreed_again(person: Beneficiary, tools: Tools) -> bool:
    """True when something stands again, of which a run that died has not told her row."""
    ledger = ledger_of(person, records=tools.records)
    if not everywhere(ledger):
        return False
    update_person(
        person.beneficiary_id, lambda row: with_consents(row, ledger), records=tools.records
    )
    return True


def _take_back(person: Beneficiary, tools: Tools) -> None:
    """End whatever still stands, so that nothing can be posted and live posts are taken down."""
    records, clock, new_id = tools.records, tools.clock, tools.new_id
    if everywhere(ledger_of(person, records=records)):
        take_back_everything(
            person, How.RETENTION, clock.now(), records=records, clock=clock, new_id=new_id
        )
    settle(person.beneficiary_id, records=records, clock=clock, new_id=new_id)


def _reels_of(visits: tuple[VisitId, ...], records: Records) -> list[VisitId]:
    """Return the reels in which she can be seen; they were withdrawn when her consent ended."""
    items = (records.find(Testimonial, visit_id) for visit_id in visits)
    return [reel_id for item in items if item for reel_id in item.reels]


def _empty_visit(visit_id: VisitId, tools: Tools) -> bool:
    """Empty the rows of a visit; return whether all its files have come to an end."""
    bundle = tools.records.bundle(visit_id)
    media = [_emptied(each, tools) for each in bundle.media]
    rows: list[tuple[Row, Row]] = [*zip(bundle.media, media, strict=True), *_texts(bundle)]
    changes = [Save(row=after) for before, after in rows if after != before]
    if changes:
        tools.records.commit(*changes)
    return all(each.state in ENDED for each in media)


def _emptied(media: Media, tools: Tools) -> Media:
    """Remove a media's pictures and return its row without them; one on its way stays as it is."""
    if media.state is MediaState.OFFERED and not tools.store.has_original(media):
        if media.method is UploadMethod.MULTIPART:
            tools.store.abort_multipart(media)
        return abandon(media, tools.clock.now())
    if media.state not in ENDED:
        return media
    # All that lies there: a run that died after it had stored something told no row of it.
    tools.store.erase_under(derivative_place(media.media_id, ""))
    if not is_of_a_reel(media):  # which was never uploaded
        tools.store.retire_original(media)
    return emptied_media(media)


def _empty_editions(visit_id: VisitId, tools: Tools) -> bool:
    """Remove what was composed of a visit, in any try; False while a run composes at this moment.

    No run begins any more, since nothing of hers stands.
    """
    editions = _editions(visit_id, tools.records)
    if any(is_composing(edition, tools.clock.now()) for edition in editions):
        return False
    for edition in editions:
        tools.store.erase(edition.stored)
        if (emptied := emptied_edition(edition)) != edition:
            tools.records.commit(Save(row=emptied))
    return True


def _editions(visit_id: VisitId, records: Records) -> list[Edition]:
    page = records.under(Edition, visit_id, limit=AT_ONCE)
    found = list(page.items)
    while page.cursor:
        page = records.under(Edition, visit_id, limit=AT_ONCE, cursor=page.cursor)
        found += page.items
    return found


def _texts(bundle: Bundle) -> Iterator[tuple[Row, Row]]:
    """Yield each row of a visit in which somebody wrote of her, as it is and as it stays."""
    if bundle.visit:
        yield bundle.visit, emptied_visit(bundle.visit)
    if bundle.testimonial:
        yield bundle.testimonial, emptied_item(bundle.testimonial)
    for publication in bundle.publications:
        yield publication, emptied_publication(publication)


def _each_page(empty: Callable[[str | None], str | None]) -> None:
    """Empty page after page; `empty` takes a page's cursor and returns the next one's."""
    cursor = again(partial(empty, None))
    while cursor is not None:
        cursor = again(partial(empty, cursor))


def _empty_each(
    kind: type[R], parent: str, emptied: Callable[[R], R], tools: Tools, cursor: str | None
) -> str | None:
    page = tools.records.under(kind, parent, limit=AT_ONCE, cursor=cursor)
    changes = [Save(row=after) for row in page.items if (after := emptied(row)) != row]
    if changes:
        tools.records.commit(*changes)
    return page.cursor


def _empty_held(person: Beneficiary, tools: Tools, cursor: str | None) -> str | None:
    """Empty what phones reported of her from outside the dates or the booth, where she was then."""
    page = tools.records.under(HeldMark, person.beneficiary_id, limit=AT_ONCE, cursor=cursor)
    reports = tools.records.find_many(HeldChange, [(mark.held_id,) for mark in page.items])
    now = tools.clock.now()
    waiting = [held for held in reports if held and held.state is HeldState.HELD]
    if waiting:
        tools.records.commit(*(Save(row=emptied_held(held, now)) for held in waiting))
    return page.cursor


def _empty_calls(phone: Phone, tools: Tools, cursor: str | None) -> str | None:
    """Empty the calls from her number, those of a family's shared one included."""
    page = tools.records.under(CallMark, phone.hash, limit=AT_ONCE, cursor=cursor)
    wanted = [(mark.campaign_id, mark.provider, mark.call_id) for mark in page.items]
    calls = tools.records.find_many(Call, wanted)
    changes = [Save(row=emptied_call(call)) for call in calls if call and call.shown]
    if changes:
        tools.records.commit(*changes)
    return page.cursor


def _bury(
    beneficiary_id: BeneficiaryId, visits: tuple[VisitId, ...], why: Why, tools: Tools
) -> bool:
    """Leave a tombstone and a ledger without names, with the audit entry, in one commit.

    False when she was visited or agreed to something while the rest was emptied.
    """
    person = tools.records.find(Beneficiary, beneficiary_id)
    if person is None or person.is_erased:
        return True
    ledger = ledger_of(person, records=tools.records)
    if everywhere(ledger) or visits_of(person, ledger) != visits:
        return False
    now = tools.clock.now()
    kept, entry = noted_in_ledger(
        replace(without_names(ledger), erase_at=ledger.erase_at or now), "person_erased",
        at=now, actor=SYSTEM, facts={"why": why.value, "visits": len(visits)},
    )  # fmt: skip
    tools.records.commit(Save(row=kept), Save(row=entry), Save(row=tombstone(person)))
    return True


def _wait(beneficiary_id: BeneficiaryId, tools: Tools) -> None:
    later = tools.clock.now() + LATER
    update_person(
        beneficiary_id,
        lambda person: person if person.is_erased else replace(person, erase_at=later),
        records=tools.records,
    )
