"""Whose verdict a visit may change by being there: visits of the same worker that came after it.

A check that looks at other visits counts only those that began earlier, so that the same of two is
in doubt whichever was reported first. A visit that is reported late is news for the later ones.
"""

from chalicelib.domain.ids import VisitId
from chalicelib.domain.verification.evidence import Evidence


def concerned(_evidence: Evidence) -> tuple[VisitId, ...]:
    """Return later visits of the worker that this one puts in doubt, the nearest first."""
    return ()
