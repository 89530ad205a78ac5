"""A consent as it is kept: with proof of the text that was shown, and by the rules for a child."""

from dataclasses import replace

import pytest

from chalicelib.domain.campaign import notice_hash
from chalicelib.domain.consent import Consent, Guardian, NoticeShown, Purpose
from chalicelib.domain.edition_words import LONGEST_NAME
from chalicelib.domain.errors import InvalidInput
from chalicelib.services.consenting import LONGEST_GUARDIAN, prepared
from tests.builders import ALL_PURPOSES, a_beneficiary, a_campaign, a_consent, a_notice

SHOWN = NoticeShown(notice_id="notice-1", version=1, language="hi")
FATHER = Guardian(name="राम", relation="पिता")
PUBLISH = frozenset({Purpose.PUBLISH})
ADULT = a_beneficiary(details={"birth_year": "1980"})
CHILD = a_beneficiary(details={"birth_year": "2012"})


def kept(consent: Consent, person=ADULT, **campaign: object) -> Consent:
    return prepared(consent, person, a_campaign(**campaign))


@pytest.mark.parametrize("sent", ["", notice_hash(a_notice())], ids=["no hash", "the same hash"])
def test_the_text_that_was_shown_is_proved_by_its_hash(sent: str) -> None:
    consent = kept(a_consent(notice=replace(SHOWN, sha256=sent)))

    assert consent.notice.sha256 == notice_hash(a_notice())


def test_another_text_under_the_notices_name_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        kept(a_consent(notice=replace(SHOWN, sha256=notice_hash(a_notice(text="other")))))

    assert refusal.value.facts == {"field": "notice.sha256"}


@pytest.mark.parametrize("sent", ["", "0" * 64])
def test_a_notice_that_nobody_knows_is_kept_without_a_hash(sent: str) -> None:
    unknown = replace(SHOWN, version=99, sha256=sent)

    assert kept(a_consent(notice=unknown)).notice == replace(unknown, sha256="")


def test_a_grown_up_agrees_for_herself() -> None:
    assert kept(a_consent()).purposes == ALL_PURPOSES
    assert kept(a_consent(), a_beneficiary()).purposes == ALL_PURPOSES


@pytest.mark.parametrize(
    "guardian",
    [None, Guardian(name="", relation="पिता"), Guardian(name="राम", relation=" ")],
    ids=["nobody", "without a name", "without a relation"],
)
def test_for_a_child_somebody_named_has_to_agree(guardian: Guardian | None) -> None:
    with pytest.raises(InvalidInput) as refusal:
        kept(a_consent(guardian=guardian), CHILD)

    assert refusal.value.facts == {"field": "guardian"}
    assert "under 18" in refusal.value.detail


@pytest.mark.parametrize("year", ["2008", "2009"])
def test_who_may_still_be_seventeen_counts_as_a_child(year: str) -> None:
    with pytest.raises(InvalidInput):
        kept(a_consent(), a_beneficiary(details={"birth_year": year}))


def test_a_childs_publication_is_withheld_and_nothing_else() -> None:
    consent = kept(a_consent(guardian=FATHER), CHILD)

    assert (consent.purposes, consent.withheld) == (ALL_PURPOSES - PUBLISH, PUBLISH)
    assert consent.guardian == FATHER


def test_a_child_who_did_not_agree_to_publishing_has_nothing_withheld() -> None:
    purposes = frozenset({Purpose.PHOTO})

    consent = kept(a_consent(purposes=purposes, guardian=FATHER), CHILD)

    assert (consent.purposes, consent.withheld) == (purposes, frozenset())


def test_a_campaign_may_allow_a_childs_publication() -> None:
    consent = kept(a_consent(guardian=FATHER), CHILD, minors_may_publish=True)

    assert (consent.purposes, consent.withheld) == (ALL_PURPOSES, frozenset())


def test_whoever_has_a_guardian_is_treated_as_a_child() -> None:
    assert kept(a_consent(guardian=FATHER)).withheld == PUBLISH
    with pytest.raises(InvalidInput):
        kept(a_consent(guardian=Guardian(name="", relation="")))


def test_an_aadhaar_number_in_a_guardians_name_is_masked_and_spaces_are_tidied() -> None:
    guardian = Guardian(name="  Ram   2345 6789 0124 ", relation="father 234567890124")

    consent = kept(a_consent(guardian=guardian), CHILD)

    assert consent.guardian == Guardian(name="Ram XXXX-XXXX-0124", relation="father XXXX-XXXX-0124")


def test_a_name_to_be_shown_is_kept_without_what_nobody_sees_and_no_longer_than_a_line() -> None:
    assert kept(a_consent(shown_name=" Sita\u202e  Devi ")).shown_name == "Sita Devi"
    assert kept(a_consent(shown_name="क" * LONGEST_NAME)).shown_name == "क" * LONGEST_NAME
    with pytest.raises(InvalidInput) as refusal:
        kept(a_consent(shown_name="क" * (LONGEST_NAME + 1)))
    assert refusal.value.facts == {"field": "shown_name"}


def test_a_very_long_guardian_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        kept(a_consent(guardian=replace(FATHER, name="x" * (LONGEST_GUARDIAN + 1))), CHILD)

    assert refusal.value.facts == {"field": "guardian"}
