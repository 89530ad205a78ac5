"""Which words name an amount of money, and which only have a number in them."""

import time

import pytest

from chalicelib.domain.money import names_money

AMOUNTS = (
    "₹500", "Rs 500", "Rs. 1,20,000", "rs.500", "INR 2000", "500/-", "500 /-",
    "I got 500 rupees", "I received 1,20,000 rupees for my house", "2 lakh rupees", "2.5 lakh",
    "got 1.2 lakh for the house", "five thousand rupees", "thousands of rupees",
    "Rupees five hundred", "Rs five hundred", "6000 rupaye mile", "do hazaar rupaye",
    "50k rupees", "50 paise", "$500", "500 dollars", "loan of 50,000", "50 thousand",
    "pension of 1000", "My pension is 1000 every month", "instalment of 2000 came",
    "12,000 in my account", "1500 per month pension", "paid 1,200 for the gas", "10000 rupiya mila",
    "मुझे ₹1,20,000 मिले", "मुझे १२०००० रुपये मिले", "मुझे 500 रुपये मिले", "मुझे 500 रुपए मिले",
    "मुझे 500 रूपये मिले", "500रु", "500 रु. मिले", "रु. 500", "रु॰ 500", "रुपये 500",
    "पाँच हज़ार रुपये", "पांच हजार रुपए", "दो लाख रुपये", "डेढ़ लाख रुपये", "पाँच सौ रुपये", "₹ पाँच सौ",
    "2 लाख मिले", "1.2 करोड़ की सड़क", "हज़ारों रुपये बचे", "5 हज़ार मिले", "2000 की किस्त आई",
    "किस्त 2000 आई", "1000 की पेंशन मिलती है", "पेंशन के 1000 मिले", "खाते में 6000 आए",
    "12000 की सब्सिडी", "रुपयों में 500 रुपयों की", "५ लाख", "मैंने 300 रुपया दिया",
    "５００ rupees", "5\u200b00 rupees", "5\u202e00 rupees", "RUPEES 500",
)  # fmt: skip
OTHERS = (
    "", "A house at last", "घर मिला", "2 rooms", "two rooms", "दो कमरे",
    "We have 2 rooms and 1 kitchen", "in 2019", "2019 में घर मिला", "2024-25", "14/11/2026",
    "14-11-2026", "14 नवंबर 2026", "100 days of work", "100 दिन का काम", "१०० दिन का रोज़गार मिला",
    "5 kg free ration", "5 किलो राशन", "शुरू 5 दिन पहले", "गुरु 5 बजे आए", "5 रुकावटें थीं",
    "रुपाली 5 साल की है", "एक रुपरेखा", "cars 2", "open for 24 hours 7 days", "Mrs 5", "5 rsvp",
    "2 lakh houses", "2 लाख मकान बने", "5 हज़ार लोगों को घर मिला", "5 हज़ार से ज़्यादा लोग",
    "20 thousand families", "10 crore women", "2 lakh poor families", "the 3rd instalment came",
    "दूसरी किस्त आई", "मुझे रुपये मिले", "मुझे पैसे मिले", "I got money", "pension since 2019",
    "पेंशन 2019 से मिल रही है", "2019 की किस्त", "pension for 12 months", "ward 12 booth 345",
    "98 percent", "मेरी उम्र 65 साल है", "I am 65 years old", "4 बच्चे", "house no. 1234", "call 1962",
    "सौ साल", "a hundred years", "hundred days", "खाता खुला 2015 में", "1 नल, 2 कमरे",
    "24 x 7 water", "10:30 बजे", "The road is 12 km", "दस मिनट", "दो महीने में घर", "छह महीने",
    "account opened on 15/08/2015", "Only 3 people got the pension", "10k run",
    "the pension reached 300 people", "पेंशन 500 लोगों को मिली", "🏠🏠 2 🏠",
)  # fmt: skip


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_seen_however_it_is_written(text: str) -> None:
    assert names_money(text)
    assert names_money(f"घर मिला. {text}! Thank you")


@pytest.mark.parametrize("text", OTHERS)
def test_numbers_of_other_things_are_no_amount(text: str) -> None:
    assert not names_money(text)


def spent_on(text: str) -> float:
    """Return the least time of a few looks, in seconds."""

    def once() -> float:
        started = time.process_time()
        names_money(text)
        return time.process_time() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize("bit", ["1", "1,", "1 ", "pension ", "rs ", "रुप", "पैसे ", "a "])
def test_the_time_for_a_text_grows_with_its_length_and_no_faster(bit: str) -> None:
    few, many = 5_000, 40_000

    # A pattern that goes back and forth takes 64 times as long for eight times the text.
    assert spent_on(bit * many) < 24 * max(spent_on(bit * few), 0.001)
