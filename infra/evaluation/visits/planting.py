"""Plants the frauds into an honest world, each in its share of visits, drawn by chance."""

from collections.abc import Mapping
from typing import Final

from infra.evaluation.visits import planted_people as people
from infra.evaluation.visits import planted_pictures as pictures
from infra.evaluation.visits import planted_places as places
from infra.evaluation.visits.album import Album
from infra.evaluation.visits.answers import Answers
from infra.evaluation.visits.claims import facts_of
from infra.evaluation.visits.drafts import World
from infra.evaluation.visits.field import Field
from infra.evaluation.visits.frauds import BY_NAME, COPIES, EDIT, EXACT, FEWEST, FRAUDS
from infra.evaluation.visits.luck import luck
from infra.evaluation.visits.planted_pictures import Plant

PLANTS: Final[Mapping[str, Plant]] = {
    # Those that need a whole day or booth come first, while all of it is free.
    "burst": places.burst,
    "one spot": places.one_spot,
    "number of fifteen": people.number_of_fifteen,
    "worker's number": people.workers_number,
    EXACT: pictures.exact,
    **{name: pictures.copy_of(name) for name in COPIES},
    "impossible travel": places.travel,
    "wrong day": places.wrong_day,
    "captured days before": pictures.captured_before(
        "captured days before", (2, 6), at_night=False
    ),
    "captured weeks before": pictures.captured_before(
        "captured weeks before", (14, 42), at_night=True
    ),
    "far from booth": places.far_from_booth,
    "camera elsewhere": places.camera_elsewhere,
    "called before": people.called_before,
    "another person": people.another_person,
    "photo of a screen": pictures.spoil("photo of a screen"),
    "a screenshot": pictures.spoil("a screenshot"),
    "blurred": pictures.spoil("blurred"),
    "blank": pictures.spoil("blank"),
    "edited": pictures.edited,
    "stripped": pictures.stripped,
    "other device": pictures.other_device,
    "too short": pictures.too_short,
    "visited twice": people.visited_twice,
    "no consent to film": people.no_consent_to_film,
    "consent taken back": people.taken_back,
    "unknown notice": people.unknown_notice,
    "child": people.child,
    "promise said": people.said("promise said", people.PROMISES),
    "number said": people.said("number said", people.NUMBERS),
    "Aadhaar said": people.said("Aadhaar said", people.AADHAARS),
    "not on roll": people.not_on_roll,
}
assert set(PLANTS) == {fraud.name for fraud in FRAUDS}


def copies_needed(public: int) -> int:
    """Return how many pictures each edit needs for so many visits that make a testimonial."""
    return max(round(public * EDIT), FEWEST)


def planted(world: World, album: Album) -> Answers:
    """Plant every fraud; return the truth. The world's visits are changed where it is planted."""
    chance = luck(world.seed, "frauds")
    field = Field.of(world, chance)
    field.pairs = {name: list(pairs) for name, pairs in album.pairs.items()}
    public = len(field.public)
    for name, plant in PLANTS.items():
        wanted = max(round(BY_NAME[name].share * public), FEWEST)
        for draft in chance.sample(field.public, public):
            if wanted <= 0:
                break
            before = len(field.answers.planted)
            if field.is_free(draft) and plant(field, draft):
                wanted -= len(field.answers.planted) - before
    field.answers.facts = {draft.visit_id: facts_of(draft) for draft in world.visits}
    lied_about = {d.person.person_id for d in world.visits if d.visit_id in field.answers.planted}
    field.answers.touched = {
        draft.visit_id for draft in world.visits if draft.person.person_id in lied_about
    } - set(field.answers.planted)
    return field.answers
