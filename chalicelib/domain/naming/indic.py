"""The scripts in which each consonant has a vowel of its own, as tables.

Another script is one more table in SCRIPTS. What is spoken alike is written alike, whatever the
letter's own habit: Bengali য is a y here since यादव and যাদব are one name, and ব a b that folding
takes for a v.
"""

from typing import Final

from chalicelib.domain.naming.scripts import Script, pairs

DEVANAGARI: Final = Script(
    language="hi",
    first="\u0900",
    last="\u097f",
    # ज्ञ is spoken gy in Hindi; letter by letter it would be jn.
    consonants=pairs("""
        क k   ख kh   ग g   घ gh   ङ n
        च ch  छ chh  ज j   झ jh   ञ n
        ट t   ठ th   ड d   ढ dh   ण n
        त t   थ th   द d   ध dh   न n
        प p   फ ph   ब b   भ bh   म m
        य y   र r    ल l   ळ l    व v
        श sh  ष sh   स s   ह h    ज्ञ gy
        क़ q   ख़ kh   ग़ gh  ज़ z    ड़ r   ढ़ rh  फ़ f
    """),
    vowels=pairs("""
        अ a  आ a  इ i  ई i  उ u  ऊ u  ऋ ri  ए e  ऐ ai  ओ o  औ au  ऍ e  ऑ o  ॲ a  ॐ om
             ा a  ि i  ी i  ु u  ू u  ृ ri  े e  ै ai  ो o  ौ au  ॅ e  ॉ o
    """),
    nasals=frozenset("ंँ"),
    virama="्",
    nukta="\u093c",
    unread="ःऽ",
    words={"सिंह": "singh", "सिह": "singh"},
)

# Bengali speaks a consonant's own vowel (as o, which Sanskrit names write a) except at the end of
# a word, and there too after two consonants: চন্দ্র, দত্ত.
BENGALI: Final = Script(
    language="bn",
    first="\u0980",
    last="\u09ff",
    consonants=pairs("""
        ক k   খ kh   গ g   ঘ gh   ঙ n
        চ ch  ছ chh  জ j   ঝ jh   ঞ n
        ট t   ঠ th   ড d   ঢ dh   ণ n
        ত t   থ th   দ d   ধ dh   ন n
        প p   ফ ph   ব b   ভ bh   ম m
        য y   র r    ল l
        শ sh  ষ sh   স s   হ h    জ্ঞ gy
        ড় r   ঢ় rh   য় y   ৰ r    ৱ v
    """),
    vowels=pairs("""
        অ a  আ a  ই i  ঈ i  উ u  ঊ u  ঋ ri  এ e  ঐ ai  ও o  ঔ au  ৎ t
             া a  ি i  ী i  ু u  ূ u  ৃ ri  ে e  ৈ ai  ো o  ৌ au
    """),
    nasals=frozenset("ংঁ"),
    virama="্",
    nukta="\u09bc",
    unread="ঃ",
    words={"সিং": "singh", "সিংহ": "singh"},
    # There is no letter for w: ওয়াহিদ, মনোয়ারা.
    sounds={"oya": "owa", "uya": "uwa"},
    drops_inner=False,
    keeps_after_cluster=True,
)

GURMUKHI: Final = Script(
    language="pa",
    first="\u0a00",
    last="\u0a7f",
    consonants=pairs("""
        ਕ k   ਖ kh   ਗ g   ਘ gh   ਙ n
        ਚ ch  ਛ chh  ਜ j   ਝ jh   ਞ n
        ਟ t   ਠ th   ਡ d   ਢ dh   ਣ n
        ਤ t   ਥ th   ਦ d   ਧ dh   ਨ n
        ਪ p   ਫ ph   ਬ b   ਭ bh   ਮ m
        ਯ y   ਰ r    ਲ l   ਵ v    ੜ r
        ਸ s   ਹ h
        ਸ਼ sh  ਖ਼ kh   ਗ਼ gh  ਜ਼ z    ਫ਼ f   ਲ਼ l
    """),
    vowels=pairs("""
        ਅ a  ਆ a  ਇ i  ਈ i  ਉ u  ਊ u  ਏ e  ਐ ai  ਓ o  ਔ au
             ਾ a  ਿ i  ੀ i  ੁ u  ੂ u  ੇ e  ੈ ai  ੋ o  ੌ au
    """),
    nasals=frozenset("ਂੰਁ"),
    virama="੍",
    nukta="\u0a3c",
    unread="ੱਃ",  # the addak only doubles what follows
    words={},
)

GUJARATI: Final = Script(
    language="gu",
    first="\u0a80",
    last="\u0aff",
    consonants=pairs("""
        ક k   ખ kh   ગ g   ઘ gh   ઙ n
        ચ ch  છ chh  જ j   ઝ jh   ઞ n
        ટ t   ઠ th   ડ d   ઢ dh   ણ n
        ત t   થ th   દ d   ધ dh   ન n
        પ p   ફ ph   બ b   ભ bh   મ m
        ય y   ર r    લ l   ળ l    વ v
        શ sh  ષ sh   સ s   હ h    જ્ઞ gn
    """),
    vowels=pairs("""
        અ a  આ a  ઇ i  ઈ i  ઉ u  ઊ u  ઋ ri  એ e  ઐ ai  ઓ o  ઔ au  ઍ e  ઑ o  ૐ om
             ા a  િ i  ી i  ુ u  ૂ u  ૃ ri  ે e  ૈ ai  ો o  ૌ au  ૅ e  ૉ o
    """),
    nasals=frozenset("ંઁ"),
    virama="્",
    nukta="\u0abc",
    unread="ઃઽ",
    words={"સિંહ": "singh"},
)

SCRIPTS: Final = (DEVANAGARI, BENGALI, GURMUKHI, GUJARATI)
