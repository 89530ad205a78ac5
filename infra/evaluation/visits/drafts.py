"""The made-up world before it becomes rows: people, workers, and what happened at each door.

What is true of a visit stands in `Draft.true` and goes no further than the answers: rows are made
of everything else (see rows.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Guardian, Method, Purpose
from chalicelib.domain.visit import Outcome
from infra.evaluation.visits.ground import Fix, Ground, Spot
from infra.evaluation.visits.handsets import Handset
from infra.evaluation.visits.naming import Name


@dataclass(slots=True, kw_only=True)
class Booth:
    """A booth with its ground."""

    area: Area
    ground: Ground


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody on the roll. `phone` is what the roll says, `own_phone` what she really has."""

    person_id: str
    booth: Booth
    serial: int
    name: Name
    guardian: Name
    scripts: tuple[str, ...]
    phone: str | None
    own_phone: str | None
    schemes: tuple[str, ...]
    birth_year: int
    is_year_known: bool
    home: Spot
    house: str


@dataclass(slots=True, kw_only=True)
class Worker:
    """A worker with her phone; she is assigned to `booth`."""

    worker_id: str
    booth: Booth
    phone: str
    handset: Handset


@dataclass(slots=True, kw_only=True)
class Look:
    """What a picture or film looks like to the engine."""

    looks: tuple[str, ...]
    signals: Mapping[str, float]


@dataclass(slots=True, kw_only=True)
class Shot:
    """One photo or film. `at` is the right time; `sent_at` when it was stored, None if never.

    `place` is where the camera thought it was. `look` is filled in last: see looking.py.
    """

    media_id: str
    is_film: bool
    at: datetime
    handset: Handset
    place: Fix | None
    sha256: str
    granted_at: datetime
    sent_at: datetime
    length_s: float = 0
    keeps: bool = True
    software: str | None = None
    ending: str = "ready"  # or rejected, abandoned
    sound: Mapping[str, float] = field(default_factory=dict)
    spoiled: str = ""  # a name of `looking.SPOILS`, when something is wrong with the picture
    look: Look | None = None


@dataclass(slots=True, kw_only=True)
class Ring:
    """A missed call: who rang, when by the provider's clock, and when we heard of it."""

    call_id: str
    phone: str
    at: datetime
    heard_at: datetime


@dataclass(slots=True, kw_only=True)
class Agreed:
    """What she agreed to at a visit."""

    consent_id: str
    purposes: frozenset[Purpose]
    withheld: frozenset[Purpose]
    method: Method
    notice: tuple[str, int, str]
    shown_name: str = ""
    guardian: Guardian | None = None
    names_film: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """One visit. `at` is the right time, `skew_s` what the phone was taken to be behind by."""

    visit_id: str
    person: Person
    worker: Worker
    booth: Booth
    handset: Handset
    outcome: Outcome
    at: datetime
    took_s: int
    has_end: bool
    fix: Fix | None
    spot: Spot
    skew_s: int
    sent_at: datetime
    household: str | None = None
    dialled_at: datetime | None = None
    ring: Ring | None = None
    agreed: Agreed | None = None
    shots: list[Shot] = field(default_factory=list)
    transcript: Mapping[str, str] | None = None
    transcript_at: datetime | None = None
    took_back_at: datetime | None = None
    took_back: frozenset[Purpose] = frozenset()
    # What of her row is corrected afterwards, by field; by the desk, or at the door.
    corrected: dict[str, str] = field(default_factory=dict)
    corrected_at: datetime | None = None
    is_by_desk: bool = True
    # True of this visit: never part of a row.
    true: set[str] = field(default_factory=set)

    @property
    def is_public(self) -> bool:
        """True when it makes a testimonial: she agreed to publishing."""
        return self.agreed is not None and Purpose.PUBLISH in self.agreed.purposes


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that is and happens. `days` is each worker's visits in the order of time."""

    seed: int
    areas: list[Area]
    booths: list[Booth]
    people: list[Person]
    workers: list[Worker]
    visits: list[Draft]
