"""Turns what was said of a person's fields into what is kept of them, or says which is wrong.

Here what only the campaign, the calendar or the numbering plan knows is checked; the wire has
cleaned the texts. The campaign's row is read only when a field asks for it.
"""

from collections.abc import Mapping

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.cells import CellRefused, age_to_year, birth_year, choice
from chalicelib.domain.edits import FieldValue, Said
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.fields import NAME, PHONE, SCHEMES, is_known, is_own, refusal
from chalicelib.domain.roll import Beneficiary
from chalicelib.ports import Records
from chalicelib.services.phones import PhoneDesk, sealed

AGE, BIRTH_YEAR = "age", "birth_year"


def kept_values(
    person: Beneficiary,
    said: Mapping[str, Said],
    year: int,
    *,
    records: Records,
    phones: PhoneDesk,
) -> Mapping[str, FieldValue]:
    """Return what is kept of each field; raise InvalidInput naming the first wrong one.

    `year` is the one in which it was said. An age becomes a year of birth, a number is sealed, and
    a scheme goes by its id where the campaign declares any.
    """
    try:
        years = _with_birth_year(said, year)
        campaign = _campaign_for(person, years, records)
        schemes = _scheme_words(campaign)
        kept = {name: _kept(person, name, text, phones) for name, text in years.items()}
        if schemes and isinstance(listed := kept.get(SCHEMES), tuple):
            kept[SCHEMES] = tuple(dict.fromkeys(choice(s, SCHEMES, schemes) for s in listed))
    except CellRefused as refused:
        raise refusal(refused) from None
    return kept


def _with_birth_year(said: Mapping[str, Said], year: int) -> Mapping[str, Said]:
    rest = {name: text for name, text in said.items() if name != AGE}
    age = said.get(AGE)
    if AGE in said and BIRTH_YEAR in said:
        raise InvalidInput("Send the age or the year of birth, not both", field=AGE)
    if AGE in said:
        rest[BIRTH_YEAR] = str(age_to_year(age, AGE, year)) if isinstance(age, str) else None
    elif isinstance(born := said.get(BIRTH_YEAR), str):
        rest[BIRTH_YEAR] = str(birth_year(born, BIRTH_YEAR, year))
    return rest


def _campaign_for(
    person: Beneficiary, said: Mapping[str, Said], records: Records
) -> Campaign | None:
    """Return the campaign if a field needs it; raise InvalidInput for one that nobody knows."""
    others = [name for name in said if not is_own(name)]
    if not others and SCHEMES not in said:
        return None
    campaign = records.find(Campaign, person.campaign_id)
    for name in others:
        if campaign is None or not is_known(name, campaign):
            raise InvalidInput("This campaign has no such field", field=name)
    return campaign


def _scheme_words(campaign: Campaign | None) -> Mapping[str, str]:
    schemes = campaign.schemes if campaign else ()
    words = ((word, s.scheme_id) for s in schemes for word in (s.scheme_id, *s.names.values()))
    return dict(words)


def _kept(person: Beneficiary, name: str, said: Said, phones: PhoneDesk) -> FieldValue:
    if name == PHONE and isinstance(said, str):
        return sealed(said, person.campaign_id, person.beneficiary_id, phones)
    if said is None and name.partition(".")[0] == NAME:
        raise InvalidInput("A person needs a name; write the right one", field=name)
    return said
