"""Every limit of the checks: its unit, its meaning, and what it is unless a campaign sets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.policy import Policy

CAPTURED_BEFORE: Final = "captured_before_min"
CAPTURED_AFTER: Final = "captured_after_min"
CLOCK_WRONG: Final = "clock_wrong_min"
BOOTH_REACH: Final = "booth_reach_m"
CAMERA_APART: Final = "camera_apart_m"
FASTEST: Final = "fastest_kmh"
MOST_A_MINUTE: Final = "visits_a_minute"
SPOT_SIZE: Final = "spot_m"
MOST_AT_A_SPOT: Final = "homes_at_a_spot"
CALLED_BEFORE: Final = "called_before_min"
MOST_SHARING: Final = "people_a_number"
SHORTEST_VIDEO: Final = "shortest_video_s"
USUALLY_SAYS: Final = "files_that_said"
NOTES_FOR_REVIEW: Final = "notes_for_review"
PATTERN_VISITS: Final = "pattern_visits"
PATTERN_SHARE: Final = "pattern_share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit; a campaign may set it between `lowest` and `highest`."""

    unit: str
    usual: float
    lowest: float
    highest: float
    meaning: Mapping[str, str]


LIMITS: Final[Mapping[str, Limit]] = {
    CAPTURED_BEFORE: Limit(
        unit="min", usual=20, lowest=0, highest=1440,
        meaning={
            "hi": "भेंट शुरू होने से इतने मिनट पहले ली गई तस्वीर भेंट की मानी जाती है।",
            "en": "A picture taken so long before the visit began still counts as taken at it.",
        },
    ),
    CAPTURED_AFTER: Limit(
        unit="min", usual=60, lowest=0, highest=1440,
        meaning={
            "hi": "भेंट ख़त्म होने के इतने मिनट बाद ली गई तस्वीर भी भेंट की मानी जाती है।",
            "en": "A picture taken so long after the visit's end still counts as taken at it.",
        },
    ),
    CLOCK_WRONG: Limit(
        unit="min", usual=10, lowest=1, highest=1440,
        meaning={
            "hi": "फ़ोन की घड़ी इससे ज़्यादा ग़लत हो तो बताया जाता है; समय सुधारकर ही देखे जाते हैं।",
            "en": "A phone's clock that is further off is mentioned; times are corrected anyway.",
        },
    ),
    BOOTH_REACH: Limit(
        unit="m", usual=3000, lowest=100, highest=100_000,
        meaning={
            "hi": "बूथ से इतनी दूर तक के घर उसी बूथ के माने जाते हैं, जब बूथ का अपना घेरा दर्ज न हो।",
            "en": "Homes this far away still belong to a booth whose own reach is not known.",
        },
    ),
    CAMERA_APART: Limit(
        unit="m", usual=300, lowest=50, highest=10_000,
        meaning={
            "hi": "तस्वीर की जगह और भेंट की जगह में इतने फ़र्क़ तक कुछ नहीं कहा जाता।",
            "en": "How far a picture's place and the visit's place may lie apart, accuracy aside.",
        },
    ),
    FASTEST: Limit(
        unit="km/h", usual=90, lowest=20, highest=300,
        meaning={
            "hi": "एक घर से दूसरे घर इससे तेज़ कोई नहीं पहुँचता।",
            "en": "Nobody gets from one home to the next faster than this.",
        },
    ),
    MOST_A_MINUTE: Limit(
        unit="visits", usual=2, lowest=1, highest=15,
        meaning={
            "hi": "एक मिनट में एक कार्यकर्ता की ज़्यादा से ज़्यादा इतनी भेंटें शुरू हो सकती हैं।",
            "en": "How many visits of one worker may begin within a minute.",
        },
    ),
    SPOT_SIZE: Limit(
        unit="m", usual=12, lowest=3, highest=100,
        meaning={
            "hi": "इतनी दूरी के भीतर की जगहें एक ही जगह मानी जाती हैं।",
            "en": "Places that lie within this distance count as one spot.",
        },
    ),
    MOST_AT_A_SPOT: Limit(
        unit="homes", usual=6, lowest=2, highest=15,
        meaning={
            "hi": "एक कार्यकर्ता के एक दिन में एक ही जगह पर इतने घर सामान्य हैं।",
            "en": "How many homes at one spot are nothing unusual in a worker's day.",
        },
    ),
    CALLED_BEFORE: Limit(
        unit="min", usual=5, lowest=0, highest=120,
        meaning={
            "hi": "मिस्ड कॉल भेंट शुरू होने से इतने मिनट पहले तक आ सकती है।",
            "en": "A missed call may come so long before the visit begins.",
        },
    ),
    MOST_SHARING: Limit(
        unit="people", usual=6, lowest=1, highest=20,
        meaning={
            "hi": "एक नंबर पर इतने लोग एक परिवार माने जाते हैं।",
            "en": "So many people with one number are taken for a family.",
        },
    ),
    SHORTEST_VIDEO: Limit(
        unit="s", usual=5, lowest=1, highest=60,
        meaning={
            "hi": "इससे छोटे वीडियो में कोई अपना अनुभव नहीं बता सकता।",
            "en": "Nobody tells anything in a video that is shorter.",
        },
    ),
    USUALLY_SAYS: Limit(
        unit="visits", usual=3, lowest=1, highest=15,
        meaning={
            "hi": "इतनी भेंटों में इसी फ़ोन की फ़ाइलों ने अपने बारे में बताया हो, तो न बताने वाली अलग दिखती है।",
            "en": "After so many visits with files that said something, a silent one stands out.",
        },
    ),
    NOTES_FOR_REVIEW: Limit(
        unit="notes", usual=3, lowest=1, highest=50,
        meaning={
            "hi": "इतनी छोटी बातें साथ हों तो कोई व्यक्ति देखता है।",
            "en": "So many small doubts together ask for a person.",
        },
    ),
    PATTERN_VISITS: Limit(
        unit="visits", usual=3, lowest=1, highest=50,
        meaning={
            "hi": "एक दिन में इतनी भेंटों में एक ही बात दिखे तो संयोजक को बताया जाता है।",
            "en": "A convener is told what so many visits of a worker's day have in common.",
        },
    ),
    PATTERN_SHARE: Limit(
        unit="share", usual=0.2, lowest=0, highest=1,
        meaning={
            "hi": "और जब वह दिन की भेंटों के कम से कम इतने हिस्से में दिखे।",
            "en": "And only when it is at least this share of the visits that could show it.",
        },
    ),
}  # fmt: skip


def limit(policy: Policy, name: str) -> float:
    """Return a limit as the policy has it."""
    return policy.limits.get(name, LIMITS[name].usual)
