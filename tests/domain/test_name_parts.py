"""What a written name is made of, and how far two of its words are apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.naming import vocabulary
from chalicelib.domain.naming.folding import folded, latin_words
from chalicelib.domain.naming.known import SPELLINGS
from chalicelib.domain.naming.pairing import best_pairs, closeness
from chalicelib.domain.naming.parts import parts_of
from chalicelib.domain.naming.skeletons import skeleton
from chalicelib.domain.naming.sounds import CHANGES, distance
from chalicelib.domain.naming.vocabulary import Relative

forms = st.text(st.sampled_from("aeioukgcjtdpbmnrlsvhyf"), max_size=12)


def own(text):
    return [[word.latin for word in words] for words in parts_of(text).own]


def word(text):
    ((only,),) = parts_of(text).own
    return only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Smt. Sunita Devi", [["sunita", "devi"], ["smtsunita", "devi"]]),
        ("Shri", [["shri"]]),
        ("Late Smt", [["smt"], ["latesmt"]]),
        ("Ramesh ji", [["ramesh"]]),
        ("ji", [["ji"]]),
        ("Mohd. Zakir", [["muhammad", "zakir"]]),
        ("R.K. Narayan", [["r", "k", "narayan"]]),
        ("RK Narayan", [["r", "k", "narayan"]]),
        ("आर के नारायण", [["r", "k", "narayan"]]),
        ("आर", [["ar"]]),
        ("Sunitadevi", [["sunita", "devi"]]),
        ("Udevi", [["udevi"]]),
        ("Zia ul Haq", [["ziaul", "haq"]]),
        ("ul Haq", [["ul", "haq"]]),
        ("Mu'min D’Souza", [["mumin", "dsouza"]]),
        ("Rajesh urf Raju", [["rajesh"], ["raju"]]),
        ("राजेश उर्फ़ राजू", [["rajesh"], ["raju"]]),
        ("Shakila @ Guddi", [["shakila"], ["guddi"]]),
        ("", []),
        ("@", []),
        ("s/o", []),
    ],
)
def test_the_words_of_a_name(text, words):
    assert own(text) == words


@pytest.mark.parametrize(
    ("text", "guardians"),
    [
        ("Sunita W/O Ramesh", {Relative.SPOUSE: "ramesh"}),
        ("Sunita w / o: Ramesh", {Relative.SPOUSE: "ramesh"}),
        ("Sunita,W.O. Ramesh", {Relative.SPOUSE: "ramesh"}),
        ("Sunita wife of Ramesh", {Relative.SPOUSE: "ramesh"}),
        ("सुनीता पत्नी रमेश", {Relative.SPOUSE: "ramesh"}),
        ("সুনীতা স্বামী রমেশ", {Relative.SPOUSE: "ramesh"}),
        ("ਸੁਨੀਤਾ ਪਤਨੀ ਰਮੇਸ਼", {Relative.SPOUSE: "ramesh"}),
        ("સુનીતા પત્ની રમેશ", {Relative.SPOUSE: "ramesh"}),
        ("سنیتا زوجہ رمیش", {Relative.SPOUSE: "rmish"}),
        ("Sunita D/o Suresh W/o Ramesh", {Relative.PARENT: "suresh", Relative.SPOUSE: "ramesh"}),
        ("Sunita d/o Suresh d/o Ramesh", {Relative.PARENT: "suresh"}),
        ("Sunita c/o Ramesh", {Relative.OTHER: "ramesh"}),
        ("W/O Ramesh", {}),
        ("S. Ojha", {}),
        ("Sunita", {}),
    ],
)
def test_whose_wife_or_child_she_is(text, guardians):
    told = parts_of(text).guardians

    assert {kind: " ".join(latin_words(said)) for kind, said in told.items()} == guardians


def test_every_title_in_the_tables_falls_away():
    for title in vocabulary.TITLES.split():
        assert own(f"{title} Sunita")[0] == ["sunita"], title


def test_every_relative_in_the_tables_is_known():
    for kind, words in vocabulary.RELATIVES.items():
        for relative in words.split():
            if relative.isalpha():
                assert kind in parts_of(f"Sunita {relative} Ramesh").guardians, relative


@pytest.mark.parametrize("line", SPELLINGS.strip().splitlines(), ids=lambda line: line.split()[0])
def test_the_spellings_of_a_known_name_have_one_form(line):
    assert len(set(folded(line).split())) == 1


def test_no_spelling_is_known_as_two_names():
    spellings = SPELLINGS.split()

    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(
    ("text", "form", "bones"),
    [
        ("Chaudhary", "caudari", "cdri"),
        ("Bhavna", "bavna", "bbna"),
        ("अंबिका", "ambika", "anbka"),
        ("Satya", "satya", "st"),
        ("फ़ातिमा سنیتا", "fatima snita", "ftma snta"),
        ("Savitri Devi", "savitri devi", "sbtri dbi"),
        ("", "", ""),
    ],
)
def test_forms_and_skeletons(text, form, bones):
    assert folded(text) == form
    assert skeleton(text) == bones


@settings(max_examples=300, deadline=None)
@given(forms, forms)
def test_a_distance_goes_both_ways_and_is_none_only_between_equals(one, other):
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert (distance(one, other) == 0) == (one == other)


@settings(max_examples=200, deadline=None)
@given(forms, forms)
def test_vowels_that_are_not_written_make_nothing_dearer(one, other):
    assert distance(one, one, lacks_vowels=True) == 0
    assert distance(one, other, lacks_vowels=True) >= 0


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (("sunita", "suneta"), ("sunita", "sunota")),
        (("kamla", "kamala"), ("kamla", "kamila")),
        (("vinod", "binod"), ("vinod", "pinod")),
        (("kumar", "komar"), ("kumar", "kumari")),
        (("brahma", "brama"), ("hari", "ari")),
        (("canpa", "campa"), ("sana", "sama")),
        (("priya", "pria"), ("priya", "priha")),
    ],
)
def test_habits_cost_less_than_what_tells_people_apart(nearer, farther):
    assert distance(*nearer) < distance(*farther)


def test_a_long_vowel_of_urdu_is_not_given_away():
    assert distance("nasr", "nasir", lacks_vowels=True) < 0.1
    assert distance("nasr", "nisr", lacks_vowels=True) >= 1
    assert distance("amr", "umar", lacks_vowels=True) < 0.1
    assert distance("kmar", "kumari", lacks_vowels=True) >= 1


def test_every_price_is_the_same_both_ways():
    assert all(CHANGES[other, one] == cost for (one, other), cost in CHANGES.items())


def test_skeletons_choose_before_sounds_are_compared():
    assert closeness(word("Lakhan"), word("Lakshman")) == 0
    assert 0 < closeness(word("Jitendra"), word("Hitendra")) < 0.85
    assert closeness(word("Kavita"), word("Kabita")) > 0.85


def test_each_word_answers_once():
    (one,), (other,) = parts_of("Ram Ram Lal").own, parts_of("Ram Lal Lal").own

    pairs = best_pairs(one, other)

    assert [[word.latin for word in pair.one] for pair in pairs] == [["ram"], ["lal"]]


def test_of_all_pairings_the_one_that_explains_most_is_taken():
    (one,), (other,) = parts_of("Ram Avtar Ram").own, parts_of("Ram Ramavtar").own

    pairs = best_pairs(one, other)

    told = [[word.latin for word in (*pair.one, *pair.other)] for pair in pairs]
    assert told == [["ram", "avtar", "ramavtar"], ["ram", "ram"]]
