"""The form of what findings say: a pair of texts, Hindi and English, by check and outcome."""

from collections.abc import Mapping

from chalicelib.domain.finding import FindingOutcome

Pair = tuple[str, str]
Sentences = Mapping[tuple[str, int, FindingOutcome], Pair]
# By check and outcome: what would have to come or be corrected for it to end otherwise.
Changes = Mapping[tuple[str, FindingOutcome], Pair]
