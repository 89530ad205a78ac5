"""What each finding says to people, and what would change it, in Hindi and English.

Findings are kept without their sentence, which follows from check, version and outcome; a sentence
of a version that is no longer made stays in its family's file for as long as rows may name it.
"""

from typing import Final

from chalicelib.domain.finding import Finding
from chalicelib.domain.verification.words import call, consent, identity, media, place, safety
from chalicelib.domain.verification.words.said import Changes, Sentences

_NOT_KNOWN: Final = ("इस जाँच का विवरण उपलब्ध नहीं है।", "There is no text for this finding.")
_NOTHING: Final = ("", "")

SENTENCES: Final[Sentences] = {
    **consent.SENTENCES,
    **identity.SENTENCES,
    **call.SENTENCES,
    **place.SENTENCES,
    **media.SENTENCES,
    **safety.SENTENCES,
}
CHANGES: Final[Changes] = {
    **consent.CHANGES,
    **identity.CHANGES,
    **call.CHANGES,
    **place.CHANGES,
    **media.CHANGES,
    **safety.CHANGES,
}


def sentence_of(found: Finding) -> dict[str, str]:
    """Return the finding's sentence by language; a plain one for a finding we no longer know."""
    hindi, english = SENTENCES.get((found.check, found.version, found.outcome), _NOT_KNOWN)
    return {"hi": hindi, "en": english}


def change_of(found: Finding) -> dict[str, str] | None:
    """Return what would change the finding, by language; None where nothing would or need."""
    hindi, english = CHANGES.get((found.check, found.outcome), _NOTHING)
    return {"hi": hindi, "en": english} if english else None
