"""Phones that were offline, against a plain model: any order, any repeats, calls cut short.

The model keeps sets of what was reported and says what follows from them; it knows no rows, no
versions and no batches. Whatever the phones do, the table ends as the model does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chalicelib.domain.consent import Ledger, Purpose, everywhere
from chalicelib.domain.edits import Edit
from chalicelib.domain.errors import DomainError
from chalicelib.domain.held import HeldChange, HeldState
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.people import Role, User
from chalicelib.domain.reports import Delivery, Result, SyncChange
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.entry.models.sync import ChangeRequest, change_of, parsed_change
from chalicelib.services import withdrawing
from chalicelib.services.admitting import admit
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.syncing import accept_batch
from tests.builders import (
    NOON,
    a_beneficiary,
    a_campaign,
    a_ledger,
    a_small_tree,
    a_user,
    an_id,
    path_to,
)
from tests.fakes import Crash, FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds

PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
EVENING = FixedClock(NOON + timedelta(hours=12))
CONVENER = a_user(Role.CONVENER, "constituency")
BOOTHS = {"p1": "booth-1", "p2": "booth-1", "p3": "booth-2"}
PEOPLE = sorted(BOOTHS)
FIELDS = ("address", "house")
MOST_EDITS = 5  # of one field: more that all disagree are in the history alone
NO_LEDGER = a_ledger(consents=())
VISIT, CONSENT, BACK, UPDATE = (
    "visit.recorded", "consent.given", "consent.withdrawn", "beneficiary.updated",
)  # fmt: skip


@dataclass
class Phone:
    """A worker's phone: its clock, and what it last read of each person."""

    user: User
    behind_s: int
    versions: dict[str, int]
    seen: frozenset[str] = frozenset()

    def may(self, person: str) -> bool:
        return any(scope.area_id == BOOTHS[person] for scope in self.user.scopes)


@dataclass(frozen=True)
class Report:
    """One change as its phone keeps it. `seen` are the edits that its maker had before her."""

    id: str
    kind: str
    phone: str
    person: str
    at: datetime
    data: Any
    seen: frozenset[str] = frozenset()

    @property
    def change(self) -> SyncChange:
        body = {"change_id": self.id, "type": self.kind, "at": self.at.isoformat()}
        said = {"beneficiary_id": self.person, **self.data}
        return parsed_change(ChangeRequest.model_validate({**body, "data": said}))


def phones() -> dict[str, Phone]:
    """One worker with two phones at booth-1, a second one at both booths, each with its clock."""
    first = a_user(Role.WORKER, "booth-1")
    both = a_user(Role.WORKER, "booth-1", "booth-2", user_id="worker-2")
    fresh = dict.fromkeys(PEOPLE, 1)
    return {
        "d1": Phone(first, 0, dict(fresh)),
        "d2": Phone(first, 3600, dict(fresh)),
        "d3": Phone(both, -1800, dict(fresh)),
    }


def a_table() -> FakeRecords:
    people = (
        a_beneficiary(
            beneficiary_id=BeneficiaryId(name), booth_id=AreaId(booth), path=path_to(booth),
            serial=number, details={"address": "as listed"},
        )
        for number, (name, booth) in enumerate(sorted(BOOTHS.items()), start=1)
    )  # fmt: skip
    users = {phone.user.user_id: phone.user for phone in phones().values()}
    return FakeRecords(*a_small_tree(), a_campaign(), CONVENER, *users.values(), *people)


def send(
    records: FakeRecords, phone: Phone, device: str, reports: Sequence[Report], skew_s: int
) -> list[Result]:
    changes = tuple(report.change for report in reports)
    answers = accept_batch(
        phone.user, Delivery(device_id=device, changes=changes, skew_s=skew_s),
        records=records, phones=PHONES, clock=EVENING,
        new_id=SequentialIds(1 + 1000 * len(records.commits)),
    )  # fmt: skip
    return [answer.result for answer in answers]


@dataclass(frozen=True)
class Heard:
    """One report as it came in, and whether its phone was told that it is kept; None: of nothing.

    Such a phone got no answer, and sends the report again.
    """

    report: Report
    phone: Phone
    skew_s: int
    is_kept: bool | None


@dataclass
class Model:
    """What was reported, as sets; each report with the skew that was measured when it came."""

    kept: dict[str, tuple[Report, int]] = field(default_factory=dict)
    held: dict[str, tuple[Report, int]] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)

    def hears(self, order: Iterable[Heard]) -> "Model | None":
        """Return the model after reports in this order; None when the phones heard otherwise."""
        after = Model(dict(self.kept), dict(self.held), set(self.sealed))
        for each in order:
            is_kept = after.deliver(each.report, each.phone, each.skew_s)
            if each.is_kept not in {None, is_kept}:
                return None
        return after

    def of(self, kind: str, person: str) -> list[tuple[Report, int]]:
        return [
            each for each in self.kept.values() if each[0].kind == kind and each[0].person == person
        ]

    def deliver(self, report: Report, phone: Phone, skew_s: int) -> bool:
        """Take a report in; return whether its phone is told that it is kept."""
        if report.id in self.kept:
            return True
        if not phone.may(report.person):
            if report.person not in self.sealed:
                self.held.setdefault(report.id, (report, skew_s))
            return False
        return self.keep(report, skew_s)

    def keep(self, report: Report, skew_s: int) -> bool:
        if report.person in self.sealed and report.kind == UPDATE:
            return False
        self.kept[report.id] = (report, skew_s)
        if self.standing(report.person):
            self.sealed.discard(report.person)
        return True

    def standing(self, person: str) -> set[str]:
        backs = self.of(BACK, person)
        return {
            purpose
            for given in self.of(CONSENT, person)
            for purpose in given[0].data["purposes"]
            if not any(takes_back(back, given, purpose) for back in backs)
        }

    def last(self, person: str) -> tuple[str, str] | None:
        visits = self.of(VISIT, person)
        if not visits:
            return None
        latest, _ = max(visits, key=lambda each: (our_time(*each), each[0].data["visit_id"]))
        return latest.data["visit_id"], latest.data["outcome"]

    def leaves(self, person: str, name: str) -> dict[str, str]:
        """Return the values of a field that nobody replaced who had them before her."""
        edits = [each for each, _ in self.of(UPDATE, person) if name in each.data["fields"]]
        replaced = frozenset().union(*(each.seen for each in edits))
        return {each.id: each.data["fields"][name] for each in edits if each.id not in replaced}

    def shown(self, person: str, name: str) -> str | None:
        leaves = self.leaves(person, name)
        if not leaves:
            return "as listed" if name == "address" else None
        return leaves[max(leaves, key=lambda each: (our_time(*self.kept[each]), each))]

    def publishing(self) -> set[str]:
        """Return the visits that make a testimonial: known, and publishing was agreed to there."""
        visits = {(r.person, r.data["visit_id"]) for r, _ in self.kept.values() if r.kind == VISIT}
        agreed = {
            (r.person, r.data["visit_id"])
            for r, _ in self.kept.values()
            if r.kind == CONSENT and "publish" in r.data["purposes"]
        }
        return {visit_id for _, visit_id in visits & agreed}

    def seal(self) -> None:
        """Seal whoever took everything back, and agrees to nothing any more."""
        for person in PEOPLE:
            backs = [each.data for each, _ in self.of(BACK, person)]
            means_it = {} in backs or bool(self.of(CONSENT, person))
            if backs and means_it and not self.standing(person):
                self.sealed.add(person)


def our_time(report: Report, skew_s: int) -> datetime:
    return report.at + timedelta(seconds=skew_s)


def takes_back(back: tuple[Report, int], given: tuple[Report, int], purpose: str) -> bool:
    what, consent = back[0].data, given[0].data
    names_it = what.get("consent_id") == consent["consent_id"]
    return (
        (names_it or our_time(*back) >= our_time(*given))
        and what.get("consent_id") in {None, consent["consent_id"]}
        and what.get("visit_id") in {None, consent["visit_id"]}
        and purpose in (what.get("purposes") or list(Purpose))
    )


def every_moment(slow: Sequence[Heard], fast: Sequence[Heard]) -> Iterator[list[Heard]]:
    """Yield the orders in which a faster call may have come into a slower one."""
    for number in range(len(slow) + 1):
        yield [*slow[:number], *fast, *slow[number:]]


def every_end(lost: Sequence[Heard], again: Sequence[Heard]) -> Iterator[list[Heard]]:
    """Yield the orders in which a call that died may have come in, and its repetition."""
    for number in range(len(lost) + 1):
        yield [*lost[:number], *again]


def rows_of(records: FakeRecords) -> list[Row]:
    kinds: tuple[type[Any], ...] = (Visit, Ledger, Beneficiary, Edit, HeldChange, Testimonial)
    return [row for kind in kinds for row in records.all(kind)]


some_phone = st.sampled_from(sorted(phones()))
some_person = st.sampled_from(PEOPLE)
some_minute = st.integers(0, 600)
some_width = st.sampled_from(["all", "consent", "visit", "purposes"])
some_house = st.sampled_from(["House 5", "House 7", "House 9"])
EVERYTHING = sorted(purpose.value for purpose in Purpose)
some_purposes = st.just(EVERYTHING) | st.lists(
    st.sampled_from(EVERYTHING), min_size=1, unique=True
).map(sorted)


class PhonesOffline(RuleBasedStateMachine):
    """Workers make reports offline; each phone sends what it has whenever it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.records, self.model, self.phones = a_table(), Model(), phones()
        self.reports: list[Report] = []

    def _add(self, kind: str, phone: str, person: str, minute: int, data: Any) -> None:
        at = NOON + timedelta(minutes=minute, seconds=-self.phones[phone].behind_s)
        report = Report(
            id=an_id(0x5000 + len(self.reports)), kind=kind, phone=phone, person=person, at=at,
            data=data, seen=self.phones[phone].seen if kind == UPDATE else frozenset(),
        )  # fmt: skip
        self.reports.append(report)

    def _visits_to(self, person: str) -> list[str]:
        visits = (r for r in self.reports if (r.kind, r.person) == (VISIT, person))
        return [report.data["visit_id"] for report in visits]

    @rule(phone=some_phone)
    def read_the_worklist(self, phone: str) -> None:
        mine = self.phones[phone]
        for person in PEOPLE:
            row = self.records.find(Beneficiary, person)
            assert row is not None
            mine.versions[person] = row.version
        mine.seen = frozenset(r.id for r, _ in self.model.kept.values() if r.kind == UPDATE)

    @rule(phone=some_phone, person=some_person, minute=some_minute,
          outcome=st.sampled_from([each.value for each in Outcome]))  # fmt: skip
    def visit(self, phone: str, person: str, minute: int, outcome: str) -> None:
        at = NOON + timedelta(minutes=minute, seconds=-self.phones[phone].behind_s)
        data = {
            "visit_id": an_id(0x1000 + len(self.reports)), "booth_id": BOOTHS[person],
            "outcome": outcome, "started_at": at.isoformat(),
        }  # fmt: skip
        self._add(VISIT, phone, person, minute, data)

    @rule(phone=some_phone, person=some_person, minute=some_minute, purposes=some_purposes,
          which=st.integers(0, 9))  # fmt: skip
    def agree(self, phone: str, person: str, minute: int, purposes: list[str], which: int) -> None:
        number = len(self.reports)
        visits = [*self._visits_to(person), an_id(0x1F00 + number)]
        data = {
            "consent_id": an_id(0x2000 + number), "visit_id": visits[which % len(visits)],
            "purposes": purposes, "method": "spoken",
            "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"},
        }  # fmt: skip
        self._add(CONSENT, phone, person, minute, data)

    @rule(phone=some_phone, person=some_person, minute=some_minute, purposes=some_purposes,
          which=st.integers(0, 9), narrow=some_width)  # fmt: skip
    def take_back(
        self, phone: str, person: str, minute: int, purposes: list[str], which: int, narrow: str
    ) -> None:
        given = [r.data for r in self.reports if (r.kind, r.person) == (CONSENT, person)]
        data: dict[str, Any] = {}
        if narrow == "purposes":
            data = {"purposes": purposes}
        elif narrow != "all" and given:
            name = f"{narrow}_id"
            data = {name: given[which % len(given)][name]}
        self._add(BACK, phone, person, minute, data)

    @rule(phone=some_phone, person=some_person, minute=some_minute,
          name=st.sampled_from(FIELDS), value=some_house)  # fmt: skip
    def update(self, phone: str, person: str, minute: int, name: str, value: str) -> None:
        edits = [r for r in self.reports if (r.kind, r.person) == (UPDATE, person)]
        if sum(name in edit.data["fields"] for edit in edits) >= MOST_EDITS:
            return
        base = self.phones[phone].versions[person]
        self._add(UPDATE, phone, person, minute, {"base_version": base, "fields": {name: value}})

    @rule(phone=some_phone, person=some_person, minute=some_minute, purposes=some_purposes)
    def meet(self, phone: str, person: str, minute: int, purposes: list[str]) -> None:
        self.visit(phone, person, minute, Outcome.MET.value)
        self.agree(phone, person, minute, purposes, len(self._visits_to(person)) - 1)

    @rule(phone=some_phone, data=st.data(), jitter_s=st.sampled_from([0, 0, 1]))
    def send(self, phone: str, data: st.DataObject, jitter_s: int) -> None:
        mine = [report for report in self.reports if report.phone == phone]
        if not mine:
            return
        fresh = [report for report in mine if report.id not in self.model.kept]
        batch = data.draw(st.permutations(fresh) | st.lists(st.sampled_from(mine)), "batch")
        dies_at = data.draw(st.none() | st.integers(1, 4), "dies at commit")
        self._deliver(phone, batch, self.phones[phone].behind_s + jitter_s, dies_at)

    @rule(order=st.permutations(sorted(phones())))
    def everybody_has_network(self, order: Sequence[str]) -> None:
        for phone in order:
            mine = [report for report in self.reports if report.phone == phone]
            self._deliver(phone, mine, self.phones[phone].behind_s)

    @rule(pair=st.permutations(sorted(phones())), at_commit=st.integers(1, 4))
    def two_phones_at_once(self, pair: Sequence[str], at_commit: int) -> None:
        slow, fast = pair[:2]
        left, faster = at_commit, list[Heard]()

        def be_faster(_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                theirs = [report for report in self.reports if report.phone == fast]
                faster.extend(self._heard(fast, theirs, self.phones[fast].behind_s))
            else:
                self.records.before_commit = be_faster

        self.records.before_commit = be_faster
        mine = [report for report in self.reports if report.phone == slow]
        slower = self._heard(slow, mine, self.phones[slow].behind_s)
        self.records.before_commit = None
        self._explain(every_moment, slower, faster)

    def _heard(self, phone: str, batch: Sequence[Report], skew_s: int) -> list[Heard]:
        """Send a batch and return what its phone was told, of which the model knows nothing."""
        mine = self.phones[phone]
        answers = send(self.records, mine, phone, batch, skew_s)
        return [
            Heard(report, mine, skew_s, answer is not Result.REFUSED)
            for report, answer in zip(batch, answers, strict=True)
        ]

    def _explain(
        self, orders: Callable[..., Iterable[Sequence[Heard]]], *calls: Sequence[Heard]
    ) -> None:
        """Have the model hear of each person in an order that says what came of her.

        No call promises that all of it happens at one moment, and people have nothing to do with
        each other. But what is told of one of them has to follow from one of the orders.
        """
        for person in PEOPLE:
            of_her = [[each for each in call if each.report.person == person] for call in calls]
            after = (self.model.hears(order) for order in orders(*of_her))
            found = next((m for m in after if m and self._is_so(m, person)), None)
            assert found is not None, f"no order of the reports explains what came of {person}"
            self.model = found

    def _is_so(self, model: Model, person: str) -> bool:
        row = self.records.find(Beneficiary, person)
        assert row is not None
        held = sorted(each for each, (report, _) in model.held.items() if report.person == person)
        return (row.erase_at is not None) == (person in model.sealed) and held == self._waiting(
            person
        )

    def _waiting(self, *people: str) -> list[str]:
        """Return the changes about these people that wait for a convener."""
        rows = [row for row in self.records.all(HeldChange) if row.state is HeldState.HELD]
        mine = [row for row in rows if row.beneficiary_id in people]
        opened = [PHONES.vault.open(row.campaign_id, row.held_id, row.change) for row in mine]
        return sorted(change_of(sent).change_id for sent in opened)

    def _deliver(
        self, phone: str, batch: Sequence[Report], skew_s: int, dies_at: int | None = None
    ) -> None:
        mine = self.phones[phone]
        if dies_at is not None:
            self._arm(dies_at)
            with suppress(Crash):
                send(self.records, mine, phone, batch, skew_s)
            self.records.after_commit = None
            lost = [Heard(report, mine, skew_s, is_kept=None) for report in batch]
            self._explain(every_end, lost, self._heard(phone, batch, skew_s))
            return
        answers = send(self.records, mine, phone, batch, skew_s)
        kept = [self.model.deliver(report, mine, skew_s) for report in batch]
        assert [answer is not Result.REFUSED for answer in answers] == kept

    def _arm(self, dies_at: int) -> None:
        """Let the process die right after one of its next commits."""
        left = dies_at

        def die(_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash
            self.records.after_commit = die

        self.records.after_commit = die

    @rule()
    def carry_out_withdrawals(self) -> None:
        for person in PEOPLE:
            withdrawing.settle(
                BeneficiaryId(person), records=self.records, clock=EVENING,
                new_id=SequentialIds(1 + 1000 * len(self.records.commits)),
            )  # fmt: skip
        self.model.seal()

    @rule(data=st.data())
    def admit(self, data: st.DataObject) -> None:
        waiting = [row for row in self.records.all(HeldChange) if row.state is HeldState.HELD]
        if not waiting:
            return
        row = data.draw(st.sampled_from(waiting), "held")
        change_id = change_of(PHONES.vault.open(row.campaign_id, row.held_id, row.change)).change_id
        report, skew_s = self.model.held[change_id]
        try:
            admit(
                CONVENER, row.held_id, change_of, records=self.records, phones=PHONES,
                clock=EVENING, new_id=SequentialIds(1 + 1000 * len(self.records.commits)),
            )  # fmt: skip
        except DomainError:
            assert not self.model.keep(report, skew_s)
        else:
            assert self.model.keep(report, skew_s)
            del self.model.held[change_id]

    @rule(order=st.randoms(use_true_random=False))
    def repeat_the_whole_history(self, order: Any) -> None:
        before = rows_of(self.records)
        history = [report for report, _ in self.model.kept.values()]
        order.shuffle(history)

        for phone in self.phones:
            mine = [report for report in history if report.phone == phone]
            self._deliver(phone, mine, self.phones[phone].behind_s + 2)

        assert rows_of(self.records) == before

    @invariant()
    def every_visit_is_kept_once_as_it_was_told(self) -> None:
        told = {
            (r.data["visit_id"], r.person, r.data["outcome"], r.at, skew_s, r.phone)
            for r, skew_s in self.model.kept.values()
            if r.kind == VISIT
        }
        kept = {
            (v.visit_id, v.beneficiary_id, v.outcome.value, v.started_at, v.skew_s, v.device_id)
            for v in self.records.all(Visit)
        }
        assert kept == told

    @invariant()
    def every_ledger_holds_what_was_given_and_taken_back(self) -> None:
        for person in PEOPLE:
            ledger = self.records.find(Ledger, person) or NO_LEDGER
            given = {
                (r.data["consent_id"], r.at, skew) for r, skew in self.model.of(CONSENT, person)
            }
            taken = {(r.id, r.at, skew) for r, skew in self.model.of(BACK, person)}
            assert {(c.consent_id, c.given_at, c.skew_s) for c in ledger.consents} == given
            assert {(w.withdrawal_id, w.at, w.skew_s) for w in ledger.withdrawals} == taken
            assert everywhere(ledger) == self.model.standing(person)

    @invariant()
    def the_roll_shows_what_follows_from_it(self) -> None:
        for person in PEOPLE:
            row = self.records.find(Beneficiary, person)
            assert row is not None
            stands = self.model.standing(person)
            last = (row.last.visit_id, row.last.outcome.value) if row.last else None
            assert last == self.model.last(person)
            assert row.purposes == stands
            assert row.has_withdrawn == (bool(self.model.of(BACK, person)) and not stands)
            assert (row.erase_at is not None) == (person in self.model.sealed)

    @invariant()
    def every_field_shows_the_latest_of_the_values_that_stand(self) -> None:
        for person in PEOPLE:
            row = self.records.find(Beneficiary, person)
            assert row is not None
            for name in FIELDS:
                leaves = row.edits[name].leaves if name in row.edits else ()
                stands = self.model.leaves(person, name)
                assert {leaf.edit_id: leaf.value for leaf in leaves} == stands
                assert row.details.get(name) == self.model.shown(person, name)
                assert (name in row.conflicts) == (len(set(stands.values())) > 1)

    @invariant()
    def every_change_stays_in_the_history(self) -> None:
        told = {r.id for r, _ in self.model.kept.values() if r.kind == UPDATE}
        assert {edit.edit_id for edit in self.records.all(Edit)} == told

    @invariant()
    def what_is_not_hers_to_report_waits_once(self) -> None:
        assert self._waiting(*PEOPLE) == sorted(self.model.held)

    @invariant()
    def visits_with_consent_to_publish_have_a_testimonial(self) -> None:
        found = {item.visit_id for item in self.records.all(Testimonial)}
        assert found == self.model.publishing()


TestPhonesOffline = PhonesOffline.TestCase
TestPhonesOffline.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)


@st.composite
def concurrent_reports(draw: st.DrawFn) -> list[Report]:
    """Reports of phones that read the worklist in the morning and nothing since."""
    machine = PhonesOffline()
    for _ in range(draw(st.integers(1, 12))):
        phone, person, minute = draw(some_phone), draw(some_person), draw(some_minute)
        which, purposes = draw(st.integers(0, 9)), draw(some_purposes)
        match draw(st.sampled_from([VISIT, CONSENT, BACK, UPDATE])):
            case "visit.recorded":
                machine.visit(phone, person, minute, draw(st.sampled_from(["met", "not_home"])))
            case "consent.given":
                machine.agree(phone, person, minute, purposes, which)
            case "consent.withdrawn":
                machine.take_back(phone, person, minute, purposes, which, draw(some_width))
            case _:
                machine.update(
                    phone, person, minute, draw(st.sampled_from(FIELDS)), draw(some_house)
                )
    return machine.reports


def end_state(records: FakeRecords) -> list[Any]:
    """What the table says in the end, without in which order it came to know."""
    return [
        [replace(visit, version=0) for visit in records.all(Visit)],
        [(x.beneficiary_id, x.consents, x.withdrawals) for x in records.all(Ledger)],
        [_without_versions(person) for person in records.all(Beneficiary)],
        [(e.edit_id, e.at, {n: c.new for n, c in e.changes.items()}) for e in records.all(Edit)],
        [replace(row, version=0) for row in records.all(HeldChange)],
        [item.visit_id for item in records.all(Testimonial)],
    ]


def _without_versions(person: Beneficiary) -> Beneficiary:
    edits = {
        name: replace(edited, leaves=tuple(replace(leaf, seq=0) for leaf in edited.leaves))
        for name, edited in person.edits.items()
    }
    return replace(person, edits=edits, version=0)


def _delivered(reports: Iterable[Report], size: int) -> FakeRecords:
    """Return a table to which the reports came in this order, some of a phone's at a time."""
    records, workers = a_table(), phones()
    batch: list[Report] = []
    for report in [*reports, None]:
        if batch and (report is None or report.phone != batch[0].phone or len(batch) == size):
            phone = workers[batch[0].phone]
            send(records, phone, batch[0].phone, batch, phone.behind_s)
            batch = []
        if report is not None:
            batch.append(report)
    return records


@settings(max_examples=80, deadline=None)
@given(reports=concurrent_reports(), data=st.data(), sizes=st.tuples(*[st.integers(1, 6)] * 2))
def test_two_servers_that_hear_the_same_in_different_orders_end_the_same(
    reports: list[Report], data: st.DataObject, sizes: tuple[int, int]
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(reports), max_size=5))
    orders = [data.draw(st.permutations([*reports, *repeats])) for _ in sizes]

    one, other = (_delivered(order, size) for order, size in zip(orders, sizes, strict=True))

    assert end_state(one) == end_state(other)
