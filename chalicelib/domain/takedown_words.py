"""What people read of a publication: why it did not go out, why it is still there, what to do.

What networks answer has its words in refusal_words.py; here stand those of takedowns.
"""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.refusal_words import told
from chalicelib.domain.takedowns import Attempt, TakedownKind, Tried, last_try

Sentences = Mapping[str, str]
_P = PublicationState

# Why it was cancelled before it went out.
_CANCELLED: Final[Mapping[str, Sentences]] = {
    TakedownKind.WITHDRAWAL: {
        "hi": "सहमति वापस ली गई, इसलिए यह पोस्ट नहीं हुआ।",
        "en": "Consent was taken back, so it was not posted.",
    },
    TakedownKind.ORDER: {
        "hi": "हटाने का आदेश आया, इसलिए यह पोस्ट नहीं हुआ।",
        "en": "It was ordered down, so it was not posted.",
    },
    TakedownKind.BY_HAND: {
        "hi": "किसी ने इसे रोक दिया, इसलिए यह पोस्ट नहीं हुआ।",
        "en": "Somebody stopped it, so it was not posted.",
    },
    TakedownKind.EDITED: {
        "hi": "स्वीकृति के बाद इसके शब्द बदले गए। दोबारा स्वीकृति के बाद नया रूप पोस्ट होगा।",
        "en": "Its words were edited after the approval. The new form is posted once approved.",
    },
}
# Why it is not gone yet.
ONLY_A_LINK: Final = "only_a_link"
NO_CHANNEL: Final = "no_channel"
SEEN_LIVE: Final = "seen_live"
SAID_REMOVED: Final = "said_removed"
_OURS: Final[Mapping[str, Sentences]] = {
    ONLY_A_LINK: {
        "hi": "इस पोस्ट का केवल लिंक ज्ञात है। लिंक खोलें, उसे वहाँ ख़ुद हटाएँ, फिर यहाँ बताएँ।",
        "en": "Only the link of this post is known. Open it, remove the post there yourself, "
        "then say so here.",
    },
    NO_CHANNEL: {
        "hi": "इसका चैनल अब यहाँ नहीं है। पोस्ट को नेटवर्क पर ख़ुद हटाएँ, फिर यहाँ बताएँ।",
        "en": "Its channel is no longer here. Remove the post on the network yourself, "
        "then say so here.",
    },
    SEEN_LIVE: {
        "hi": "नेटवर्क ने कहा कि पोस्ट हट गई, पर वह अभी दिखती है। हम फिर कोशिश करेंगे।",
        "en": "The network said that it removed the post, but it can still be seen. We try again.",
    },
    SAID_REMOVED: {
        "hi": "नेटवर्क ने कहा कि पोस्ट हट गई। हम अभी जाँच रहे हैं।",
        "en": "The network said that it removed the post. We are checking that it is gone.",
    },
}
_SILENCE: Final[Sentences] = {
    "hi": "नेटवर्क ने जवाब नहीं दिया। हम फिर कोशिश करेंगे; जल्दी हो तो पोस्ट को वहाँ ख़ुद हटाएँ।",
    "en": "The network did not answer. We try again; if it is urgent, remove the post there "
    "yourself.",
}


def reason_text(item: Publication) -> dict[str, str] | None:
    """Return why a publication is where it is, in Hindi and English; None when that is plain."""
    if item.state in {_P.TAKEDOWN_DUE, _P.TAKEDOWN_FAILED}:
        last = last_try(item.takedown) if item.takedown else None
        return _of_a_try(last) if last else None
    reason = item.reason
    if not reason:
        return None
    is_ours = item.state is _P.CANCELLED and reason in _CANCELLED
    return dict(_CANCELLED[reason]) if is_ours else told(reason)


def _of_a_try(last: Attempt) -> dict[str, str]:
    if last.reason in _OURS:
        return dict(_OURS[last.reason])
    if last.result == Tried.SILENCE:
        return dict(_SILENCE)
    # What to do comes first: the network's own reason stands beside it.
    return told(last.result)
