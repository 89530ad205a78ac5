"""The photos and films of a visit: when, with what, how they reach us. No pixel is made here."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.consent import Purpose
from chalicelib.domain.signals import CLIPPED, LOUDNESS, PEAK, SILENCE
from infra.evaluation.visits.drafts import Draft, Shot
from infra.evaluation.visits.ground import Fix, fixed
from infra.evaluation.visits.handsets import Handset, another_model
from infra.evaluation.visits.luck import Luck, a_hash, an_id, happens, spread_of
from infra.evaluation.visits.rates import rate
from infra.evaluation.visits.walking import sent_after

SHORT_S, USUAL_FILM_S, LONGEST_FILM_S = (2.0, 4.8), 22, 90
ALIKE_GRANT_S: Final = 1
EDITOR: Final = "Snapseed 2.22"
SPOILS: Final = ("blurred", "dark", "against the sun", "patterned cloth")


def film(chance: Luck, draft: Draft) -> None:
    """Give a visit its photos and films, as far as she agreed to them."""
    agreed = draft.agreed
    if agreed is None or not draft.is_public:
        return
    handset = draft.handset
    if Purpose.PHOTO in agreed.purposes and not happens(chance, rate("no photo")):
        draft.shots.append(_photo(chance, draft, handset))
        if happens(chance, rate("second photo")):
            draft.shots.append(_photo(chance, draft, handset))
    if Purpose.VIDEO in agreed.purposes and not happens(chance, rate("no film")):
        draft.shots.append(_film(chance, draft, handset))
    if not draft.shots:
        draft.shots.append(_photo(chance, draft, handset))
    if draft.transcript and draft.shots[-1].is_film:
        draft.transcript_at = draft.shots[-1].sent_at + timedelta(minutes=chance.uniform(2, 90))
    else:
        draft.transcript = None
    agreed.names_film = agreed.names_film and draft.shots[-1].is_film


def _photo(chance: Luck, draft: Draft, handset: Handset) -> Shot:
    shot = _shot(chance, draft, handset, _photo_at(chance, draft))
    for name in SPOILS:
        if not shot.spoiled and happens(chance, rate(name)):
            shot.spoiled = name
            draft.true.add(name)
    if happens(chance, rate("edited")):
        shot.software = EDITOR
        draft.true.add("edited")
    return shot


def _photo_at(chance: Luck, draft: Draft) -> datetime:
    drawn, end = chance.random(), draft.at + timedelta(seconds=draft.took_s)
    for name, around, low, high in (
        ("picture much later", end, 60, 180),
        ("picture later", end, 5, 55),
        ("picture long before", draft.at, -40, -15),
        ("picture first", draft.at, -10, 0),
    ):
        drawn -= rate(name)
        if drawn < 0:
            if name in {"picture much later", "picture long before"}:
                draft.true.add(name)
            return around + timedelta(minutes=chance.uniform(low, high))
    return draft.at + timedelta(seconds=chance.uniform(0.1, 0.9) * draft.took_s)


def _film(chance: Luck, draft: Draft, handset: Handset) -> Shot:
    if happens(chance, rate("second phone")):
        handset = another_model(chance, handset)
        draft.true.add("second phone")
    shot = _shot(chance, draft, handset, _film_at(chance, draft))
    shot.is_film = True
    shot.length_s = min(spread_of(chance, USUAL_FILM_S, 1.6), LONGEST_FILM_S)
    shot.length_s = max(shot.length_s, SHORT_S[1] + 1)
    if happens(chance, rate("short")):
        shot.length_s = chance.uniform(*SHORT_S)
        draft.true.add("short")
    shot.sound = _sound(chance, draft)
    return shot


def _film_at(chance: Luck, draft: Draft) -> datetime:
    return draft.at + timedelta(seconds=chance.uniform(0.3, 0.95) * draft.took_s)


def _sound(chance: Luck, draft: Draft) -> dict[str, float]:
    sound = {
        LOUDNESS: round(max(chance.gauss(-23, 5), -40), 1),
        PEAK: round(min(chance.gauss(-5, 3), 0), 1),
        SILENCE: round(min(max(chance.gauss(0.25, 0.15), 0), 0.8), 2),
        CLIPPED: round(chance.expovariate(1 / 0.0008), 4) if happens(chance, 0.9) else 0,
    }
    if happens(chance, rate("silent")):
        draft.true.add("silent")
        return {**sound, LOUDNESS: -70, PEAK: -60, SILENCE: 1, CLIPPED: 0}
    if happens(chance, rate("faint")):
        draft.true.add("faint")
        return {**sound, LOUDNESS: round(chance.uniform(-58, -46), 1)}
    return {**sound, CLIPPED: min(sound[CLIPPED], 0.009)}


def _shot(chance: Luck, draft: Draft, handset: Handset, at: datetime) -> Shot:
    ready_at = max(at, draft.at + timedelta(seconds=draft.took_s), draft.sent_at)
    sent_at = ready_at + sent_after(chance, ready_at) + timedelta(seconds=chance.uniform(5, 60))
    is_apart = happens(chance, rate("grants apart"))
    shot = Shot(
        media_id=an_id(chance), is_film=False, at=at, handset=handset,
        place=_place(chance, draft, handset), sha256=a_hash(chance),
        granted_at=sent_at - timedelta(seconds=4) if is_apart else draft.sent_at
        + timedelta(seconds=ALIKE_GRANT_S), sent_at=sent_at, keeps=handset.keeps,
        software=handset.software,
    )  # fmt: skip
    if shot.keeps and happens(chance, rate("sent by messenger")):
        shot.keeps = False
        draft.true.add("sent by messenger")
    drawn = chance.random()
    if drawn < rate("rejected") + rate("abandoned"):
        shot.ending = "rejected" if drawn < rate("rejected") else "abandoned"
    return shot


def _place(chance: Luck, draft: Draft, handset: Handset) -> Fix | None:
    """Return where the camera thought it was: a reading of its own, near the app's."""
    if not (handset.writes_place and handset.knows_place):
        return None
    if draft.fix and happens(chance, 0.5):
        return replace(draft.fix)
    return fixed(chance, draft.spot)


def resent(chance: Luck, shot: Shot, draft: Draft) -> Shot:
    """Return the same file sent once more for another visit."""
    sent_at = draft.sent_at + timedelta(seconds=chance.uniform(5, 90))
    return replace(
        shot, media_id=an_id(chance), sent_at=sent_at, granted_at=sent_at - timedelta(seconds=4)
    )
