"""The consent beside a testimonial, with the notice as she saw it."""

from chalicelib.domain.campaign import find_notice, notice_hash
from chalicelib.domain.consent import (
    Consent,
    Guardian,
    Ledger,
    NoticeShown,
    latest_for,
    standing,
    withdrawn_at,
)
from chalicelib.domain.edition_words import named_as_approved, names_her
from chalicelib.domain.masked import masked
from chalicelib.domain.testimonial import Testimonial
from chalicelib.entry.models.common import Instant, Model
from chalicelib.services.dossiers import Dossier


class NoticeSeen(Model):
    """The notice that she was shown; `text` is null when the campaign has no such notice."""

    notice_id: str
    version: int
    language: str
    text: str | None
    is_known: bool


class GuardianShown(Model):
    """Who agreed for a person under 18, the name by its first letters."""

    name: str
    relation: str


class ConsentView(Model):
    """The consent that the testimonial stands on; `purposes` are those that stand now."""

    consent_id: str
    purposes: list[str]
    given_purposes: list[str]
    method: str
    notice: NoticeSeen
    given_at: Instant
    withdrawn_at: Instant | None
    evidence_media_id: str | None
    guardian: GuardianShown | None
    shown_name: str


def consent_view(dossier: Dossier) -> ConsentView | None:
    """Return the consent as a moderator sees it; None without one."""
    ledger, item = dossier.ledger, dossier.item
    consent = latest_for(ledger, item.visit_id)
    if ledger is None or consent is None:
        return None
    return ConsentView(
        consent_id=consent.consent_id,
        purposes=sorted(standing(ledger, item.visit_id)),
        given_purposes=sorted(consent.purposes),
        method=consent.method,
        notice=_notice(consent.notice, dossier),
        given_at=consent.given_at,
        withdrawn_at=withdrawn_at(ledger, consent),
        evidence_media_id=consent.evidence_media_id,
        guardian=_guardian(consent),
        shown_name=_shown_name(ledger, item),
    )


def _notice(shown: NoticeShown, dossier: Dossier) -> NoticeSeen:
    """Return the notice with its text, if that is the one whose hash her consent keeps."""
    text, campaign = None, dossier.campaign
    if campaign is not None:
        kept = find_notice(campaign, shown.notice_id, shown.version, shown.language)
        text = kept.text if kept and shown.sha256 in {"", notice_hash(kept)} else None
    return NoticeSeen(
        notice_id=shown.notice_id, version=shown.version, language=shown.language,
        text=text, is_known=text is not None,
    )  # fmt: skip


def _guardian(consent: Consent) -> GuardianShown | None:
    who: Guardian | None = consent.guardian
    return GuardianShown(name=masked(who.name), relation=who.relation) if who else None


def _shown_name(ledger: Ledger, item: Testimonial) -> str:
    """Return how she would be named in public if it were posted now."""
    named_by = names_her(ledger, item.visit_id)
    if item.content_version:
        named_by = named_as_approved(ledger, item.visit_id, item.named_by)
    return named_by.shown_name if named_by else ""
