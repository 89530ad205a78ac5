"""Templates and hashtags: what is taken, what is refused and why, and how they are filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.caption_templates import (
    FIELDS,
    MOST_CHANNEL_HASHTAGS,
    MOST_TEMPLATE_CHARACTERS,
    PLAIN,
    check_hashtags,
    clean,
    fields_of,
    fill,
    hashtags_in,
    parse_template,
    with_hashtags,
)
from chalicelib.domain.errors import InvalidInput

EVERY_FIELD = " ".join(f"{{{field}}}" for field in FIELDS)
VALUES = {"caption": "घर मिला", "hashtags": "#आवास #home", "area": "रानीपुर", "scheme": "आवास योजना",
          "campaign": "जन संपर्क"}  # fmt: skip
EMPTY = dict.fromkeys(FIELDS, "")


def test_the_plain_template_is_the_caption_alone() -> None:
    assert parse_template("{caption}") == PLAIN


def test_every_field_is_filled_in_where_it_stands() -> None:
    template = parse_template("{campaign} · {area}\n\n{caption}\n{scheme} {hashtags}")

    assert fill(template, VALUES) == "जन संपर्क · रानीपुर\n\nघर मिला\nआवास योजना #आवास #home"
    assert fields_of(template) == set(FIELDS)


def test_a_template_may_have_500_characters() -> None:
    text = "x" * (MOST_TEMPLATE_CHARACTERS - len("{caption}"))

    assert fill(parse_template(text + "{caption}"), EMPTY) == text


def test_braces_that_are_doubled_are_braces() -> None:
    assert fill(parse_template("{{{caption}}}"), VALUES | {"hashtags": ""}) == "{घर मिला}"


def test_hashtags_without_a_place_stand_at_the_end() -> None:
    assert fill(PLAIN, VALUES) == "घर मिला\n\n#आवास #home"
    assert fill(PLAIN, VALUES | {"hashtags": ""}) == "घर मिला"


def test_what_is_empty_leaves_one_blank_line_at_most() -> None:
    template = parse_template("{area}\n\n{caption}\n\n{scheme}\n \n{campaign}")

    assert fill(template, EMPTY | {"caption": "a", "campaign": "b"}) == "a\n\nb"


def test_a_caption_is_never_read_as_a_template() -> None:
    assert fill(PLAIN, EMPTY | {"caption": "{area} {caption.__class__} {"}) == (
        "{area} {caption.__class__} {"
    )


@pytest.mark.parametrize("field", ["name", "phone", "", "0", "Caption", " caption", "caption.x"])
def test_an_unknown_field_is_named_with_those_that_are_known(field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_template(f"{{caption}} {{{field}}}")

    assert f"{{{field}}}" in refused.value.detail
    assert EVERY_FIELD in refused.value.detail
    assert refused.value.facts["field"] == "caption_template"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{caption", "partner"),
        ("caption}", "partner"),
        ("{caption}}", "partner"),
        ("{", "partner"),
        ("{caption!}", "partner"),
        ("", "once"),
        ("{hashtags}", "once"),
        ("{caption} {caption}", "once"),
        ("{{caption}}", "once"),
        ("{caption.__class__}", "There is no field {caption.__class__}"),
        ("{caption[0]}", "There is no field {caption[0]}"),
        ("{caption:>9}", "only its name"),
        ("{caption:{area}}", "only its name"),
        ("{caption!r}", "only its name"),
        ("{caption}" + "x" * MOST_TEMPLATE_CHARACTERS, "500 characters"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused(template: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_template(template)

    assert words in refused.value.detail
    assert refused.value.facts["field"] == "caption_template"


@given(st.text(alphabet="{}!:.[]acption ", max_size=30))
def test_whatever_is_written_is_a_template_or_refused(text: str) -> None:
    try:
        template = parse_template(text)
    except InvalidInput:
        return
    assert "WORDS" in fill(template, EMPTY | {"caption": "WORDS"})


def test_hashtags_are_kept_as_they_are() -> None:
    assert check_hashtags(["आवास", "योजना_2026", "Hausbau", "घर"]) == (
        "आवास", "योजना_2026", "Hausbau", "घर",
    )  # fmt: skip
    assert check_hashtags([]) == ()
    assert check_hashtags(["क" * 100, "क"])
    assert check_hashtags([f"h{n}" for n in range(MOST_CHANNEL_HASHTAGS)])


@pytest.mark.parametrize(
    "words",
    [
        ["#home"], ["new home"], [""], ["2026"], ["_"], ["a-b"], ["a.b"], ["a\u200db"], ["🏠"],
        ["x" * 101], ["home", "Home"], ["é", "e\u0301"], ["a²"],
        [f"h{n}" for n in range(MOST_CHANNEL_HASHTAGS + 1)],
    ],
    ids=ascii,
)  # fmt: skip
def test_what_no_network_links_is_no_hashtag(words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_hashtags(words)

    assert refused.value.facts["field"] == "hashtags"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("#घर #home", 2), ("# no ##twice", 1), ("＃wide a#b", 2), ("#", 0), ("#⃣", 0)],
)
def test_hashtags_are_counted_as_networks_find_them(text: str, count: int) -> None:
    assert hashtags_in(text) == count


@given(st.text(alphabet="#＃a क."), st.integers(0, 5))
def test_of_further_hashtags_the_words_stay(text: str, most: int) -> None:
    fewer = with_hashtags(text, most)

    assert hashtags_in(fewer) == min(most, hashtags_in(text))
    assert [c for c in fewer if c not in "#＃"] == [c for c in text if c not in "#＃"]


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_a_clean_text_can_be_sent(text: str) -> None:
    sent = clean(text)

    sent.encode()
    assert clean(sent) == sent
    assert sent == sent.strip()
    assert not {"\x00", "\r", "\ufffe", "\U0001ffff", "\ufdd0"} & set(sent)


def test_cleaning_keeps_lines_joiners_and_emoji() -> None:
    text = "क्\u200dष\r\n\r\n👩\u200d🌾\tघर\rho\ufdd0\ufdef\uffff\U0010fffeme\ud83d\x00"

    assert clean(f" {text} ") == "क्\u200dष\n\n👩\u200d🌾\tघर\nhome"
