"""The labelled set of visits and its evaluation: the same each time, and the truth stays apart."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from chalicelib.domain.copies import filed_as
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.likeness import look_text
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.services.copies import copies_of
from infra.evaluation.visits import documents, plot, rates, reliability, scoring, tables
from infra.evaluation.visits.album import EDITED
from infra.evaluation.visits.claims import TRUE_BY
from infra.evaluation.visits.events import events
from infra.evaluation.visits.frauds import FRAUDS
from infra.evaluation.visits.glance import Glance, Signs
from infra.evaluation.visits.honest import honest
from infra.evaluation.visits.making import Plan, make
from infra.evaluation.visits.rows import standing
from infra.evaluation.visits.running import Engine, items_of
from infra.evaluation.visits.store import Store
from infra.evaluation.visits.strangers import texts
from tests.builders import (
    NOON,
    WORKER,
    a_beneficiary,
    a_ready_photo,
    a_visit,
    a_visited_place,
    an_id,
)
from tests.fakes import FakeRecords

PLAN = Plan(size=450, seed=7, pictures=None, subjects=1, parts=4, lessons=5)
DOCUMENT = Path(__file__).parents[2] / "docs" / "evaluation.md"


def in_silence(_name, _total, counts):
    """Take the steps and show nothing."""
    for _ in counts:
        pass


@pytest.fixture(scope="module")
def made():
    return make(PLAN, in_silence)


@pytest.fixture(scope="module")
def engine(made):
    engine = Engine(standing(made.world), made.world.seed)
    for _ in engine.run(made.happening):
        pass
    return engine


@pytest.fixture(scope="module")
def cases(made, engine):
    return scoring.cases(items_of(engine.store).values(), made.answers)


def words_in(value: object) -> Iterator[str]:
    """Yield every text that stands anywhere in a value; names of fields are not among them."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from words_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from (word for pair in value.items() for each in pair for word in words_in(each))
    elif isinstance(value, tuple | list | frozenset | set):
        yield from (word for each in value for word in words_in(each))


def test_the_same_seed_makes_the_same_set_and_comes_to_the_same_verdicts(made, engine):
    again = make(PLAN, in_silence)
    twin = Engine(standing(again.world), again.world.seed)
    for _ in twin.run(again.happening):
        pass

    assert again.happening == made.happening
    assert list(standing(again.world)) == list(standing(made.world))
    assert again.answers == made.answers
    assert items_of(twin.store) == items_of(engine.store)


def test_another_seed_makes_another_set(made):
    *_, other = honest(PLAN.seed + 1, 30)

    assert {visit.visit_id for visit in other.visits}.isdisjoint(made.answers.facts)


def test_no_row_and_no_event_says_what_is_planted_or_true(made):
    secret = {fraud.name for fraud in FRAUDS} | set(EDITED)
    secret |= {name for names in TRUE_BY.values() for name in names}
    secret |= {name for table in rates.TABLES.values() for name in table}
    secret -= {*Outcome, *MediaState}  # what every row may say of itself
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(secret))) + r")\b", re.IGNORECASE)

    told = set(words_in(list(standing(made.world)))) | set(words_in(made.happening))

    assert [word for word in told if pattern.search(word)] == []


def test_what_the_engine_is_given_does_not_depend_on_the_truth(made):
    before, rows = events(made.world), list(standing(made.world))

    for draft, truth in zip(
        made.world.visits, reversed([draft.true for draft in made.world.visits]), strict=True
    ):
        draft.true = truth

    assert events(made.world) == before
    assert list(standing(made.world)) == rows


def test_planting_gives_no_visit_another_id_and_ids_have_no_order_of_truth(made):
    *_, world = honest(PLAN.seed, PLAN.size)
    untouched = {draft.visit_id for draft in world.visits}
    every = sorted(draft.visit_id for draft in made.world.visits)
    planted = made.answers.planted

    minted = {visit_id for visit_id in every if visit_id not in untouched}
    ranks = [rank for rank, visit_id in enumerate(every) if visit_id in planted]

    assert {planted[visit_id].fraud for visit_id in minted} == {"visited twice"}
    assert abs(np.mean(ranks) / len(every) - 0.5) < 0.1


def test_each_fraud_is_planted_and_no_visit_twice(made):
    frauds = [each.fraud for each in made.answers.planted.values()]

    assert set(frauds) == {fraud.name for fraud in FRAUDS}
    assert not made.answers.planted.keys() & made.answers.originals.keys()


@pytest.mark.parametrize(
    "fraud",
    ["exact reuse", "wrong day", "captured days before", "captured weeks before", "mirrored"],
)
def test_what_must_never_be_missed_is_found(cases, fraud):
    found = scoring.by_fraud(cases)[fraud]

    assert found.loud >= 3
    assert found.by_check == found.loud


def test_the_verdict_stops_most_that_is_planted_and_lets_most_that_is_honest_pass(cases):
    whole = scoring.whole(cases)

    assert whole.recall > 0.75
    # Of two hundred visits; a constituency's ceilings are 0.15 and 0.02.
    assert whole.honest_sent < 0.3
    assert whole.false_alarms < 0.1


def test_figures_name_what_the_issue_asks_for(cases, engine):
    found = tables.figures(scoring.whole(cases), scoring.by_fraud(cases), engine.spent, 400)

    ceilings = {name: one.must for name, one in found.items() if one.must is not None}
    assert ceilings == {
        "missed, exact reuse": 0.0, "missed, recompressed": 0.01, "missed, resized": 0.01,
        "missed, cropped 3 %": 0.07, "missed, mirrored": 0.05, "missed, impossible travel": 0.02,
        "missed, wrong day": 0.0, "missed, captured days before": 0.0,
        "missed, captured weeks before": 0.0, "false alarms": 0.02, "honest sent to people": 0.15,
    }  # fmt: skip


def test_every_warning_on_an_honest_visit_is_counted_once(cases):
    for case in cases:
        if case.planted is None:
            kinds = (case.true, case.untrue, case.noted, case.beside)
            assert sum(map(len, kinds)) == len(case.warned)


def test_bins_hold_every_visit_once_and_shares_are_shares(cases):
    checks = sorted({name for case in cases for name in case.warned})

    for bins in (reliability.foretold(cases, checks), reliability.by_doubts(cases)):
        assert sum(each.count for each in bins) == len(cases)
        assert all(0 <= each.planted <= 1 for each in bins)


def test_the_plot_is_drawn_on_white_with_all_frauds(cases):
    frauds = scoring.by_fraud(cases)

    image = plot.draw("A title", reliability.foretold(cases, []), [], frauds)

    assert image.getpixel((3, 3)) == (255, 255, 255)
    assert image.height > plot.TOP_PANEL + plot.ROW * len(frauds)
    assert len(image.getcolors(1 << 20)) > 20


def test_looks_of_strangers_are_written_as_real_ones_are():
    waves = np.random.default_rng(3).standard_normal((40, 128))

    assert list(texts(waves)) == [look_text(each) for each in (1000 * waves).tolist()]


def test_a_glance_finds_the_same_copies_as_a_long_look(engine):
    records = engine.store.as_records()
    ready = [media for media in engine.store.all(Media) if media.looks]
    copied, signs = [media for media in ready if media.copies], Signs()

    for media in (*copied, *ready[:100]):
        glanced = copies_of(media, records=Glance(engine.store, signs, media).as_records())
        assert glanced == copies_of(media, records=records)
    assert len(copied) > 20


def both(*rows):
    store, fake = Store(), FakeRecords(*rows)
    store.seed(rows)
    return store, fake


def some_rows():
    later = [
        a_visit(visit_id=an_id(n), started_at=NOON + timedelta(hours=n % 5)) for n in range(12)
    ]
    photos = [
        a_ready_photo(visit_id=an_id(n), media_id=an_id(100 + n), looks=(f"{n * 7:032x}",))
        for n in range(12)
    ]
    people = [a_beneficiary(beneficiary_id=an_id(200 + n)) for n in range(3)]
    return (*a_visited_place(), *later, *photos, *people)


def test_the_store_answers_as_the_tests_own_table_does():
    store, fake = both(*some_rows())
    records = store.as_records()
    since, until = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    number = a_beneficiary().phone.hash
    wanted = [(Visit, (an_id(3),)), (Testimonial, (an_id(3),)), (Media, (an_id(4), an_id(104)))]

    for table in (records, fake):
        assert table.find(Visit, an_id(99)) is None
    for ask in (
        lambda table: table.find_each(wanted),
        lambda table: table.find_many(Visit, [(an_id(5),), (an_id(77),)]),
        lambda table: list(table.worked(WORKER, since, until, limit=4)),
        lambda table: list(table.worked(WORKER, since, until, limit=4, latest_first=True)),
        lambda table: table.bundle(an_id(2)),
        lambda table: table.listed(Beneficiary, number, limit=9).items,
        lambda table: table.under(Media, an_id(2), limit=9).items,
    ):
        assert ask(records) == ask(fake)


def test_the_store_files_media_as_the_tests_own_table_does():
    store, fake = both(*some_rows())
    media = store.find(Media, an_id(4), an_id(104))
    whole = filed_as(media)

    for beginning in (whole, whole[:5], whole[:2]):
        for limit in (1, 50):
            asked = (media.campaign_id, beginning)
            assert store.filed(*asked, limit=limit) == fake.filed(*asked, limit=limit)


def test_the_store_commits_all_or_nothing_and_tells_what_changed():
    store, fake = both(*some_rows())

    for table in (store, fake):
        fresh, old = table.find(Visit, an_id(1)), table.find(Visit, an_id(2))
        table.commit(Save(row=dataclasses.replace(old, household="7")))
        with pytest.raises(StaleVersion):
            table.commit(
                Save(row=dataclasses.replace(fresh, household="8")), Save(row=old)
            )  # fmt: skip
        with pytest.raises(ValueError, match="each row once"):
            table.commit(Save(row=fresh), Save(row=fresh))
        assert table.find(Visit, an_id(1)) == fresh
        assert table.find(Visit, an_id(2)).version == old.version + 1
    assert [(change.old, change.new) for change in store.stream] == fake.stream


def test_a_moved_visit_stands_once_in_its_workers_list():
    store, fake = both(*some_rows())
    far = NOON + timedelta(days=2)

    for table in (store, fake):
        visit = table.find(Visit, an_id(1))
        table.commit(Save(row=dataclasses.replace(visit, call_id="exotel:1")))
        found = table.worked(WORKER, NOON - timedelta(days=2), far, limit=99)
        assert list(found).count(an_id(1)) == 1


def test_the_document_names_every_rate_and_every_fraud():
    text = DOCUMENT.read_text(encoding="utf-8")

    for table in rates.TABLES.values():
        for name, (share, what) in table.items():
            assert f"| {name} | {100 * share:g} % | {what} |" in text
    for fraud in FRAUDS:
        assert f"| {fraud.name} | {100 * fraud.share:g} % | {fraud.what} |" in text


def test_what_was_printed_replaces_what_an_earlier_run_printed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n\n{documents.BEGINS}old\n{documents.ENDS}\nAfter.\n")

    documents.put("one \ntwo\n", page)
    documents.put("one \ntwo\n", page)

    marked = f"{documents.BEGINS}```\none\ntwo\n```\n{documents.ENDS}"
    assert page.read_text() == f"Before.\n\n{marked}\nAfter.\n"
    assert documents.BEGINS in DOCUMENT.read_text(encoding="utf-8")
