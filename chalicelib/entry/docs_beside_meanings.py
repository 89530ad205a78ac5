"""What the fields and parameters say that stand beside a testimonial: person, consent, map, time.

Part of docs_meanings.py, by the same rules. Keys are a field's name, or `Form.field` and
`operation.parameter` where one name means two things.
"""

from collections.abc import Mapping
from typing import Final

BESIDE_MEANINGS: Final[Mapping[str, str]] = {
    # Who is shown
    "PersonShown.names": "Her names by language, of each word its first letter.",
    "PersonShown.guardian_names": "Her relative's names on the roll, in the same way.",
    "is_masked": "Always true: names and number in full are asked for, with a reason.",
    "DetailsRequest.reason": "Why you need them; it is kept with your name, each time.",
    "DetailsAnswer.names": "Her names in full, by language.",
    "DetailsAnswer.guardian_names": "Her relative's names on the roll in full, by language.",
    "DetailsAnswer.phone": "The whole number; null where none is known. Write it down nowhere.",
    # What she agreed to
    "ConsentView.guardian": "Who agreed for a person under 18; null when she agreed herself.",
    "GuardianShown.name": "The guardian's name, of each word its first letter.",
    "NoticeSeen.text": "The words that she was shown; null when they are not known.",
    "NoticeSeen.version": "The text's version.",
    "is_known": "Whether the campaign has this notice, with the very text that she was shown.",
    # When
    "timeline": "What happened around the visit, in its order; not in lists.",
    "MomentView.at": "When, by our clock: a phone's own is corrected.",
    "MomentView.media_id": "The file that it happened to; null where it happened to none.",
    "what": "What happened, as a word.",
    # Where
    "areas": "The area above, the testimonial's own, and those beside it, the nearest first.",
    "is_own": "Whether the testimonial was made there.",
    "MappedAreaView.names": "What it is called, by language.",
    "MappedAreaView.place": "Where its middle is, and how far its homes lie from there.",
    "MappedAreaView.ring": "Its outline, as longitude and latitude; null where none was drawn.",
    "distance_m": "How far at least the visit was from its area's middle; null within the limit.",
    "limit_m": "How far homes lie from there at most; null while no verdict knows.",
    "is_within": "Whether it was made within the limit; null while no verdict knows.",
    "BoundaryRequest.ring": "Points in their order, each longitude then latitude, in degrees: 3 to "
    "400; none takes the outline away.",
    "BoundaryView.ring": "Points in their order, each longitude then latitude, in degrees; the "
    "first is not repeated.",
}
