"""Which notice is shown, and which were."""

import pytest

from chalicelib.domain.campaign import knows_notice, notice_hash, notice_in
from chalicelib.domain.errors import NotFound
from tests.builders import a_campaign, a_notice


def test_the_newest_notice_in_the_wanted_language_is_shown() -> None:
    campaign = a_campaign(
        notices=(a_notice(version=2), a_notice(version=9, language="en"), a_notice(version=1))
    )

    assert notice_in(campaign, "hi").version == 2


def test_an_unknown_language_falls_back_to_the_campaigns_first_that_has_one() -> None:
    campaign = a_campaign(languages=("gu", "hi", "en"))

    assert notice_in(campaign, "ta").language == "hi"


def test_a_campaign_without_a_notice_cannot_ask_for_consent() -> None:
    with pytest.raises(NotFound):
        notice_in(a_campaign(notices=()), "hi")


@pytest.mark.parametrize(
    ("shown", "is_known"),
    [
        (("notice-1", 1, "hi"), True),
        (("notice-1", 2, "hi"), False),
        (("notice-1", 1, "ta"), False),
        (("notice-9", 1, "hi"), False),
    ],
    ids=["as shown", "other version", "other language", "other notice"],
)
def test_a_notice_is_known_by_id_version_and_language(
    shown: tuple[str, int, str], is_known: bool
) -> None:
    assert knows_notice(a_campaign(), *shown) is is_known


def test_two_notices_share_a_hash_only_with_the_same_text() -> None:
    assert notice_hash(a_notice(version=1)) == notice_hash(a_notice(version=2))
    assert notice_hash(a_notice()) != notice_hash(a_notice(text="दूसरी सूचना"))
