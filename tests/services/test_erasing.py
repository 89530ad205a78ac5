"""Erasing one person: completely, once, and finished after a kill at any line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.calls import Call, CallMark, CallState
from chalicelib.domain.channel_editions import LEASE, Edition, EditionState, finished, start
from chalicelib.domain.consent import Guardian, Ledger, everywhere, give, withdraw
from chalicelib.domain.copies import Filed
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.erasure import Why
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.held import HeldChange, HeldMark, HeldState
from chalicelib.domain.ids import BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.leaflets import WithdrawalCode
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import (
    Media,
    MediaState,
    UploadMethod,
    derivative_key,
    original_key,
)
from chalicelib.domain.places import Location
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.services.erasing import AT_ONCE, LATER, Tools, erase
from tests.builders import (
    CAMPAIGN,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_consent,
    a_ledger,
    a_media,
    a_phone,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_small_tree,
    a_testimonial,
    a_video,
    a_visit,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.contracts.registry_rows import a_held_change
from tests.contracts.rows import a_copy, a_level_check, a_past_verdict
from tests.fakes import Crash, FakeObjectStore, FakeRecords, FixedClock, SequentialIds
from tests.looks import a_look

EARLIER_VISIT = VisitId(an_id(0xA000))
PLACE = Location(lat=25.4, lon=81.8, accuracy_m=9)
SECRETS = (
    "सीता", "Sita", "राम", "81.8", "near the well", "घर मिला", "HH-7", "house 12", "3210",
    "मेरे तीन बच्चे",
)  # fmt: skip


def an_edit(number: int) -> Edit:
    return Edit(
        beneficiary_id=PERSON, edit_id=f"{number:04d}", source=EditSource.VISIT, at=NOON,
        phone_at=NOON, user_id=UserId("worker-1"), device_id="device-1", base_version=1,
        changes={"names.hi": Changed(old="सीता", new="सीता देवी")},
    )  # fmt: skip


def a_call(number: int) -> tuple[Call, CallMark]:
    call = Call(
        provider="exotel", call_id=f"call-{number}", campaign_id=CAMPAIGN,
        phone_hash=a_phone().hash, shown=a_phone().shown, at=NOON + timedelta(minutes=number),
        received_at=NOON, state=CallState.MATCHED, beneficiary_id=PERSON,
    )  # fmt: skip
    mark = CallMark(
        phone_hash=call.phone_hash, at=call.at, campaign_id=call.campaign_id,
        provider=call.provider, call_id=call.call_id,
    )  # fmt: skip
    return call, mark


def an_edition(number: int = 0, visit_id: VisitId = VISIT) -> Edition:
    """An edition that a first run died over and a second one made."""
    edition = Edition(visit_id=visit_id, edition_id=f"1-hi-{number:016x}")
    tried = start(edition, [a_ready_video()], NOON - 3 * LEASE)
    return finished(start(tried, [a_ready_video()], NOON - 2 * LEASE), a_ready_video().derivatives)


class House:
    """A person with everything that can be known of her, and who erases her."""

    def __init__(self, *more: Row, post: PublicationState = PublicationState.TAKEN_DOWN) -> None:
        guardian = Guardian(name="राम", relation="पिता")
        ledger = withdraw(a_ledger(a_consent(guardian=guardian)), a_withdrawal())
        person = a_beneficiary(
            reference="HH-7", details={"address": "near the well"}, erase_at=NOON,
            last=LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON),
            earlier=(EARLIER_VISIT,),
        )  # fmt: skip
        seen = {"location": PLACE, "household": "house 12"}
        item = State.WITHDRAWN if post is PublicationState.TAKEN_DOWN else State.PUBLISHED
        self.records = FakeRecords(
            a_campaign(), a_channel(), person, a_visit(**seen),
            a_visit(visit_id=EARLIER_VISIT, outcome=Outcome.NOT_HOME, **seen),
            replace(ledger, settled=1), a_ready_photo(copies=(a_copy(),)), a_ready_video(),
            a_testimonial(item, transcript={"hi": "मेरे तीन बच्चे हैं"}), a_past_verdict(),
            a_publication(post, external_id="1", permalink="https://net.test/1"),
            *map(an_edit, range(3)), *a_call(1), *a_call(2),
            WithdrawalCode(code_hash="h", campaign_id=CAMPAIGN, beneficiary_id=PERSON),
        )  # fmt: skip
        self.records.seed(*more)
        self.store = FakeObjectStore()
        for media in (a_ready_photo(), a_ready_video()):
            self.store.receive(media, b"original")
            for made in media.derivatives:
                self.store.derivatives[made.key] = b"picture"
        self.clock = FixedClock(NOON)

    def erase(self, why: Why = Why.WITHDRAWN) -> bool:
        ids = SequentialIds(len(self.records.commits) * 10 + 1)
        return erase(
            PERSON, why,
            Tools(records=self.records, store=self.store, clock=self.clock, new_id=ids),
        )  # fmt: skip

    @property
    def person(self) -> Beneficiary:
        found = self.records.find(Beneficiary, PERSON)
        assert found is not None
        return found

    @property
    def ledger(self) -> Ledger:
        found = self.records.find(Ledger, PERSON)
        assert found is not None
        return found

    def everything(self) -> str:
        kinds = (
            Beneficiary, Visit, Media, Testimonial, Publication, Edit, Call, Ledger, AuditEntry,
        )  # fmt: skip
        return "".join(repr(self.records.all(kind)) for kind in kinds)

    def is_bare(self) -> bool:
        said = self.everything()
        return self.person.is_erased and not any(secret in said for secret in SECRETS)


def test_every_edition_of_hers_goes_with_the_files_of_every_run() -> None:
    many = [an_edition(number) for number in range(AT_ONCE + 1)]
    nothing_yet = Edition(visit_id=EARLIER_VISIT, edition_id="2")
    house = House(*many, an_edition(visit_id=EARLIER_VISIT), nothing_yet)
    for edition in house.records.all(Edition):
        house.store.derivatives |= dict.fromkeys(edition.stored, b"film")

    assert house.erase()

    assert house.store.derivatives == {}
    for edition in house.records.all(Edition):
        assert (edition.derivatives, edition.stored) == ((), ())
        assert edition.state is not EditionState.READY


def test_an_edition_that_is_being_composed_is_waited_for() -> None:
    held = start(an_edition(), [a_ready_video()], NOON)
    composing = replace(held, state=EditionState.DUE, derivatives=())
    house = House(composing)

    assert not house.erase()

    assert house.person.erase_at == NOON + LATER
    house.store.derivatives[composing.stored[-1]] = b"film of a run that was under way"
    house.clock.advance(days=1)
    assert house.erase()
    assert house.store.derivatives == {}


def test_what_was_found_of_her_stays_without_what_she_said_or_looked_like() -> None:
    house = House()
    (past,) = house.records.all(PastVerdict)

    assert house.erase()

    assert house.records.all(PastVerdict) == [past]
    item, photo = house.records.find(Testimonial, VISIT), house.records.find(Media, VISIT, PHOTO)
    assert item is not None
    assert photo is not None
    assert (item.transcript, item.captions, photo.copies) == (None, {}, ())


def test_nothing_of_her_is_left_but_rows_that_count() -> None:
    house = House()
    assert all(secret in house.everything() for secret in SECRETS)

    assert house.erase() is True

    assert house.is_bare()
    assert house.store.derivatives == {}
    assert house.records.find(WithdrawalCode, "h") is not None


@pytest.mark.parametrize("media", [a_ready_photo(), a_media(state=MediaState.REJECTED)])
def test_a_copy_that_a_run_stored_before_it_died_goes_with_the_others(media: Media) -> None:
    house = House(media)
    house.store.derivatives[derivative_key(PHOTO, "display", "e" * 64, "jpg")] = b"picture"

    assert house.erase() is True

    assert house.store.derivatives == {}


def test_where_and_when_her_pictures_were_made_is_gone_with_them() -> None:
    house = House(a_ready_photo(capture="sealed"), a_ready_video(capture="sealed"))

    house.erase()

    assert [media.capture for media in house.records.all(Media)] == ["", ""]


def test_nobody_can_tell_any_more_what_her_pictures_looked_like() -> None:
    seen = {"looks": (a_look(1),), "signals": {"sharpness": 1.0}, "placeholder": "LEHV6n"}
    house = House(a_ready_photo(**seen), a_ready_video(**seen))
    assert len(filed(house)) == 2

    house.erase()

    assert filed(house) == []
    for media in house.records.all(Media):
        assert (media.looks, media.signals, media.placeholder) == ((), {}, "")


def filed(house: House) -> list[Filed]:
    """Return all media that a later copy would find."""
    first = [chr(letter) for letter in range(33, 127)]
    asked = (house.records.filed(CAMPAIGN, each, limit=9) for each in first)
    return [each for found in asked for each in found]


def test_originals_are_marked_for_the_bucket_and_never_removed() -> None:
    house = House()

    house.erase()

    marked = {original_key(a_ready_photo()), original_key(a_ready_video())}
    assert house.store.retired == marked == set(house.store.originals)


def test_the_ledger_and_the_chain_stay_and_say_that_she_was_erased() -> None:
    house = House()

    house.erase()

    (entry,) = house.records.all(AuditEntry)
    assert (entry.action, entry.actor) == ("person_erased", "system")
    assert entry.facts == {"why": "withdrawn", "visits": 2}
    assert is_intact([entry], house.ledger.audit)
    assert [consent.purposes for consent in house.ledger.consents] == [a_consent().purposes]
    assert len(house.ledger.withdrawals) == 1


def test_erasing_twice_is_erasing_once() -> None:
    house = House()
    house.erase()
    commits = len(house.records.commits)

    assert house.erase() is False

    assert len(house.records.commits) == commits


def test_who_was_never_asked_is_erased_with_an_entry_too() -> None:
    house = House()
    lonely = FakeRecords(a_beneficiary(phone=None))
    house.records = lonely

    assert house.erase(Why.RETENTION) is True

    assert house.person.is_erased
    assert [entry.facts["why"] for entry in lonely.all(AuditEntry)] == ["retention"]


def test_nobody_is_nobody_to_erase() -> None:
    house = House()
    house.records = FakeRecords()

    assert house.erase() is False


def test_a_live_post_is_taken_down_before_she_is_erased() -> None:
    house = House(a_ledger(), post=PublicationState.POSTED)

    assert house.erase(Why.RETENTION) is True

    (post,) = house.records.all(Publication)
    assert (post.state, post.external_id) == (PublicationState.TAKEDOWN_DUE, "1")
    actions = {item.job.action for item in house.records.all(OutboxItem)}
    assert Action.TAKE_DOWN in actions
    assert house.records.all(Testimonial)[0].state is State.WITHDRAWN
    assert [w.how for w in house.ledger.withdrawals] == ["retention"]
    assert everywhere(house.ledger) == frozenset()
    assert house.is_bare()


def test_a_withdrawal_that_nobody_has_carried_out_yet_is_carried_out_first() -> None:
    open_ledger = withdraw(a_ledger(), a_withdrawal())
    house = House(open_ledger, post=PublicationState.SCHEDULED)

    house.erase()

    assert [post.state for post in house.records.all(Publication)] == [PublicationState.CANCELLED]
    assert house.is_bare()


@pytest.mark.parametrize("state", [MediaState.STORED, MediaState.PROCESSING])
def test_a_file_on_its_way_is_waited_for(state: MediaState) -> None:
    house = House(a_media(state=state))

    assert house.erase() is False

    assert not house.person.is_erased
    assert house.person.erase_at == NOON + LATER
    house.records.seed(a_media(state=MediaState.REJECTED))
    assert house.erase() is True


@pytest.mark.parametrize("method", UploadMethod)
def test_a_grant_that_was_never_used_is_given_back(method: UploadMethod) -> None:
    granted = a_video(media_id=MediaId(an_id(9)), method=method, multipart_id="upload")
    house = House(granted)
    house.store.open_uploads["upload"] = {1: b"part"}

    assert house.erase() is True

    kept = house.records.find(Media, VISIT, an_id(9))
    assert kept is not None
    assert kept.state is MediaState.ABANDONED
    assert ("upload" in house.store.open_uploads) is (method is UploadMethod.POST)


def test_a_file_whose_event_is_late_is_waited_for() -> None:
    granted = a_video(media_id=MediaId(an_id(9)))
    house = House(granted)
    house.store.receive(granted, b"original")

    assert house.erase() is False


def test_every_change_of_very_many_loses_its_values() -> None:
    house = House(*map(an_edit, range(120)))

    house.erase()

    edits = house.records.all(Edit)
    assert len(edits) == 120
    assert not any(edit.changes for edit in edits)


def test_calls_that_cannot_be_found_any_more_are_no_trouble() -> None:
    house = House(*(row for number in range(3, 120) for row in a_call(number)))
    house.records.seed(replace(a_call(200)[1], call_id="gone"))

    house.erase()

    assert {call.shown for call in house.records.all(Call)} == {""}


def test_notes_of_second_looks_go_and_the_decisions_stay() -> None:
    done = {"decision": DecisionKind.REJECT, "by": UserId("eyes"), "at": NOON}
    looks = [
        a_level_check(visit_id=visit_id, level=f"level_{number}", note="Sita", **done)
        for visit_id in (VISIT, EARLIER_VISIT)
        for number in range(AT_ONCE)
    ]
    house = House(*looks, a_level_check(visit_id=VISIT, level="state"))

    assert house.erase()

    kept = house.records.all(LevelCheck)
    assert len(kept) == 2 * AT_ONCE + 1
    assert {(look.note, look.decision) for look in kept} == {
        (None, DecisionKind.REJECT), (None, None),
    }  # fmt: skip


def test_a_change_that_moves_while_we_empty_it_is_emptied_all_the_same() -> None:
    house = House()

    def touch(changes: tuple[Change, ...]) -> None:
        if isinstance(changes[0].row, Edit):
            house.records.commit(Save(row=replace(an_edit(0), version=1)))
        else:
            house.records.before_commit = touch

    house.records.before_commit = touch
    house.erase()

    assert house.is_bare()


def test_who_agrees_to_something_meanwhile_is_looked_at_again() -> None:
    house = House()
    anew = a_consent(consent_id=ConsentId(an_id(2)), given_at=NOON + timedelta(days=2))

    def agree(_: object) -> None:
        house.records.commit(Save(row=give(house.ledger, anew)))

    house.records.after_commit = agree

    assert house.erase() is False
    assert not house.person.is_erased
    assert house.erase() is False  # it stands: she is not erased any more
    assert house.person.erase_at is None
    assert house.erase(Why.RETENTION) is True
    assert house.is_bare()


def test_two_who_erase_at_once_leave_one_entry() -> None:
    house = House()

    def also(_: object) -> None:
        house.erase()

    house.records.before_commit = also
    house.erase()

    assert [entry.action for entry in house.records.all(AuditEntry)] == ["person_erased"]
    assert house.is_bare()


def test_one_who_was_erased_while_we_waited_stays_erased() -> None:
    house = House(a_media(state=MediaState.STORED))

    def gone(_: object) -> None:
        house.records.seed(a_beneficiary(is_erased=True, names={}))

    house.records.before_commit = gone
    house.erase()

    assert (house.person.is_erased, house.person.erase_at) == (True, None)


def commits_of_one_erasure() -> int:
    house = House(a_ledger(), post=PublicationState.POSTED)
    house.erase(Why.RETENTION)
    return len(house.records.commits)


@pytest.mark.parametrize("dies_at", range(commits_of_one_erasure()))
@pytest.mark.parametrize("hook", ["before_commit", "after_commit"])
def test_a_kill_at_any_write_is_finished_by_the_next_tick(hook: str, dies_at: int) -> None:
    house = House(a_ledger(), post=PublicationState.POSTED)
    left = [dies_at]

    def maybe_die(_: object) -> None:
        if left[0] == 0:
            raise Crash
        left[0] -= 1
        setattr(house.records, hook, maybe_die)

    setattr(house.records, hook, maybe_die)
    with pytest.raises(Crash):
        house.erase(Why.RETENTION)
    house.erase(Why.RETENTION)

    assert house.is_bare()
    assert house.store.derivatives == {}
    erasures = [e for e in house.records.all(AuditEntry) if e.action == "person_erased"]
    assert len(erasures) == 1


def test_a_store_that_is_down_leaves_her_as_she_was() -> None:
    house = House()
    house.store.is_down = True

    with pytest.raises(StoreUnavailable):
        house.erase()

    assert not house.person.is_erased
    photo = a_ready_photo(copies=(a_copy(),), version=1)
    assert house.records.find(Media, VISIT, PHOTO) == photo
    assert house.records.find(Media, VISIT, VIDEO) == replace(a_ready_video(), version=1)


def a_held(number: int, person: str = PERSON) -> tuple[HeldChange, HeldMark]:
    of_whom = BeneficiaryId(person)
    held = a_held_change(number, beneficiary_id=of_whom, change="sealed 3210")
    return held, HeldMark(beneficiary_id=of_whom, held_id=held.held_id)


def test_a_report_that_nobody_admitted_goes_with_her_and_anothers_stays() -> None:
    records = FakeRecords(*a_small_tree(), a_beneficiary(), a_campaign())
    other, mark = a_held(99, an_id(0xBEEF))
    records.seed(*(row for number in range(60) for row in a_held(number)), other, mark)

    assert erase(
        PERSON,
        Why.WITHDRAWN,
        Tools(
            records=records, store=FakeObjectStore(), clock=FixedClock(NOON), new_id=SequentialIds()
        ),
    )

    mine = [h for h in records.all(HeldChange) if h.beneficiary_id == PERSON]
    assert {(h.change, h.state, h.decided_at) for h in mine} == {("", HeldState.DISMISSED, NOON)}
    assert records.find(HeldChange, other.held_id) == replace(other, version=1)


def test_a_report_from_before_she_moved_to_another_booth_goes_with_her() -> None:
    moved = a_beneficiary(booth_id="booth-6", path=path_to("booth-6"))
    records = FakeRecords(*a_small_tree(), moved, a_campaign(), *a_held(1))
    held, mark = a_held(2)
    decided = replace(held, state=HeldState.ADMITTED, change="")
    records.seed(decided, mark, HeldMark(beneficiary_id=PERSON, held_id="gone"))

    assert erase(
        PERSON,
        Why.WITHDRAWN,
        Tools(
            records=records, store=FakeObjectStore(), clock=FixedClock(NOON), new_id=SequentialIds()
        ),
    )

    said = {held.held_id: held for held in records.all(HeldChange)}
    assert (said[a_held_change(1).held_id].change, said[decided.held_id]) == (
        "", replace(decided, version=1),
    )  # fmt: skip


def test_a_person_whose_booth_is_gone_is_erased_all_the_same() -> None:
    records = FakeRecords(a_beneficiary(), a_campaign())

    assert erase(
        PERSON,
        Why.WITHDRAWN,
        Tools(
            records=records, store=FakeObjectStore(), clock=FixedClock(NOON), new_id=SequentialIds()
        ),
    )


def test_who_agreed_again_is_not_erased_although_her_row_had_not_heard_of_it() -> None:
    given = a_consent(given_at=NOON + timedelta(hours=3))
    ledger = give(withdraw(a_ledger(), a_withdrawal()), replace(given, consent_id=ConsentId("new")))
    records = FakeRecords(a_beneficiary(erase_at=NOON), a_campaign(), ledger)

    assert not erase(
        PERSON,
        Why.WITHDRAWN,
        Tools(
            records=records, store=FakeObjectStore(), clock=FixedClock(NOON), new_id=SequentialIds()
        ),
    )

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert (person.erase_at, person.is_erased) == (None, False)
    assert person.purposes == frozenset(given.purposes)
