"""A person's answer for a post of which the network does not tell: it is there, or it is not.

She has looked on the network herself. Who said what stays in the audit trail; what she says ends
the looks, so it is taken only while nobody knows.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from chalicelib.domain.attempts import after_result
from chalicelib.domain.audit import Scalar
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.people import User, require_place
from chalicelib.domain.posts import Posted, PostRefused
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Bundle
from chalicelib.domain.takedowns import require_impersonal
from chalicelib.domain.testimonial import Testimonial
from chalicelib.services.auditing import noted
from chalicelib.services.outgoing import Tools, publication_of
from chalicelib.services.publications import READERS
from chalicelib.services.retry import again
from chalicelib.services.settling import consequences

_S = PublicationState
MOST_LINK_CHARACTERS: Final = 2_000
# Why such a publication has failed.
NOT_THERE: Final = "not_posted"


class Outcome(StrEnum):
    """What a person saw on the network."""

    POSTED = "posted"
    NOT_POSTED = "not_posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Her answer; `permalink` is the post's own address, and only of one that is there."""

    outcome: Outcome
    permalink: str | None = None
    note: str = ""


def settle(
    user: User, visit_id: VisitId, channel_id: ChannelId, sighting: Sighting, tools: Tools
) -> Publication:
    """Settle an unconfirmed post by what a person saw, and return it. The same again is harmless.

    Raises NotFound outside the caller's areas, Conflict for a post of which more is known already,
    InvalidInput without the link of a post that is there, or for a note that names people.
    """
    _require_link(sighting)
    require_impersonal("note", sighting.note)
    return again(partial(_settle, user, visit_id, channel_id, sighting, tools))


def _require_link(sighting: Sighting) -> None:
    if sighting.outcome is Outcome.NOT_POSTED:
        if sighting.permalink is not None:
            raise InvalidInput("What is not there has no link", field="permalink")
        return
    if not _is_link(sighting.permalink or ""):
        raise InvalidInput("Copy the post's own link, with https", field="permalink")


def _is_link(text: str) -> bool:
    is_plain = text.isascii() and text.isprintable() and not set(' "<>\\') & set(text)
    if not is_plain or len(text) > MOST_LINK_CHARACTERS:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def _settle(
    user: User, visit_id: VisitId, channel_id: ChannelId, sighting: Sighting, tools: Tools
) -> Publication:
    bundle = tools.records.bundle(visit_id)
    item, known = _found(user, bundle, channel_id)
    if _says_the_same(known, sighting):
        return known
    if known.state is not _S.UNCONFIRMED:
        raise Conflict("It is known what became of this post", current_state=known.state.value)
    now = tools.clock.now()
    facts: dict[str, Scalar] = {
        "channel_id": channel_id, "publication_id": known.publication_id,
        "outcome": sighting.outcome.value, "note": sighting.note or None,
    }  # fmt: skip
    item, entries = noted(item, "publication_settled", at=now, actor=user.user_id, facts=facts)
    channel = tools.records.find(Channel, known.campaign_id, channel_id)
    settled = _after(known, sighting, now, channel)
    others = tuple(p for p in bundle.publications if p.channel_id != channel_id)
    tools.records.commit(*entries, *consequences(item, settled, others, now, tools))
    return _found(user, tools.records.bundle(visit_id), channel_id)[1]


def _found(
    user: User, bundle: Bundle, channel_id: ChannelId
) -> tuple[Testimonial, Publication]:  # fmt: skip
    item, known = bundle.testimonial, publication_of(bundle, channel_id)
    if item is not None:
        require_place(user, READERS, item.path)
    if item is None or known is None:
        raise NotFound("There is nothing under this id in your area")
    return item, known


def _says_the_same(known: Publication, sighting: Sighting) -> bool:
    """True when a publication is what her answer would make of it."""
    if sighting.outcome is Outcome.NOT_POSTED:
        return (known.state, known.reason) == (_S.FAILED, NOT_THERE)
    is_out = known.posted_at is not None and known.state is not _S.UNCONFIRMED
    return is_out and known.permalink == sighting.permalink


def _after(
    known: Publication, sighting: Sighting, now: datetime, channel: Channel | None
) -> Publication:
    """Return the publication as she saw it.

    A network's own id of a post cannot be told from its link, so no call can take it down: who
    wants it gone is shown the link. A partner app knows the post by our id, and can be told.
    """
    if sighting.outcome is Outcome.NOT_POSTED:
        return after_result(known, PostRefused(reason=NOT_THERE), now)
    seen = Posted(external_id="", permalink=sighting.permalink or "")
    is_ours = channel is not None and channel.kind is ChannelKind.PARTNER
    external_id = known.publication_id if is_ours else None
    return replace(after_result(known, seen, now), external_id=external_id)
