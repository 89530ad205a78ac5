"""The words of an edition: who speaks, the cards, and the label of what a machine altered.

A place is named down to the mandal, never to the booth, and a person only as she asked for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.consent import Consent, Ledger, Purpose, standing_of
from chalicelib.domain.edition_plans import AI_LABEL
from chalicelib.domain.editions import Card, LowerThird
from chalicelib.domain.fields import SCHEMES, listed_now
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.roll import Beneficiary

SHARED: Final[Mapping[str, str]] = {"hi": "सहमति से साझा", "en": "Shared with consent"}
LONGEST_NAME: Final = 80  # more would not stand on one line of a lower third
ELSE: Final = "en"  # where there are no words in the language asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWords:
    """What is written on an edition; None and nothing for what was not ordered."""

    lower_third: LowerThird | None
    opening: Card | None
    closing: Card | None
    ai_label: str


def names_her(ledger: Ledger | None, visit_id: VisitId) -> Consent | None:
    """Return the consent by which she may be named in public; None when no name may be shown.

    The latest one that stands for publishing counts: without a name it takes an earlier one back.
    """
    if ledger is None:
        return None
    stand = [
        consent
        for consent in ledger.consents
        if consent.visit_id == visit_id and Purpose.PUBLISH in standing_of(ledger, consent)
    ]
    latest = max(stand, key=lambda consent: (consent.agreed_at, consent.consent_id), default=None)
    return latest if latest and latest.shown_name else None


def named_as_approved(
    ledger: Ledger | None, visit_id: VisitId, approved: ConsentId | None
) -> Consent | None:
    """Return the consent by which she is named in what goes out: the one that was approved.

    None once another one counts. What a phone sent later would be public before anybody read it.
    """
    named_by = names_her(ledger, visit_id)
    return named_by if named_by and named_by.consent_id == approved else None


def words_of(
    order: EditionOrder,
    campaign: Campaign,
    named_by: Consent | None,
    areas: Iterable[Area],
    person: Beneficiary | None,
) -> EditionWords:
    """Return the words of what was ordered; `areas` are those to be named, the smallest first."""
    style, language = order.style, order.language
    return EditionWords(
        lower_third=LowerThird(
            language=language,
            name=named_by.shown_name if named_by else "",
            place=_joined(in_words(area.names, language) for area in areas),
            scheme=_joined(_schemes(language, person, campaign)),
        )
        if style.has_lower_third
        else None,
        opening=opening_card(language, campaign) if style.has_cards else None,
        closing=closing_card(language, campaign) if style.has_cards else None,
        ai_label=AI_LABEL if order.has_ai_label else "",
    )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(filter(None, names))


def _schemes(language: str, person: Beneficiary | None, campaign: Campaign) -> Iterator[str]:
    """Yield the names of her schemes; what the campaign does not declare is a name already.

    Of those only what the roll says: what a phone reported of her nobody has approved.
    """
    names = {scheme.scheme_id: scheme.names for scheme in campaign.schemes}
    listed = listed_now(person).get(SCHEMES) if person else None
    for scheme in person.schemes if person else ():
        is_listed = isinstance(listed, tuple) and scheme in listed
        yield in_words(names.get(scheme, {}), language) or (scheme if is_listed else "")


def in_words(names: Mapping[str, str], language: str) -> str:
    """Return a name in `language`, else in English, else in whatever language it has."""
    return names.get(language) or names.get(ELSE) or next(iter(names.values()), "")


def opening_card(language: str, campaign: Campaign) -> Card:
    """Return the title before the clip."""
    return Card(language=language, title=in_words(campaign.names, language))


def closing_card(language: str, campaign: Campaign) -> Card:
    """Return the title after the clip, which says that she agreed."""
    title = in_words(campaign.names, language)
    return Card(language=language, title=title, lines=(in_words(SHARED, language),))
