"""Builds what a network is told to post: which files, as what, and with which words.

Whether a network takes the files is known before a slot is used, and nothing here is decided
anew when the post is made: the same rows give the same post.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.caption_templates import fields_of, parse_template
from chalicelib.domain.channel_editions import Edition, EditionOrder, renditions
from chalicelib.domain.channels import Channel
from chalicelib.domain.edition_words import in_words, words_of
from chalicelib.domain.editions import Style
from chalicelib.domain.media import Derivative, Media
from chalicelib.domain.media_rules import PostPlan, Shown, Unfit, planned, shown_of
from chalicelib.domain.post_words import Said, composed
from chalicelib.domain.posts import Post, PostMedia
from chalicelib.domain.publishing import Publication
from chalicelib.domain.roll import Beneficiary
from chalicelib.ports import Records

# The areas right above the booth: her mandal and her district, and never the booth itself.
NAMED_AREAS: Final = slice(-3, -1)
# Makes a key of the derivatives bucket a URL that anybody may read for some minutes.
UrlOf = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that may be posted, and what is known of it."""

    made: Derivative
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a template may name, in the channel's first language; "" for what is not known."""

    area: str = ""
    scheme: str = ""
    campaign: str = ""


NO_NAMES: Final = Names()


def files_of(
    publication: Publication, media: Sequence[Media], edition: Edition | None
) -> tuple[File, ...]:
    """Return what of a publication may be posted: its edition's files, or the renditions.

    `media` are those of its visit, in their order; what was not approved with it is left out.
    """
    approved = tuple(one for one in media if one.media_id in publication.media_ids)
    sources = renditions(approved)
    made = edition.derivatives if edition else tuple(plain for _, plain in sources)
    order = publication.order if edition else None
    return tuple(
        File(made=file, shown=shown_of(one, file, order))
        for (one, _), file in zip(sources, made, strict=True)
    )


def plan_for(channel: Channel, files: Sequence[File]) -> PostPlan | Unfit:
    """Return which of the files go to a channel and as what, or why none does."""
    return planned(channel.kind, [file.shown for file in files])


def names_for(
    publication: Publication, channel: Channel, campaign: Campaign | None, *, records: Records
) -> Names:
    """Return the names that a channel's template asks for; nothing is read for the others.

    Places are named down to the mandal, and of her schemes only what the roll says, as on an
    edition.
    """
    asked = fields_of(parse_template(channel.template))
    if campaign is None or not asked & {"area", "scheme", "campaign"}:
        return NO_NAMES
    language = next(iter(channel.caption_languages), "")
    areas = _areas(publication, records) if "area" in asked else []
    person = records.find(Beneficiary, publication.beneficiary_id) if "scheme" in asked else None
    order = EditionOrder(style=Style(has_lower_third=True), language=language)
    written = words_of(order, campaign, None, areas, person).lower_third
    assert written is not None  # noqa: S101  it is ordered
    return Names(
        area=written.place, scheme=written.scheme, campaign=in_words(campaign.names, language)
    )


def _areas(publication: Publication, records: Records) -> list[Area]:
    named = [(area_id,) for area_id in reversed(publication.path[NAMED_AREAS])]
    return [area for area in records.find_many(Area, named) if area]


def post_of(
    publication: Publication,
    channel: Channel,
    files: Sequence[File],
    url_of: UrlOf,
    *,
    names: Names = NO_NAMES,
) -> Post | Unfit:
    """Return what a network is told, or why it would not take any of the files."""
    plan = plan_for(channel, files)
    if isinstance(plan, Unfit):
        return plan
    has_ai_label = publication.order is not None and publication.order.has_ai_label
    words = composed(
        channel,
        Said(
            marker=publication.publication_id, captions=publication.captions, area=names.area,
            scheme=names.scheme, campaign=names.campaign, has_ai_label=has_ai_label,
        ),
    )  # fmt: skip
    return Post(
        marker=publication.publication_id,
        caption=words.caption,
        form=plan.form,
        media=tuple(_media(files[place], url_of) for place in plan.files),
        tag=words.tag,
        title=words.title,
        language=words.language,
        alt_text=words.alt_text,
        hashtags=words.hashtags,
        is_made_for_kids=channel.is_made_for_kids,
        has_ai_label=has_ai_label,
    )


def _media(file: File, url_of: UrlOf) -> PostMedia:
    shown = file.shown
    return PostMedia(
        kind=shown.kind,
        url=url_of(file.made.key),
        content_type=shown.content_type,
        width=shown.width,
        height=shown.height,
        size_bytes=shown.size_bytes,
        duration_s=shown.duration_s,
    )
