"""Why a network does not take a file, in words for whoever sees a post that did not go out."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.media_rules import MediaReason

MEDIA: Final[Mapping[str, Mapping[str, str]]] = {
    MediaReason.NO_FILES: {
        "hi": "पोस्ट के लिए कोई तैयार फ़ाइल नहीं है। देखें कि फ़ोटो और वीडियो तैयार हैं या नहीं।",
        "en": "There is no finished file to post. See whether its photos and videos are ready.",
    },
    MediaReason.NO_VIDEO: {
        "hi": "यह नेटवर्क केवल वीडियो लेता है। इस चैनल पर फ़ोटो नहीं जाएगी; दूसरा चैनल चुनें।",
        "en": "This network takes videos alone. A photo cannot go there; use another channel.",
    },
    MediaReason.ONE_ONLY: {
        "hi": "यह नेटवर्क एक ही फ़ाइल लेता है, इसलिए यह फ़ाइल वहाँ नहीं गई। कुछ करना ज़रूरी नहीं।",
        "en": "This network takes one file, so this one stayed behind. There is nothing to do.",
    },
    MediaReason.TOO_MANY: {
        "hi": "एक पोस्ट में इतनी फ़ाइलें नहीं जातीं, इसलिए बाद वाली वहाँ नहीं गईं। कुछ करना ज़रूरी नहीं।",
        "en": "So many files do not go into one post, so the later ones stayed behind. "
        "There is nothing to do.",
    },
    MediaReason.PHOTO_FORMAT: {
        "hi": "यह नेटवर्क इस तरह की फ़ोटो फ़ाइल नहीं लेता। फ़ोटो JPEG में चाहिए; संचालक को बताएँ।",
        "en": "This network does not take this kind of photo file. It wants JPEG; "
        "tell the operator.",
    },
    MediaReason.PHOTO_SHAPE: {
        "hi": "फ़ोटो इस नेटवर्क के लिए बहुत लंबी या चौड़ी है; Instagram 4:5 से 1.91:1 तक लेता है, फ़ोन की "
        "खड़ी 3:4 नहीं। चैनल के लिए चौकोर आकार चुनें।",
        "en": "The photo is too tall or too wide for this network; Instagram takes 4:5 to 1.91:1, "
        "and no upright 3:4 of a phone. Order the square cut for the channel.",
    },
    MediaReason.PHOTO_BYTES: {
        "hi": "फ़ोटो की फ़ाइल इस नेटवर्क के लिए बहुत भारी है। दूसरी फ़ोटो चुनें।",
        "en": "The photo's file is too heavy for this network. Choose another photo.",
    },
    MediaReason.PHOTO_PIXELS: {
        "hi": "फ़ोटो इस नेटवर्क के लिए बहुत बड़ी है। दूसरी फ़ोटो चुनें।",
        "en": "The photo has too many pixels for this network. Choose another photo.",
    },
    MediaReason.VIDEO_FORMAT: {
        "hi": "यह नेटवर्क इस तरह की वीडियो फ़ाइल नहीं लेता। वीडियो MP4 में चाहिए; संचालक को बताएँ।",
        "en": "This network does not take this kind of video file. It wants MP4; tell the "
        "operator.",
    },
    MediaReason.VIDEO_SHAPE: {
        "hi": "वीडियो इस नेटवर्क के लिए बहुत लंबा या चौड़ा है। चैनल के लिए चौकोर या खड़ा आकार चुनें।",
        "en": "The video is too tall or too wide for this network. "
        "Order the square or the upright cut for the channel.",
    },
    MediaReason.VIDEO_BYTES: {
        "hi": "वीडियो की फ़ाइल इस नेटवर्क के लिए बहुत भारी है। छोटा वीडियो चुनें।",
        "en": "The video's file is too heavy for this network. Choose a shorter video.",
    },
    MediaReason.VIDEO_SHORT: {
        "hi": "वीडियो इस नेटवर्क के लिए बहुत छोटा है। तीन सेकंड या उससे लंबा वीडियो चुनें।",
        "en": "The video is too short for this network. Choose one of three seconds or more.",
    },
    MediaReason.VIDEO_LONG: {
        "hi": "वीडियो इस नेटवर्क की सीमा से लंबा है। छोटा वीडियो चुनें या दूसरा चैनल।",
        "en": "The video is longer than this network takes. "
        "Choose a shorter one, or another channel.",
    },
}
