"""The fields of a person as a phone or a page writes them, read into flat names and clean text.

`name` may be said once, its script telling the language, or per language under `names`; the same
goes for the guardian. What is removed is null. Whether the campaign has a field is for the service
to say.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from unicodedata import category

from chalicelib.domain import cells
from chalicelib.domain.cells import CellRefused
from chalicelib.domain.column_words import GENDER_WORDS
from chalicelib.domain.columns import promises_benefit
from chalicelib.domain.edits import Said
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.fields import GUARDIAN, LANGUAGES, NAME, PHONE, SCHEMES, refusal
from chalicelib.domain.naming.reading import language_of
from chalicelib.domain.spelling import ascii_digits

MOST_FIELDS: Final = 60
MOST_SCHEMES: Final = 20
MOST_SCHEME: Final = 100
LONGEST: Final = 10_000
MANY: Final[Mapping[str, str]] = {"names": NAME, "guardian_names": GUARDIAN}
NUMBERS: Final = frozenset({PHONE, "birth_year", "age"})
_FIELD: Final = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def parsed_fields(raw: Mapping[str, Any]) -> Mapping[str, Said]:
    """Return the fields under their flat names; raise InvalidInput naming the first wrong one."""
    if not 1 <= len(raw) <= MOST_FIELDS:
        raise InvalidInput(f"Name at least one field and at most {MOST_FIELDS}", field="fields")
    flat: dict[str, Said] = {}
    for name, value in raw.items():
        for field, said in _read(name, value):
            if field in flat:
                raise InvalidInput("This field is said twice", field=field)
            flat[field] = said
    return flat


def _read(name: str, value: Any) -> Iterator[tuple[str, Said]]:
    _require_field(name)
    try:
        if name in MANY:
            yield from _per_language(name, value)
        elif name in {NAME, GUARDIAN}:
            yield from _by_script(name, value)
        else:
            yield name, _said(name, value)
    except CellRefused as refused:
        raise refusal(refused) from None


def _require_field(name: str) -> None:
    if not _FIELD.fullmatch(name):
        raise InvalidInput("A field has a short name of a to z, 0 to 9 and _", field="fields")
    if promises_benefit(name):
        raise InvalidInput("No campaign may have a field that promises a benefit", field=name)


def _per_language(name: str, value: Any) -> Iterator[tuple[str, Said]]:
    if not isinstance(value, dict) or not 1 <= len(value) <= MOST_FIELDS:
        raise InvalidInput('Write it per language: {"hi": "…", "en": "…"}', field=name)
    for language, text in value.items():
        if not _LANGUAGE.fullmatch(language):
            raise InvalidInput("A language has two or three small letters", field=name)
        field = f"{MANY[name]}.{language}"
        yield field, _said(field, text)


def _by_script(name: str, value: Any) -> Iterator[tuple[str, Said]]:
    if value is None:
        yield from ((f"{name}.{language}", None) for language in sorted(LANGUAGES))
        return
    text = _said(f"{name}.", value)
    language = language_of(text) if isinstance(text, str) else ""
    if not language:
        raise InvalidInput(f"Say in which language it is: {name}s", field=name)
    yield f"{name}.{language}", text


def _said(field: str, value: Any) -> Said:
    if field == SCHEMES:
        return _schemes(value)
    if value is None:
        return None
    return _cleaned(field, _text(field, value)) or None


def _text(field: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and field in NUMBERS:
        value = str(value)
    if not isinstance(value, str):
        raise InvalidInput("Write text here, or null to remove it", field=field.rstrip("."))
    if len(value) > LONGEST or any(map(_is_control, value)):
        raise InvalidInput("Write it shorter, without control characters", field=field.rstrip("."))
    return value


def _is_control(letter: str) -> bool:
    return category(letter) in {"Cc", "Cs"} and letter not in "\t\r\n"


def _cleaned(field: str, text: str) -> str | None:
    base = field.partition(".")[0]
    if not text.strip():
        return None
    if base in {NAME, GUARDIAN}:
        return cells.name(text, field.rstrip("."))
    match field:
        case "phone":
            return cells.phone_text(text, field)
        case "birth_year" | "age":
            return ascii_digits(cells.clean(text))
        case "gender":
            return cells.choice(text, field, GENDER_WORDS)
        case _:
            return cells.text(text, field)


def _schemes(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_SCHEMES:
        raise InvalidInput(f"Write a list of at most {MOST_SCHEMES} schemes", field=SCHEMES)
    texts = (cells.text(_text(SCHEMES, each), SCHEMES, MOST_SCHEME) for each in value)
    return tuple(dict.fromkeys(filter(None, texts)))
