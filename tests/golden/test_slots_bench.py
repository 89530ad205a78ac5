"""The bench of slots counts what it says: its rules, its fair shares, its rival and its drawing."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from chalicelib.domain.channels import Quota
from infra.bench.report import exit_code
from infra.bench.slots import ideal, planner, rival, runs, week
from infra.bench.slots.__main__ import compared, figures_of, plot
from infra.bench.slots.week import START, Item

HOUR = timedelta(hours=1)
ONE_AN_HOUR = week._channel(week.ChannelKind.X, Quota(most=1, window_s=3600))
SEED = 3


def an_item(number: int, district: int = 0, **fields) -> Item:
    given = {
        "number": number, "approved_at": START + HOUR, "strength": 0.5, "language": "hi",
        "path": (week.DESK, f"district-{district}", f"mandal-{district}"),
        "withdrawn_at": None, "is_refused": False,
    }  # fmt: skip
    return Item(**{**given, **fields})


def test_the_same_seed_gives_the_same_week_and_another_another():
    assert week.items(SEED, 50) == week.items(SEED, 50) != week.items(SEED + 1, 50)
    assert list(week.ticks(SEED)) == list(week.ticks(SEED))


def test_fair_shares_are_equal_turns_and_what_one_does_not_need_the_others_have():
    assert runs.fair_shares({"a": 100, "b": 100, "c": 1}, 21) == {"c": 1, "a": 10, "b": 10}


def test_jain_is_one_for_equal_turns_and_less_for_a_district_with_all():
    supply = {"district-0": 10, "district-1": 10}
    fair = [(START, an_item(n, n % 2)) for n in range(4)]
    unfair = [(START, an_item(n)) for n in range(4)]

    assert runs.fairness(runs.Run(channel=ONE_AN_HOUR, used=fair), supply) == 1
    assert runs.fairness(runs.Run(channel=ONE_AN_HOUR, used=unfair), supply) == 0.5


def test_windows_over_their_quota_are_counted():
    used = [(START, an_item(0)), (START + HOUR, an_item(1)), (START + 1.5 * HOUR, an_item(2))]

    assert runs.over_quota(runs.Run(channel=ONE_AN_HOUR, used=used)) == 1


def test_a_promised_slot_of_what_is_taken_back_stays_empty_and_the_planner_gives_it_to_another():
    items = [
        an_item(0, strength=0.1),
        an_item(1, strength=0.5, withdrawn_at=START + 1.5 * HOUR),
        an_item(2, strength=0.2),
    ]
    ticks = [START + each * timedelta(minutes=1) for each in range(60 * 6)]

    promised = rival.run(ONE_AN_HOUR, items, [])
    planned = planner.Week(ONE_AN_HOUR, items, []).run(ticks)

    assert [(at - START, item.number) for at, item in promised.used] == [(HOUR, 0), (3 * HOUR, 2)]
    assert [(at - START, item.number) for at, item in planned.used] == [(HOUR, 0), (2 * HOUR, 2)]
    assert ideal.slots(ONE_AN_HOUR, items, []) == [START + HOUR, START + 2 * HOUR]


@pytest.fixture(scope="module")
def found():
    items = week.items(SEED, 300)
    return items, compared(items, SEED)


def test_a_small_week_keeps_every_rule_and_gives_nothing_twice(found):
    items, weeks = found

    figures = figures_of(weeks, runs.supply_of(items))

    for name in ("slots_against_the_rules", "slots_given_twice"):
        assert figures[name].value == 0
    assert all(one.value <= 0.05 for name, one in figures.items() if "slots_unused_" in name
               and "against" not in name)  # fmt: skip
    assert exit_code({name: figures[name] for name in ("slots_given_twice",)}) == 0


def test_what_is_not_withdrawn_is_posted_in_the_end_where_there_is_room(found):
    items, weeks = found
    by_kind = {planned.channel.kind: planned for planned, _, _ in weeks}

    for kind in ("x", "telegram", "youtube"):
        run = by_kind[kind]
        left = {item.number for item in items if item.withdrawn_at is None}
        assert left <= {item.number for _, item in run.used}
        assert run.waiting == 0


def test_the_drawing_is_a_whole_file_with_three_lines_a_panel_and_a_legend(found):
    root = ET.fromstring(plot(found[1]))  # noqa: S314  our own text

    assert len(root.findall(".//{*}polyline")) == 3 * 5 + 3
