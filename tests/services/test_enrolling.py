"""A printed code opens one sign-in for one device once, and a lost phone is out at once."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.enrolment import (
    PASSWORD_START,
    REPEAT_WITHIN,
    SHEET_LIFE,
    TOKEN_CHARACTERS,
    Enrolment,
    came_after,
    is_over,
    may_hand_out,
    password_from,
    token_from,
    token_hash,
)
from chalicelib.domain.errors import NotFound, NotPermitted, StoreUnavailable
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.services import enrolling
from chalicelib.services.enrolling import Opened, Sheet
from tests.builders import CAMPAIGN, NOON, WORKER, a_small_tree, a_user, a_worker, path_to
from tests.fakes import Crash, FakeRecords, FakeSignIns, FakeVault, FixedClock, SequentialIds

BOOTH = AreaId("booth-1")
OTHER = UserId("worker-2")
PHONE, FINDER = "phone-1", "finder-1"
SECOND = timedelta(seconds=1)


def a_convener(*areas: str, role: Role = Role.IN_CHARGE) -> User:
    return a_user(role, *(areas or ("mandal-1",)), user_id=UserId("steers"))


@dataclass(kw_only=True)
class Office:
    """A convener's desk, the user pool and the workers' phones."""

    records: FakeRecords
    sign_ins: FakeSignIns = field(default_factory=FakeSignIns)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)
    user: User = field(default_factory=a_convener)

    @property
    def tools(self) -> enrolling.Tools:
        return enrolling.Tools(
            records=self.records, vault=FakeVault(), sign_ins=self.sign_ins, clock=self.clock,
            new_id=self.new_id,
        )  # fmt: skip

    def sheet(self, *wanted: UserId, by: User | None = None, **more: Any) -> Sheet:
        asked = {"limit": 50, "cursor": None, **more}
        return enrolling.make_sheet(by or self.user, BOOTH, wanted, **asked, tools=self.tools)

    def token(self, user_id: UserId = WORKER) -> str:
        (card,) = [c for c in self.sheet(user_id).cards if c.worker.user_id == user_id]
        return card.token

    def use(self, token: str, device_id: str = PHONE) -> Opened:
        return enrolling.use_code(token, device_id, self.tools)

    def sign_out(self, user_id: UserId = WORKER, by: User | None = None) -> User:
        return enrolling.sign_out(by or self.user, user_id, self.tools)

    def worker(self, user_id: UserId = WORKER) -> User:
        found = self.records.find(User, user_id)
        assert found is not None
        return found


def a_booth_worker(number: int = 1, **fields: Any) -> User:
    usual = {"user_id": UserId(f"worker-{number}"), "username": f"w-{number}"}
    return a_worker(**{**usual, **fields})


def an_office(*workers: User) -> Office:
    rows = workers or (a_booth_worker(1), a_booth_worker(2))
    return Office(records=FakeRecords(*a_small_tree(), *rows))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(NotFound) as raised:
        call()
    return f"{raised.value.detail} {raised.value.facts}"


# Sheets


def test_a_sheet_has_a_card_for_every_worker_of_the_booth() -> None:
    office = an_office()

    sheet = office.sheet()

    assert [card.worker.user_id for card in sheet.cards] == [WORKER, OTHER]
    assert len({card.token for card in sheet.cards}) == 2
    assert {len(card.token) for card in sheet.cards} == {TOKEN_CHARACTERS}
    assert {card.expires_at for card in sheet.cards} == {NOON + SHEET_LIFE}
    assert (sheet.left_out, sheet.cursor) == ((), None)


def test_nothing_that_is_kept_holds_a_code() -> None:
    office = an_office()

    (first, second) = office.sheet().cards

    kept = str(office.records.all(Enrolment)) + str(office.records.all(User))
    assert first.token not in kept
    assert second.token not in kept
    assert office.worker().enrolment == token_hash(first.token)
    assert {card.made_by for card in office.records.all(Enrolment)} == {"steers"}


def test_a_sheet_may_be_for_some_workers_and_leaves_the_others_cards_good() -> None:
    office = an_office()
    others = office.token(OTHER)

    sheet = office.sheet(WORKER)

    assert [card.worker.user_id for card in sheet.cards] == [WORKER]
    assert office.use(others).worker.user_id == OTHER


def test_a_long_booth_comes_in_pages() -> None:
    office = an_office(*(a_booth_worker(number) for number in range(1, 6)))

    first = office.sheet(limit=3)
    rest = office.sheet(limit=3, cursor=first.cursor)

    assert [len(first.cards), len(rest.cards), rest.cursor] == [3, 2, None]


def test_a_worker_without_a_sign_in_gets_no_card() -> None:
    office = an_office(a_booth_worker(username=""))

    sheet = office.sheet()

    assert sheet.cards == ()
    assert [worker.user_id for worker in sheet.left_out] == [WORKER]


def with_scopes(*held: tuple[Role, str], **fields: Any) -> User:
    scopes = tuple(Scope(role=r, area_id=AreaId(a), path=path_to(a)) for r, a in held)
    return a_booth_worker(scopes=scopes, **fields)


HIGHER = {
    "a moderator of the constituency": (Role.MODERATOR, "constituency"),
    "a moderator of the same mandal": (Role.MODERATOR, "mandal-1"),
    "a convener of the same mandal": (Role.CONVENER, "mandal-1"),
    "a worker of another mandal too": (Role.WORKER, "booth-3"),
}


@pytest.mark.parametrize("other", HIGHER.values(), ids=HIGHER)
def test_nobody_prints_a_way_to_rights_that_she_does_not_have(other: tuple[Role, str]) -> None:
    worker = with_scopes((Role.WORKER, "booth-1"), other)
    office = an_office(worker)

    sheet = office.sheet()

    assert sheet.cards == ()
    assert office.worker().enrolment is None
    assert office.records.all(Enrolment) == []
    assert len(office.sheet(by=a_convener("constituency", role=Role.CONVENER)).cards) == 1


def test_a_row_that_is_newer_than_the_list_decides() -> None:
    office = an_office()
    stale = replace(office.worker(), version=99)
    office.records.seed(replace(office.worker(), username=""))

    found = enrolling._card(office.user, stale, a_small_tree()[-1], office.tools)

    assert isinstance(found, User)


def test_two_sheets_at_once_leave_one_good_code_per_worker() -> None:
    office = an_office(a_booth_worker())
    made: list[str] = []
    office.records.before_commit = lambda _: made.append(office.token())

    made.append(office.token())

    (good,) = [token for token in made if token_hash(token) == office.worker().enrolment]
    assert office.use(good).worker.user_id == WORKER
    for token in set(made) - {good}:
        refused(lambda token=token: office.use(token))


NOT_ALLOWED = {"worker": a_worker(), "trainer": a_user(Role.TRAINER, "mandal-1")}


@pytest.mark.parametrize("user", NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_only_who_steers_makes_sheets_lists_workers_and_signs_out(user: User) -> None:
    office = an_office()

    with pytest.raises(NotPermitted):
        office.sheet(by=user)
    with pytest.raises(NotPermitted):
        enrolling.list_workers(user, BOOTH, limit=5, cursor=None, records=office.records)
    with pytest.raises(NotPermitted):
        office.sign_out(by=user)
    assert office.records.commits == []


ELSEWHERE = {
    "another mandal's": a_convener("mandal-4"),
    "a worker here who steers elsewhere": a_user(
        Role.CONVENER, "mandal-4", scopes=with_scopes(
            (Role.WORKER, "booth-1"), (Role.CONVENER, "mandal-4")
        ).scopes,
    ),
}  # fmt: skip


@pytest.mark.parametrize("user", ELSEWHERE.values(), ids=ELSEWHERE)
def test_out_of_scope_looks_absent(user: User) -> None:
    office = an_office()

    seen = {
        refused(lambda: office.sheet(by=user)),
        refused(lambda: office.sign_out(by=user)),
        refused(lambda: office.sign_out(UserId("nobody"), by=user)),
        refused(
            lambda: enrolling.list_workers(
                user, BOOTH, limit=5, cursor=None, records=office.records
            )
        ),
    }

    assert len(seen) == 1
    assert office.records.commits == []


def test_the_workers_of_a_booth_are_listed() -> None:
    office = an_office()

    page = enrolling.list_workers(office.user, BOOTH, limit=1, cursor=None, records=office.records)

    assert [worker.user_id for worker in page.items] == [WORKER]
    assert page.cursor is not None


# Using a code


def test_a_code_gives_its_worker_a_sign_in_on_one_device() -> None:
    office = an_office()

    opened = office.use(office.token())

    assert opened.worker.user_id == WORKER
    assert office.sign_ins.passwords == {"w-1": opened.password}
    assert office.worker().device_id == PHONE
    (card,) = office.records.all(Enrolment)
    assert (card.used_at, card.device_id) == (NOON, PHONE)


def test_whatever_phone_was_hers_before_is_signed_out() -> None:
    office = an_office(a_booth_worker(device_id="an older phone"))

    office.use(office.token())

    assert office.sign_ins.signed_out == ["w-1"]
    assert office.worker().device_id == PHONE


@pytest.mark.parametrize("spelt", [str.lower, "  {}\n".format], ids=["small", "spaces"])
def test_a_code_is_read_as_people_write_it(spelt: Callable[[str], str]) -> None:
    office = an_office()

    assert office.use(spelt(office.token())).worker.user_id == WORKER


def made_anew(office: Office, token: str) -> str:
    office.token()
    return token


def expired(office: Office, token: str) -> str:
    office.clock.set(NOON + SHEET_LIFE)
    return token


def used_by_another(office: Office, token: str) -> str:
    office.use(token, FINDER)
    return token


def used_long_ago(office: Office, token: str) -> str:
    office.use(token)
    office.clock.advance(seconds=REPEAT_WITHIN.total_seconds())
    return token


def signed_out(office: Office, token: str) -> str:
    office.sign_out()
    office.clock.advance(seconds=2)
    return token


def used_and_signed_out(office: Office, token: str) -> str:
    office.use(token)
    return signed_out(office, token)


def of_nobody(office: Office, token: str) -> str:
    (card,) = office.records.all(Enrolment)
    office.records.seed(replace(card, user_id=UserId("gone")))
    return token


BAD: dict[str, Callable[[Office, str], str]] = {
    "unknown": lambda _, token: token[::-1],
    "void by a newer sheet": made_anew,
    "expired": expired,
    "used by another phone": used_by_another,
    "used by this phone long ago": used_long_ago,
    "void since she was signed out": signed_out,
    "used and then signed out": used_and_signed_out,
    "of a worker who is no more": of_nobody,
    "cut short": lambda _, token: token[:-1],
    "with more behind it": lambda _, token: f"{token}A",
    "its own hash": lambda _, token: token_hash(token),
    "nothing": lambda *_: "",
    "signs and zeros": lambda *_: "\x00#%/\u202e\U0001f600ı",
    "very long": lambda *_: "A" * 200_000,
}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_a_code_that_is_not_good_is_refused_in_one_and_the_same_way(
    spoil: Callable[[Office, str], str],
) -> None:
    office = an_office()
    unknown = refused(lambda: office.use("NOBODYS"))
    token = spoil(office, office.token())
    before = (office.records.all(User), dict(office.sign_ins.passwords))

    assert refused(lambda: office.use(token)) == unknown

    assert (office.records.all(User), office.sign_ins.passwords) == before


def test_a_code_is_good_until_the_last_moment_of_its_life() -> None:
    office = an_office()
    token = office.token()
    office.clock.set(NOON + SHEET_LIFE - SECOND)

    assert office.use(token).worker.user_id == WORKER


def test_a_phone_whose_answer_was_lost_asks_again_and_gets_another_password() -> None:
    office = an_office()
    token = office.token()
    first = office.use(token)
    office.clock.set(NOON + REPEAT_WITHIN - SECOND)

    second = office.use(token)

    assert second.password != first.password
    assert office.sign_ins.passwords == {"w-1": second.password}
    (card,) = office.records.all(Enrolment)
    assert card.used_at == NOON


def test_a_crash_before_the_password_is_healed_by_asking_again() -> None:
    office = an_office()
    token = office.token()

    def crash(_: object) -> None:
        raise Crash

    office.records.after_commit = crash
    with pytest.raises(Crash):
        office.use(token)

    assert office.sign_ins.passwords == {"w-1": office.use(token).password}


def test_of_twenty_phones_at_once_exactly_one_gets_in() -> None:
    office = an_office()
    token = office.token()
    ends: Counter[str] = Counter()
    together = threading.Barrier(20)

    def attempt(number: int) -> None:
        together.wait()
        try:
            office.use(token, f"phone-{number}")
            ends["in"] += 1
        except NotFound:
            ends["refused"] += 1

    phones = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()

    assert ends == {"in": 1, "refused": 19}
    (card,) = office.records.all(Enrolment)
    assert card.device_id == office.worker().device_id


def test_a_phone_that_was_slower_is_refused() -> None:
    office = an_office()
    token = office.token()
    office.records.before_commit = lambda _: office.use(token, FINDER)

    refused(lambda: office.use(token))

    assert office.worker().device_id == FINDER


def test_a_change_of_her_row_meanwhile_does_not_cost_her_the_code() -> None:
    office = an_office()
    token = office.token()
    trained = replace(office.worker(), trained_at=NOON, version=office.worker().version + 1)
    office.records.before_commit = lambda _: office.records.seed(trained)

    assert office.use(token).worker.trained_at == NOON


def test_signing_out_while_a_phone_enrols_wins() -> None:
    office = an_office()
    token = office.token()
    office.records.after_commit = lambda _: office.sign_out()

    refused(lambda: office.use(token))

    assert office.worker().device_id is None
    assert office.worker().signed_out_at == NOON


def test_a_code_used_in_the_very_second_of_signing_out_has_to_wait_for_the_next() -> None:
    office = an_office()
    office.clock.advance(milliseconds=300)
    office.sign_out()
    token = office.token()

    with pytest.raises(StoreUnavailable):
        office.use(token)

    office.clock.advance(milliseconds=700)
    assert not is_over(office.use(token).worker, office.clock.now())


@given(st.text(max_size=40))
def test_no_text_but_the_code_itself_opens_anything(text: str) -> None:
    office = an_office()
    token = office.token()

    if text.strip().upper() != token:
        refused(lambda: office.use(text))


@given(st.binary(min_size=32, max_size=32))
def test_codes_can_be_typed_and_passwords_are_what_the_pool_demands(digest: bytes) -> None:
    password = password_from(digest)

    assert set(token_from(digest)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert len(password) == len(PASSWORD_START) + 43
    for holds in (str.isupper, str.islower, str.isdigit):
        assert any(map(holds, password))
    assert password.isascii()


# Signing out


def test_signing_out_ends_device_code_and_tokens_in_one_commit_before_the_password() -> None:
    office = an_office()
    opened = office.use(office.token())
    office.clock.advance(minutes=5)
    ended: list[User] = []
    office.records.after_commit = lambda _: ended.append(office.worker())

    worker = office.sign_out()

    (at_once,) = ended
    assert (at_once.device_id, at_once.enrolment) == (None, None)
    assert at_once.signed_out_at == NOON + timedelta(minutes=5)
    assert worker == office.worker()
    assert (worker.device_id, worker.enrolment) == (None, None)
    assert worker.signed_out_at == NOON + timedelta(minutes=5)
    assert office.sign_ins.passwords["w-1"] != opened.password
    assert office.sign_ins.signed_out == ["w-1", "w-1"]


def test_signing_out_twice_is_harmless() -> None:
    office = an_office()
    office.sign_out()
    office.clock.advance(seconds=1)

    assert office.sign_out().signed_out_at == NOON + SECOND


@dataclass(kw_only=True)
class Finder(FakeSignIns):
    """The user pool, a finder who knows her password and tries it at every step, and one fault.

    Each step of ours takes a second; `fault` is the number of the moment at which it fails, before
    the step is done or after it (and then the answer is what is lost).
    """

    office: Office
    password: str
    fault: int = -1
    since: list[Any] = field(default_factory=list)
    moments: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.passwords["w-1"] = self.password
        self._arm()

    def set_password(self, username: str, password: str) -> None:
        self._pass()
        super().set_password(username, password)
        self._pass()

    def sign_out(self, username: str) -> None:
        self._pass()
        super().sign_out(username)
        self._pass()

    def _arm(self) -> None:
        def met(_: object) -> None:
            self._arm()
            self._pass()

        self.office.records.before_commit = self.office.records.after_commit = met

    def _pass(self) -> None:
        self.office.clock.advance(seconds=1)
        if self.passwords["w-1"] == self.password:
            self.since.append(self.office.clock.now())
        self.office.clock.advance(seconds=1)
        self.moments += 1
        if self.moments == self.fault:
            raise StoreUnavailable("the pool or the table")

    def valid(self) -> list[Any]:
        return [at for at in self.since if not is_over(self.office.worker(), at)]


MOMENTS = 8  # before and after: commit, password, the pool's signing out, commit


def a_found_phone(fault: int = -1) -> tuple[Office, Finder]:
    office = an_office()
    password = office.use(office.token()).password
    finder = Finder(office=office, password=password, fault=fault)
    office.sign_ins = finder
    return office, finder


def test_who_signs_in_with_her_password_while_she_is_signed_out_is_out_too() -> None:
    office, finder = a_found_phone()

    worker = office.sign_out()

    assert finder.moments == MOMENTS
    assert len(finder.since) == 3
    assert finder.valid() == []
    assert worker == office.worker()


@pytest.mark.parametrize("fault", range(1, MOMENTS + 1))
def test_after_a_fault_at_any_step_signing_out_again_leaves_nobody_in(fault: int) -> None:
    office, finder = a_found_phone(fault)
    with pytest.raises(StoreUnavailable):
        office.sign_out()

    office.sign_out()

    assert finder.since
    assert finder.valid() == []
    assert finder.passwords["w-1"] != finder.password
    assert office.worker().device_id is None


def test_a_phone_that_enrols_anew_before_the_end_was_noted_twice_keeps_its_code() -> None:
    office = an_office()
    tokens: list[str] = []

    class Slow(FakeSignIns):
        def sign_out(self, username: str) -> None:
            office.sign_ins = FakeSignIns()
            office.clock.advance(seconds=2)
            tokens.append(office.token())
            office.use(tokens[0], "a-new-phone")
            super().sign_out(username)

    office.sign_ins = Slow()
    worker = office.sign_out()

    office.clock.advance(seconds=2)
    assert (worker.device_id, worker.signed_out_at) == ("a-new-phone", NOON + 2 * SECOND)
    assert office.use(tokens[0], "a-new-phone").worker == office.worker()


def test_a_change_of_her_row_before_the_end_was_noted_twice_is_kept() -> None:
    office = an_office()

    class Slow(FakeSignIns):
        def sign_out(self, username: str) -> None:
            super().sign_out(username)
            office.records.before_commit = trained

    def trained(_: object) -> None:
        worker = office.worker()
        office.records.seed(replace(worker, trained_at=NOON, version=worker.version + 1))

    office.sign_ins = Slow()

    assert office.sign_out().trained_at == NOON


def test_a_user_pool_that_is_down_does_not_hold_the_end_up() -> None:
    office = an_office()
    office.use(office.token())

    class Down(FakeSignIns):
        def set_password(self, username: str, password: str) -> None:
            raise StoreUnavailable(f"no pool for {username}, {len(password)} characters")

    up, office.sign_ins = office.sign_ins, Down()
    with pytest.raises(StoreUnavailable):
        office.sign_out()
    assert office.worker().signed_out_at == NOON

    office.sign_ins = up
    assert office.sign_out().device_id is None


def test_a_worker_without_a_sign_in_is_signed_out_in_her_row_alone() -> None:
    office = an_office(a_booth_worker(username=""))

    assert office.sign_out().signed_out_at == NOON
    assert office.sign_ins.signed_out == []


def test_after_signing_out_a_new_sheet_lets_her_in_again() -> None:
    office = an_office()
    office.use(office.token())
    office.sign_out()
    office.clock.advance(minutes=1)

    again = office.use(office.token(), "phone-2")

    assert again.worker.device_id == "phone-2"
    assert again.worker.signed_out_at == NOON


def test_one_area_is_enough_to_sign_a_lost_phone_out() -> None:
    office = an_office(with_scopes((Role.WORKER, "booth-1"), (Role.WORKER, "booth-3")))

    assert office.sign_out().signed_out_at == NOON


def test_nobody_signs_out_who_stands_above_her() -> None:
    office = an_office(with_scopes((Role.WORKER, "booth-1"), (Role.CONVENER, "constituency")))

    with pytest.raises(NotPermitted) as raised:
        office.sign_out()

    assert raised.value.facts == {"needs": ["convener", "admin"]}
    assert office.records.commits == []
    assert office.sign_out(by=a_convener("mandal-1", role=Role.ADMIN)).signed_out_at == NOON


def test_signing_out_decides_anew_when_her_row_has_changed() -> None:
    office = an_office()
    trained = replace(office.worker(), trained_at=NOON, version=2)
    office.records.before_commit = lambda _: office.records.seed(trained)

    assert office.sign_out().trained_at == NOON


# What follows from it


@pytest.mark.parametrize(
    ("since", "is_ended"),
    [(NOON - SECOND, True), (NOON, True), (NOON + SECOND, False)],
    ids=["before", "in the same second", "after"],
)
def test_a_sign_in_is_over_unless_it_began_after(since: Any, is_ended: bool) -> None:
    assert is_over(a_worker(signed_out_at=NOON), since) is is_ended
    assert not is_over(a_worker(), since)


@pytest.mark.parametrize(
    ("granted_s", "stored_s", "is_rejected"),
    [(-60, -1, False), (-60, 0, False), (-60, 1, True), (0, 1, True), (1, 2, False)],
    ids=["came before", "came at that moment", "came after", "granted at it", "granted after"],
)
def test_a_grant_dies_with_the_sign_in_and_what_came_before_lives(
    granted_s: int, stored_s: int, is_rejected: bool
) -> None:
    granted_at, stored_at = NOON + granted_s * SECOND, NOON + stored_s * SECOND

    assert came_after(a_worker(signed_out_at=NOON), granted_at, stored_at) is is_rejected
    assert not came_after(a_worker(), granted_at, stored_at)


areas = st.sampled_from(["state", "constituency", "mandal-1", "mandal-2", "booth-1", "booth-3"])
scopes = st.lists(st.tuples(st.sampled_from(Role), areas), min_size=1, max_size=3)


@given(scopes, scopes)
def test_a_card_never_gives_its_maker_a_role_or_a_place_she_lacks(
    hers: list[tuple[Role, str]], theirs: list[tuple[Role, str]]
) -> None:
    maker, worker = with_scopes(*hers), with_scopes(*theirs)

    if may_hand_out(maker, worker):
        order = list(Role)
        for role, area in theirs:
            over = [r for r, a in hers if path_to(area)[: len(path_to(a))] == path_to(a)]
            assert max(map(order.index, over)) >= order.index(role)


def test_sheets_belong_to_the_workers_own_campaign() -> None:
    office = an_office()
    office.sheet()

    assert {card.campaign_id for card in office.records.all(Enrolment)} == {CAMPAIGN}
