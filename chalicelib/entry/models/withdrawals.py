"""The forms of the leaflets' codes, and of what the public page asks and is told."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chalicelib.domain.consent import Purpose
from chalicelib.domain.rows import Page
from chalicelib.entry.models.common import Instant, KnownId, Model, PageQuery, Words
from chalicelib.entry.models.people import in_language
from chalicelib.services.holdings import Holdings
from chalicelib.services.leaflets import Leaflet

MOST_LEAFLETS = 500  # about half of a large booth
EraseOn = Annotated[
    date | None, Field(description="The day by which what is held is erased; none before that.")
]


class LeafletsQuery(PageQuery):
    """`?booth=&language=&limit=&cursor=`."""

    booth: KnownId
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "hi"
    limit: Annotated[int, Field(ge=1, le=MOST_LEAFLETS)] = 200


class LanguageQuery(Model):
    """`?language=`."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "hi"


class LeafletView(Model):
    """Whose leaflet it is, and the code to print on it."""

    beneficiary_id: str
    serial: Annotated[int, Field(description="Her number on the booth's roll.")]
    name: str
    code: Annotated[str, Field(description="Her code, as it is printed: `XXXX-XXXX-XXXX`.")]


class LeafletsAnswer(Model):
    """A booth's people with their codes, in the order of the roll."""

    items: list[LeafletView]
    next_cursor: str | None


class CodeRequest(Model):
    """The code on a leaflet, as somebody typed it."""

    code: Annotated[
        str,
        Field(
            max_length=100,
            description="The code on the leaflet; case, spaces, dashes and scripts do not matter.",
        ),
    ]


class HeldPurpose(Model):
    """One purpose that stands, and since when."""

    purpose: Annotated[Purpose, Field(description="What she agreed to.")]
    since: Annotated[Instant, Field(description="When she first agreed to it.")]


class HeldPost(Model):
    """One post that can be seen; `is_going` once its removal has begun."""

    channel: Annotated[str, Field(description="The channel's name.")]
    permalink: str | None
    is_going: Annotated[bool, Field(description="True once its removal has begun.")]


class HeldView(Model):
    """What is held under a code: no name, no phone, no place."""

    campaign_names: Annotated[Words, Field(description="The campaign's name, by language.")]
    purposes: Annotated[list[HeldPurpose], Field(description="What stands, and since when.")]
    photos: Annotated[int, Field(description="How many photos are held.")]
    videos: Annotated[int, Field(description="How many videos are held.")]
    posts: Annotated[list[HeldPost], Field(description="The posts that can be seen.")]
    may_ask_again: Annotated[
        int,
        Field(description="How many were rejected and may be decided on again, if she asks."),
    ]
    asked_again: Annotated[
        int, Field(description="How many wait for another decision that was asked for.")
    ]
    rejected_again: Annotated[
        int, Field(description="How many were rejected once more after that; this is final.")
    ]
    withdrawn: Annotated[bool, Field(description="True when she took everything back.")]
    erase_on: EraseOn
    erase_after_days: Annotated[
        int, Field(description="After how many days a withdrawal erases what is held.")
    ]
    is_erased: Annotated[bool, Field(description="True when nothing is held any more.")]


class WithdrawalView(Model):
    """What a withdrawal ended; the same again when it is repeated."""

    withdrawn: Annotated[bool, Field(description="Always true.")]
    purposes_ended: Annotated[list[Purpose], Field(description="What no longer counts.")]
    posts_to_remove: Annotated[int, Field(description="How many posts are being removed.")]
    erase_on: EraseOn


def leaflet_view(leaflet: Leaflet, language: str) -> LeafletView:
    """Return one leaflet, the name in `language` where the roll has it."""
    person = leaflet.person
    return LeafletView(
        beneficiary_id=person.beneficiary_id,
        serial=person.serial,
        name=in_language(dict(person.names), language),
        code=leaflet.code,
    )


def leaflets_answer(page: Page[Leaflet], language: str) -> LeafletsAnswer:
    """Return a page of leaflets as an answer."""
    items = [leaflet_view(leaflet, language) for leaflet in page.items]
    return LeafletsAnswer(items=items, next_cursor=page.cursor)


def held_view(held: Holdings) -> HeldView:
    """Return what is held as an answer."""
    return HeldView(
        campaign_names=dict(held.campaign_names),
        purposes=[
            HeldPurpose(purpose=purpose, since=held.standing[purpose])
            for purpose in Purpose
            if purpose in held.standing
        ],
        photos=held.photos,
        videos=held.videos,
        posts=[
            HeldPost(channel=post.channel, permalink=post.permalink, is_going=post.is_going)
            for post in held.posts
        ],
        may_ask_again=held.may_ask_again,
        asked_again=held.asked_again,
        rejected_again=held.rejected_again,
        withdrawn=held.has_withdrawn,
        erase_on=held.erase_on,
        erase_after_days=held.erase_after_days,
        is_erased=held.is_erased,
    )


def withdrawal_view(held: Holdings) -> WithdrawalView:
    """Return what a withdrawal ended as an answer."""
    return WithdrawalView(
        withdrawn=True,
        purposes_ended=[purpose for purpose in Purpose if purpose in held.ended],
        posts_to_remove=len(held.posts),
        erase_on=held.erase_on,
    )
