"""The phone book: which numbers a campaign in India can ring, and that no text breaks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.telephony.phone_numbers import PhoneNumbers
from chalicelib.domain.phones import PhoneReading
from chalicelib.ports import PhoneBook

BOOK: PhoneBook = PhoneNumbers()
NOTHING = PhoneReading(is_valid=False, is_indian=False, is_mobile=False)


@pytest.mark.parametrize(
    "phone", ["+919876543210", "+918001234567", "+917000000000", "+916000000000"]
)
def test_indian_mobiles_begin_with_six_to_nine(phone: str) -> None:
    assert BOOK.read(phone) == PhoneReading(is_valid=True, is_indian=True, is_mobile=True)


@pytest.mark.parametrize(
    "phone",
    ["+911126101234", "+911334222222", "+915876543210", "+9118001234567"],
    ids=["Delhi landline", "Haridwar landline", "series below six", "toll-free"],
)
def test_other_indian_numbers_are_valid_but_no_mobiles(phone: str) -> None:
    assert BOOK.read(phone) == PhoneReading(is_valid=True, is_indian=True, is_mobile=False)


@pytest.mark.parametrize("phone", ["+9779841234567", "+8801812345678", "+447400123456"])
def test_a_mobile_abroad_is_a_mobile_but_not_indian(phone: str) -> None:
    assert BOOK.read(phone) == PhoneReading(is_valid=True, is_indian=False, is_mobile=True)


@pytest.mark.parametrize("phone", ["+12125552671", "+14155552671"])
def test_a_number_that_may_be_either_counts_as_a_mobile_abroad(phone: str) -> None:
    assert BOOK.read(phone) == PhoneReading(is_valid=True, is_indian=False, is_mobile=True)


HOSTILE = {
    "nothing": "",
    "a plus": "+",
    "words": "call me",
    "no country": "9876543210",
    "a leading nought": "09876543210",
    "no plus": "919876543210",
    "spaces": "+91 98765 43210",
    "a line end": "+919876543210\n",
    "Devanagari digits": "+९१९८७६५४३२१०",
    "full-width digits": "+９１９８７６５４３２１０",
    "an extension": "+919876543210;ext=5",
    "an address": "tel:+919876543210",
    "letters for digits": "+91FLOWERS000",
    "a digit short": "+91987654321",
    "a digit more": "+9198765432101",
    "no such country": "+999876543210",
    "country code nought": "+0919876543210",
    "noughts": "+910000000000",
    "a direction mark": "\u202e+919876543210",
    "a zero byte": "+919876543210\x00",
    "very long": "+91" + "9" * 1_000_000,
}


@pytest.mark.parametrize("phone", HOSTILE.values(), ids=HOSTILE.keys())
def test_anything_but_a_whole_number_reads_as_nothing(phone: str) -> None:
    assert BOOK.read(phone) == NOTHING


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.from_regex(r"\+[0-9]{1,17}", fullmatch=True)))
def test_no_text_raises_and_only_valid_numbers_are_indian_or_mobile(phone: str) -> None:
    reading = BOOK.read(phone)

    assert reading.is_valid or reading == NOTHING
