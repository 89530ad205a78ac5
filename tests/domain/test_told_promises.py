"""What is told of the past passes, what is promised does not, in Hindi, Latin letters and English.

The sentences are made up for this test, in the words in which people speak of schemes.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import promise_phrases
from chalicelib.domain.told_promises import Told, promises_in

T = Told
PROMISES: list[tuple[str, set[Told]]] = [
    ("आपको भी घर मिलेगा", {T.WILL_GET}),
    ("हर बहन को पैसे मिलेंगे", {T.WILL_GET}),
    ("सबको जल्दी ही पेंशन मिल जाएगी", {T.WILL_GET}),
    ("सब को गैस सिलेंडर मिलने वाला है", {T.WILL_GET}),
    ("दूसरी किस्त भी दी जाएगी।", {T.WILL_GET}),
    ("हम सबको नौकरी दिलवाएँगे", {T.WILL_GET}),
    ("भरोसा रखो, घर मिलेगा", {T.WILL_GET}),
    ("उम्मीद है औरों को भी मिलेगा", {T.WILL_GET}),
    ("मुझे घर मिला। आपको भी मिलेगा।", {T.WILL_GET}),
    ("पेंशन का आश्वासन मिला है", {T.WILL_GET}),
    ("अगले महीने सबकी पेंशन बढ़ेगी", {T.WILL_GIVE}),
    ("गाँव में पक्की सड़क बनेगी", {T.WILL_GIVE}),
    ("सबका पक्का घर बनवाएँगे", {T.WILL_GIVE}),
    ("किसानों का कर्ज़ माफ़ करेंगे", {T.WILL_GIVE}),
    ("हर घर में नल लगेगा", {T.WILL_GIVE}),
    ("बिजली मुफ़्त होगी", {T.WILL_GIVE}),
    ("कर्ज़ माफ़ करेंगे, यह हमारी गारंटी है", {T.WILL_GIVE, T.PROMISE}),
    ("मैं वादा करता हूँ कि राशन देंगे", {T.WILL_GIVE, T.PROMISE}),
    ("पूरा वादा निभाएँगे", {T.PROMISE}),
    ("जीतने पर हर परिवार को दो हज़ार रुपये देंगे", {T.WILL_GIVE, T.IF_ELECTED}),
    ("हमारी सरकार बनी तो लैपटॉप देंगे", {T.WILL_GIVE, T.IF_ELECTED}),
    ("चुनाव के बाद सबको पक्का घर दिया जाएगा।", {T.WILL_GET, T.AFTER_ELECTION}),
    ("विधायक जी ने कहा था कि चुनाव के बाद घर मिलेगा", {T.WILL_GET, T.AFTER_ELECTION}),
    ("चुनाव बाद सबको मकान", {T.AFTER_ELECTION}),
    ("हमें वोट दो, राशन लो!", {T.FOR_A_VOTE}),
    ("वोट के बदले राशन", {T.FOR_A_VOTE}),
    ("aapko bhi ghar milega", {T.WILL_GET}),
    ("sabko muft ilaj milega", {T.WILL_GET}),
    ("naukri dilwayenge", {T.WILL_GET}),
    ("har ghar me nal lagega", {T.WILL_GIVE}),
    ("wada karte hain ki naukri denge", {T.WILL_GIVE, T.PROMISE}),
    ("jeetne par har parivar ko paise denge", {T.WILL_GIVE, T.IF_ELECTED}),
    ("hamari sarkar bani to bijli muft hogi", {T.WILL_GIVE, T.IF_ELECTED}),
    ("chunav ke baad sabko ghar diya jayega", {T.WILL_GET, T.AFTER_ELECTION}),
    ("humein vote dijiye aur ghar paiye", {T.FOR_A_VOTE}),
    ("You will get a house too", {T.WILL_GET}),
    ("YOU'LL RECEIVE YOUR MONEY SOON", {T.WILL_GET}),
    ("Everyone is going to be given land", {T.WILL_GET}),
    ("Do not lose hope, you will get a house", {T.WILL_GET}),
    ("Houses will be built for every villager", {T.WILL_GIVE}),
    ("We are going to double the pension", {T.WILL_GIVE}),
    ("Everyone will have a house", {T.WILL_GIVE}),
    ("Free electricity is our guarantee", {T.PROMISE}),
    ("We will fulfil our promise", {T.PROMISE}),
    ("If we win, we will give every family two thousand rupees", {T.WILL_GIVE, T.IF_ELECTED}),
    ("When our government comes, loans will be waived", {T.WILL_GIVE, T.IF_ELECTED}),
    ("After the election everyone will get ration", {T.WILL_GET, T.AFTER_ELECTION}),
    ("After the elections, homes for all", {T.AFTER_ELECTION}),
    ("Vote for us and get a gas connection", {T.FOR_A_VOTE}),
    ("In return for your vote you have ration", {T.FOR_A_VOTE}),
]
TOLD = [
    "",
    "मुझे घर मिला",
    "मुझे प्रधानमंत्री आवास योजना से पक्का घर मिल गया है।",
    "हर महीने राशन मिलता है",
    "हर महीने मिलने वाली पेंशन से दवा लेती हूँ",
    "पहले चूल्हे पर खाना बनाती थी, अब गैस है",
    "बिजली आई, पानी आया",
    "बीमारी में मुफ़्त इलाज हुआ",
    "पैसे आए तो घर बना लिया",
    "घर · उज्ज्वला",
    "हमने कभी सोचा नहीं था कि पक्का घर मिलेगा",
    "उम्मीद नहीं थी कि कभी घर मिलेगा",
    "पहले लगता था कि गरीब को कुछ नहीं मिलेगा",
    "किसी ने कहा था घर मिलेगा और सच में मिल गया",
    "सरकार ने अपना वादा पूरा किया",
    "यह घर हमें मिला, वचन निभाया गया",
    "चुनाव के बाद मुझे घर मिला",
    "चुनाव के बाद हम गाँव लौटे",
    "जीतने पर बधाई",
    "अब घर में शांति मिलेगी",
    "घर में शादी होगी",
    "बेटा घर आएगा",
    "हम फिर मिलेंगे",
    "उनसे मिलेंगे तो धन्यवाद देंगे",
    "हम उन्हें वोट देंगे",
    "घर मिला है, वोट देंगे",
    "मैं सबको बताऊँगी",
    "अब बच्चे पढ़ पाएँगे",
    "अब हमें पानी लाने दूर नहीं जाना पड़ेगा",
    "पानी की दिक़्क़त नहीं होगी",
    "हम अपना घर बनाएँगे",
    "बैंक का लोन चुका देंगे",
    "मनरेगा में काम मिला",
    "रोज़गार गारंटी योजना में काम मिला",
    "योगी जी को धन्यवाद",
    "🙏🏠 घर मिला 🎉",
    "mujhe ghar mila",
    "mujhe ujjwala yojana se gas cylinder mil gaya",
    "socha nahi tha ki ghar milega",
    "har mahine pension milti hai",
    "phir milenge",
    "sarkar ne ghar diya, hum unhe vote denge",
    "narega me kaam mila",
    "I got a house under the scheme",
    "We have water in the tap now",
    "After the election I got my house",
    "The promise was kept: I received my pension",
    "He promised a house and I got it",
    "They said I will get it, and I got it",
    "I never thought I would get a house",
    "I never thought I will get a house",
    "MGNREGA, the employment guarantee act, gave me work",
    "I will get better now, and get up early",
    "I'll pay back the loan",
    "We voted and our road was built",
    "I will tell everybody about this house",
]


@pytest.mark.parametrize(("text", "told"), PROMISES, ids=[text for text, _ in PROMISES])
def test_a_promise_of_what_is_to_come_is_told_by_its_kind(text: str, told: set[Told]) -> None:
    assert set(promises_in(text)) == told


@pytest.mark.parametrize("text", TOLD)
def test_what_was_received_and_what_is_no_benefit_is_no_promise(text: str) -> None:
    assert promises_in(text) == ()


@pytest.mark.parametrize(("text", "told"), PROMISES[:30], ids=[text for text, _ in PROMISES[:30]])
def test_a_promise_is_told_whatever_stands_around_it(text: str, told: set[Told]) -> None:
    around = f"🙏 मुझे राशन मिलता है।\n{text}\nThank you! 🎉"

    assert set(promises_in(around)) == told
    assert set(promises_in("\u200b".join(text))) == told
    assert set(promises_in(f"\u202b{text.upper()}\u202c")) == told


def test_what_one_sentence_received_does_not_excuse_the_next() -> None:
    assert promises_in("मुझे घर मिला। चुनाव के बाद सबको मकान।") == (Told.AFTER_ELECTION,)


def test_kinds_come_once_in_their_order() -> None:
    text = "Vote for us and get ration. You will get a house. You will get land. We promise!"

    assert promises_in(text) == (Told.WILL_GET, Told.PROMISE, Told.FOR_A_VOTE)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert set(promises_in(text)) <= set(Told)
    assert Told.WILL_GET in promises_in(f"{text}\nYou will get a house")


LISTS = [name for name in vars(promise_phrases) if name.isupper()]


@pytest.mark.parametrize("name", LISTS)
def test_no_phrase_stands_twice_in_its_list(name: str) -> None:
    phrases = [each.strip() for each in re.split(r", |\n", getattr(promise_phrases, name))]
    known = [each for each in phrases if each]

    assert len(set(known)) == len(known) > 0
