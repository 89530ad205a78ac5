"""What the numbering plans say of a number, from libphonenumber's tables.

Only strict E.164 is read: the library would also take words, extensions and other scripts' digits,
and two spellings of one number must not read as two.
"""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from chalicelib.domain.phones import PhoneReading

INDIA: Final = 91
# ITU-T E.164: at most fifteen digits, the country code first and never beginning with 0.
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
# The plan gives some landline series to "mobile"; India's mobiles begin with 6 to 9.
_MOBILE_FIRST_DIGITS: Final = frozenset("6789")
_MOBILE_TYPES: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_NOTHING: Final = PhoneReading(is_valid=False, is_indian=False, is_mobile=False)


class PhoneNumbers:
    """A PhoneBook."""

    def normal(self, text: str) -> str | None:
        """Return a number in E.164 form, Indian unless it says otherwise; None when it is none."""
        try:
            number = phonenumbers.parse(text, "IN")
        except phonenumbers.NumberParseException:
            return None
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return written if _E164.fullmatch(written) and not number.extension else None

    def read(self, phone: str) -> PhoneReading:
        """Return what is known of a number in E.164 form; all False for any other text."""
        number = _parse(phone)
        if number is None or not phonenumbers.is_valid_number(number):
            return _NOTHING
        is_indian = number.country_code == INDIA
        return PhoneReading(
            is_valid=True, is_indian=is_indian, is_mobile=_is_mobile(number, is_indian=is_indian)
        )


def _parse(phone: str) -> PhoneNumber | None:
    if not _E164.fullmatch(phone):
        return None
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None


def _is_mobile(number: PhoneNumber, *, is_indian: bool) -> bool:
    if phonenumbers.number_type(number) not in _MOBILE_TYPES:
        return False
    first = phonenumbers.national_significant_number(number)[0]
    return not is_indian or first in _MOBILE_FIRST_DIGITS
