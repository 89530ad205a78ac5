"""Why a photo or video was rejected, in words that tell a field worker what to do next.

The codes are stable: the field app, the records and the figures use them. Every code has one
sentence in each of LANGUAGES; none of them speaks of ffmpeg, headers or codecs.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from chalicelib.domain.errors import DomainError

LANGUAGES: Final = ("hi", "en")


class RejectReason(StrEnum):
    """What is wrong with a file that arrived."""

    EMPTY_FILE = "empty_file"
    SIZE_MISMATCH = "size_mismatch"
    HASH_MISMATCH = "hash_mismatch"
    TOO_LARGE = "too_large"
    NOT_A_PHOTO = "not_a_photo"
    NOT_A_VIDEO = "not_a_video"
    PLAYLIST = "playlist"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_FAST = "too_fast"
    TOO_HEAVY = "too_heavy"
    GRANT_REVOKED = "grant_revoked"
    PERSON_ERASED = "person_erased"


SENTENCES: Final[Mapping[RejectReason, Mapping[str, str]]] = {
    RejectReason.EMPTY_FILE: {
        "hi": "फ़ाइल खाली है। फ़ोटो या वीडियो दोबारा लेकर भेजें।",
        "en": "The file is empty. Take the photo or video again and send it.",
    },
    RejectReason.SIZE_MISMATCH: {
        "hi": "फ़ाइल पूरी नहीं पहुँची। फ़ोन से दोबारा भेजें।",
        "en": "Not all of the file arrived. Send it again from the phone.",
    },
    RejectReason.HASH_MISMATCH: {
        "hi": "भेजते समय फ़ाइल बदल गई। फ़ोन से दोबारा भेजें।",
        "en": "The file changed on its way. Send it again from the phone.",
    },
    RejectReason.TOO_LARGE: {
        "hi": "फ़ाइल बहुत बड़ी है। कैमरे की सेटिंग में कम रिज़ॉल्यूशन चुनकर दोबारा लें।",
        "en": "The file is too large. Choose a lower resolution in the camera and take it again.",
    },
    RejectReason.NOT_A_PHOTO: {
        "hi": "यह फ़ाइल फ़ोटो नहीं है। फ़ोन के कैमरे से फ़ोटो लेकर भेजें।",
        "en": "This file is not a photo. Take a photo with the phone's camera and send that.",
    },
    RejectReason.NOT_A_VIDEO: {
        "hi": "यह फ़ाइल वीडियो नहीं है। फ़ोन के कैमरे से वीडियो रिकॉर्ड करके भेजें।",
        "en": "This file is not a video. Record one with the phone's camera and send that.",
    },
    RejectReason.PLAYLIST: {
        "hi": "यह वीडियो नहीं, दूसरी फ़ाइलों की सूची है। फ़ोन के कैमरे से वीडियो रिकॉर्ड करके भेजें।",
        "en": "This is a list of other files, not a video. Record one with the phone's camera.",
    },
    RejectReason.TRUNCATED: {
        "hi": "फ़ोटो या वीडियो अधूरा है। दोबारा लें और सेव होने तक रुकें।",
        "en": "The photo or video is cut off. Record it again and wait until it is saved.",
    },
    RejectReason.UNREADABLE: {
        "hi": "फ़ाइल ख़राब है और नहीं खुलती। फ़ोटो या वीडियो दोबारा लेकर भेजें।",
        "en": "The file is damaged and does not open. Take the photo or video again and send it.",
    },
    RejectReason.TOO_MANY_PIXELS: {
        "hi": "तस्वीर का आकार बहुत बड़ा है। कैमरे की सेटिंग में कम रिज़ॉल्यूशन चुनकर दोबारा लें।",
        "en": "The picture has too many pixels. Choose a lower resolution and take it again.",
    },
    RejectReason.TOO_LONG: {
        "hi": "वीडियो दो मिनट से लंबा है। छोटा वीडियो रिकॉर्ड करें।",
        "en": "The video is longer than two minutes. Record a shorter one.",
    },
    RejectReason.TOO_SHORT: {
        "hi": "वीडियो एक सेकंड से छोटा है। दोबारा रिकॉर्ड करें और बात पूरी होने दें।",
        "en": "The video is shorter than one second. Record it again and let the person finish.",
    },
    RejectReason.TOO_FAST: {
        "hi": "यह स्लो-मोशन वीडियो है। कैमरे में सामान्य वीडियो चुनकर दोबारा रिकॉर्ड करें।",
        "en": "This is a slow-motion video. Choose normal video in the camera and record it again.",
    },
    RejectReason.TOO_HEAVY: {
        "hi": "यह फ़ाइल खोलने में बहुत ज़्यादा काम लगता है। फ़ोन के कैमरे से सामान्य मोड में दोबारा लें।",
        "en": "Opening this file takes too much work. Take it again in the camera's normal mode.",
    },
    RejectReason.GRANT_REVOKED: {
        "hi": "यह फ़ाइल उस फ़ोन से आई जिसे बंद किया जा चुका था। अपने फ़ोन से दोबारा लेकर भेजें।",
        "en": "It came from a phone that had been signed out. Take it again with your own phone.",
    },
    RejectReason.PERSON_ERASED: {
        "hi": "इनकी सारी जानकारी मिटा दी गई है। फ़ाइल नहीं रखी गई; अब कुछ न भेजें।",
        "en": "Everything about this person was erased. The file was not kept; send no more.",
    },
}


class MediaRejected(DomainError):
    """A stored file that we cannot or will not publish; `reason` says why."""

    slug: ClassVar[str] = "media-rejected"
    title: ClassVar[str] = "The photo or video was rejected"

    def __init__(self, reason: RejectReason) -> None:
        super().__init__(SENTENCES[reason]["en"], reason=reason.value)
        self.reason = reason


def sentence(reason: RejectReason, language: str) -> str:
    """Return what to tell a worker who reads `language`; English where we have no such text."""
    texts = SENTENCES[reason]
    return texts.get(language, texts["en"])
