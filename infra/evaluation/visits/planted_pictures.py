"""Plants frauds of pictures: reuse, screens, blanks, editors, stripped files, other phones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from infra.evaluation.visits.album import SPOILS
from infra.evaluation.visits.drafts import Draft, Shot
from infra.evaluation.visits.field import Field, films, photos
from infra.evaluation.visits.frauds import COPIES, EXACT
from infra.evaluation.visits.handsets import another_model
from infra.evaluation.visits.luck import happens

EDITORS: Final = (
    "Adobe Photoshop 25.5 (Windows)", "Snapseed 2.21", "PicsArt", "GIMP 2.10.36", "Canva",
    "Adobe Lightroom 9.3 (Android)", "Polarr", "VSCO", "Meitu",
)  # fmt: skip
TRIES: Final = 300
STRIPPED: Final = 0.75  # of edited copies; the rest say of themselves what the visit needs
FILM_SHARE: Final = 0.3
SCREENSHOT: Final = "a screenshot"
ENOUGH_BEFORE: Final = 6
Plant = Callable[[Field, Draft], bool]


def exact(field: Field, draft: Draft) -> bool:
    """Send the file of another visit."""
    is_film = happens(field.chance, FILM_SHARE)
    shots = list(films(draft) if is_film else photos(draft))
    found = _original(field, draft, is_film=is_film) if shots else None
    if found is None:
        return False
    original, theirs = found
    _send(draft, shots[0], sha256=theirs.sha256, like=theirs)
    field.answers.originals[original.visit_id] = draft.visit_id
    field.plant(EXACT, [draft])
    return True


def copy_of(name: str) -> Plant:
    """Return what sends another visit's photo, edited in one way."""

    def plant(field: Field, draft: Draft) -> bool:
        pairs, shots = field.pairs[COPIES[name]], list(photos(draft))
        found = _original(field, draft, is_film=False) if shots and pairs else None
        if found is None:
            return False
        original, theirs = found
        theirs.look, shots[0].look = pairs.pop()
        if happens(field.chance, STRIPPED):
            shots[0].keeps = False
        field.answers.originals[original.visit_id] = draft.visit_id
        field.plant(name, [draft])
        return True

    return plant


def _original(field: Field, draft: Draft, *, is_film: bool) -> tuple[Draft, Shot] | None:
    """Return another visit and a file of it that was stored before, of the worker's own if any."""
    mine = field.by_worker[draft.worker.worker_id]
    for number in range(TRIES):
        is_own = number % 3 != 2 and number < len(mine)  # noqa: PLR2004  two of three tries
        other = field.chance.choice(mine if is_own else field.public)
        shots = [s for s in other.shots if s.is_film == is_film and not s.spoiled]
        is_hers = other.person.house == draft.person.house
        if is_hers or not shots or not field.is_free(other):
            continue
        if shots[0].sent_at < min(shot.sent_at for shot in draft.shots) - timedelta(minutes=2):
            return other, shots[0]
    return None


def _send(draft: Draft, shot: Shot, *, sha256: str, like: Shot) -> None:
    """Make a shot the very file of another visit; when and to whom it is sent stays."""
    shot.sha256, shot.look, shot.sound = sha256, like.look, like.sound
    shot.at, shot.handset, shot.place = like.at, like.handset, like.place
    shot.keeps, shot.software, shot.length_s = like.keeps, like.software, like.length_s
    shot.spoiled = ""
    draft.true.discard("short")


def spoil(name: str) -> Plant:
    """Return what makes a visit's photo one of album.SPOILS."""
    assert name in SPOILS

    def plant(field: Field, draft: Draft) -> bool:
        shots = list(photos(draft))
        if not shots:
            return False
        shots[0].spoiled = name
        if name == SCREENSHOT:
            shots[0].keeps = False
        field.plant(name, [draft])
        return True

    return plant


def edited(field: Field, draft: Draft) -> bool:
    """Have an editor write the photo."""
    shots = [shot for shot in photos(draft) if shot.keeps]
    if not shots:
        return False
    shots[0].software = field.chance.choice(EDITORS)
    field.plant("edited", [draft])
    return True


def stripped(field: Field, draft: Draft) -> bool:
    """Send one file without metadata, from a phone whose files had it at enough visits before."""
    before = [each for each in field.before(draft) if each.shots]
    kept = [each for each in before if all(shot.keeps for shot in each.shots)]
    shots = [shot for shot in photos(draft) if shot.keeps]
    if not shots or len(kept) < ENOUGH_BEFORE:
        return False
    shots[0].keeps = False
    field.plant("stripped", [draft])
    return True


def other_device(field: Field, draft: Draft) -> bool:
    """Send a film that a phone of another model made."""
    shots = [shot for shot in films(draft) if shot.keeps]
    if not shots or not any(shot.keeps for shot in photos(draft)):
        return False
    shots[0].handset = another_model(field.chance, draft.handset)
    field.plant("other device", [draft])
    return True


def too_short(field: Field, draft: Draft) -> bool:
    """Send a film in which nobody can say anything."""
    for shot in films(draft):
        shot.length_s = field.chance.uniform(1, 4)
        field.plant("too short", [draft])
        return True
    return False


def captured_before(name: str, days: tuple[int, int], *, at_night: bool) -> Plant:
    """Return what sends a file that was made days before; its device says so."""

    def plant(field: Field, draft: Draft) -> bool:
        shots = [shot for shot in draft.shots if shot.keeps]
        if not shots:
            return False
        shot, back = shots[0], timedelta(days=field.chance.randint(*days))
        at = draft.at - back
        if at_night:
            # Half past one in India.
            at = at.replace(hour=20, minute=0) + timedelta(minutes=field.chance.uniform(-60, 60))
        shot.at = at
        shot.handset = replace(shot.handset, tells_zone=True)
        field.plant(name, [draft])
        return True

    return plant
