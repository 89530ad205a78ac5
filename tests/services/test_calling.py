"""Missed calls: taken in once, brought to their visits, whichever of the two comes first."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.calls import Call, CallHook, CallMark, CallState, Unmatched
from chalicelib.domain.campaign import Numbers
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import InvalidInput, NotFound, StaleVersion, StoreUnavailable
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.roll import Beneficiary, with_visit
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.services.calling import Taken, Told, accept, token_hash_of
from chalicelib.services.matching import match_visit, take_in
from chalicelib.services.phones import PhoneDesk
from tests.builders import (
    CAMPAIGN,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_phone,
    a_place,
    a_visit,
    an_id,
    path_to,
)
from tests.fakes import Crash, FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds

TOKEN = "a secret"  # noqa: S105  made up
WITHDRAW = "+918030752499"
OTHER = BeneficiaryId(an_id(0xB002))
OTHER_VISIT = VisitId(an_id(0xA002))
RANG = NOON + timedelta(minutes=3)
SENT = {
    "CallSid": "call-1", "CallFrom": "09876543210", "CallTo": "08030752400",
    "Direction": "incoming", "CallType": "call-attempt", "StartTime": "2026-11-14 17:34:00",
}  # fmt: skip


def a_hook(provider: str = "exotel", **fields: object) -> CallHook:
    hook = CallHook(
        provider=provider, token_hash=token_hash_of(TOKEN), campaign_id=CAMPAIGN, name="Main",
        is_active=True, mapping={}, sources=(),
    )  # fmt: skip
    return replace(hook, **fields)  # type: ignore[arg-type]


def visited(person: Beneficiary, visit: Visit) -> tuple[Row, ...]:
    return with_visit(person, visit), visit


def dialled(**fields: object) -> Visit:
    return a_visit(**{"call_dialled_at": RANG, **fields})


class Desk:
    """A place with a hook; `tell` is what its provider does."""

    def __init__(self, *rows: Row) -> None:
        campaign = a_campaign(numbers=Numbers(confirm="+918030752400", withdraw=WITHDRAW))
        self.records = FakeRecords(*a_place(), campaign, a_hook(), *rows)
        self.clock = FixedClock(NOON + timedelta(minutes=30))
        self.new_id = SequentialIds()

    def tell(self, *, token: str = TOKEN, source: str = "203.0.113.9", **sent: str) -> Taken:
        told = Told(
            provider="exotel", token=token, source=source, query={**SENT, **sent}, body=b""
        )  # fmt: skip
        return self.take(told)

    def take(self, told: Told) -> Taken:
        phones = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
        return accept(
            told, records=self.records, phones=phones, clock=self.clock, new_id=self.new_id
        )

    @property
    def call(self) -> Call:
        (call,) = self.records.all(Call)
        return call

    def visit(self, visit_id: VisitId = VISIT) -> Visit:
        visit = self.records.find(Visit, visit_id)
        assert visit is not None
        return visit

    def person(self, beneficiary_id: BeneficiaryId = PERSON) -> Beneficiary:
        person = self.records.find(Beneficiary, beneficiary_id)
        assert person is not None
        return person


# What becomes of a call


NEIGHBOUR = a_beneficiary(beneficiary_id=OTHER, serial=2)
AT_NEIGHBOUR = dialled(
    visit_id=OTHER_VISIT, beneficiary_id=OTHER, call_dialled_at=RANG + timedelta(minutes=2)
)
WELL_AFTER = replace(AT_NEIGHBOUR, call_dialled_at=RANG + timedelta(minutes=20))
U, S = Unmatched, CallState


@pytest.mark.parametrize(
    ("rows", "sent", "state", "reason", "visit_id"),
    [
        (visited(a_beneficiary(), dialled()), {}, S.MATCHED, None, VISIT),
        (visited(a_beneficiary(), a_visit()), {}, S.MATCHED, None, VISIT),
        (
            visited(a_beneficiary(), dialled()), {"CallFrom": '"+919876543210"'},
            S.MATCHED, None, VISIT,
        ),
        ((), {}, S.UNMATCHED, U.NO_VISIT, None),
        ((), {"CallFrom": "09000000001"}, S.UNMATCHED, U.NOBODY, None),
        (
            visited(a_beneficiary(), a_visit(outcome=Outcome.NOT_HOME)), {},
            S.UNMATCHED, U.NO_VISIT, None,
        ),
        (
            visited(a_beneficiary(), dialled()), {"StartTime": "2026-11-14 15:00:00"},
            S.UNMATCHED, U.NO_VISIT, None,
        ),
        (
            (*visited(a_beneficiary(), dialled()), *visited(NEIGHBOUR, AT_NEIGHBOUR)), {},
            S.UNMATCHED, U.SEVERAL, None,
        ),
        (
            (*visited(a_beneficiary(), dialled()), *visited(NEIGHBOUR, WELL_AFTER)), {},
            S.MATCHED, None, VISIT,
        ),
        (
            (
                *visited(a_beneficiary(), dialled(call_id="exotel:0")),
                *visited(NEIGHBOUR, AT_NEIGHBOUR),
            ),
            {}, S.MATCHED, None, OTHER_VISIT,
        ),
        ((*visited(a_beneficiary(), dialled()), NEIGHBOUR), {}, S.MATCHED, None, VISIT),
        (
            visited(a_beneficiary(), dialled(call_id="exotel:0")), {},
            S.REPEATED, U.REPEATED, None,
        ),
        (visited(a_beneficiary(is_erased=True), dialled()), {}, S.UNMATCHED, U.NOBODY, None),
        (visited(a_beneficiary(), dialled()), {"CallFrom": ""}, S.WITHHELD, None, None),
        (visited(a_beneficiary(), dialled()), {"CallFrom": "anonymous"}, S.WITHHELD, None, None),
        (visited(a_beneficiary(), dialled()), {"CallFrom": "98765"}, S.WITHHELD, None, None),
        (visited(a_beneficiary(), dialled()), {"CallFrom": "+14155550123"}, S.FOREIGN, None, None),
        ((), {"CallFrom": "", "CallTo": "08030752499"}, S.WITHHELD, None, None),
        ((), {"CallTo": "08030752499"}, S.WITHDRAWAL, None, None),
        ((), {"CallTo": "08030752499", "CallFrom": "+14155550123"}, S.WITHDRAWAL, U.NOBODY, None),
        ((), {"CallTo": "nonsense"}, S.UNMATCHED, U.NO_VISIT, None),
    ],
    ids=[
        "matched", "matched though not dialled", "matched in quotes", "before the visit is known",
        "a number on no roll", "nobody was home", "long before the visit", "two at one phone",
        "two, one clearly nearer", "two, one has its call", "two, one not visited",
        "a second call", "an erased person", "no number", "a word for a number", "half a number",
        "a foreign number", "a withheld withdrawal", "a withdrawal", "a withdrawal from abroad",
        "an unreadable number rung",
    ],
)  # fmt: skip
def test_each_call_ends_in_one_state(
    rows: tuple[Row, ...], sent: dict[str, str], state: CallState, reason: Unmatched | None,
    visit_id: VisitId | None,
) -> None:  # fmt: skip
    desk = Desk(*rows)

    assert desk.tell(**sent) is Taken.ACCEPTED

    assert (desk.call.state, desk.call.reason, desk.call.visit_id) == (state, reason, visit_id)
    assert (visit_id is None) or desk.visit(visit_id).call_id == "exotel:call-1"
    assert "9876543210" not in repr(desk.records.all(Call))
    can_be_found = state not in {S.WITHHELD, S.FOREIGN}
    assert len(desk.records.all(CallMark)) == int(can_be_found)


def test_a_match_is_one_commit_and_the_roll_tells_of_it() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))

    desk.tell()

    first, second = desk.records.commits
    assert {type(change.row) for change in first} == {Call, CallMark, Visit}
    assert [type(change.row) for change in second] == [Beneficiary]
    assert desk.person().called == VISIT
    assert desk.call.beneficiary_id == PERSON
    assert desk.call.path == a_visit().path
    assert desk.call.shown == "+91XXXXXX3210"
    assert desk.call.received_at == desk.clock.now()


def test_an_unmatched_call_stands_where_all_with_its_number_live() -> None:
    desk = Desk(replace(NEIGHBOUR, booth_id=AreaId("booth-2"), path=path_to("booth-2")))

    desk.tell()

    assert desk.call.path == path_to("mandal-1")


def test_a_number_that_half_a_village_shares_tells_nothing() -> None:
    crowd = [a_beneficiary(beneficiary_id=BeneficiaryId(an_id(n)), serial=n) for n in range(1, 22)]
    desk = Desk(*crowd, *visited(a_beneficiary(), dialled()))

    desk.tell()

    assert (desk.call.state, desk.call.reason) == (S.UNMATCHED, U.SEVERAL)


def test_a_merged_person_and_the_one_she_is_are_both_told_of_the_call() -> None:
    merged = a_beneficiary(merged_into=OTHER)
    kept = replace(NEIGHBOUR, merged=(PERSON,), last=with_visit(merged, dialled()).last)
    desk = Desk(*visited(merged, dialled()), kept)

    desk.tell()

    assert desk.call.state is S.MATCHED
    assert desk.person().called == desk.person(OTHER).called == VISIT


def test_an_answered_call_leaves_nothing_behind() -> None:
    desk = Desk()

    assert desk.tell(CallType="completed") is Taken.IGNORED

    assert desk.records.commits == []


# Withdrawals


def test_a_call_to_the_second_number_takes_everything_back_once() -> None:
    desk = Desk(a_ledger())

    for _ in range(3):
        assert desk.tell(CallTo="08030752499") is Taken.ACCEPTED

    ledger = desk.records.find(Ledger, PERSON)
    assert ledger is not None
    assert len(ledger.withdrawals) == 1
    assert desk.person().has_withdrawn
    assert desk.call.state is S.WITHDRAWAL


def test_a_withdrawal_is_not_lost_when_we_die_before_the_call_is_kept() -> None:
    desk = Desk(a_ledger())
    desk.records.before_commit = crash_at(Call, desk.records)

    with pytest.raises(Crash):
        desk.tell(CallTo="08030752499")
    desk.tell(CallTo="08030752499")

    ledger = desk.records.find(Ledger, PERSON)
    assert ledger is not None
    assert len(ledger.withdrawals) == 1
    assert desk.call.state is S.WITHDRAWAL


def crash_at(kind: type, records: FakeRecords) -> Callable[[tuple[Change, ...]], None]:
    """Return a hook that dies before the first commit of a row of `kind`."""

    def hook(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change.row, kind) for change in changes):
            raise Crash
        records.before_commit = hook

    return hook


def test_a_consent_given_after_the_call_stands() -> None:
    later = a_consent(given_at=NOON + timedelta(minutes=10))
    desk = Desk(a_ledger(later))

    desk.tell(CallTo="08030752499")

    assert not desk.person().has_withdrawn


# Who may tell


@pytest.mark.parametrize(
    ("hook", "token", "source"),
    [
        (a_hook(), "a guess", "203.0.113.9"),
        (a_hook(), token_hash_of(TOKEN), "203.0.113.9"),
        (a_hook(), "", "203.0.113.9"),
        (a_hook(is_active=False), TOKEN, "203.0.113.9"),
        (a_hook("ozonetel", token_hash=token_hash_of("b")), "b", "203.0.113.9"),
        (a_hook(sources=("198.51.100.0/24", "203.0.113.8")), TOKEN, "203.0.113.9"),
        (a_hook(sources=("203.0.113.9",)), TOKEN, ""),
        (a_hook(sources=("203.0.113.9",)), TOKEN, "2001:db8::1"),
    ],
    ids=[
        "wrong token", "the hash as a token", "no token", "closed", "another provider's",
        "another address", "no address", "another kind of address",
    ],
)  # fmt: skip
def test_a_forged_call_makes_nothing_and_all_look_alike(
    hook: CallHook, token: str, source: str
) -> None:
    desk = Desk(hook)

    with pytest.raises(NotFound) as error:
        desk.tell(token=token, source=source)

    assert str(error.value) == "There is nothing under this address; ask for the hook's new one"
    assert desk.records.commits == []


@pytest.mark.parametrize("provider", ["twilio", "", "Exotel"])
def test_an_unknown_provider_is_told_the_same(provider: str) -> None:
    desk = Desk(a_hook(provider))

    with pytest.raises(NotFound, match="There is nothing under this address"):
        desk.take(Told(provider=provider, token=TOKEN, source="", query=SENT, body=b""))


def test_a_hook_of_a_campaign_that_is_gone_is_told_the_same() -> None:
    desk = Desk()
    desk.records = FakeRecords(a_hook())

    with pytest.raises(NotFound, match="There is nothing under this address"):
        desk.tell()


@pytest.mark.parametrize(
    ("sources", "source"),
    [
        (("203.0.113.9",), "203.0.113.9"),
        (("198.51.100.1", "203.0.113.0/24"), "203.0.113.200"),
        (("203.0.113.7/24",), "203.0.113.9"),
        (("203.0.113.9",), "::ffff:203.0.113.9"),
        (("2001:db8::/32",), "2001:db8::1"),
        ((), ""),
    ],
)
def test_a_hook_is_open_to_the_addresses_it_names(sources: tuple[str, ...], source: str) -> None:
    desk = Desk(a_hook(sources=sources))

    assert desk.tell(source=source) is Taken.ACCEPTED


def test_two_hooks_are_open_while_a_secret_is_rotated() -> None:
    desk = Desk(a_hook(token_hash=token_hash_of("the next")))

    desk.tell(CallSid="1")
    desk.tell(CallSid="2", token="the next")  # noqa: S106  made up

    assert [call.call_id for call in desk.records.all(Call)] == ["1", "2"]


def test_what_was_told_does_not_show_in_a_trace() -> None:
    told = Told(provider="exotel", token=TOKEN, source="", query=SENT, body=b"9876543210")

    assert TOKEN not in repr(told)
    assert "9876543210" not in repr(told)


# When


@pytest.mark.parametrize(
    ("ago", "is_fresh"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
        (timedelta(days=365 * 7), False),
    ],
    ids=["a day old", "older", "a little ahead", "ahead", "seven years old"],
)
def test_only_a_fresh_call_is_taken_in(ago: timedelta, is_fresh: bool) -> None:
    desk = Desk()
    desk.clock.set(datetime.fromisoformat("2026-11-14T17:34:00+05:30") + ago)

    if is_fresh:
        assert desk.tell() is Taken.ACCEPTED
        return
    with pytest.raises(InvalidInput) as error:
        desk.tell()

    assert error.value.facts == {"field": "StartTime"}
    assert desk.records.commits == []


# Repeats


def test_one_call_told_a_hundred_times_is_one_call() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))
    desk.tell()
    kept, commits = desk.call, len(desk.records.commits)

    for _ in range(99):
        assert desk.tell() is Taken.ACCEPTED

    assert desk.call == kept
    assert len(desk.records.commits) == commits


@pytest.mark.parametrize("number", ["", "+14155550123"], ids=["withheld", "foreign"])
def test_a_call_that_is_never_matched_is_kept_once_as_well(number: str) -> None:
    desk = Desk()
    for _ in range(3):
        assert desk.tell(CallFrom=number) is Taken.ACCEPTED

    assert len(desk.records.commits) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"CallFrom": "09000000001"}, {"CallFrom": ""}, {"CallTo": "08030752499"},
        {"StartTime": "2019-01-01 00:00:00"},
    ],
    ids=["another number", "no number", "the second number", "another time"],
)  # fmt: skip
def test_the_same_id_with_another_content_changes_nothing(sent: dict[str, str]) -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()), a_ledger())
    desk.tell()
    kept, commits = desk.call, len(desk.records.commits)

    assert desk.tell(**sent) is Taken.ACCEPTED

    assert desk.call == kept
    assert len(desk.records.commits) == commits


def test_repeats_at_the_same_moment_are_one_call() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))
    desk.records.before_commit = lambda _: desk.tell()

    assert desk.tell() is Taken.ACCEPTED

    assert desk.call.state is S.MATCHED
    assert desk.visit().version == 2


def test_a_hundred_threads_make_one_call() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))
    told: list[Taken] = []
    threads = [threading.Thread(target=lambda: told.append(desk.tell())) for _ in range(100)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [Taken.ACCEPTED] * 100
    assert desk.visit().version == 2
    assert desk.person().called == VISIT


def test_two_calls_at_the_same_moment_match_a_visit_once() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))
    desk.records.before_commit = lambda _: desk.tell(CallSid="faster")

    desk.tell()

    states = {call.call_id: call.state for call in desk.records.all(Call)}
    assert states == {"faster": S.MATCHED, "call-1": S.REPEATED}
    assert desk.visit().call_id == "exotel:faster"


def test_two_providers_may_use_the_same_id_for_calls_of_one_moment() -> None:
    desk = Desk(a_hook("generic", mapping={"id": "CallSid", "from": "CallFrom", "at": "StartTime"}))
    desk.tell()

    desk.take(Told(provider="generic", token=TOKEN, source="", query=SENT, body=b""))

    assert [call.provider for call in desk.records.all(Call)] == ["exotel", "generic"]
    assert len(desk.records.all(CallMark)) == 2


def test_two_campaigns_at_one_provider_do_not_swallow_each_others_calls() -> None:
    elsewhere = CampaignId("campaign-2")
    desk = Desk(
        a_campaign(campaign_id=elsewhere),
        a_hook(token_hash=token_hash_of("theirs"), campaign_id=elsewhere),
    )
    desk.tell()

    for _ in range(2):
        assert desk.tell(token="theirs") is Taken.ACCEPTED  # noqa: S106  made up

    assert [call.campaign_id for call in desk.records.all(Call)] == [CAMPAIGN, elsewhere]
    assert [mark.campaign_id for mark in desk.records.all(CallMark)].count(elsewhere) == 1


def test_a_crash_before_the_roll_knows_is_repaired_by_the_repeat() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))
    desk.records.after_commit = crash

    with pytest.raises(Crash):
        desk.tell()
    assert desk.person().called is None
    desk.tell()

    assert desk.person().called == VISIT


def crash(_: object) -> None:
    raise Crash


def test_a_crash_before_the_second_look_is_repaired_by_the_repeat() -> None:
    desk = Desk()
    desk.records.after_commit = crash
    with pytest.raises(Crash):
        desk.tell()
    desk.records.seed(*visited(desk.person(), dialled()))

    desk.tell()

    assert desk.call.state is S.MATCHED


def test_a_repeated_call_whose_visit_is_gone_repairs_nothing() -> None:
    gone = replace(known_call(), state=S.MATCHED, visit_id=VISIT)
    desk = Desk(gone)

    assert desk.tell() is Taken.ACCEPTED

    assert desk.records.commits == []


def known_call(**fields: object) -> Call:
    call = Call(
        provider="exotel", call_id="call-1", campaign_id=CAMPAIGN, phone_hash=a_phone().hash,
        shown="+91XXXXXX3210", at=RANG, received_at=RANG, state=S.UNMATCHED, reason=U.NO_VISIT,
        path=a_beneficiary().path,
    )  # fmt: skip
    return replace(call, **fields)  # type: ignore[arg-type]


def test_a_table_that_is_always_busy_is_a_fault_and_not_a_lost_call() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()))

    def touch(_: object) -> None:
        desk.records.seed(replace(desk.visit(), version=desk.visit().version + 1))
        desk.records.before_commit = touch

    desk.records.before_commit = touch

    with pytest.raises(StoreUnavailable):
        desk.tell()


# The visit that comes after its call


def arrives(desk: Desk, visit: Visit) -> None:
    """Keep a visit as a phone reports it, and do what the stream's job does then."""
    desk.records.commit(Save(row=visit))
    match_visit(visit.visit_id, records=desk.records)


def test_a_call_before_its_visit_is_matched_when_the_visit_is_reported() -> None:
    desk = Desk()
    desk.tell()

    arrives(desk, dialled())

    assert (desk.call.state, desk.call.visit_id, desk.call.reason) == (S.MATCHED, VISIT, None)
    assert desk.visit().call_id == "exotel:call-1"
    assert desk.person().called == VISIT


def test_looking_again_changes_nothing() -> None:
    desk = Desk()
    desk.tell()
    arrives(desk, dialled())
    commits = len(desk.records.commits)

    for _ in range(3):
        match_visit(VISIT, records=desk.records)

    assert len(desk.records.commits) == commits


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (dialled(outcome=Outcome.NOT_HOME),),
        (dialled(call_id="exotel:0"),),
        (a_beneficiary(phone=None), dialled()),
        (dialled(beneficiary_id=OTHER),),
    ],
    ids=["no visit", "nobody home", "it has its call", "no number", "nobody on the roll"],
)
def test_a_visit_that_has_no_call_to_look_for_leaves_the_calls_alone(rows: tuple[Row, ...]) -> None:
    desk = Desk(known_call(), mark(known_call()), *rows)

    match_visit(VISIT, records=desk.records)

    assert desk.call.state is S.UNMATCHED


def mark(call: Call) -> CallMark:
    return CallMark(
        phone_hash=call.phone_hash, at=call.at, campaign_id=call.campaign_id,
        provider=call.provider, call_id=call.call_id,
    )  # fmt: skip


@pytest.mark.parametrize("first", [0, 1], ids=["in order", "the later first"])
def test_two_at_one_phone_each_get_their_own_call(first: int) -> None:
    desk = Desk(NEIGHBOUR)
    desk.tell(CallSid="hers", StartTime="2026-11-14 17:33:10")
    desk.tell(CallSid="his", StartTime="2026-11-14 17:53:10")
    visits = [dialled(), WELL_AFTER]

    arrives(desk, visits[first])
    arrives(desk, visits[1 - first])

    assert desk.visit(VISIT).call_id == "exotel:hers"
    assert desk.visit(OTHER_VISIT).call_id == "exotel:his"


def test_a_second_call_waits_for_a_second_visit_at_the_same_phone() -> None:
    desk = Desk(NEIGHBOUR, *visited(a_beneficiary(), dialled()))
    desk.tell()
    desk.tell(CallSid="call-2", StartTime="2026-11-14 17:53:00")
    assert desk.records.find(Call, CAMPAIGN, "exotel", "call-2").state is S.REPEATED  # type: ignore[union-attr]

    arrives(desk, WELL_AFTER)

    assert desk.visit(OTHER_VISIT).call_id == "exotel:call-2"


def test_a_call_that_fits_two_visits_waits_for_a_person() -> None:
    desk = Desk(*visited(NEIGHBOUR, AT_NEIGHBOUR), known_call(), mark(known_call()))

    arrives(desk, dialled())

    assert (desk.call.state, desk.call.reason) == (S.UNMATCHED, U.SEVERAL)
    assert desk.visit().call_id is None


def test_a_call_outside_the_visits_window_is_not_looked_at() -> None:
    late = known_call(at=RANG + timedelta(hours=3))
    early = known_call(call_id="call-0", at=RANG - timedelta(hours=3))
    desk = Desk(late, mark(late), early, mark(early))
    arrives(desk, dialled())

    assert {call.state for call in desk.records.all(Call)} == {S.UNMATCHED}


def test_a_visit_that_is_not_the_last_gets_its_call_as_well() -> None:
    later = dialled(visit_id=OTHER_VISIT, call_dialled_at=RANG + timedelta(hours=2))
    later = replace(later, started_at=NOON + timedelta(hours=2), call_id="exotel:9")
    person = replace(with_visit(a_beneficiary(), later), called=OTHER_VISIT)
    desk = Desk(person, later)
    desk.tell()

    arrives(desk, dialled())

    assert desk.visit().call_id == "exotel:call-1"
    assert desk.person().called == OTHER_VISIT


def test_a_new_number_finds_the_call_that_came_from_it() -> None:
    desk = Desk(*visited(a_beneficiary(phone="+919000000001"), dialled()))
    desk.tell()
    assert desk.call.reason is U.NOBODY

    desk.records.seed(replace(desk.person(), phone=a_phone()))
    match_visit(VISIT, records=desk.records)

    assert desk.call.state is S.MATCHED


def test_an_index_that_lags_does_not_hide_the_visit_at_hand() -> None:
    desk = Desk(known_call(), mark(known_call()))
    desk.records.listed = lambda *_, **__: Empty  # type: ignore[method-assign,assignment]

    arrives(desk, dialled())

    assert desk.call.state is S.MATCHED


class Empty:
    items: tuple[Row, ...] = ()


def test_an_erased_person_is_not_told_of_calls() -> None:
    gone = a_beneficiary(is_erased=True)
    desk = Desk(gone, known_call(), mark(known_call()))

    arrives(desk, dialled())

    assert desk.person() == replace(gone, version=desk.person().version)


# The two at the same moment


def test_a_visit_that_arrives_while_its_call_is_kept_is_found() -> None:
    desk = Desk()

    def report(_: object) -> None:
        desk.records.seed(*visited(desk.person(), dialled()))
        match_visit(VISIT, records=desk.records)  # sees no call yet

    desk.records.before_commit = report
    desk.tell()

    assert desk.call.state is S.MATCHED
    assert desk.person().called == VISIT


def test_a_visit_that_its_persons_row_does_not_tell_of_yet_is_found() -> None:
    desk = Desk()

    def report(_: object) -> None:
        desk.records.seed(dialled())
        match_visit(VISIT, records=desk.records)

    desk.records.before_commit = report
    desk.tell()

    assert desk.call.state is S.MATCHED


def test_a_call_that_comes_while_its_visit_looks_for_it_is_matched_once() -> None:
    desk = Desk(*visited(a_beneficiary(), dialled()), known_call(), mark(known_call()))
    desk.records.before_commit = lambda _: desk.tell(CallSid="faster")

    match_visit(VISIT, records=desk.records)

    states = {call.call_id: call.state for call in desk.records.all(Call)}
    assert states["faster"] is S.MATCHED
    assert desk.visit().call_id == "exotel:faster"


def test_a_call_that_was_kept_meanwhile_is_not_kept_again() -> None:
    desk = Desk(known_call())

    with pytest.raises(StaleVersion):
        take_in(known_call(), records=desk.records)


def test_a_call_told_of_after_her_next_visit_still_finds_its_own() -> None:
    last = a_visit(visit_id=OTHER_VISIT, started_at=NOON + timedelta(days=1))
    person = with_visit(with_visit(a_beneficiary(), dialled()), last)
    desk = Desk(person, dialled(), last)

    desk.tell()

    assert desk.visit(VISIT).call_id == "exotel:call-1"
    assert desk.visit(OTHER_VISIT).call_id is None


def test_a_visit_that_its_person_learns_of_late_has_hers_verified_again() -> None:
    last = a_visit(visit_id=OTHER_VISIT, started_at=NOON + timedelta(days=1))
    desk = Desk(*visited(a_beneficiary(), last))

    arrives(desk, dialled())
    match_visit(VISIT, records=desk.records)

    jobs = [(out.job.action, out.job.subject) for out in desk.records.all(OutboxItem)]
    assert sorted(jobs) == [(Action.VERIFY, VISIT), (Action.VERIFY, OTHER_VISIT)]
