"""The words of an edition: a name as she asked for it, her mandal, her scheme, and never more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.campaign import Scheme
from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.consent import Consent, Purpose, withdraw
from chalicelib.domain.edition_plans import AI_LABEL
from chalicelib.domain.edition_words import in_words, named_as_approved, names_her, words_of
from chalicelib.domain.editions import Card, LowerThird, Style
from chalicelib.domain.fields import edited
from chalicelib.domain.ids import ConsentId, VisitId
from tests.builders import (
    NOON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_withdrawal,
    an_area,
    an_id,
)

FULL = EditionOrder(
    style=Style(has_lower_third=True, has_cards=True), language="hi", has_ai_label=True
)
MANDAL = an_area("mandal-1", names={"hi": "रानीपुर", "en": "Ranipur"})
DISTRICT = an_area("district-1", names={"hi": "हरिद्वार", "en": "Haridwar"})
HOUSING = Scheme(scheme_id="housing", names={"hi": "आवास योजना", "en": "Housing"})
CAMPAIGN = a_campaign(schemes=(HOUSING,))
SUNITA = a_consent(shown_name="सुनीता")
LATER = a_consent(consent_id=ConsentId(an_id(2)), given_at=NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("consents", "name"),
    [
        ((), None),
        ((a_consent(),), None),
        ((SUNITA,), "सुनीता"),
        ((SUNITA, replace(LATER, shown_name="Sunita D.")), "Sunita D."),
        ((SUNITA, LATER), None),
        ((SUNITA, replace(LATER, purposes=frozenset({Purpose.PHOTO}))), "सुनीता"),
        ((replace(SUNITA, visit_id=VisitId(an_id(7))),), None),
        ((replace(SUNITA, purposes=frozenset({Purpose.VIDEO})),), None),
    ],
    ids=[
        "no consent", "nameless", "named", "named anew", "a later one without a name",
        "a later one that does not publish", "at another visit", "not to be published",
    ],
)  # fmt: skip
def test_she_is_named_as_her_latest_consent_to_publish_says(
    consents: tuple[Consent, ...], name: str | None
) -> None:
    named_by = names_her(replace(a_ledger(), consents=consents), VISIT)

    assert (named_by.shown_name if named_by else None) == name


def test_nobody_is_named_after_a_withdrawal_or_without_a_ledger() -> None:
    assert names_her(withdraw(a_ledger(SUNITA), a_withdrawal()), VISIT) is None
    assert names_her(None, VISIT) is None


def test_taking_a_newer_consent_back_leaves_the_name_of_the_older_one() -> None:
    newer = replace(LATER, shown_name="Sunita D.")
    taken = a_withdrawal(consent_id=newer.consent_id, at=newer.given_at)

    named_by = names_her(withdraw(a_ledger(SUNITA, newer), taken), VISIT)

    assert named_by == SUNITA


@pytest.mark.parametrize(
    ("consents", "name"),
    [
        ((SUNITA,), "सुनीता"),
        ((SUNITA, replace(LATER, shown_name="Sunita D.")), None),
        ((SUNITA, LATER), None),
        ((), None),
    ],
    ids=["approved", "named anew", "nameless since", "gone"],
)
def test_only_the_name_that_was_approved_goes_out(
    consents: tuple[Consent, ...], name: str | None
) -> None:
    ledger = replace(a_ledger(), consents=consents)

    named_by = named_as_approved(ledger, VISIT, SUNITA.consent_id)

    assert (named_by.shown_name if named_by else None) == name
    assert named_as_approved(ledger, VISIT, None) is None


def test_an_edition_says_who_speaks_from_where_and_of_which_scheme() -> None:
    words = words_of(FULL, CAMPAIGN, SUNITA, (MANDAL, DISTRICT), a_beneficiary())

    assert words.lower_third == LowerThird(
        language="hi", name="सुनीता", place="रानीपुर, हरिद्वार", scheme="आवास योजना"
    )
    assert words.opening == Card(language="hi", title="जन संपर्क")
    assert words.closing == Card(language="hi", title="जन संपर्क", lines=("सहमति से साझा",))
    assert words.ai_label == AI_LABEL


def test_only_what_was_ordered_is_written() -> None:
    order = EditionOrder(style=Style(), language="")

    words = words_of(order, CAMPAIGN, SUNITA, (MANDAL,), a_beneficiary())

    assert (words.lower_third, words.opening, words.closing, words.ai_label) == (None,) * 3 + ("",)


def test_what_is_not_known_of_her_is_left_empty() -> None:
    words = words_of(FULL, CAMPAIGN, None, (an_area("mandal-1", names={}), DISTRICT), None)

    assert words.lower_third == LowerThird(language="hi", place="हरिद्वार")


def test_a_scheme_that_the_campaign_does_not_declare_goes_by_its_own_word() -> None:
    person = a_beneficiary(schemes=("housing", "Ujjwala"))

    words = words_of(FULL, CAMPAIGN, None, (), person)

    assert words.lower_third is not None
    assert words.lower_third.scheme == "आवास योजना, Ujjwala"


def test_a_scheme_that_a_phone_reported_is_written_only_as_the_campaign_declares_it() -> None:
    said = {"schemes": ("housing", "Ujjwala", "Vote for nobody")}
    person = edited(
        a_beneficiary(schemes=("Ujjwala",)), said, edit_id="e-1", at=NOON, base_version=1
    )

    words = words_of(FULL, CAMPAIGN, None, (), person)

    assert words.lower_third is not None
    assert words.lower_third.scheme == "आवास योजना, Ujjwala"


@pytest.mark.parametrize(
    ("names", "word"),
    [
        ({"hi": "ए", "en": "a"}, "ए"),
        ({"en": "a", "ta": "b"}, "a"),
        ({"ta": "b"}, "b"),
        ({"hi": "", "en": "a"}, "a"),
        ({}, ""),
    ],
)
def test_a_name_is_said_in_the_language_asked_for_else_in_english(
    names: dict[str, str], word: str
) -> None:
    assert in_words(names, "hi") == word


def test_a_closing_card_in_another_language_says_it_in_english() -> None:
    order = replace(FULL, language="ta")

    closing = words_of(order, CAMPAIGN, None, (), None).closing

    assert closing == Card(language="ta", title="Public contact", lines=("Shared with consent",))
