"""The labelled pairs of names are fit to measure by, and the measure holds."""

import io
import re
from collections import Counter, defaultdict
from unicodedata import normalize

import pytest
from rich.console import Console

from chalicelib.domain.naming.matching import Grade
from infra.evaluation.names import __main__ as evaluation
from infra.evaluation.names.baseline import best_threshold, matcher, ratio, strict_threshold
from infra.evaluation.names.pairs import NEUTRAL, LabelledPair, Part, labelled, part_of, script_of
from infra.evaluation.names.scoring import Scores, judged, scores

PAIRS = labelled()
WORD = re.compile(r"[^\s,.@]{2,}")


def a_pair(one, other, *, same=True):
    return LabelledPair(one=one, other=other, same=same, kind="spelling", group="a")


def counts(found=0, same=0, wrongly_matched=0, unsure=0, pairs=0):
    return Scores(
        found=found, same=same, wrongly_matched=wrongly_matched, unsure=unsure, pairs=pairs
    )


def test_there_are_enough_pairs_half_of_them_the_same():
    assert len(PAIRS) >= 600
    for part in Part:
        found = [pair.same for pair in PAIRS if pair.part is part]
        assert len(found) >= 300
        assert sum(found) / len(found) == pytest.approx(0.5, abs=0.025)


def test_no_pair_stands_twice_and_none_is_trivial():
    both = Counter(frozenset({pair.one, pair.other}) for pair in PAIRS)

    assert max(both.values()) == 1
    assert min(map(len, both)) == 2


def test_every_pair_is_written_in_scripts_that_we_know():
    for pair in PAIRS:
        assert all(map(script_of, (pair.one, pair.other))), pair
        assert pair.one == normalize("NFC", pair.one).strip()
        assert pair.other == normalize("NFC", pair.other).strip()


def test_most_pairs_cross_scripts_and_every_script_is_met():
    scripts = Counter(pair.scripts for pair in PAIRS)

    assert sum(n for both, n in scripts.items() if both[:2] != both[3:]) > len(PAIRS) / 2
    assert {"en-hi", "bn-en", "en-gu", "en-pa", "en-ur"} <= scripts.keys()


def test_no_base_name_is_in_both_parts():
    parts = defaultdict(set)
    for pair in PAIRS:
        for base in pair.group.split("+"):
            parts[base].add(pair.part)

    assert all(len(found) == 1 for found in parts.values())


def test_no_written_name_is_in_both_parts():
    neutral = set(normalize("NFC", NEUTRAL).split())
    parts = defaultdict(set)
    for pair in PAIRS:
        for word in WORD.findall(f"{pair.one} {pair.other}".lower()):
            parts[word].add(pair.part)

    assert {word for word, found in parts.items() if len(found) > 1} <= neutral


def test_the_part_of_a_group_is_fixed_for_good():
    assert part_of("sunita+anita+vinita") is Part.TUNING
    assert part_of("ramesh+rakesh") is Part.HELD_OUT


def test_what_must_hold_holds():
    parts = {part: [pair for pair in PAIRS if pair.part is part] for part in Part}
    answers = {part: judged(pairs, evaluation.grade_of) for part, pairs in parts.items()}

    figures = evaluation.figures_of(answers[Part.TUNING], answers[Part.HELD_OUT])

    assert {"false_match_rate", "missed", "precision", "recall"} <= figures.keys()
    assert not [name for name, figure in figures.items() if figure.is_missed]
    assert figures["precision"].value >= 0.99
    assert figures["recall"].value >= 0.90


def test_unsure_is_no_match():
    found = judged(
        [a_pair("a", "b"), a_pair("a", "b", same=False)], lambda _one, _other: Grade.UNSURE
    )

    assert scores(found) == counts(same=1, unsure=2, pairs=2)
    assert [each.is_wrong for each in found] == [True, False]


@pytest.mark.parametrize(
    ("found", "precision", "recall", "f1"),
    [
        (counts(found=3, same=4, wrongly_matched=1), 0.75, 0.75, 0.75),
        (counts(), 1, 1, 1),
        (counts(same=2, wrongly_matched=1), 0, 0, 0),
    ],
    ids=["some", "none", "all wrong"],
)
def test_precision_and_recall(found, precision, recall, f1):
    assert (found.precision, found.recall, found.f1) == (precision, recall, f1)


def test_the_baseline_compares_letters():
    pairs = [a_pair("Sunita", "Suneeta"), a_pair("Ramesh", "Rakesh", same=False)]

    assert ratio("सुनीता", "Sunita") == 1
    assert ratio("Sunita", "Suneeta") == ratio("Suneeta", "Sunita") < 1
    assert matcher(best_threshold(pairs))("Geeta", "Geeta") is Grade.SAME
    assert matcher(1.0)("Geeta", "Gita") is Grade.DIFFERENT
    assert strict_threshold([a_pair("a", "a", same=False)], 0.99) == 1.0


def test_the_command_names_every_wrong_pair_and_keeps_its_figures(tmp_path):
    console = Console(width=200, record=True, file=io.StringIO())

    code = evaluation.evaluate(console, tmp_path / "bench")

    held_out = [pair for pair in PAIRS if pair.part is Part.HELD_OUT]
    wrong = [each.pair for each in judged(held_out, evaluation.grade_of) if each.is_wrong]
    shown = console.export_text()
    assert code == 0
    assert all(pair.one in shown and pair.other in shown for pair in wrong)
    assert (tmp_path / "bench" / "names.json").exists()
