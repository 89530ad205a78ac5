"""Two written names: what is one person's name, what is not, and what only a person can say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.naming.matching import (
    NOTHING_TO_COMPARE,
    SAME_FROM,
    UNSURE_FROM,
    Grade,
    match_names,
    match_people_names,
)
from chalicelib.domain.naming.parts import MOST_LETTERS, MOST_WORDS

LETTERS = "सुनीतादेवि्कमारसश्त़ंRameshkuiontdAZ ./@-सिंহরামਸੁਨੀਤਾસુનીતા محمدعلیوہ\u200f\u200d😀'ே"
names = st.text(st.sampled_from(LETTERS), max_size=40) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("सुनीता", "Sunita"),
        ("ਸੁਨੀਤਾ", "सुनीता"),
        ("সুনীতা", "Suneeta"),
        ("સુનીતા", "Sunitha"),
        ("سنیتا", "সুনীতা"),
        ("Laxmi", "लक्ष्मी"),
        ("Chowdhry", "चौधरी"),
        ("Shrivastav", "श्रीवास्तव"),
        ("Bishwakarma", "विश्वकर्मा"),
        ("Mahender", "महेन्द्र"),
        ("Surinder", "सुरेन्द्र"),
        ("Pardeep", "प्रदीप"),
        ("Binod", "विनोद"),
        ("Jyothi", "ज्योति"),
        ("Zakir", "जाकिर"),
        ("ذاکر", "Zakir"),
        ("Mohammed", "محمد"),
        ("Mohd", "मोहम्मद"),
        ("Hosen", "हुसैन"),
        ("Champa", "Chanpa"),
        ("Sanjoy", "संजय"),
        ("ممتاز", "Mumtaz"),
    ],
)
def test_one_name_in_two_spellings_is_the_same(one, other):
    assert match_names(one, other).grade is Grade.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ramesh", "Rakesh"),
        ("रमेश", "Rakesh"),
        ("सुनीता", "Anita"),
        ("Kumar", "कुमारी"),
        ("Zakir", "शाकिर"),
        ("ذاکر", "Shakir"),
        ("Harish", "Girish"),
        ("Mohan", "सोहन"),
        ("Reena", "मीना"),
        ("Devi", "Devki"),
        ("Hasan", "Hasina"),
        ("Raj", "Raju"),
        ("Ramesh Kumar", "Rakesh Kumar"),
        ("Sunita Devi", "अनीता देवी"),
        ("Ram Lal", "Ram Das"),
        ("Abdul Rahman", "Abdur Rahim"),
        ("Ramesh Yadav", "Ramesh Sharma"),
        ("Devi", "Sunita Devi"),
        ("Kamal Devi", "Kamla Devi"),
    ],
)
def test_two_names_are_different(one, other):
    assert match_names(one, other).grade is Grade.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karan", "किरण"),
        ("Patel", "पाटिल"),
        ("Shobha", "Shubha"),
        ("Jitesh", "Nitesh"),
        ("Ramesh", "Ramesh Yadav"),
        ("Sunita Devi", "Sunita Kumari"),
        ("Sunita Devi", "Sunita Yadav"),
        ("Ram Prasad", "Ram"),
        ("R. Kumar", "Ramesh Kumar"),
        ("S K Sharma", "Suresh Kumar Sharma"),
        ("R", "R"),
        ("Sunita w/o Ramesh", "Sunita w/o Rakesh"),
    ],
)
def test_what_a_name_leaves_open_is_unsure(one, other):
    assert match_names(one, other).grade is not Grade.SAME
    assert match_names(one, other).score < SAME_FROM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("श्रीमती सुनीता देवी", "Sunita Devi"),
        ("ਸ਼੍ਰੀ ਰਮੇਸ਼", "Shri Ramesh"),
        ("শ্রীমতী সুনীতা", "Smt. Sunita"),
        ("સ્વ. રમેશ", "Late Ramesh"),
        ("جناب ذاکر صاحب", "Zakir"),
        ("Ramesh ji", "रमेश जी"),
        ("Shri Ram", "Sriram"),
        ("Md Zakir", "Zakir"),
        ("Sunita", "सुनीता देवी"),
        ("Ramesh Kr. Yadav", "रमेश यादव"),
        ("Mohan Lal Sharma", "Mohan Sharma"),
        ("Ramesh Chandra Bhushan Tyagi", "Ramesh Tyagi"),
        ("Ram Avtar", "रामअवतार"),
        ("Sunitadevi", "Sunita Devi"),
        ("Rameshbhai", "રમેશ"),
        ("Abdurrahman", "Abdul Rahman"),
        ("Nizam-ud-Din", "نظام الدین"),
        ("Zia ul Haq", "ضیاء الحق"),
        ("Devi Sunita", "Sunita Devi"),
        ("Ramesh K.", "Ramesh Kumar"),
        ("Chitra P. Kulkarni", "चित्रा कुलकर्णी"),
        ("एस के मिश्रा रमेश", "S. K. Ramesh Misra"),
        ("Rajesh urf Gabbar", "गब्बर"),
        ("Sunita w/o Ramesh", "सुनीता पत्नी रमेश"),
        ("Sunita d/o Suresh", "Sunita w/o Ramesh"),
        ("S/o Ram Prasad", "Ramprasad"),
    ],
)
def test_what_stands_around_a_name_does_not_count(one, other):
    assert match_names(one, other).grade is Grade.SAME


def test_the_words_that_answer_to_none_are_told_as_they_were_written():
    match = match_names("Sunita Yadav", "सुनीता शर्मा")

    assert (match.only_one, match.only_other) == (("Yadav",), ("शर्मा",))


def test_a_nearer_spelling_has_a_higher_score():
    near, nearer = match_names("Sunita", "Sunota"), match_names("Sunita", "Suneta")

    assert near.score < nearer.score < match_names("Sunita", "Suneeta").score == 1


@pytest.mark.parametrize(
    "text",
    ["", " ", "😀😀", "123", "@", ".", "\u200f\u202e", "தேவி", "Сунита", "w/o", "\ud800", "\u064b"],
    ids=["nothing", "space", "emoji", "digits", "at", "dot", "marks", "tamil", "cyrillic",
         "wife of", "half a letter", "a mark of Urdu"],
)  # fmt: skip
def test_a_text_that_is_no_name_decides_nothing(text):
    assert match_names(text, "Sunita Devi") == NOTHING_TO_COMPARE
    assert match_names(text, text) == NOTHING_TO_COMPARE


@pytest.mark.parametrize("letter", ["a", "क", "س", "ab ", "সু"])
def test_too_much_to_be_a_name_is_never_the_same(letter):
    much = letter * 500

    assert match_names(much, much).grade is not Grade.SAME
    assert match_names(much, "Sunita").grade is not Grade.SAME


def test_what_stands_behind_a_name_s_length_is_not_looked_at():
    much = "sunita " * (MOST_LETTERS // 7 + 1)

    assert match_names(much + "x" * 10, "Anita") == match_names(much + "y" * 9000, "Anita")


def test_only_so_many_words_are_compared():
    words = ["ravi", "mohan", "kamal", "deepak", "anil", "vinod", "girish", "ashok"]
    assert len(words) > MOST_WORDS

    match = match_names(" ".join(words), " ".join(words[:-1]))

    assert match.grade is Grade.UNSURE
    assert match.only_one == match.only_other == ()


def test_marks_that_nobody_sees_and_mixed_scripts_change_nothing():
    assert match_names("\u202eSu\u200dनीta\u200f  D\u00e9vi", "सुनीता देवी").grade is Grade.SAME


@settings(max_examples=400, deadline=None)
@given(names, names)
def test_any_two_texts_have_an_answer_and_it_goes_both_ways(one, other):
    match, turned = match_names(one, other), match_names(other, one)

    assert match == match_names(one, other)
    assert 0 <= match.score <= 1
    assert (match.grade is Grade.SAME) == (match.score >= SAME_FROM)
    assert match.grade is not Grade.UNSURE or match.score >= UNSURE_FROM or match.score == 0
    assert (turned.grade, turned.score) == (match.grade, match.score)
    assert (turned.only_one, turned.only_other) == (match.only_other, match.only_one)


@settings(max_examples=200, deadline=None)
@given(names)
def test_a_name_is_never_different_from_itself(name):
    assert match_names(name, name).grade is not Grade.DIFFERENT


@settings(max_examples=100, deadline=None)
@given(st.permutations(["Sunita", "Devi", "Chaturvedi", "Prakash"]))
def test_the_order_of_words_does_not_count(words):
    assert match_names(" ".join(words), "सुनीता देवी चतुर्वेदी प्रकाश").grade is Grade.SAME


def test_a_roll_s_best_spelling_counts():
    listed = {"hi": "सुनिता देवी", "en": "Kavita Devi"}

    assert match_people_names(listed, "Sunita Devi").grade is Grade.SAME
    assert match_people_names(listed, "Kabita").grade is Grade.SAME
    assert match_people_names(listed, "Anita Devi").grade is Grade.DIFFERENT
    assert match_people_names({}, "Sunita") == NOTHING_TO_COMPARE


def test_a_roll_s_own_words_come_first():
    match = match_people_names({"hi": "सुनीता यादव"}, "Sunita Gupta")

    assert (match.only_one, match.only_other) == (("यादव",), ("Gupta",))
