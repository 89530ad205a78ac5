"""Do words that the public would read or hear show somebody's number, or promise a benefit?

A finding keeps which texts it is about, and none of their words.
"""

from collections.abc import Callable

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.shown_numbers import shows_aadhaar, shows_phone
from chalicelib.domain.told_promises import promises_in
from chalicelib.domain.verification.evidence import Evidence, Seen, seen


def aadhaar(evidence: Evidence) -> Seen:
    """Warn when an Aadhaar number stands in a text, or the mark that we put in its place.

    Passes where there are no texts (yet): nobody reads a number then.
    """
    return _shown(evidence, shows_aadhaar)


def phone_number(evidence: Evidence) -> Seen:
    """Warn when what can be an Indian mobile number stands in a text or is spoken in it."""
    return _shown(evidence, shows_phone)


def _shown(evidence: Evidence, shows: Callable[[str], bool]) -> Seen:
    found = [where for where, text in sorted(evidence.texts.items()) if shows(text)]
    return seen(FindingOutcome.WARN, texts=found) if found else _nothing_in(evidence)


def _nothing_in(evidence: Evidence) -> Seen:
    """Return that nothing was found, and in how many texts; most visits have none."""
    looked_at = len(evidence.texts)
    return seen(FindingOutcome.PASS, **({"looked_at": looked_at} if looked_at else {}))


def promise(evidence: Evidence) -> Seen:
    """Warn when a text promises a benefit to come; what somebody received may be told.

    Source: Election Commission of India, 2 May 2024. See told_promises.py for how it is told.
    """
    told = {where: kinds for where, text in evidence.texts.items() if (kinds := promises_in(text))}
    if not told:
        return _nothing_in(evidence)
    phrases = sorted({kind.value for kinds in told.values() for kind in kinds})
    return seen(FindingOutcome.WARN, texts=sorted(told), phrases=phrases)
