"""What is told to people of a post that did not go out, or did not go away: what it means, and what
they can do. No sentence repeats what a network said; that stands beside it.
"""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.media_reason_words import MEDIA
from chalicelib.domain.posts import TakedownResult
from chalicelib.domain.refusals import Later, Refusal

Sentences = Mapping[str, str]

_REFUSALS: Final[Mapping[str, Sentences]] = {
    Refusal.CONTENT: {
        "hi": "नेटवर्क ने इसे अपने नियमों के विरुद्ध मानकर मना कर दिया। वहाँ के नियम देखें; यह सामग्री वहाँ "
        "दोबारा न भेजें।",
        "en": "The network refused it as against its own rules. Read those rules; "
        "do not send this content there again.",
    },
    Refusal.DUPLICATE: {
        "hi": "यही शब्द इस खाते से पहले ही पोस्ट हो चुके हैं। इस चैनल के लिए कैप्शन बदलें।",
        "en": "The account has already posted these very words. "
        "Write another caption for this channel.",
    },
    Refusal.MEDIA: {
        "hi": "नेटवर्क ने फ़ोटो या वीडियो नहीं लिया। चैनल के लिए दूसरा आकार चुनें या दूसरी फ़ाइल चुनें।",
        "en": "The network did not take the photo or video. "
        "Order another cut for the channel, or choose another file.",
    },
    Refusal.CAPTION: {
        "hi": "नेटवर्क ने कैप्शन नहीं लिया। उसे छोटा करें, लिंक और हैशटैग कम करें।",
        "en": "The network did not take the caption. Make it shorter, with fewer links and "
        "hashtags.",
    },
    Refusal.NOT_ALLOWED: {
        "hi": "इस खाते को यह करने की अनुमति नहीं है। नेटवर्क पर खाते के अधिकार जाँचें।",
        "en": "The account may not do this. Check its permissions on the network.",
    },
    Refusal.OTHER: {
        "hi": "नेटवर्क ने मना कर दिया। नेटवर्क का अपना कारण पढ़ें और फिर तय करें।",
        "en": "The network said no. Read the reason that it gave, then decide.",
    },
}
_LATER: Final[Mapping[str, Sentences]] = {
    Later.RATE_LIMITED: {
        "hi": "नेटवर्क ने रुकने को कहा है। पोस्ट अपने आप बाद में जाएगी; कुछ न करें।",
        "en": "The network asked to wait. The post goes later by itself; there is nothing to do.",
    },
    Later.QUOTA: {
        "hi": "इस खाते की आज की सीमा पूरी हो गई। जगह होते ही पोस्ट अपने आप जाएगी; कुछ न करें।",
        "en": "The account has used up what the network allows it. "
        "The post goes by itself once there is room; there is nothing to do.",
    },
    Later.TROUBLE: {
        "hi": "नेटवर्क में गड़बड़ी है। पोस्ट अपने आप फिर भेजी जाएगी; देर तक ऐसा रहे तो नेटवर्क की सूचना देखें।",
        "en": "The network has trouble. The post is tried again by itself; "
        "if this lasts, look at the network's status page.",
    },
    Later.NOT_SENT: {
        "hi": "नेटवर्क से संपर्क नहीं हुआ और कुछ नहीं भेजा गया। पोस्ट अपने आप फिर भेजी जाएगी; देर तक ऐसा रहे "
        "तो चैनल का पता जाँचें।",
        "en": "The network could not be reached and nothing was sent. The post is tried again by "
        "itself; if this lasts, check the channel's address.",
    },
    Later.MEDIA_UNREADABLE: {
        "hi": "उस समय हमारी फ़ाइल पढ़ी नहीं जा सकी। पोस्ट अपने आप फिर भेजी जाएगी; बार-बार हो तो "
        "संचालक को बताएँ।",
        "en": "Our own file could not be read just then. The post is tried again by itself; "
        "if it happens again, tell the operator.",
    },
    Later.TOKEN_EXPIRED: {
        "hi": "खाते की अनुमति का समय पूरा हो गया। चैनल को दोबारा जोड़ें; तब तक उसकी पोस्टें रुकी रहेंगी, "
        "खोएँगी नहीं।",
        "en": "The account's permission has run out. Connect the channel again; "
        "its posts wait until then and none is lost.",
    },
    Later.TOKEN_REVOKED: {
        "hi": "खाते की अनुमति वापस ले ली गई है। चैनल को दोबारा जोड़ें; तब तक उसकी पोस्टें रुकी रहेंगी, "
        "खोएँगी नहीं।",
        "en": "The account's permission was taken away. Connect the channel again; "
        "its posts wait until then and none is lost.",
    },
    Later.NO_TOKEN: {
        "hi": "चैनल किसी खाते से जुड़ा नहीं है। उसे जोड़ें; तब तक उसकी पोस्टें रुकी रहेंगी।",
        "en": "The channel is not connected to an account. Connect it; its posts wait until then.",
    },
    Later.TOO_SLOW: {
        "hi": "नेटवर्क समय पर फ़ाइल तैयार नहीं कर पाया; कहीं कुछ प्रकाशित नहीं हुआ। पोस्ट अपने आप फिर भेजी "
        "जाएगी।",
        "en": "The network did not get the file ready in time, and nothing is public. "
        "The post is tried again by itself.",
    },
    Later.STOPPED: {
        "hi": "भेजते समय रोक लग गई; कहीं कुछ प्रकाशित नहीं हुआ। रोक हटने पर पोस्ट फिर जाएगी।",
        "en": "A freeze came while it was on its way, and nothing is public. "
        "The post goes once the freeze is lifted.",
    },
}
_LOOKED_UP: Final[Sentences] = {
    "hi": "साफ़ नहीं है कि पोस्ट वहाँ पहुँची या नहीं। हम नेटवर्क पर देख रहे हैं; दोबारा न भेजें।",
    "en": "It is not clear whether the post is there. We look it up on the network; "
    "do not post it again.",
}
_NOT_LISTED: Final[Sentences] = {
    "hi": "चैनल पर पोस्ट नहीं दिखी, पर हो सकता है कि वह वहाँ हो। हम देखते रहेंगे; चैनल खोलकर देखें और बताएँ। "
    "दोबारा न भेजें।",
    "en": "The post was not seen on the channel, but may be there. We go on looking; open the "
    "channel, look, and say what you found. Do not post it again.",
}
# What we say ourselves of a post on its way.
_OURS: Final[Mapping[str, Sentences]] = {
    "edition_failed": {
        "hi": "इस चैनल के लिए फ़ाइल तैयार नहीं हो पाई, इसलिए पोस्ट रद्द हुई। चैनल की शैली बदलें या संचालक "
        "को बताएँ।",
        "en": "Its edition for this channel could not be made, so the post was cancelled. "
        "Change the channel's style, or tell the operator.",
    },
    "run_ended_early": {
        "hi": "भेजते समय हमारा काम बीच में रुक गया। हम नेटवर्क पर देख रहे हैं कि पोस्ट पहुँची या नहीं; "
        "दोबारा न भेजें।",
        "en": "Our own run ended while it was posting. We look on the network whether the post is "
        "there; do not post it again.",
    },
    "was_tried_before": {
        "hi": "यह पोस्ट पहले एक बार भेजी जा चुकी है। दोबारा नहीं भेजी गई; चैनल खोलकर देखें कि वह वहाँ है "
        "या नहीं।",
        "en": "This very post was sent once before. It was not sent again; open the channel and "
        "see whether it is there.",
    },
    "not_posted": {
        "hi": "किसी ने चैनल पर देखकर बताया कि पोस्ट वहाँ नहीं है। इसे फिर से भेजने के लिए दोबारा स्वीकृति चाहिए।",
        "en": "Somebody looked on the channel and said that the post is not there. "
        "It takes another approval to post it again.",
    },
    "campaign_gone": {
        "hi": "यह अभियान अब नहीं है, इसलिए पोस्ट रद्द हुई।",
        "en": "The campaign is no longer there, so the post was cancelled.",
    },
    "not_seen_on_channel": _NOT_LISTED,
    "published_not_seen": _NOT_LISTED,
    "no_answer": _LOOKED_UP,
    "broken_answer": _LOOKED_UP,
    "container_gone": _LOOKED_UP,
    "video_gone": _LOOKED_UP,
    "processing": _LOOKED_UP,
    "no_permalink": _LOOKED_UP,
    "not_public_yet": _LOOKED_UP,
    "still_private": {
        "hi": "वीडियो नेटवर्क पर है, पर अभी सबको नहीं दिखता। उसे वहाँ सार्वजनिक करें, या खाते की जाँच "
        "पूरी करवाएँ।",
        "en": "The video is on the network, but not public yet. Make it public there, or have the "
        "account's audit completed.",
    },
}
_NO_WAY: Final[Sentences] = {
    "hi": "नेटवर्क हमें यह पोस्ट हटाने नहीं देता। लिंक खोलें और उसे वहाँ ख़ुद हटाएँ, फिर यहाँ बताएँ।",
    "en": "The network has no way for us to remove this post. Open the link, remove it there "
    "yourself, then say so here.",
}
_TAKEDOWNS: Final[Mapping[str, Sentences]] = {
    TakedownResult.REMOVED: {
        "hi": "पोस्ट हटा दी गई है। कुछ करना ज़रूरी नहीं।",
        "en": "The post is gone. There is nothing to do.",
    },
    TakedownResult.STILL_LIVE: {
        "hi": "पोस्ट अभी भी दिख रही है। हम फिर कोशिश करेंगे; जल्दी हो तो लिंक खोलकर ख़ुद हटाएँ।",
        "en": "The post can still be seen. We try again; if it is urgent, open the link and remove "
        "it yourself.",
    },
    TakedownResult.NOT_POSSIBLE: _NO_WAY,
    "unknown_id": _NO_WAY,
    "unreadable_id": _NO_WAY,
    "reads_the_feed": {
        "hi": "यह ऐप पोस्ट हमारी फ़ीड से लेता है, इसलिए हम उसे वहाँ से नहीं हटा सकते। ऐप के लोगों से हटवाएँ, "
        "फिर यहाँ बताएँ।",
        "en": "The app takes posts from our feed, so we cannot remove this one there. Have the "
        "app's people remove it, then say so here.",
    },
    "too_old": {
        "hi": "पोस्ट इतनी पुरानी है कि नेटवर्क उसे हमसे नहीं हटवाता। लिंक खोलें और उसे वहाँ ख़ुद हटाएँ, फिर "
        "यहाँ बताएँ।",
        "en": "The post is too old for the network to let us remove it. Open the link, remove it "
        "there yourself, then say so here.",
    },
}
# Statuses by which a server says that it failed, and nothing of what it did before.
_SAYS_NOTHING: Final = re.compile(r"http_(408|5[0-9]{2})")
_OTHER: Final[Sentences] = {
    "hi": "नेटवर्क ने «{reason}» बताया, जिसके लिए हमारे पास शब्द नहीं हैं। पहले चैनल खोलकर देखें; तब तक "
    "दोबारा न भेजें।",
    "en": "The network answered “{reason}”, for which we have no words. Open the channel and look "
    "there first; do not post again before that.",
}
SENTENCES: Final[Mapping[str, Sentences]] = {
    **_REFUSALS, **_LATER, **MEDIA, **_OURS, **_TAKEDOWNS,
}  # fmt: skip


def told(reason: str) -> dict[str, str]:
    """Return what a reason means and what to do, in Hindi and English; never nothing."""
    found = _LOOKED_UP if _SAYS_NOTHING.fullmatch(reason) else SENTENCES.get(reason)
    if found is not None:
        return dict(found)
    code = reason.replace("_", " ")
    return {language: text.format(reason=code) for language, text in _OTHER.items()}
