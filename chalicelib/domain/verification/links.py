"""From a finding's evidence to the records that it names, so that anybody can go and look.

Evidence keeps plain ids. What kind of record one is of follows from the noun at the end of its
key: `matching_media_ids` names media, `visit_booth_id` a booth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.finding import EvidenceValue, Finding

ENDINGS: Final = ("_ids", "_id")


class Kind(StrEnum):
    """What kind of record an id is of."""

    AREA = "area"
    CALL = "call"
    CONSENT = "consent"
    EDIT = "edit"
    MEDIA = "media"
    PERSON = "person"
    TESTIMONIAL = "testimonial"
    WORKER = "worker"


NOUNS: Final = {
    "area": Kind.AREA,
    "booth": Kind.AREA,
    "mandal": Kind.AREA,
    "call": Kind.CALL,
    "consent": Kind.CONSENT,
    "edit": Kind.EDIT,
    "media": Kind.MEDIA,
    "beneficiary": Kind.PERSON,
    "person": Kind.PERSON,
    # A visit's testimonial has the visit's own id; a reel's members are testimonials.
    "member": Kind.TESTIMONIAL,
    "reel": Kind.TESTIMONIAL,
    "testimonial": Kind.TESTIMONIAL,
    "visit": Kind.TESTIMONIAL,
    "worker": Kind.WORKER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One record that is named. `rel` says what it is to the one that names it."""

    rel: str
    kind: Kind
    id: str


def references_of(found: Finding) -> tuple[Reference, ...]:
    """Return the records that a finding names, in the order of its evidence, each once."""
    named = (ref for key, value in found.evidence.items() for ref in _named(key, value))
    return tuple(dict.fromkeys(named))


def _named(key: str, value: EvidenceValue) -> Iterator[Reference]:
    rel, kind = _meaning(key)
    if kind is None:
        return
    ids = value if isinstance(value, list) else [value]
    yield from (Reference(rel=rel, kind=kind, id=each) for each in ids if isinstance(each, str))


def _meaning(key: str) -> tuple[str, Kind | None]:
    """Return what a key says of its ids; no kind for a key that holds none that we know."""
    rel = next((key.removesuffix(end) for end in ENDINGS if key.endswith(end)), "")
    return rel, NOUNS.get(rel.rpartition("_")[2])
