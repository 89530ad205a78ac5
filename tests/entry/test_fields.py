"""The fields of a person as they are written on the wire."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.entry.models.fields import MOST_FIELDS, parsed_fields

GOOD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"name": "सुनीता देवी"}, {"name.hi": "सुनीता देवी"}),
    ({"name": " Sunita   Devi "}, {"name.en": "Sunita Devi"}),
    ({"names": {"hi": "सुनीता", "en": "Sunita"}}, {"name.hi": "सुनीता", "name.en": "Sunita"}),
    ({"name.hi": "सुनीता"}, {"name.hi": "सुनीता"}),
    ({"guardian_name": "Ram"}, {"guardian_name.en": "Ram"}),
    ({"guardian_names": {"hi": None}}, {"guardian_name.hi": None}),
    ({"guardian_name": None}, {"guardian_name.en": None, "guardian_name.hi": None}),
    ({"phone": "98765 43210"}, {"phone": "+919876543210"}),
    ({"phone": "०९८७६५-४३२१०"}, {"phone": "+919876543210"}),
    ({"phone": 9876543210}, {"phone": "+919876543210"}),
    ({"phone": "9.876543210E+9"}, {"phone": "+919876543210"}),
    ({"phone": "+49 151 12345678"}, {"phone": "+4915112345678"}),
    ({"phone": None}, {"phone": None}),
    ({"phone": "  "}, {"phone": None}),
    ({"schemes": ["housing", " housing", "", "ration"]}, {"schemes": ("housing", "ration")}),
    ({"schemes": []}, {"schemes": ()}),
    ({"schemes": None}, {"schemes": ()}),
    ({"birth_year": 1984}, {"birth_year": "1984"}),
    ({"birth_year": "१९८४"}, {"birth_year": "1984"}),
    ({"age": 42}, {"age": "42"}),
    ({"gender": "महिला"}, {"gender": "female"}),
    ({"address": "Ward 4,\nMain road"}, {"address": "Ward 4, Main road"}),
    ({"address": "UID 2345 6789 0124"}, {"address": "UID XXXX-XXXX-0124"}),
    ({"address": ""}, {"address": None}),
    ({"house": "12\u200b/4\u202e"}, {"house": "12/4"}),
    ({"house_type": "4"}, {"house_type": "4"}),
]


@pytest.mark.parametrize(("raw", "flat"), GOOD, ids=[str(case[0]) for case in GOOD])
def test_fields_are_read_under_flat_names(raw: dict[str, Any], flat: Mapping[str, Any]) -> None:
    assert dict(parsed_fields(raw)) == flat


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "fields"),
    ({f"d{n}": "x" for n in range(MOST_FIELDS + 1)}, "fields"),
    ({"": "x"}, "fields"),
    ({"a b": "x"}, "fields"),
    ({"वार्ड": "x"}, "fields"),
    ({"x" * 65: "x"}, "fields"),
    ({"<script>": "x"}, "fields"),
    ({"benefit_after_the_election": "x"}, "benefit_after_the_election"),
    ({"will_get": "x"}, "will_get"),
    ({"name": "S" * 201}, "name"),
    ({"name": "S" * 10_001}, "name"),
    ({"name": "🙂"}, "name"),
    ({"name": "=cmd()"}, "name"),
    ({"name": "Suniता"}, "name"),
    ({"name": "123"}, "name"),
    ({"name": "கீதா"}, "name"),
    ({"name": ["a"]}, "name"),
    ({"name": {"hi": "a"}}, "name"),
    ({"name": "Sita\0"}, "name"),
    ({"name": ""}, "name"),
    ({"name": "Sita", "names": {"en": "Gita"}}, "name.en"),
    ({"names": {}}, "names"),
    ({"names": "Sita"}, "names"),
    ({"names": {"HI": "Sita"}}, "names"),
    ({"names": {"hi": 5}}, "name.hi"),
    ({"phone": "12345"}, "phone"),
    ({"phone": "9876543210, 9876543211"}, "phone"),
    ({"phone": "9.19E+11"}, "phone"),
    ({"phone": True}, "phone"),
    ({"phone": 1.5}, "phone"),
    ({"schemes": "housing"}, "schemes"),
    ({"schemes": [1]}, "schemes"),
    ({"schemes": ["x" * 101]}, "schemes"),
    ({"schemes": ["x"] * 21}, "schemes"),
    ({"gender": "x"}, "gender"),
    ({"address": "x" * 501}, "address"),
    ({"address": "x\x07"}, "address"),
    ({"address": "\ud800"}, "address"),
    ({"address": {}}, "address"),
    ({"address": 5}, "address"),
]


@pytest.mark.parametrize(("raw", "named"), BAD, ids=[f"{n}-{c[1]}" for n, c in enumerate(BAD)])
def test_what_cannot_be_read_is_refused_by_its_name(raw: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed_fields(raw)

    assert refused.value.facts["field"] == named


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(["name", "names", "guardian_name", "phone", "schemes", "age", "gender"])


@given(raw=st.dictionaries(NAMES | st.text(max_size=8), JSON, max_size=4))
def test_whatever_is_sent_is_read_or_refused(raw: dict[str, Any]) -> None:
    flat: Mapping[str, Any] = {}
    with suppress(InvalidInput):
        flat = parsed_fields(raw)

    assert all(isinstance(value, str | tuple) or value is None for value in flat.values())
