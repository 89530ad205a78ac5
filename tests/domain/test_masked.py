"""Names by their first letters."""

import pytest

from chalicelib.domain.masked import masked, masked_names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("सीता देवी", "सी… दे…"),
        ("Sita Devi", "S… D…"),
        ("श्रीमती क्षमा", "श्री… क्ष…"),
        ("S", "S…"),
        ("🙂 Ram", "🙂… R…"),
        ("\u202eSita\u202c", "S…"),
        ("  Sita   Devi ", "S… D…"),
        ("a" * 500, "a…"),
        ("e" + "\u0323" * 5000, "ẹ" + "\u0323" * 8 + "…"),
        ("क्" * 500, "क्क्क्क्क…"),
        ("", ""),
    ],
)
def test_a_masked_name_has_the_first_letter_of_each_word(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_names_are_masked_in_every_language() -> None:
    names = {"hi": "सीता देवी", "en": "Sita Devi"}

    assert masked_names(names) == {"hi": "सी… दे…", "en": "S… D…"}
