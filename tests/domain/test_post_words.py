"""The words of a post: what stands where, and what goes first when it does not fit."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.caption_limits import CAPTION_LIMITS, MOST_HASHTAGS, TITLE_LIMIT
from chalicelib.domain.caption_templates import hashtags_in
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.graphemes import clusters
from chalicelib.domain.post_words import AI_LINES, TAGGED, Said, Words, composed, tag_of
from tests.builders import a_channel, an_id

MARKER = an_id(0xF001)
TAG = tag_of(MARKER)
KINDS = sorted(ChannelKind)
OF_THE_NETWORK = sorted(TAGGED)
LABEL = "AI से बदला गया"
FAMILY = "👨\u200d👩\u200d👧\u200d👦"


def said(*captions: str, **fields: Any) -> Said:
    languages = ("hi", "en", "ta", "bn")
    words = dict(zip(languages, captions, strict=False))
    return replace(Said(marker=MARKER, captions=words), **fields)


def on(kind: ChannelKind, **fields: Any) -> Channel:
    return a_channel(**{"kind": kind, "caption_languages": ("hi", "en"), **fields})


def fits(kind: ChannelKind, words: Words) -> bool:
    return kind not in TAGGED or CAPTION_LIMITS[kind].fits(words.caption)


def test_the_tag_is_one_hashtag_and_the_same_one_again() -> None:
    assert tag_of(MARKER) == TAG
    assert hashtags_in(TAG) == 1
    assert len(TAG) == 12
    assert TAG[1:].isalnum()
    assert TAG.isascii()
    assert TAG.lower() == TAG


def test_thousands_of_posts_have_tags_of_their_own() -> None:
    assert len({tag_of(an_id(number)) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize("kind", OF_THE_NETWORK)
def test_a_network_that_keeps_nothing_else_gets_the_tag_at_the_end(kind: ChannelKind) -> None:
    words = composed(on(kind), said("घर मिला", "A house"))

    assert words.tag == TAG
    assert words.caption == f"घर मिला\n\nA house\n\n{TAG}"


@pytest.mark.parametrize("kind", [ChannelKind.PARTNER, ChannelKind.PRACTICE])
def test_a_network_that_keeps_the_marker_gets_the_caption_alone(kind: ChannelKind) -> None:
    words = composed(on(kind), said("घर मिला", "A house"))

    assert (words.tag, words.caption) == ("", "घर मिला\n\nA house")


@pytest.mark.parametrize("kind", [ChannelKind.PARTNER, ChannelKind.PRACTICE])
def test_where_the_limit_is_ours_every_language_may_be_as_long(kind: ChannelKind) -> None:
    long = "क" * 1000

    assert composed(on(kind), said(long, long)).caption == f"{long}\n\n{long}"
    assert composed(on(kind), said(long + "क", "a")).caption == f"{'क' * 999}…\n\na"


def test_languages_stand_in_the_channels_order() -> None:
    channel = on(ChannelKind.PARTNER, caption_languages=("en", "ta", "hi"))

    words = composed(channel, said("घर", "House", "வீடு"))

    assert words.caption == "House\n\nவீடு\n\nघर"
    assert (words.language, words.alt_text) == ("en", "House")


def test_a_language_without_a_caption_is_left_out() -> None:
    words = composed(on(ChannelKind.PARTNER), said(" \n", "House"))

    assert (words.caption, words.language, words.alt_text) == ("House", "en", "House")


def test_the_template_names_what_it_asks_for() -> None:
    channel = on(
        ChannelKind.FACEBOOK,
        template="{campaign}, {area}\n\n{caption}\n\n{scheme} {hashtags}",
        hashtags=("आवास", "home"),
    )

    words = composed(
        channel, said("घर मिला", area="रानीपुर", scheme="आवास योजना", campaign="जन संपर्क")
    )

    assert words.caption == (f"जन संपर्क, रानीपुर\n\nघर मिला\n\nआवास योजना #आवास #home\n\n{TAG}")
    assert words.hashtags == ("आवास", "home")


@pytest.mark.parametrize(
    ("captions", "label"),
    [
        (("घर", "House"), f"{LABEL} / Altered with AI"),
        (("घर",), LABEL),
        (("", "House"), "Altered with AI"),
        (("", "House", "வீடு"), "Altered with AI"),
        ((), LABEL),
    ],
    ids=["both", "hindi", "english", "another", "none"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_machine_altered_is_said_before_all_else(
    kind: ChannelKind, captions: tuple[str, ...], label: str
) -> None:
    channel = on(kind, caption_languages=("hi", "en", "ta"))

    words = composed(channel, said(*captions, has_ai_label=True))

    assert words.caption.split("\n\n")[0] == label


def test_without_any_words_the_tag_is_posted_alone() -> None:
    words = composed(on(ChannelKind.X), said())

    assert (words.caption, words.language, words.alt_text) == (TAG, "hi", "")


def test_without_any_language_nothing_is_said_in_one() -> None:
    words = composed(on(ChannelKind.PARTNER, caption_languages=()), said("घर"))

    assert (words.caption, words.language) == ("", "")


# What goes when it does not fit, in this order.


def of_length(count: int) -> str:
    return ("क" * 9 + " ") * (count // 10)


def test_first_the_last_hashtags_go() -> None:
    channel = on(ChannelKind.X, hashtags=tuple(f"tag{n}{'x' * 15}" for n in range(5)))

    words = composed(channel, said(of_length(100), of_length(100)))

    assert words.hashtags == channel.hashtags[:3]
    assert hashtags_in(words.caption) == 4
    assert words.caption.count("क") == 180
    assert CAPTION_LIMITS[ChannelKind.X].fits(words.caption)


@pytest.mark.parametrize("count", range(1, 6))
def test_as_many_hashtags_stay_as_there_is_room_for(count: int) -> None:
    channel = on(ChannelKind.X, hashtags=tuple(f"tag{n}{'x' * 15}" for n in range(6)))
    caption = "क" * (280 - len(f"\n\n\n\n{TAG}") - count * len("#tag0 ") - count * 15 + 1)

    words = composed(channel, said(caption))

    assert words.hashtags == channel.hashtags[:count]
    assert words.caption.startswith(f"{caption}\n\n#tag0")


def test_then_the_further_languages_go_the_last_one_first() -> None:
    channel = on(ChannelKind.X, caption_languages=("hi", "en", "ta"), hashtags=("one", "two"))

    two = composed(channel, said(of_length(120), "b" * 100, "z" * 100, has_ai_label=True))
    one = composed(channel, said(of_length(120), "b" * 150, "z" * 10, has_ai_label=True))

    assert ("b" * 100 in two.caption, "z" * 100 in two.caption) == (True, False)
    assert two.caption.startswith(f"{LABEL} / Altered with AI\n\n")
    assert "bb" not in one.caption
    assert one.caption.startswith(f"{LABEL}\n\n")
    assert one.hashtags == two.hashtags == ("one",)


def test_of_four_languages_as_many_stay_as_there_is_room_for() -> None:
    channel = on(ChannelKind.X, caption_languages=("hi", "en", "ta", "bn"))

    words = composed(channel, said("क" * 100, "b" * 100, "z" * 100, "y" * 100))

    assert words.caption == f"{'क' * 100}\n\n{'b' * 100}\n\n{TAG}"


def test_then_the_caption_is_cut_and_the_rest_stays() -> None:
    channel = on(ChannelKind.X, template="{area}: {caption}\n\n{hashtags}", hashtags=("one", "two"))

    words = composed(channel, said(of_length(400), "House", area="रानीपुर", has_ai_label=True))

    label, body, hashtag, tag = words.caption.split("\n\n")
    assert (label, hashtag, tag) == (LABEL, "#one", TAG)
    assert body.startswith("रानीपुर: ककक")
    assert body.endswith("क…")
    assert CAPTION_LIMITS[ChannelKind.X].fits(words.caption)
    assert words.alt_text == of_length(400).strip()


def test_a_template_that_leaves_no_room_gives_way_to_the_caption() -> None:
    channel = on(ChannelKind.X, template="x" * 270 + "{caption}", hashtags=("one",))

    short = composed(channel, said("घर मिला", has_ai_label=True))
    long = composed(channel, said(of_length(400)))

    assert short.caption == f"{LABEL}\n\nघर मिला\n\n{TAG}"
    assert short.hashtags == ()
    assert long.caption.startswith("ककक")
    assert composed(channel, said()).caption == TAG


def test_a_template_stays_as_long_as_twenty_letters_do_beside_it() -> None:
    room = 280 - len(f"\n\n{TAG}") - 2  # X weighs "…" as two
    stays, goes = (
        on(ChannelKind.X, template="x" * (room - letters) + "{caption}") for letters in (20, 19)
    )

    assert composed(stays, said("क" * 300)).caption.startswith("xxx")
    assert composed(goes, said("क" * 300)).caption.startswith("ककक")


@pytest.mark.parametrize("kind", [each for each in OF_THE_NETWORK if each != "facebook"])
@pytest.mark.parametrize(
    "cluster", ["क्षि", "स्त्री", "🇮🇳", FAMILY, "👍🏽"], ids=["kshi", "stri", "flag", "family", "skin"]
)
def test_no_cluster_is_torn_at_a_limit(kind: ChannelKind, cluster: str) -> None:
    limit = CAPTION_LIMITS[kind]
    words = composed(on(kind), said(f"{cluster} " * (limit.most // 2), has_ai_label=True))

    _, body, tag = words.caption.split("\n\n")
    assert (set(clusters(body)), tag) == ({cluster, " ", "…"}, TAG)
    assert limit.fits(words.caption)


def test_facebook_takes_nearly_everything() -> None:
    limit = CAPTION_LIMITS[ChannelKind.FACEBOOK]
    words = composed(on(ChannelKind.FACEBOOK), said("स्त्री " * 10_000))

    assert limit.fits(words.caption)
    assert limit.most - len(words.caption) < len("स्त्री ")
    assert words.caption.endswith(f"स्त्री…\n\n{TAG}")


@pytest.mark.parametrize("kind", OF_THE_NETWORK)
def test_a_caption_of_one_endless_cluster_is_left_out(kind: ChannelKind) -> None:
    words = composed(on(kind), said("a" + "\u0301" * CAPTION_LIMITS[kind].most))

    assert words.caption == f"…\n\n{TAG}"


WORD = st.sampled_from(
    ["घर", "क्षत्रिय", FAMILY, "#आवास", "https://example.org/a", "<b>", "\n", "x" * 40]
)
CAPTIONS = st.lists(WORD, max_size=120).map(" ".join)


@given(
    st.sampled_from(KINDS), CAPTIONS, CAPTIONS, st.booleans(),
    st.sampled_from(["{caption}", "{area} {caption}\n{hashtags}", "y" * 300 + "{caption}"]),
    st.integers(0, 30),
)  # fmt: skip
def test_whatever_is_said_it_fits_and_can_be_found(
    kind: ChannelKind, hindi: str, english: str, has_ai_label: bool, template: str, count: int
) -> None:
    channel = on(kind, template=template, hashtags=tuple(f"tag{n}" for n in range(count)))

    words = composed(channel, said(hindi, english, has_ai_label=has_ai_label, area="रानीपुर"))

    assert fits(kind, words)
    assert words.caption.endswith(words.tag)
    assert any(line in words.caption for line in AI_LINES.values()) or not has_ai_label
    assert hashtags_in(words.caption) <= MOST_HASHTAGS.get(kind, 1_000)
    assert len(words.alt_text) <= 420
    assert all(f"#{each}" in words.caption for each in words.hashtags)
    assert words == composed(
        channel, said(hindi, english, has_ai_label=has_ai_label, area="रानीपुर")
    )


# What single networks ask for.


def test_instagram_gets_so_many_hashtags_that_the_tag_is_one_of_five() -> None:
    channel = on(ChannelKind.INSTAGRAM, hashtags=tuple(f"tag{n}" for n in range(30)))

    words = composed(channel, said("घर #एक मिला"))

    assert words.hashtags == ("tag0", "tag1", "tag2")
    assert words.caption == f"घर #एक मिला\n\n#tag0 #tag1 #tag2\n\n{TAG}"


def test_of_a_caption_with_too_many_hashtags_instagram_gets_the_later_ones_as_words() -> None:
    words = composed(on(ChannelKind.INSTAGRAM, hashtags=("tag",)), said("#a #b #c #d #e #f"))

    assert words.caption == f"#a #b #c #d e f\n\n{TAG}"
    assert words.hashtags == ()


def test_youtube_gets_a_title_and_no_angle_brackets() -> None:
    words = composed(on(ChannelKind.YOUTUBE, template="<{caption}>"), said("<घर> मिला \nऔर बिजली"))

    assert words.title == "‹घर› मिला"
    assert words.caption == f"‹‹घर› मिला \nऔर बिजली›\n\n{TAG}"


@pytest.mark.parametrize(
    ("captions", "campaign", "title"),
    [
        (("क" * 101,), "", "क" * 99 + "…"),
        ((f"{FAMILY} " * 20,), "", " ".join([FAMILY] * 8) + "…"),
        ((), "जन संपर्क", "जन संपर्क"),
        ((), " ", TAG),
    ],
    ids=["long", "emoji", "no caption", "no name either"],
)  # fmt: skip
def test_a_title_is_never_too_long_and_never_empty(
    captions: tuple[str, ...], campaign: str, title: str
) -> None:
    words = composed(on(ChannelKind.YOUTUBE), said(*captions, campaign=campaign))

    assert words.title == title
    assert TITLE_LIMIT.fits(words.title)


@pytest.mark.parametrize("kind", [each for each in KINDS if each is not ChannelKind.YOUTUBE])
def test_others_get_no_title(kind: ChannelKind) -> None:
    assert composed(on(kind), said("<घर>")).title == ""
    assert "<घर>" in composed(on(kind), said("<घर>")).caption


def test_halves_of_letters_and_controls_are_not_posted() -> None:
    words = composed(on(ChannelKind.TELEGRAM), said("घर\ud83d\x00 मिला\r\nहै"))

    assert words.caption == f"घर मिला\nहै\n\n{TAG}"
