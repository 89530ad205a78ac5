"""The whole story of one testimonial, for whoever may see it. Nothing is written or opened.

What the originals say of their making stays sealed, since each look at it has to be noted: the
story has what the checks found in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.discretion import told_entries
from chalicelib.domain.edits import Edit
from chalicelib.domain.ids import BeneficiaryId, MediaId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import Media
from chalicelib.domain.people import User
from chalicelib.domain.policy import Policy
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.story.parts import Known, StoryStep
from chalicelib.domain.story.telling import story_of
from chalicelib.domain.testimonial import State, Testimonial, is_claimed
from chalicelib.domain.undo import UNDO_LIFE
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.versions import versions_of
from chalicelib.ports import Clock, Records
from chalicelib.services.auditing import chain_of
from chalicelib.services.dossiers import Dossier, policy_under, show
from chalicelib.services.people import edits_of
from chalicelib.services.scheduling import MOST_CHANNELS

# The newest; a testimonial that was looked at more often has something wrong with it.
MOST_VERDICTS: Final = 50
MOST_EDITIONS = MOST_LOOKS = MOST_VERDICTS
MOST_COPIES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A testimonial with its story. `policies` are those that its verdicts were reached under."""

    dossier: Dossier
    steps: tuple[StoryStep, ...]
    verdicts: tuple[PastVerdict, ...]
    policies: Mapping[int, Policy]
    entries: int
    is_intact: bool


def explain(
    user: User, visit_id: VisitId, *, records: Records, clock: Clock, undo: timedelta = UNDO_LIFE
) -> Explanation:
    """Return the story from capture to now; raise NotFound outside the caller's areas.

    It leaves out what a second person must not learn before she decides. `undo` is how long a
    decision can be taken back.
    """
    dossier = show(user, visit_id, records=records)
    item, now = dossier.item, clock.now()
    whole, is_intact = chain_of(item, records=records)
    entries = told_entries(whole, item, user.user_id, now, undo)
    verdicts = versions_of(item, _past(item, records))
    known = Known(
        item=item,
        visit=dossier.visit,
        ledger=dossier.ledger,
        media=dossier.rows.media,
        call=dossier.call,
        edits=_edits(dossier.beneficiary, records),
        copied=_copied(dossier.rows.media, records),
        verdicts=verdicts,
        entries=entries,
        publications=dossier.rows.publications,
        editions=records.under(Edition, visit_id, limit=MOST_EDITIONS).items,
        looks=_looks(item, records),
        channels=_channels(dossier, records),
        claim=item.claim if is_claimed(item, now) else None,
    )
    return Explanation(
        dossier=dossier, steps=story_of(known), verdicts=verdicts,
        policies=_policies(dossier, verdicts, records), entries=len(entries), is_intact=is_intact,
    )  # fmt: skip


def _looks(item: Testimonial, records: Records) -> tuple[LevelCheck, ...]:
    """Return the second looks; those at a decision that was taken back tell what it was."""
    found = records.under(LevelCheck, item.visit_id, limit=MOST_LOOKS).items
    waits, now = item.state is State.PENDING_REVIEW, item.evidence_version
    return tuple(look for look in found if not waits or look.number != now)


def _channels(dossier: Dossier, records: Records) -> dict[str, str]:
    """Return the names of the campaign's channels, where something was on its way to one."""
    if not dossier.rows.publications:
        return {}
    known = records.channels(dossier.item.campaign_id, limit=MOST_CHANNELS)
    return {channel.channel_id: channel.name for channel in known}


def _past(item: Testimonial, records: Records) -> tuple[PastVerdict, ...]:
    after = f"{max(0, item.evidence_version - MOST_VERDICTS):06d}"
    return records.under(PastVerdict, item.visit_id, limit=MOST_VERDICTS, after=after).items


def _edits(person: Beneficiary | None, records: Records) -> tuple[Edit, ...]:
    """Return what was corrected; of somebody who took everything back, nothing is told."""
    if person is None or person.erase_at is not None or person.is_erased:
        return ()
    return tuple(edits_of(BeneficiaryId(person.beneficiary_id), records))


def _copied(media: tuple[Media, ...], records: Records) -> dict[MediaId, Media]:
    copies = [(copy.visit_id, copy.media_id) for one in media for copy in one.copies]
    wanted = list(dict.fromkeys(copies))[:MOST_COPIES]
    found = records.find_many(Media, wanted) if wanted else []
    return {row.media_id: row for row in found if row is not None}


def _policies(
    dossier: Dossier, verdicts: tuple[PastVerdict, ...], records: Records
) -> dict[int, Policy]:
    known = {dossier.item.policy_number: dossier.policy}
    for number in {verdict.policy_number for verdict in verdicts} - known.keys():
        known[number] = policy_under(number, dossier.campaign, records=records)
    return known
