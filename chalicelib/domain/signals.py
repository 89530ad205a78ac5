"""What is measured of a picture or a sound besides its size: the name, unit and meaning of each.

A signal beyond its threshold is a hint, for a person who looks; no hint refuses anything. Where a
threshold lies was chosen on real photos and on made bad ones; decision 19 says with what result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final

SHARPNESS: Final = "sharpness"
BRIGHTNESS: Final = "brightness"
CONTRAST: Final = "contrast"
DARK_SHARE: Final = "dark_share"
BRIGHT_SHARE: Final = "bright_share"
DETAIL: Final = "detail"
FLAT_SHARE: Final = "flat_share"
BAR_SHARE: Final = "bar_share"
GRID: Final = "grid"
LOUDNESS: Final = "loudness_lufs"
PEAK: Final = "peak_dbfs"
SILENCE: Final = "silence_share"
CLIPPED: Final = "clipped_share"
# A picture in which fewer of the coarsest waves stand out from noise has no look either.
SOUND: Final = frozenset({LOUDNESS, PEAK, SILENCE, CLIPPED})
LEAST_DETAIL: Final = 0.5

Words = Mapping[str, str]


class Hint(StrEnum):
    """What a signal hints at. BLANK says that nothing else can be told of the picture."""

    BLANK = "blank"
    BLURRED = "blurred"
    DARK = "dark"
    BURNT_OUT = "burnt_out"
    SCREENSHOT = "screenshot"
    PHOTO_OF_A_SCREEN = "photo_of_a_screen"
    SILENT = "silent"
    FAINT = "faint"
    DISTORTED = "distorted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal. It hints below `low` and above `high`; without a `hint` it is there to be seen.

    `lowest` and `highest` are what it can be at all, None for no end.
    """

    unit: str
    meaning: Words
    hint: Hint | None = None
    low: float | None = None
    high: float | None = None
    lowest: float | None = 0
    highest: float | None = 1

    def hints_at(self, value: float) -> bool:
        """True when the value lies beyond a threshold; what is no number lies nowhere."""
        if not isfinite(value):
            return False
        is_below = self.low is not None and value < self.low
        return is_below or (self.high is not None and value > self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinted:
    """A hint with the signal and the value that give it."""

    hint: Hint
    signal: str
    value: float


SIGNALS: Final[Mapping[str, Signal]] = {
    SHARPNESS: Signal(
        unit="squared grey levels", low=50, hint=Hint.BLURRED, highest=None,
        meaning={
            "hi": "सबसे साफ़ हिस्सों में बारीकियाँ कितनी तीखी हैं (512 पिक्सेल पर)।",
            "en": "How strongly the sharpest parts change from pixel to pixel, at 512 px.",
        },
    ),
    BRIGHTNESS: Signal(
        unit="share of white", low=0.12, hint=Hint.DARK,
        meaning={
            "hi": "तस्वीर औसतन कितनी उजली है: 0 काला, 1 सफ़ेद।",
            "en": "How bright the picture is on average: 0 is black, 1 is white.",
        },
    ),
    CONTRAST: Signal(
        unit="share of white",
        meaning={
            "hi": "उजाले और अँधेरे में कितना फ़र्क़ है (मानक विचलन)।",
            "en": "How far its tones lie apart: their standard deviation.",
        },
    ),
    DARK_SHARE: Signal(
        unit="share of pixels", high=0.7, hint=Hint.DARK,
        meaning={
            "hi": "इतने हिस्से में काले के सिवा कुछ नहीं दिखता।",
            "en": "How much of it is so dark that nothing can be seen there.",
        },
    ),
    BRIGHT_SHARE: Signal(
        unit="share of pixels", high=0.5, hint=Hint.BURNT_OUT,
        meaning={
            "hi": "इतने हिस्से में सफ़ेद के सिवा कुछ नहीं दिखता।",
            "en": "How much of it is so bright that nothing can be seen there.",
        },
    ),
    DETAIL: Signal(
        unit="share of 128 coarse waves", low=LEAST_DETAIL, hint=Hint.BLANK,
        meaning={
            "hi": "तस्वीर की मोटी बनावट का कितना हिस्सा शोर से अलग दिखता है।",
            "en": "How much of its coarse structure stands out from noise.",
        },
    ),
    FLAT_SHARE: Signal(
        unit="share of pixels", high=0.9, hint=Hint.SCREENSHOT,
        meaning={
            "hi": "इतने पिक्सेल अपने पड़ोसी जैसे ही हैं; कैमरे की तस्वीर में ऐसा कम होता है।",
            "en": "How many pixels are exactly like their neighbours, which a camera rarely makes.",
        },
    ),
    BAR_SHARE: Signal(
        unit="share of a strip", high=0.85, hint=Hint.SCREENSHOT,
        meaning={
            "hi": "ऊपर और नीचे की पट्टी का कितना हिस्सा एक ही रंग का है।",
            "en": "How much of the top and bottom strips has one tone, as a phone's bars have.",
        },
    ),
    GRID: Signal(
        unit="share of fine detail", high=0.2, hint=Hint.PHOTO_OF_A_SCREEN,
        meaning={
            "hi": "बारीकियाँ कितनी नियमित दूरी पर दोहराती हैं, जैसे स्क्रीन की जाली या छपा कपड़ा।",
            "en": "How regularly fine detail repeats, as a screen's grid and woven cloth do.",
        },
    ),
    LOUDNESS: Signal(
        unit="LUFS", low=-45, hint=Hint.FAINT, lowest=-70, highest=None,
        meaning={
            "hi": "आवाज़ कुल मिलाकर कितनी तेज़ है (EBU R 128); -70 का मतलब कुछ सुनाई नहीं देता।",
            "en": "How loud it is as a whole (EBU R 128); -70 means that nothing can be heard.",
        },
    ),
    PEAK: Signal(
        unit="dBFS", lowest=None, highest=None,
        meaning={
            "hi": "सबसे तेज़ पल कितना तेज़ है; 0 पर आवाज़ कटने लगती है।",
            "en": "How loud its loudest moment is; at 0 a recording is cut off.",
        },
    ),
    SILENCE: Signal(
        unit="share of its length", high=0.9, hint=Hint.SILENT,
        meaning={
            "hi": "वीडियो के इतने हिस्से में कोई आवाज़ नहीं है।",
            "en": "How much of its length is quiet.",
        },
    ),
    CLIPPED: Signal(
        unit="share of samples", high=0.01, hint=Hint.DISTORTED,
        meaning={
            "hi": "आवाज़ का कितना हिस्सा इतना तेज़ था कि कट गया।",
            "en": "How much of the sound was so loud that it was cut off.",
        },
    ),
}  # fmt: skip

SENTENCES: Final[Mapping[Hint, Words]] = {
    Hint.BLANK: {"hi": "इसमें कुछ दिखता नहीं है।", "en": "It shows nothing."},
    Hint.BLURRED: {"hi": "तस्वीर धुँधली है।", "en": "The picture is blurred."},
    Hint.DARK: {"hi": "तस्वीर बहुत अँधेरी है।", "en": "The picture is too dark."},
    Hint.BURNT_OUT: {"hi": "तस्वीर बहुत चमकीली है।", "en": "The picture is too bright."},
    Hint.SCREENSHOT: {
        "hi": "यह स्क्रीनशॉट लगता है, कैमरे की तस्वीर नहीं।",
        "en": "It looks like a screenshot or a drawing, not like a photo.",
    },
    Hint.PHOTO_OF_A_SCREEN: {
        "hi": "यह किसी स्क्रीन से ली गई तस्वीर लगती है।",
        "en": "It looks like a photo of a screen.",
    },
    Hint.SILENT: {"hi": "वीडियो में आवाज़ नहीं है।", "en": "Nothing is said in the video."},
    Hint.FAINT: {"hi": "आवाज़ बहुत धीमी है।", "en": "The sound is too faint."},
    Hint.DISTORTED: {"hi": "आवाज़ फटी हुई है।", "en": "The sound is distorted."},
}
# What a picture of nothing hints at too, of which nothing follows.
OF_NOTHING: Final = frozenset({Hint.BLURRED, Hint.SCREENSHOT, Hint.PHOTO_OF_A_SCREEN})
OF_SILENCE: Final = frozenset({Hint.FAINT})


def hints(signals: Mapping[str, float]) -> tuple[Hinted, ...]:
    """Return what the signals hint at, each hint once, in the order of Hint.

    Names that are not in SIGNALS say nothing: an earlier version may have measured them.
    """
    found = {
        signal.hint: Hinted(hint=signal.hint, signal=name, value=signals[name])
        for name, signal in SIGNALS.items()
        if name in signals and signal.hint and signal.hints_at(signals[name])
    }
    idle: frozenset[Hint] = frozenset()
    idle |= OF_NOTHING if Hint.BLANK in found else idle
    idle |= OF_SILENCE if Hint.SILENT in found else idle
    return tuple(found[hint] for hint in Hint if hint in found and hint not in idle)
