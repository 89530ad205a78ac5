"""A desk with approved testimonials, and everything that a reel of them passes through.

Person n has a visit, a consent and a video of her own, in one of four mandals in turn. Person 0 was
approved at noon, person n as many minutes before.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.decisions import Decision, DecisionKind
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    ConsentId,
    MediaId,
    VisitId,
)
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication
from chalicelib.domain.reels import Member
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State, Step, Testimonial
from chalicelib.ports import R
from chalicelib.services import (
    composing,
    confirming,
    erasing,
    granting,
    moderation,
    outgoing,
    posting,
    reel_choosing,
    reel_making,
    reels,
    scheduling,
    taking_down,
    verification,
    withdrawing,
)
from chalicelib.services.claiming import Asked, claim_next
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    DESK,
    NOON,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_consent,
    a_derivative,
    a_ledger,
    a_moderator,
    a_ready_video,
    a_small_tree,
    a_testimonial,
    a_visit,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import (
    FakeChannel,
    FakeComposer,
    FakeCredentials,
    FakeObjectStore,
    FakeRecords,
    FakeWorkspace,
    FixedClock,
    SequentialIds,
    signing,
)
from tests.verifying import verify_tools

BOOTHS = ("booth-1", "booth-3", "booth-4", "booth-6")


def person_id(number: int) -> BeneficiaryId:
    return BeneficiaryId(an_id(0xB100 + number))


def visit_id(number: int) -> VisitId:
    return VisitId(an_id(0xA100 + number))


def media_id(number: int) -> MediaId:
    return MediaId(an_id(0xC100 + number))


def booth_of(number: int) -> AreaId:
    return AreaId(BOOTHS[number % len(BOOTHS)])


def approved(number: int, state: State = State.PUBLISHED, **fields: Any) -> Testimonial:
    """Return person n's approved testimonial."""
    at = NOON - timedelta(minutes=number)
    item = a_testimonial(
        state,
        visit_id=visit_id(number),
        beneficiary_id=person_id(number),
        booth_id=booth_of(number),
        path=path_to(booth_of(number)),
        media_ids=(media_id(number),),
        since=at,
        history=(Step(at=at, source=State.PENDING_REVIEW, target=State.APPROVED, by="moderator"),),
    )
    return replace(item, **fields)


def film(number: int, **fields: Any) -> Media:
    """Return person n's video of eight seconds."""
    defaults = {
        "media_id": media_id(number), "visit_id": visit_id(number),
        "beneficiary_id": person_id(number), "measured": {"duration_s": 8.0},
        "derivatives": tuple(a_derivative(r, media_id(number)) for r in ("video", "poster")),
    }  # fmt: skip
    return a_ready_video(**{**defaults, **fields})


def consent_of(number: int, **fields: Any) -> Ledger:
    """Return person n's ledger with one consent to everything, which names her."""
    given = a_consent(
        consent_id=ConsentId(an_id(0xD100 + number)), visit_id=visit_id(number),
        shown_name=f"Name {number}",
    )  # fmt: skip
    return a_ledger(
        replace(given, **fields), beneficiary_id=person_id(number), path=path_to(booth_of(number))
    )


def person(number: int, **fields: Any) -> Beneficiary:
    defaults = {"beneficiary_id": person_id(number), "path": path_to(booth_of(number))}
    return a_beneficiary(**{**defaults, "booth_id": booth_of(number), **fields})


def visit(number: int, **fields: Any) -> Any:
    defaults = {"visit_id": visit_id(number), "beneficiary_id": person_id(number)}
    return a_visit(**{**defaults, "booth_id": booth_of(number), **fields})


def rows_of(number: int) -> tuple[Row, ...]:
    """Return everything that is kept of person n."""
    everything = (person(number), visit(number), consent_of(number), film(number))
    return (*everything, approved(number))


def a_member(number: int = 1, **fields: Any) -> Member:
    """Return person n's testimonial with what its place in a reel stands on."""
    member = Member(
        item=approved(number), visit=visit(number), person=person(number),
        ledger=consent_of(number), media=(film(number),),
    )  # fmt: skip
    return replace(member, **fields)


@dataclass(kw_only=True)
class ReelPlace:
    """A desk, its people 0 to n - 1, and the machinery from choosing a reel to its last post."""

    records: FakeRecords
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    composer: FakeComposer = field(default_factory=FakeComposer)
    network: FakeChannel = field(default_factory=FakeChannel)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON + timedelta(hours=1)))
    new_id: SequentialIds = field(default_factory=SequentialIds)

    @property
    def choosing(self) -> reel_choosing.Tools:
        return reel_choosing.Tools(records=self.records, clock=self.clock, new_id=self.new_id)

    @property
    def deciding(self) -> moderation.Tools:
        return moderation.Tools(records=self.records, clock=self.clock, new_id=self.new_id)

    @property
    def composing(self) -> composing.Tools:
        return composing.Tools(
            records=self.records, store=self.store, composer=self.composer,
            workspace=FakeWorkspace(), clock=self.clock, new_id=self.new_id,
            credentials=signing(self.records),
        )  # fmt: skip

    @property
    def posting(self) -> outgoing.Tools:
        return outgoing.Tools(
            records=self.records, store=self.store, client=self.network, clock=self.clock,
            credentials=FakeCredentials(), new_id=self.new_id,
        )  # fmt: skip

    @property
    def erasing(self) -> erasing.Tools:
        return erasing.Tools(
            records=self.records, store=self.store, clock=self.clock, new_id=self.new_id
        )

    def begin(self) -> VisitId:
        """Have the day's reel begun and return its id."""
        campaign, desk = self.row(Campaign, CAMPAIGN), self.row(Area, DESK)
        pool = reel_choosing.pool_of(desk, self.clock.now(), records=self.records)
        reel = reel_choosing.begin(campaign, desk, pool, "system", self.choosing)
        assert reel is not None
        return reel.visit_id

    def make(self, reel_id: VisitId) -> reel_making.Result:
        return reel_making.make(reel_id, self.composing)

    def approve(self, reel_id: VisitId) -> None:
        """Claim the reel and approve it."""
        moderator = a_moderator()
        claimed = claim_next(moderator, Asked(), records=self.records, clock=self.clock)
        assert claimed == reel_id
        version = self.reel(reel_id).version
        moderation.pass_decision(moderator, reel_id, version, APPROVAL, self.deciding)

    def schedule(self, reel_id: VisitId) -> None:
        """Let an approved reel wait for a slot, and give it the one that is there."""
        scheduling.schedule(reel_id, self.posting)
        granting.grant(CAMPAIGN, CHANNEL, self.posting)

    def post(self, reel_id: VisitId) -> None:
        posting.post(reel_id, CHANNEL, self.posting)

    def confirm(self, reel_id: VisitId) -> None:
        confirming.confirm(reel_id, CHANNEL, self.posting)

    def take_down(self, reel_id: VisitId) -> None:
        taking_down.take_down(reel_id, CHANNEL, self.posting)

    def withdraw(self, number: int) -> None:
        """Commit person n's withdrawal of everything; its consequences are still to come."""
        ledger = self.row(Ledger, person_id(number))
        taken = a_withdrawal(withdrawal_id=self.new_id(), at=self.clock.now())
        self.records.commit(Save(row=replace(withdraw(ledger, taken), due_at=self.clock.now())))

    def settle(self, number: int) -> None:
        withdrawing.settle(
            person_id(number), records=self.records, clock=self.clock, new_id=self.new_id
        )

    def verify(self, number: int) -> None:
        tools = verify_tools(self.records, self.clock, self.new_id)
        verification.verify(visit_id(number), tools)

    def reel(self, reel_id: VisitId) -> Testimonial:
        return self.row(Testimonial, reel_id)

    def publication(self, reel_id: VisitId) -> Publication:
        return self.row(Publication, reel_id, CHANNEL)

    def row(self, kind: type[R], *key: str) -> R:
        found = self.records.find(kind, *key)
        assert found is not None
        return found

    def change(self, row: Row) -> None:
        """Write a row as another writer would, over whatever version is there."""
        self.records.commit(Save(row=row))

    def tick(self, at: datetime) -> int:
        """Let the timer tick at an instant; return how many reels it began."""
        self.clock.set(at)
        return reels.make_reels(self.choosing)


APPROVAL = Decision(kind=DecisionKind.APPROVE)


def a_reel_place(people: int = 4) -> ReelPlace:
    """Return a desk with so many approved testimonials, a moderator and a channel."""
    rows = [row for number in range(people) for row in rows_of(number)]
    place = ReelPlace(
        records=FakeRecords(*a_small_tree(), a_campaign(), a_channel(), a_moderator(), *rows)
    )
    for number in range(people):
        place.store.derivatives[film(number).derivatives[0].key] = b"a rendition"
    return place


def a_composed_place(people: int = 4) -> tuple[ReelPlace, VisitId]:
    """Return a place whose reel waits for review."""
    place = a_reel_place(people)
    reel_id = place.begin()
    assert place.make(reel_id) is reel_making.Result.READY
    return place, reel_id


def a_scheduled_place(people: int = 4) -> tuple[ReelPlace, VisitId]:
    """Return a place whose reel was approved and has a slot that has come."""
    place, reel_id = a_composed_place(people)
    place.approve(reel_id)
    place.schedule(reel_id)
    place.clock.advance(minutes=1)
    return place, reel_id


def a_posted_place(people: int = 4) -> tuple[ReelPlace, VisitId]:
    """Return a place whose reel is live."""
    place, reel_id = a_scheduled_place(people)
    place.post(reel_id)
    return place, reel_id
