"""What a verdict is made from: gathered completely, and in at most twelve reads whatever came."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from chalicelib.domain.campaign import Campaign, Notice
from chalicelib.domain.capture import Capture
from chalicelib.domain.consent import Guardian, Ledger
from chalicelib.domain.copies import Filed, filed_as
from chalicelib.domain.enrolment import COMMON
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, CampaignId, MediaId, UserId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.policy import Action, Policy
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.rows import Bundle, Change, Row
from chalicelib.domain.verification import names
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.limits import (
    LIMITS,
    MOST_A_MINUTE,
    MOST_AT_A_SPOT,
    USUALLY_SAYS,
)
from chalicelib.domain.verification.neighbours import MOST_TOLD
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Records
from chalicelib.ports.records import Wanted
from chalicelib.services.captures import sealed
from chalicelib.services.gathering import (
    BESIDE,
    MOST_AFTER,
    MOST_BEFORE,
    MOST_LOOKED_FOR,
    MOST_OF_HERS,
    MOST_READS,
    around,
    evidence_of,
    round_of,
)
from chalicelib.services.remembering import Remembered
from chalicelib.services.verification import Tools, verify
from tests.builders import (
    CAMPAIGN,
    NOON,
    PHOTO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_notice,
    a_ready_photo,
    a_testimonial,
    a_video,
    a_visit,
    a_visited_place,
    a_worker,
    an_area,
    an_id,
)
from tests.contracts.registry_rows import a_call
from tests.fakes import FakeRecords, FakeVault, FixedClock, SequentialIds
from tests.looks import a_look

LATER = NOON + timedelta(hours=6)
MINUTE = timedelta(minutes=1)
MOST_ROWS_PER_READ = 100  # BatchGetItem's own limit
MOTHER = Guardian(name="Asha", relation="mother")


class CountingRecords:
    """The table, and how many requests it would have got: a person costs one more than others."""

    def __init__(self, *rows: Row) -> None:
        self.held = FakeRecords(*rows)
        self.reads = 0
        self.most_rows = 0

    def find(self, kind: type[Any], *key: str) -> Any:
        self.reads += 2 if kind is Beneficiary else 1
        return self.held.find(kind, *key)

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        self.reads += -(-len(wanted) // MOST_ROWS_PER_READ)
        self.reads += any(kind is Beneficiary for kind, _ in wanted)
        self.most_rows = max(self.most_rows, len(wanted))
        return self.held.find_each(wanted)

    def bundle(self, visit_id: VisitId) -> Bundle:
        self.reads += 1
        return self.held.bundle(visit_id)

    def worked(
        self, worker_id: UserId, since: datetime, until: datetime, **words: Any
    ) -> Sequence[VisitId]:
        self.reads += 1
        return self.held.worked(worker_id, since, until, **words)

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Any:
        self.reads += 1
        return self.held.filed(campaign_id, beginning, limit=limit)

    def commit(self, *changes: Change) -> None:
        self.held.commit(*changes)


class ColdVault(FakeVault):
    """A vault of a process that has not used the campaign's key yet: it reads that first."""

    def __init__(self, records: CountingRecords) -> None:
        self._records = records
        self._is_cold = True

    def open(
        self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
    ) -> str:
        self._records.reads += self._is_cold
        self._is_cold = False
        return super().open(campaign_id, owner_id, sealed, use=use)


def a_worker_visit(number: int, began: datetime, **fields: Any) -> Visit:
    return a_visit(**{"visit_id": VisitId(an_id(number)), "started_at": began, **fields})


def captured(media: Media) -> Media:
    """The media with a capture of its own."""
    capture = Capture(captured_at=NOON)
    return replace(media, capture=sealed(media, capture, FakeVault()))


def many_media(count: int = 20) -> list[Media]:
    ids = [MediaId(an_id(0x5000 + number)) for number in range(count)]
    return [
        captured(a_ready_photo(media_id=media_id, sha256=f"{number:064x}", looks=(a_look(number),)))
        for number, media_id in enumerate(ids)
    ]


def equal_files(media: Sequence[Media], each: int = 7) -> list[Media]:
    """The same files at other visits, more of each than are read."""
    return [
        replace(one, media_id=MediaId(an_id(0x6000 + n)), visit_id=VisitId(an_id(0x7000 + n)))
        for n, one in enumerate([*media] * each)
    ]


def a_crowded_day() -> list[Visit]:
    """More visits of the worker around ours than are looked at, before and after."""
    return [a_worker_visit(0x3000 + number, NOON + (number - 60) * MINUTE) for number in range(120)]


def often_visited() -> Beneficiary:
    earlier = tuple(VisitId(an_id(0x4000 + number)) for number in range(12))
    last = LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON)
    return a_beneficiary(earlier=earlier, last=last)


def everything() -> list[Row]:
    media = many_media()
    call = a_call(1)
    rung = f"{call.provider}:{call.call_id}"
    return [
        *a_visited_place(*media), a_visit(call_id=rung), call, often_visited(),
        *equal_files(media), *a_crowded_day(),
    ]  # fmt: skip


def rows_of(*more: Row, media: Sequence[Media] = (a_ready_photo(),)) -> list[Row]:
    return [*a_visited_place(*media), *more]


def the_new_notice() -> Notice:
    return replace(a_notice(), version=a_notice().version + 1)


def asked_by_a_new_notice() -> Ledger:
    consent = a_consent()
    shown = replace(consent.notice, version=the_new_notice().version)
    return a_ledger(replace(consent, notice=shown))


CASES: dict[str, Callable[[], list[Row]]] = {
    "a first photo": rows_of,
    "its testimonial is there": lambda: rows_of(a_testimonial()),
    "nothing around it": lambda: [
        a_visit(booth_id=AreaId("gone")), a_campaign(), a_ready_photo(), a_testimonial()
    ],
    "no visit": lambda: [a_campaign()],
    "uploads still run": lambda: rows_of(media=(a_ready_photo(), a_video())),
    "twenty media": lambda: rows_of(media=many_media()),
    "equal files elsewhere": lambda: rows_of(*equal_files([a_ready_photo()])),
    "a crowded day": lambda: rows_of(*a_crowded_day()),
    "a day on which the index lags": lambda: rows_of(*a_crowded_day()[1:]),
    "all of it": everything,
    "all of it, judged before": lambda: [*everything(), a_testimonial()],
    "all of it, under a notice that nobody knows": lambda: [*everything(), asked_by_a_new_notice()],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_verdict_takes_at_most_twelve_reads(case: str) -> None:
    records = CountingRecords(*CASES[case]())

    verify(VISIT, tools_of(records, ColdVault(records)))

    assert 0 < records.reads <= MOST_READS == 12
    assert records.most_rows <= MOST_ROWS_PER_READ


def test_where_everything_comes_together_every_one_of_the_twelve_is_used() -> None:
    records = CountingRecords(*everything())

    verify(VISIT, tools_of(records, ColdVault(records)))

    assert records.reads == MOST_READS


@pytest.mark.parametrize(
    ("more", "reads"),
    [([], 4), (a_crowded_day(), 7), ([a_visit(outcome=Outcome.NOT_HOME)], 3)],
    ids=["the last of its round", "others came after it", "nobody was met"],
)
def test_a_visit_without_a_verdict_takes_few_reads(more: list[Visit], reads: int) -> None:
    private = a_ledger(a_consent(purposes=frozenset()))
    records = CountingRecords(*rows_of(private, *more))

    assert verify(VISIT, tools_of(records)) is None
    assert records.reads == reads


def test_a_round_is_a_visit_beside_the_nearest_others_and_nothing_else() -> None:
    records = FakeRecords(*rows_of(*a_crowded_day()))
    beside = around(a_visit(), Remembered(clock=FixedClock(NOON)), records)

    found = round_of(a_visit(), beside, records=records)

    assert found is not None
    assert len(found.others) == MOST_BEFORE + MOST_AFTER - 1
    assert (found.media, found.ledger, found.beneficiary, found.texts) == ((), None, None, {})


def test_there_is_no_round_where_no_visit_came_later() -> None:
    earlier = a_worker_visit(0x31, NOON - MINUTE)
    records = FakeRecords(*rows_of(earlier))
    beside = around(a_visit(), Remembered(clock=FixedClock(NOON)), records)

    assert round_of(a_visit(), beside, records=records) is None


def tools_of(records: CountingRecords, vault: FakeVault | None = None) -> Tools:
    clock = FixedClock(LATER)
    return Tools(
        records=cast("Records", records), vault=vault or FakeVault(), clock=clock,
        new_id=SequentialIds(900), campaigns=Remembered(clock=clock),
    )  # fmt: skip


# --- what is gathered -----------------------------------------------------------------------------


def gathered(*rows: Row) -> Evidence:
    """The evidence of a visit with one ready photo, among these rows."""
    records = FakeRecords(*rows_of(*rows))
    bundle = records.bundle(VISIT)
    assert bundle.visit is not None
    beside = around(bundle.visit, Remembered(clock=FixedClock(NOON)), records)
    return evidence_of(bundle, bundle.visit, beside, records=records, vault=FakeVault())


def test_a_campaign_is_read_once_a_minute_however_many_verdicts_ask_for_it() -> None:
    records = FakeRecords(*rows_of())
    clock = FixedClock(NOON)
    campaigns: Remembered[Campaign] = Remembered(clock=clock)

    before = around(a_visit(), campaigns, records).campaign
    records.seed(a_campaign(languages=("hi",)))
    soon = around(a_visit(), campaigns, records).campaign
    clock.set(NOON + MINUTE)
    later = around(a_visit(), campaigns, records).campaign

    assert soon == before
    assert later.languages == ("hi",)


CHANGED: dict[str, tuple[list[Row], Campaign]] = {
    "a new notice": (
        [asked_by_a_new_notice()], a_campaign(notices=(a_notice(), the_new_notice()))
    ),
    "children may be shown": (
        [a_ledger(a_consent(guardian=MOTHER))], a_campaign(minors_may_publish=True)
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGED)
def test_nobody_is_refused_by_what_a_campaign_was_a_moment_ago(change: str) -> None:
    rows, campaign = CHANGED[change]
    records = CountingRecords(*rows_of(*rows))
    tools = tools_of(records, ColdVault(records))
    tools.campaigns.keep(CAMPAIGN, a_campaign())
    records.held.seed(campaign)

    item = verify(VISIT, tools)

    assert item is not None
    assert item.verdict is not Verdict.REFUSED
    assert records.reads <= MOST_READS


def test_a_process_that_remembers_an_older_policy_judges_by_the_newer_one_once_it_was_used() -> (
    None
):
    newer = a_campaign(policy=Policy(number=1, actions={names.QUALITY: Action.NOTE}))
    records = CountingRecords(*rows_of())
    behind, ahead = tools_of(records), tools_of(records)
    behind.campaigns.keep(CAMPAIGN, a_campaign())
    records.held.seed(newer)

    judged = verify(VISIT, ahead)
    again = verify(VISIT, behind)

    assert judged is not None
    assert (judged.policy_number, again) == (1, judged)


def test_a_visit_sees_as_many_that_may_count_it_as_it_may_count_itself() -> None:
    assert MOST_AFTER == MOST_BEFORE
    assert MOST_AFTER + MOST_OF_HERS <= MOST_TOLD


def test_no_limit_counts_more_visits_than_are_seen() -> None:
    limits = (MOST_A_MINUTE, MOST_AT_A_SPOT, USUALLY_SAYS)

    assert [LIMITS[name].highest <= MOST_BEFORE for name in limits] == [True] * len(limits)


def test_what_stands_around_a_visit_is_there_or_not_known() -> None:
    whole, bare = (
        around(a_visit(), Remembered(clock=FixedClock(NOON)), FakeRecords(*rows))
        for rows in (rows_of(), [a_campaign()])
    )

    assert (bare.ledger, bare.person, bare.worker, bare.booth) == (None,) * 4
    assert whole.ledger == a_ledger(version=1)
    assert whole.person == a_beneficiary(version=1)
    assert whole.worker == a_worker(version=1)
    assert whole.booth == an_area("booth-1", version=1)


def test_of_a_crowded_day_the_visits_nearest_to_this_one_are_seen_the_earliest_first() -> None:
    began = [other.visit.began_at for other in gathered(*a_crowded_day()).others]

    # One of them began in the very same moment; it is among both, and seen once.
    nearest = range(1 - MOST_BEFORE, MOST_AFTER)
    assert began == [NOON + minutes * MINUTE for minutes in nearest]


def test_what_is_further_away_than_half_a_day_is_not_seen() -> None:
    edges = [
        a_worker_visit(0x31, NOON - BESIDE), a_worker_visit(0x32, NOON + BESIDE),
        a_worker_visit(0x33, NOON - BESIDE - MINUTE), a_worker_visit(0x34, NOON + BESIDE + MINUTE),
    ]  # fmt: skip

    assert [other.visit.visit_id for other in gathered(*edges).others] == [an_id(0x31), an_id(0x32)]


def test_only_visits_at_which_somebody_was_met_are_seen_with_what_came_of_them() -> None:
    met, not_home = a_worker_visit(0x31, NOON), a_worker_visit(
        0x32, NOON, outcome=Outcome.NOT_HOME
    )  # fmt: skip
    item = a_testimonial(visit_id=met.visit_id)

    (other,) = gathered(met, not_home, item, a_worker_visit(0x33, NOON, worker_id="other")).others

    assert (other.visit.visit_id, other.item) == (met.visit_id, replace(item, version=1))


def test_her_latest_other_visits_are_known_whoever_made_them() -> None:
    hers = [
        a_worker_visit(0x40 + number, NOON - number * timedelta(days=2), worker_id="other")
        for number in range(MOST_OF_HERS + 2)
    ]
    known = sorted(visit.visit_id for visit in hers)
    last = LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON)

    found = gathered(a_beneficiary(earlier=(*known, VISIT), last=last), *hers).hers

    assert [visit.visit_id for visit in found] == known[-MOST_OF_HERS:]


def test_no_visit_after_this_one_pushes_out_one_before_it() -> None:
    before = a_worker_visit(0x40, NOON - timedelta(days=2))
    after = [
        a_worker_visit(0xF000 + number, NOON + number * timedelta(days=2), worker_id="other")
        for number in range(1, MOST_OF_HERS + 2)
    ]
    *known, latest = (visit.visit_id for visit in (before, *after))
    last = LastVisit(visit_id=latest, outcome=Outcome.MET, at=after[-1].started_at)

    found = gathered(a_beneficiary(earlier=(*known, VISIT), last=last), before, *after).hers

    assert found[0].visit_id == before.visit_id
    assert len(found) == MOST_OF_HERS


def test_a_person_who_was_never_visited_before_or_is_unknown_has_no_other_visits() -> None:
    assert gathered().hers == ()
    assert gathered(a_visit(beneficiary_id="nobody")).hers == ()
    assert gathered(a_visit(beneficiary_id="nobody")).phone is None


def test_the_visits_call_is_found() -> None:
    call = a_call(1)

    assert gathered(a_visit(call_id=f"{call.provider}:{call.call_id}"), call).call == replace(
        call, version=1
    )
    assert gathered(call).call is None


def test_files_of_other_visits_with_the_same_bytes_are_named_and_those_of_this_one_are_not() -> (
    None
):
    ours = a_ready_photo(looks=(a_look(1),))
    theirs = replace(
        ours, media_id=MediaId(an_id(0x61)), visit_id=VisitId(an_id(0x71)),
        stored_at=NOON - MINUTE,
    )  # fmt: skip
    again = replace(ours, media_id=MediaId(an_id(0x62)))

    found = gathered(ours, theirs, again).same_files

    assert [copy.media_id for copy in found[PHOTO]] == [theirs.media_id]
    assert all(copy.is_same_file for copies in found.values() for copy in copies)


def test_a_file_that_is_gone_since_the_index_named_it_is_no_copy() -> None:
    class Lagging(FakeRecords):
        def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Any:
            gone = Filed(visit_id=VisitId("gone"), media_id=MediaId("gone"), text=beginning)
            return [gone, *super().filed(campaign_id, beginning, limit=limit)]

    records = Lagging(*rows_of())
    visit = a_visit(version=1)
    beside = around(visit, Remembered(clock=FixedClock(NOON)), records)

    found = evidence_of(
        records.bundle(VISIT), visit, beside, records=records, vault=FakeVault()
    )  # fmt: skip

    assert found.same_files == {PHOTO: ()}


def test_of_many_media_the_first_few_are_looked_for_and_all_captures_are_opened() -> None:
    media = many_media()
    records = CountingRecords(*rows_of(media=media), *equal_files(media, each=1))
    beside = around(a_visit(), Remembered(clock=FixedClock(NOON)), records.held)

    found = evidence_of(
        records.held.bundle(VISIT), a_visit(), beside,
        records=cast("Records", records), vault=FakeVault(),
    )  # fmt: skip

    compared = [media_id for media_id, copies in found.same_files.items() if copies]
    assert compared == [one.media_id for one in media[:MOST_LOOKED_FOR]]
    assert [capture.captured_at for capture in found.captures.values()] == [NOON] * len(media)


def test_media_that_were_not_taken_in_are_neither_opened_nor_looked_for() -> None:
    found = gathered(a_video(state=MediaState.REJECTED))

    assert list(found.captures) == list(found.same_files) == [PHOTO]


def test_a_file_without_a_place_among_others_is_looked_for_nowhere() -> None:
    bare = a_ready_photo(derivatives=())
    assert filed_as(bare) is None

    assert gathered(bare).same_files == {PHOTO: ()}


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([], {}),
        ([a_testimonial(captions=None)], {}),
        ([a_testimonial()], {"caption.hi": "घर मिला", "caption.en": "A house at last"}),
        (
            [a_testimonial(captions=None, channel_captions={"page": {"hi": "घर"}})],
            {"caption.page.hi": "घर"},
        ),
        (
            [a_testimonial(captions=None, transcript={"hi": "नमस्ते"})],
            {"transcript.hi": "नमस्ते"},
        ),
        ([a_ledger(a_consent(shown_name="Sunita"))], {"shown_name": "Sunita"}),
    ],
    ids=[
        "nothing written",
        "no captions",
        "captions",
        "a channel's own",
        "a transcript",
        "a name to be shown",
    ],
)
def test_all_that_the_public_would_read_or_hear_is_gathered(
    rows: list[Row], texts: dict[str, str]
) -> None:
    assert gathered(*rows).texts == texts
