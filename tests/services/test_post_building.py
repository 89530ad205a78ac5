"""What a network is told to post is built of the publication, its files and its channel."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Scheme
from chalicelib.domain.channel_editions import Edition, EditionOrder, EditionState
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.ids import PublicationId
from chalicelib.domain.media import Media, MediaKind
from chalicelib.domain.media_rules import MediaReason, PostPlan, Unfit
from chalicelib.domain.post_words import tag_of
from chalicelib.domain.posts import Post, PostForm, PostMedia
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Row
from chalicelib.services.post_building import (
    NO_NAMES,
    Names,
    files_of,
    names_for,
    plan_for,
    post_of,
)
from tests.builders import (
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_derivative,
    a_publication,
    a_ready_photo,
    a_ready_video,
    an_area,
    an_id,
)
from tests.fakes import FakeRecords

BOTH = (PHOTO, VIDEO)
MARKER = PublicationId(an_id(0xF001))
TAG = tag_of(MARKER)
SQUARE = EditionOrder(style=Style(cut=Cut.SQUARE), language="", has_ai_label=True)
CARDS = EditionOrder(style=Style(has_cards=True), language="hi")
UPRIGHT = {"width": 720, "height": 1280, "size_bytes": 8_000_000}
CAMPAIGN = a_campaign(
    schemes=(Scheme(scheme_id="housing", names={"hi": "आवास योजना", "en": "Housing"}),)
)
MANDAL = an_area("mandal-1", names={"hi": "रानीपुर", "en": "Ranipur"})
DISTRICT = an_area("district-1", names={"hi": "हरिद्वार", "en": "Haridwar"})
EVERY_NAME = "{campaign} {area} {scheme} {caption}"


def url_of(key: str) -> str:
    return f"https://derivatives.test/{key}"


def a_film(**fields: Any) -> Media:
    made = (a_derivative("video", VIDEO, **UPRIGHT), a_derivative("poster", VIDEO))
    return a_ready_video(**{"measured": {"duration_s": 30.0}, "derivatives": made, **fields})


def an_edition(*roles: str) -> Edition:
    made = tuple(a_derivative(role, key=f"edition/{role}", width=720, height=720) for role in roles)
    return Edition(visit_id=VISIT, edition_id="1-0", state=EditionState.READY, derivatives=made)


def posted(
    channel: Channel, *media: Media, edition: Edition | None = None, **fields: Any
) -> Post | Unfit:
    publication = a_publication(media_ids=BOTH, **fields)
    return post_of(publication, channel, files_of(publication, media, edition), url_of)


def on(kind: ChannelKind, **fields: Any) -> Channel:
    return a_channel(kind=kind, **fields)


def test_a_post_has_everything_that_a_network_may_ask_for() -> None:
    channel = on(ChannelKind.YOUTUBE, hashtags=("आवास",), is_made_for_kids=True)

    assert posted(channel, a_ready_photo(), a_film()) == Post(
        marker=MARKER,
        caption=f"घर मिला\n\nA house at last\n\n#आवास\n\n{TAG}",
        form=PostForm.VIDEO,
        media=(
            PostMedia(
                kind=MediaKind.VIDEO, url=url_of(a_derivative("video", VIDEO).key),
                content_type="video/mp4", duration_s=30.0, **UPRIGHT,
            ),
        ),
        tag=TAG,
        title="घर मिला",
        language="hi",
        alt_text="घर मिला",
        hashtags=("आवास",),
        is_made_for_kids=True,
    )  # fmt: skip


def test_an_edition_is_posted_in_place_of_the_renditions_and_labelled() -> None:
    post = posted(
        on(ChannelKind.TELEGRAM), a_ready_photo(), a_film(), edition=an_edition("display", "video"),
        order=SQUARE,
    )  # fmt: skip

    assert isinstance(post, Post)
    assert [(one.kind, one.url, one.width) for one in post.media] == [
        (MediaKind.PHOTO, url_of("edition/display"), 720),
        (MediaKind.VIDEO, url_of("edition/video"), 720),
    ]
    assert post.form is PostForm.ALBUM
    assert post.has_ai_label
    assert post.caption.startswith("AI से बदला गया")


def test_cards_count_where_the_edition_is_posted_and_not_where_the_rendition_is() -> None:
    publication = a_publication(media_ids=(VIDEO,), order=CARDS)

    (edited,) = files_of(publication, (a_film(),), an_edition("video"))
    (plain,) = files_of(publication, (a_film(),), None)

    assert (edited.shown.duration_s, plain.shown.duration_s) == (34.0, 30.0)


def test_what_was_not_approved_with_it_is_not_posted() -> None:
    publication = a_publication(media_ids=(VIDEO,))

    files = files_of(publication, (a_ready_photo(), a_film()), None)

    assert [file.made.role for file in files] == ["video"]


def test_an_edition_of_other_media_is_a_fault() -> None:
    publication = a_publication(media_ids=BOTH)

    with pytest.raises(ValueError, match="zip"):
        files_of(publication, (a_ready_photo(), a_film()), an_edition("video"))


def test_what_no_network_would_take_is_not_built() -> None:
    short = a_film(measured={"duration_s": 2.0})

    assert posted(on(ChannelKind.INSTAGRAM), short) == Unfit(reasons=(MediaReason.VIDEO_SHORT,))
    assert posted(on(ChannelKind.PRACTICE)) == Unfit(reasons=(MediaReason.NO_FILES,))


def test_a_plan_is_known_without_any_words() -> None:
    files = files_of(a_publication(media_ids=BOTH), (a_ready_photo(), a_film()), None)

    assert plan_for(on(ChannelKind.FACEBOOK), files) == PostPlan(
        form=PostForm.REEL, files=(1,), left_out=((0, MediaReason.ONE_ONLY),)
    )


def test_an_upright_phone_photo_is_unfit_for_instagram_until_it_is_cut_square() -> None:
    made = (a_derivative("display", width=1200, height=1600),)
    photo = a_ready_photo(derivatives=made)
    channel = on(ChannelKind.INSTAGRAM)

    plain = posted(channel, photo)
    cut = posted(channel, photo, edition=an_edition("display"), order=SQUARE)

    assert plain == Unfit(reasons=(MediaReason.PHOTO_SHAPE,))
    assert isinstance(cut, Post)
    assert cut.form is PostForm.PHOTO


def test_nobody_can_read_an_address_of_a_file_in_a_log() -> None:
    assert "derivatives.test" not in repr(posted(on(ChannelKind.X), a_film()))


def test_the_alternative_text_is_the_first_caption_cut_to_what_readers_listen_to() -> None:
    long = "स्त्री " * 100

    post = posted(on(ChannelKind.PRACTICE), a_ready_photo(), captions={"hi": long})

    assert isinstance(post, Post)
    assert len(post.alt_text) <= 420
    assert post.alt_text.endswith("स्त्री…")


def named(channel: Channel, *rows: Row, **fields: Any) -> Names:
    publication: Publication = a_publication(**fields)
    return names_for(publication, channel, CAMPAIGN, records=FakeRecords(*rows))


def test_names_are_those_of_an_edition_in_the_channels_first_language() -> None:
    channel = a_channel(template=EVERY_NAME)
    rows = (MANDAL, DISTRICT, an_area("constituency"), an_area("booth-1"), a_beneficiary())

    hindi = named(channel, *rows)
    english = named(replace(channel, caption_languages=("en", "hi")), *rows)

    assert hindi == Names(area="रानीपुर, हरिद्वार", scheme="आवास योजना", campaign="जन संपर्क")
    assert english == Names(area="Ranipur, Haridwar", scheme="Housing", campaign="Public contact")


def test_neither_a_booth_nor_a_person_is_ever_named() -> None:
    rows = (MANDAL, DISTRICT, an_area("booth-1"), a_beneficiary())

    names = named(a_channel(template=EVERY_NAME), *rows)

    assert "booth" not in repr(names)
    assert "सीता" not in repr(names)


def test_only_what_the_template_asks_for_is_read() -> None:
    records = CountingRecords(MANDAL, DISTRICT, a_beneficiary())
    read = {
        template: _read(records, template)
        for template in ("{caption}", "{caption} {campaign}", "{caption} {area}", EVERY_NAME)
    }

    assert read == {
        "{caption}": 0, "{caption} {campaign}": 0, "{caption} {area}": 1, EVERY_NAME: 2,
    }  # fmt: skip


class CountingRecords(FakeRecords):
    """Counts single reads."""

    reads = 0

    def find(self, kind: Any, *key: str) -> Any:
        self.reads += kind is not Area
        return super().find(kind, *key)

    def find_many(self, kind: Any, natural_keys: Any) -> Any:
        self.reads += 1
        return super().find_many(kind, natural_keys)


def _read(records: CountingRecords, template: str) -> int:
    before = records.reads
    names_for(a_publication(), a_channel(template=template), CAMPAIGN, records=records)
    return records.reads - before


def test_what_is_not_known_is_left_empty() -> None:
    channel = a_channel(template=EVERY_NAME)

    assert named(channel) == Names(campaign="जन संपर्क")
    assert names_for(a_publication(), channel, None, records=FakeRecords()) == NO_NAMES
    assert named(replace(channel, caption_languages=())) == Names(campaign="Public contact")


def test_names_reach_the_caption() -> None:
    channel = a_channel(template="{area} · {scheme} · {campaign}\n\n{caption}")
    publication = a_publication()
    files = files_of(publication, (a_ready_photo(),), None)
    names = Names(area="रानीपुर", scheme="आवास", campaign="जन संपर्क")

    post = post_of(publication, channel, files, url_of, names=names)

    assert isinstance(post, Post)
    assert post.caption.startswith("रानीपुर · आवास · जन संपर्क\n\nघर मिला")
