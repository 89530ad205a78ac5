"""Names across scripts: one person's spellings look alike, two people's do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.naming.alike import looks_alike
from chalicelib.domain.naming.folding import folded
from chalicelib.domain.naming.indic import SCRIPTS
from chalicelib.domain.naming.reading import language_of, romanised
from chalicelib.domain.naming.scripts import pairs
from chalicelib.domain.naming.skeletons import skeleton

HINDI = "".join(chr(code) for code in range(0x900, 0x980))
names = st.text(st.sampled_from(f"{HINDI}abcdehikmnorstuxyzSKṁé ./-\u200d"), max_size=24)


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("सुनीता देवी", "sunita devi"),
        ("लक्ष्मी", "lakshmi"),
        ("ज्ञानेन्द्र", "gyanendra"),
        ("राम कुमार", "ram kumar"),
        ("शबनम कमला", "shabnam kamla"),
        ("सरस्वती", "sarasvati"),
        ("निर्मला", "nirmala"),
        ("कृष्ण सत्य धर्म", "krishna satya dharm"),
        ("संजय चंपा चाँद", "sanjay champa chand"),
        ("फ़ातिमा ज़ाकिर", "fatima zakir"),
        ("\u095eातिमा \u095bाकिर", "fatima zakir"),
        ("द़ीप दुःख", "dip dukh"),
        ("ऋषि सिंह", "rishi singh"),
        ("न", "na"),
        ("ॐ प्रकाश", "om prakash"),
        ("वार्ड १२, Ram", "vard 12, Ram"),
        ("क\u094d\u200dरम", "kram"),
        ("ராம் Émile", "ராம் Émile"),
        ("उरांव बहादुर", "uranv bahadur"),
        ("সুনীতা চন্দ্র রমেশ", "sunita chandra ramesh"),
        ("মনোয়ারা সিং জ্ঞান", "manowara singh gyan"),
        ("ਸੁਨੀਤਾ ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "sunita guraprit singh"),
        ("સુનીતા ભાઈ સિંહ", "sunita bhai singh"),
        ("سنیتا", "snita"),
        ("فاطمہ شاہ", "fatma shah"),
        ("وسیم جاوید یونس نوری", "vsim javid yuns nuri"),
        ("عائشہ عمر سعید", "aisha amr sid"),
        ("عبدالرحمن محمد", "abdulrahman muhamad"),
        ("مُکیش", "mukish"),
    ],
)
def test_hindi_is_written_as_it_is_spoken(written: str, latin: str) -> None:
    assert romanised(written) == latin


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("सुनीता देवी", "Sunita Devi"),
        ("सुनीता देवी", "Suneeta Devi"),
        ("Sunita Devi", "SUNEETA  DEVEE"),
        ("लक्ष्मी", "Laxmi"),
        ("Laxmi", "Lakshmi"),
        ("ज्ञानेन्द्र", "Gyanendra"),
        ("ज्ञानेन्द्र", "Jnanendra"),
        ("महेन्द्र", "Mahendra"),
        ("महेंद्र", "Mahender"),
        ("फ़ातिमा", "Fatima"),
        ("फातिमा", "Fatimah"),
        ("शबाना", "Shabana"),
        ("जाकिर", "Zakir"),
        ("आयशा", "Ayesha"),
        ("कमला", "Kamala"),
        ("अर्चना", "Archna"),
        ("पांडेय", "Pande"),
        ("चौधरी", "Chowdhury"),
        ("राव", "Rao"),
        ("विजय सिंह", "Vijai Singh"),
        ("अंबिका", "Anbika"),
        ("सिद्धार्थ", "Sidharth"),
        ("कृष्ण", "Krishna"),
        ("उषा", "Oosha"),
    ],
)
def test_the_spellings_of_one_name_look_alike(one: str, other: str) -> None:
    assert looks_alike(one, other)
    assert looks_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ramesh", "Rakesh"),
        ("रमेश", "Rakesh"),
        ("Sunita", "Anita"),
        ("सुनीता", "अनीता"),
        ("Kumar", "Kumari"),
        ("कुमार", "Kumari"),
        ("Zakir", "Shakir"),
        ("ज़ाकिर", "शाकिर"),
        ("Shakil", "Shakila"),
        ("Raj", "Raju"),
        ("Usha", "Asha"),
        ("Sunita Devi", "Anita Devi"),
        ("Sunita Devi", "Sunita Kumari"),
        ("Sunita Kumar", "Sunita Kumari"),
    ],
)
def test_different_names_do_not(one: str, other: str) -> None:
    assert not looks_alike(one, other)
    assert not looks_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Devi Sunita", "Sunita Devi"),
        ("श्रीमती सुनीता देवी", "Sunita Devi"),
        ("Smt. Sunita Devi", "सुनीता देवी"),
        ("कुमारी सुनीता", "Km. Sunita"),
        ("स्व. श्री राम प्रसाद", "Late Shri Ram Prasad"),
        ("Sunita Devi W/O Ramesh Yadav", "सुनीता देवी"),
        ("सुनीता देवी पत्नी रमेश", "Sunita Devi"),
        ("S/o Ram Prasad", "Ram Prasad"),
        ("Ramkumar", "Ram Kumar"),
        ("Sunita", "Sunita Devi"),
        ("Ram Yadav", "Ram Kumar Yadav"),
    ],
)
def test_order_titles_relatives_and_a_word_more_do_not_count(one: str, other: str) -> None:
    assert looks_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("", "Sunita"),
        ("Devi", "Sunita Devi"),
        ("Devi Kumari", "Sunita Devi Kumari"),
        ("Sunita w/o Ramesh", "Ramesh"),
        ("Sunita Sunita", "Sunita Devi"),
        ("123", "123"),
    ],
    ids=["nothing", "one nothing", "shared", "shared twice", "husband", "twice", "no letters"],
)
def test_too_little_in_common_is_not_alike(one: str, other: str) -> None:
    assert not looks_alike(one, other)


def test_a_title_alone_is_a_name() -> None:
    assert looks_alike("Kumari", "कुमारी")


@settings(max_examples=200, deadline=None)
@given(names, names)
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert looks_alike(one, other) == looks_alike(other, one)


@settings(max_examples=200, deadline=None)
@given(names)
def test_the_normal_form_is_plain_letters_and_a_name_is_like_itself(name: str) -> None:
    form = folded(name)

    assert all("a" <= letter <= "z" for letter in form if letter != " ")
    assert len(skeleton(name).split()) == len(form.split())
    assert looks_alike(name, name) or not form


def test_a_long_word_is_read_without_delay() -> None:
    assert romanised("क" * 200) == romanised("क" * 200)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("सुनीता देवी", "hi"),
        ("Sunita Devi", "en"),
        ("Café Émile", "en"),
        ("सुनीता देवी (Smt)", "hi"),
        ("Sunita Devi श्री", "en"),
        ("সুনীতা", ""),
        ("Сунита", ""),
        ("12 / 5", ""),
        ("", ""),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.language)
def test_every_letter_of_a_table_is_of_its_script_and_has_a_sound(script) -> None:
    for letter, sound in {**script.consonants, **script.vowels}.items():
        assert all(script.first <= part <= script.last for part in letter)
        assert sound.isascii()
        assert sound.isalpha()


def test_a_table_with_half_a_pair_is_noticed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        pairs("क k ख")
