"""What each step of a testimonial's story says, in Hindi and English, and the words in it.

A text never holds a name, a number to ring or a place; who did a step stands beside it as an id.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from chalicelib.domain.finding import Verdict
from chalicelib.domain.verification.words.said import Pair

Words = Mapping[str, Pair]
Word = Pair | str | int

VERDICTS: Final[Mapping[Verdict, Pair]] = {
    Verdict.VERIFIED: ("जाँच में सही", "verified"),
    Verdict.NEEDS_REVIEW: ("कोई व्यक्ति ध्यान से देखे", "a person has to look"),
    Verdict.REFUSED: ("जाँच में रुका", "refused"),
}
TEXTS: Final[Words] = {
    "visit_began": ("भेंट शुरू हुई: {outcome}। {clock}", "The visit began: {outcome}. {clock}"),
    "visit_ended": ("भेंट {took} बाद ख़त्म हुई।", "The visit ended after {took}."),
    "visit_reported": ("भेंट की रिपोर्ट पहुँची।", "The visit's report reached us."),
    "call_dialled": (
        "उन्होंने अभियान का नंबर मिलाया, फ़ोन की घड़ी के अनुसार।",
        "She rang the campaign's number, by the phone's clock.",
    ),
    "call_matched": (
        "उनकी मिस्ड कॉल आई, भेंट शुरू होने के {apart} {side}। वह इसी भेंट की मानी गई।",
        "Her missed call came, {apart} {side} the visit began. It was taken for this visit's.",
    ),
    "captured": (
        "जो फ़ाइलें बताती हैं कि वे इसी भेंट में बनीं: {n}।",
        "Files that say of themselves that they were made at this visit: {n}.",
    ),
    "captured_off": (
        "फ़ाइल ({kind}) के अनुसार वह इस भेंट के समय से {apart} {side} बनी।",
        "The {kind} says of itself that it was made {apart} {side} the time of this visit.",
    ),
    "captured_on_no_day": (
        "फ़ाइल ({kind}) के अनुसार वह अभियान के किसी दिन नहीं बनी।",
        "The {kind} says of itself that it was made on no day of the campaign.",
    ),
    "upload_granted": (
        "एक {kind} भेजने की अनुमति दी गई, {size}।",
        "A {kind} of {size} may be uploaded.",
    ),
    "upload_stored": (
        "फ़ाइल ({kind}) पहुँची, अनुमति के {took} बाद।",
        "The {kind} arrived, {took} after its grant.",
    ),
    "media_ready": ("फ़ाइल ({kind}) तैयार हुई{timings}।", "The {kind} is ready{timings}."),
    "media_rejected": (
        "फ़ाइल ({kind}) स्वीकार नहीं हुई: {reason}",
        "The {kind} was rejected: {reason}",
    ),
    "media_abandoned": ("फ़ाइल ({kind}) कभी नहीं पहुँची।", "The {kind} never arrived."),
    "copy_same": (
        "यही फ़ाइल एक और भेंट में है, {when} आई: {whose}।",
        "Another visit has the very same file, {when}: {whose}.",
    ),
    "copy_near": (
        "यही तस्वीर एक और भेंट में दूसरी फ़ाइल के रूप में है, {when} आई: {whose}। {signs} में {difference} अंतर।",
        "Another visit has this picture as another file, {when}: {whose} ({difference}/{signs}).",
    ),
    "consent_given": (
        "उन्होंने सहमति दी: {purposes}। {method}; सूचना {notice} दिखाई गई।{guardian}",
        "She agreed to: {purposes}. {method}; shown notice {notice}.{guardian}",
    ),
    "consent_withdrawn": (
        "सहमति वापस ली गई: {purposes}। {how}।",
        "Consent was taken back: {purposes}. {how}.",
    ),
    "record_corrected": (
        "उनका ब्योरा {source} सुधारा गया: {fields}।{conflict}",
        "Her record was corrected {source}: {fields}.{conflict}",
    ),
    "opened": (
        "प्रकाशन की सहमति है, इसलिए अनुभव की फ़ाइल खुली।",
        "There is consent to publish, so the testimonial was opened.",
    ),
    "verdict": (
        "निष्कर्ष {number}: {verdict}।{differs}",
        "Verdict {number}: {verdict}.{differs}",
    ),
    "claimed": ("एक समीक्षक ने इसे देखने के लिए लिया।", "A moderator took it to look at."),
    "decided": ("निर्णय: {decision}{reason}।", "Decision: {decision}{reason}."),
    "taken_back": (
        "निर्णय वापस लिया गया: {decision}।",
        "The decision was taken back: {decision}.",
    ),
    "asked_worker": (
        "कार्यकर्ता ने दूसरा निर्णय माँगा।",
        "The worker asked for another decision.",
    ),
    "asked_beneficiary": (
        "उन्होंने स्वयं दूसरा निर्णय माँगा।",
        "She asked for another decision herself.",
    ),
    "looked": (
        "स्तर {level} पर दूसरी बार देखा गया: {decision}। पहले निर्णय से {agrees}।",
        "A second look, level {level}: {decision}. It {agrees} the first decision.",
    ),
    "scheduled": ("प्रकाशन की बारी तय हुई; चैनल: {n}।", "It was given its slots; channels: {n}."),
    "edition": (
        "चैनल के लिए अलग रूप बनाया जा रहा है: {state}।",
        "An edition was ordered for a channel: {state}.",
    ),
    "publication": ("चैनल {channel}: {state}।{reason}", "Channel {channel}: {state}.{reason}"),
    "withdrawn": (
        "अनुभव वापस लिया गया; तब चालू पोस्ट: {n}।",
        "The testimonial was withdrawn; posts that were live then: {n}.",
    ),
    "ordered_down": (
        "इसे हटाने का आदेश आया; चैनल: {n}।",
        "It was ordered down; channels: {n}.",
    ),
    "stopped_by_hand": (
        "किसी ने इसे हटाने को कहा; चैनल: {n}।",
        "Somebody had it taken down; channels: {n}.",
    ),
    "reworked": (
        "स्वीकृति के बाद इसके शब्द बदले गए; इसे फिर स्वीकृति चाहिए।",
        "Its words were edited after the approval; it has to be approved anew.",
    ),
    "reel_begun": ("{n} अनुभवों की रील चुनी गई।", "A reel of {n} testimonials was chosen."),
    "reel_composed": ("रील बनकर तैयार हुई।", "The reel was composed."),
    "put_into_reel": ("इसे एक रील में लिया गया।", "It was put into a reel."),
    "published": ("सभी पोस्ट हो चुकी हैं।", "All its posts are out."),
    "other": ("दर्ज हुआ: {action}{facts}।", "Noted: {action}{facts}."),
}
BITS: Final[Words] = {
    "clock_right": ("फ़ोन की घड़ी ठीक थी।", "The phone's clock was right."),
    "clock_behind": (
        "फ़ोन की घड़ी {apart} पीछे थी; यहाँ सुधारा हुआ समय है।",
        "The phone's clock was {apart} behind; times here are corrected.",
    ),
    "clock_ahead": (
        "फ़ोन की घड़ी {apart} आगे थी; यहाँ सुधारा हुआ समय है।",
        "The phone's clock was {apart} ahead; times here are corrected.",
    ),
    "before": ("पहले", "before"),
    "after": ("बाद", "after"),
    "timings": (
        " (कतार {queue}, लाना {download}, बनाना {encode}, रखना {upload})",
        " (queue {queue}, fetching {download}, encoding {encode}, storing {upload})",
    ),
    "earlier": ("इससे पहले", "stored earlier"),
    "later": ("इसके बाद", "stored later"),
    "same_worker": ("वही कार्यकर्ता", "the same worker"),
    "other_worker": ("दूसरा कार्यकर्ता", "another worker"),
    "same_person": ("वही व्यक्ति", "the same person"),
    "other_person": ("दूसरा व्यक्ति", "another person"),
    "guardian": (" अभिभावक ने उनके लिए सहमति दी।", " A guardian agreed for her."),
    "everything": ("सब कुछ", "everything"),
    "conflict": (" इन पर दो रिपोर्टें अलग हैं: {fields}।", " Two reports disagree about: {fields}."),
    "differs": (
        " निष्कर्ष {number} से अलग नतीजे: {n}।",
        " Findings that differ from verdict {number}: {n}.",
    ),
    "same": (
        " निष्कर्ष {number} से कोई नतीजा अलग नहीं।",
        " No finding ends otherwise than in verdict {number}.",
    ),
    "agrees": ("सहमत", "agrees with"),
    "disagrees": ("अलग", "differs from"),
    "nothing": ("कुछ नहीं", "nothing"),
}
UNITS: Final[Words] = {
    "s": ("{n} सेकंड", "{n} s"),
    "min": ("{n} मिनट", "{n} min"),
    "h": ("{n} घंटे", "{n} h"),
    "days": ("{n} दिन", "{n} days"),
    "ms": ("{n} मि.से.", "{n} ms"),
    "kB": ("{n} kB", "{n} kB"),
    "MB": ("{n} MB", "{n} MB"),
}
SECONDS: Final = {"min": 60, "h": 3600, "days": 86_400}
MEGABYTE: Final = 1_000_000


def said(pair: Pair, **words: Word) -> Pair:
    """Return both texts of a pair with each word in its own language put in."""
    hindi, english = (
        text.format(**{name: _in(language, word) for name, word in words.items()})
        for language, text in enumerate(pair)
    )
    return hindi, english


def told(key: str, **words: Word) -> dict[str, str]:
    """Return what a step says, by language."""
    hindi, english = said(TEXTS[key], **words)
    return {"hi": hindi, "en": english}


def _in(language: int, word: Word) -> str | int:
    return word[language] if isinstance(word, tuple) else word


def word_of(family: Words, code: str) -> Pair:
    """Return the words for a code; one that has none yet is shown as it is, without underscores."""
    plain = code.replace("_", " ")
    return family.get(code, (plain, plain))


def joined(pairs: Iterable[Pair]) -> Pair:
    """Return several words as a list; nothing as the word for nothing."""
    listed = list(pairs)
    if not listed:
        return BITS["nothing"]
    return ", ".join(hindi for hindi, _ in listed), ", ".join(english for _, english in listed)


def lasting(seconds: float) -> Pair:
    """Return how long something took, in the largest unit of which there are two at least."""
    length = abs(seconds)
    if 0 < length < 1:
        return said(UNITS["ms"], n=round(length * 1000))
    for unit in reversed(SECONDS):
        if length >= 2 * SECONDS[unit]:
            return said(UNITS[unit], n=round(length / SECONDS[unit]))
    return said(UNITS["s"], n=round(length))


def sized(size_bytes: int) -> Pair:
    """Return a file's size."""
    if size_bytes >= MEGABYTE:
        return said(UNITS["MB"], n=f"{size_bytes / MEGABYTE:.1f}")
    return said(UNITS["kB"], n=max(1, round(size_bytes / 1000)))
