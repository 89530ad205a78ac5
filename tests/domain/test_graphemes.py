"""Clusters that people see as one character are never torn, wherever a text is cut."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.graphemes import ELLIPSIS, ZWJ, clusters, cut

SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
FAMILY = "👩🏽\u200d❤️\u200d👩"
WHOLE = [
    "क", "कि", "क्षि", "स्त्री", "र्य", "ष्ट्री", "क़ी", "हूँ", "ज्ञ", "क्\u200dष", "क्\u200cष",
    "கி", "க்கா", "ক্ষ", "ਕ੍ਰ", "ક્ષ", "ಕ್ಷ", "ശ്രീ", "క్ష", "ක්\u200dෂ", "র\u200d্য",
    "é", "ą́", "🇮🇳", "1️⃣", "#⃣", "👍🏽", "❤️", "❤️\u200d🔥", "👨\u200d👩\u200d👧\u200d👦", FAMILY,
    SCOTLAND, "🙂\u200d↔️", "\U0001fae8\u200d\U0001fae9", "\r\n", "각", "각", "각", "ก\u0e33",
    "\u1100\u1161\u11a8", "\u1100\uac00", "\uac00\u11a8", "\u0d4eക", "ᄀᄀ",
]  # fmt: skip
PIECES = st.sampled_from([*WHOLE, *"abc ,.…\n\t", "घर", "मिला", "अर्थात्", "\u200d", "\u0301"])
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40))
MEASURES = st.sampled_from(
    [len, lambda text: len(text.encode()), lambda text: len(text.encode("utf-16-le")) // 2]
)


@pytest.mark.parametrize("cluster", WHOLE, ids=ascii)
def test_what_people_see_as_one_stays_one(cluster: str) -> None:
    assert list(clusters(cluster)) == [cluster]
    assert list(clusters(f"a{cluster} ")) == ["a", cluster, " "]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("राष्ट्रीय", ["रा", "ष्ट्री", "य"]),
        ("नमस्ते", ["न", "म", "स्ते"]),
        ("🇮🇳🇳🇵🇮", ["🇮🇳", "🇳🇵", "🇮"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("क्a", ["क्", "a"]),
        ("अर्थात् घर", ["अ", "र्था", "त्", " ", "घ", "र"]),
        ("\r\n\n\r", ["\r\n", "\n", "\r"]),
        ("\r\u0301", ["\r", "\u0301"]),
        ("a\u200d🔥", ["a\u200d🔥"]),
        ("a\u200db", ["a\u200d", "b"]),
        ("🔥\u200d🇮🇳", ["🔥\u200d", "🇮🇳"]),
        ("가나", ["가", "나"]),
        ("\u0600१", ["\u0600१"]),
        ("\u0600🇮🇳🇮", ["\u0600🇮🇳", "🇮"]),
        ("\u093fक", ["\u093f", "क"]),
        ("a\ufeff\u0301", ["a", "\ufeff", "\u0301"]),
    ],
    ids=ascii,
)
def test_neighbours_are_told_apart(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


@given(TEXTS)
def test_the_clusters_of_a_text_are_the_text(text: str) -> None:
    parts = list(clusters(text))

    assert "".join(parts) == text
    assert all(parts)


@given(TEXTS, MEASURES, st.integers(0, 60))
def test_a_cut_fits_and_tears_nothing(text: str, measure: object, most: int) -> None:
    assert callable(measure)
    short = cut(text, lambda each: measure(each) <= most)

    if measure(text) <= most:
        assert short == text
        return
    if measure(ELLIPSIS) > most:
        assert short == ""
        return
    assert measure(short) <= most
    assert short.endswith(ELLIPSIS)
    kept = short.removesuffix(ELLIPSIS)
    ends = [""]
    for part in clusters(text):
        ends.append(ends[-1] + part)
    assert kept in {end.rstrip() for end in ends} | {_without_joiners(end) for end in ends}
    short.encode()  # half a surrogate pair would not pass


@given(TEXTS, MEASURES, st.integers(0, 60))
def test_what_was_cut_is_not_cut_again(text: str, measure: object, most: int) -> None:
    assert callable(measure)
    short = cut(text, lambda each: measure(each) <= most)

    assert cut(short, lambda each: measure(each) <= most) == short


@given(TEXTS, st.integers(1, 60))
def test_nothing_hangs_at_the_cut(text: str, most: int) -> None:
    short = cut(text, lambda each: len(each) <= most)

    if short == text:
        return
    kept = short.removesuffix(ELLIPSIS)
    assert not kept.endswith(ZWJ)
    assert kept == kept.rstrip()
    if kept and unicodedata.combining(kept[-1]) == 9:
        # A word may end in a virama. Then nothing was tied to it that is lost.
        rest = text[len(kept) :].lstrip("\u200c\u200d")
        assert unicodedata.category(rest[0]) != "Lo"


@given(TEXTS, st.integers(1, 60))
def test_one_cluster_more_would_not_fit_but_for_the_word_that_it_is_of(
    text: str, most: int
) -> None:
    short = cut(text, lambda each: len(each) <= most)

    if short == text:
        return
    kept = short.removesuffix(ELLIPSIS)
    fitting = 0
    for count in range(len(parts := list(clusters(text)))):
        if len("".join(parts[:count]).rstrip(" \n\t\r\u200d") + ELLIPSIS) <= most:
            fitting = count
    assert len(list(clusters(kept))) >= min(fitting - fitting // 3, fitting) - _blanks(
        parts[:fitting]
    )


def _blanks(parts: list[str]) -> int:
    return sum(part.isspace() or part.endswith(ZWJ) for part in parts)


def _without_joiners(text: str) -> str:
    while text and (text[-1] == ZWJ or text[-1].isspace()):
        text = text[:-1]
    return text


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("घर मिला और बिजली भी आई", 10, "घर मिला…"),
        ("घर मिला और बिजली भी आई", 8, "घर मिला…"),
        ("क्षत्रिय", 4, "क्ष…"),
        ("क्षत्रिय", 3, "…"),
        ("घर 👨\u200d👩\u200d👧\u200d👦", 9, "घर…"),
        ("बिजली🇮🇳🇮🇳", 8, "बिजली🇮🇳…"),
        ("बिजली🇮🇳🇮🇳", 7, "बिजली…"),
        ("one two threefour", 16, "one two threefo…"),
        ("one two three fo", 15, "one two three…"),
        ("a\u0301" * 300, 2, "…"),
        ("ab", 0, ""),
    ],
    ids=ascii,
)
def test_cuts_of_devanagari_and_emoji(text: str, most: int, short: str) -> None:
    assert cut(text, lambda each: len(each) <= most) == short


@pytest.mark.parametrize("begun", range(11))
def test_a_word_that_is_begun_is_left_out_up_to_a_third_of_the_rest(begun: int) -> None:
    short = cut("x" * 20 + " " + "y" * 50, lambda each: len(each) <= 22 + begun)

    assert short == "x" * 20 + (f" {'y' * begun}…" if begun == 10 else "…")


def test_a_word_is_torn_rather_than_much_of_the_text_lost() -> None:
    assert cut("go " + "x" * 50, lambda each: len(each) <= 30) == "go " + "x" * 26 + ELLIPSIS


def test_whole_words_that_are_longer_by_some_measure_are_not_kept() -> None:
    fitting = {ELLIPSIS, "one two thr…"}

    assert cut("one two thre", fitting.__contains__) in fitting


def test_an_empty_text_is_left_as_it_is() -> None:
    assert cut("", lambda _: False) == ""
