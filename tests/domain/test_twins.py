"""Two rows for one person: why they look alike, and how they become one and two again."""

import pytest

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.twins import MOST_MERGED, alike, merged, parted, strength
from tests.builders import NOON, a_beneficiary, an_id

OTHER = BeneficiaryId(an_id(0xB2))


def another(**fields: object) -> object:
    different = {
        "beneficiary_id": OTHER,
        "names": {"en": "Kavita Sharma"},
        "guardian_names": {"en": "Mohan"},
        "phone": "+919876500000",
    }
    return a_beneficiary(**{**different, **fields})


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, ()),
        ({"phone": "+919876543210"}, ("phone",)),
        ({"phone": None}, ()),
        ({"names": {"en": "Seeta Devi"}}, ("name",)),
        ({"names": {"hi": "सीता देवी"}, "guardian_names": {"en": "Raam"}}, ("name", "guardian")),
        ({"guardian_names": {"en": "Ram"}}, ()),
        ({"ids": {"voter_id": "v", "ration_card": "r"}}, ("id:ration_card",)),
        ({"ids": {"scheme_id": "r"}}, ()),
    ],
    ids=[
        "nobody", "phone", "no phone", "spelling", "script and guardian", "guardian alone",
        "id", "same id of another type",
    ],
)  # fmt: skip
def test_people_look_alike_for_reasons(fields: dict[str, object], reasons: tuple[str, ...]):
    person = a_beneficiary(ids={"ration_card": "r", "voter_id": "other"})

    assert alike(person, another(**fields)) == reasons


def test_two_without_a_phone_do_not_share_it():
    assert alike(a_beneficiary(phone=None), another(phone=None)) == ()


def test_a_card_weighs_more_than_a_name_or_a_phone():
    assert strength(["id:voter_id"]) > strength(["name", "guardian"]) > strength(["phone"]) > 0


def test_a_merge_can_be_undone():
    kept, other = a_beneficiary(), another()

    both = merged(kept, other)

    assert both[0].merged == (OTHER,)
    assert both[1].merged_into == kept.beneficiary_id
    assert parted(*both) == (kept, other)


def test_nobody_is_merged_into_herself():
    with pytest.raises(InvalidInput):
        merged(a_beneficiary(), a_beneficiary())


THIRD = BeneficiaryId(an_id(0xB3))
MANY = tuple(BeneficiaryId(an_id(0xB100 + n)) for n in range(MOST_MERGED))


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        (a_beneficiary(merged_into=THIRD), another()),
        (a_beneficiary(), another(merged_into=THIRD)),
        (a_beneficiary(), another(merged=(THIRD,))),
        (a_beneficiary(erase_at=NOON), another()),
        (a_beneficiary(), another(erase_at=NOON)),
        (a_beneficiary(merged=MANY), another()),
    ],
    ids=["into merged", "twice", "a chain", "into sealed", "sealed", "too many"],
)
def test_chains_and_closed_records_are_not_merged(kept, other):
    with pytest.raises(Conflict):
        merged(kept, other)
