"""Editions per channel: what a publication has ordered, and the row of what was composed of it.

The order is fixed when a slot is promised, so a channel that changes its style later changes
nothing that was scheduled. An edition's id follows from the content, the order and the consent
whose name it shows: whoever asks again names the same row, and another consent names another.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.consent import Consent
from chalicelib.domain.editions import EditionPlan, Style, Window
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import Derivative, Media, MediaKind, derivative_place

# A minute longer than the function may run, so two runs never compose the same edition at once.
LEASE: Final = timedelta(minutes=11)
# Each try waits for the lease of the one before: together nearly an hour of outage is outlived.
MOST_TRIES: Final = 5
FAILED: Final = "edition_failed"  # the reason that a publication is cancelled with
PLAIN: Final = Style()
DIGEST_DIGITS: Final = 16
# Which rendition of a media is posted, and composed of; the file's ending says the same of it.
ROLES: Final = {MediaKind.PHOTO: "display", MediaKind.VIDEO: "video"}
ENDINGS: Final = {MediaKind.PHOTO: "jpg", MediaKind.VIDEO: "mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOrder:
    """How a publication is to be composed. `language` is empty where no words are in it."""

    style: Style
    language: str
    has_ai_label: bool = False


class EditionState(StrEnum):
    """Where an edition is on its way."""

    DUE = "due"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is composed of one visit's approved media for one order.

    `derivatives` are what is posted, in the order of the media. `stored` are the keys that any run
    may have written, noted before it writes: an erasure finds what a killed run left behind.
    """

    visit_id: VisitId
    edition_id: str
    state: EditionState = EditionState.DUE
    lease_until: datetime | None = None
    tries: int = 0
    derivatives: tuple[Derivative, ...] = ()
    stored: tuple[str, ...] = ()
    version: int = 0


def order_of(style: Style, languages: Iterable[str], *, is_ai_altered: bool) -> EditionOrder | None:
    """Return what a channel of this style orders; None when it posts the plain renditions.

    What was altered by a machine is labelled on every channel, whatever its style.
    """
    if style == PLAIN and not is_ai_altered:
        return None
    has_words = style.has_lower_third or style.has_cards
    language = next(iter(languages), "") if has_words else ""
    return EditionOrder(style=style, language=language, has_ai_label=is_ai_altered)


def edition_id_of(content_version: int, order: EditionOrder, named_by: Consent | None) -> str:
    """Return the id of the edition for an order; `named_by` is the consent with the name shown.

    The consent's id stands for the name, which no key may hold; it counts where a name is shown.
    """
    style = order.style
    named = named_by.consent_id if named_by and style.has_lower_third else ""
    said = (style.cut, style.has_lower_third, style.has_cards, order.has_ai_label, named)
    digest = hashlib.sha256("/".join(map(str, said)).encode()).hexdigest()[:DIGEST_DIGITS]
    return "-".join(filter(None, (str(content_version), order.language, digest)))


def renditions(media: Iterable[Media]) -> tuple[tuple[Media, Derivative], ...]:
    """Return each media with the rendition that is posted, and that editions are composed of."""
    return tuple(
        (one, made) for one in media for made in one.derivatives if made.role == ROLES[one.kind]
    )


def posted_of(derivatives: Iterable[Derivative]) -> tuple[tuple[str, str], ...]:
    """Return (kind, key) of the files that a network is given."""
    kinds = {role: kind.value for kind, role in ROLES.items()}
    return tuple((kinds[made.role], made.key) for made in derivatives)


def is_unchanged(plan: EditionPlan) -> bool:
    """True when composing would only copy the one clip, which may then be posted as it is."""
    (piece,) = plan.pieces
    whole = Window(left=0, top=0, width=piece.clip.size.width, height=piece.clip.size.height)
    is_bare = not (piece.lower_third or plan.opening or plan.closing or plan.ai_label)
    return is_bare and piece.window == whole and plan.size == piece.clip.size


def is_composing(edition: Edition, now: datetime) -> bool:
    """True while a run holds the edition."""
    is_leased = edition.lease_until is not None and now < edition.lease_until
    return edition.state is EditionState.DUE and is_leased


def is_spent(edition: Edition) -> bool:
    """True when every try was made and none came to an end."""
    return edition.tries >= MOST_TRIES


def start(edition: Edition, media: Iterable[Media], now: datetime) -> Edition:
    """Return the edition claimed for one run, with the keys that the run may write."""
    tried = replace(edition, tries=edition.tries + 1, lease_until=now + LEASE)
    return replace(tried, stored=(*edition.stored, *(key_of(tried, one) for one in media)))


def key_of(edition: Edition, media: Media) -> str:
    """Return where the edition of a media lies; each try has keys of its own, so none changes."""
    name = f"{edition.edition_id}-{edition.tries}-{ROLES[media.kind]}.{ENDINGS[media.kind]}"
    return derivative_place(media.media_id, name)


def finished(edition: Edition, derivatives: tuple[Derivative, ...]) -> Edition:
    """Return the edition, ready to be posted."""
    return replace(edition, state=EditionState.READY, lease_until=None, derivatives=derivatives)


def given_up(edition: Edition) -> Edition:
    """Return the edition, failed for good."""
    return replace(edition, state=EditionState.FAILED, lease_until=None)
