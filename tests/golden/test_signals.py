"""The table of signals in the documents is the code's, and says what the API says."""

from chalicelib.domain.signals import SIGNALS, Hint
from chalicelib.entry.models.signals import signal_views
from infra.docs import DOCS, rendered
from tests.builders import a_good_picture
from tests.domain.test_signals import BEYOND

WRITTEN = (DOCS / "signals.md").read_text(encoding="utf-8")


def test_the_table_in_docs_is_the_one_that_the_code_makes() -> None:
    assert rendered()["signals.md"] == WRITTEN, "run `make docs`"


def test_every_signal_and_every_hint_stands_in_it_once() -> None:
    for name in (*SIGNALS, *Hint):
        assert WRITTEN.count(f"\n| `{name}` |") == 1


def test_the_api_says_each_number_with_its_unit_and_its_meaning_as_the_table_does() -> None:
    for name, view in signal_views(a_good_picture()).items():
        assert f"| `{name}` | {view.unit} |" in WRITTEN
        assert view.meaning["en"] in WRITTEN
        assert (view.hint, view.hint_text) == (None, None)


def test_the_api_says_what_a_number_hints_at() -> None:
    for name, view in signal_views({**BEYOND, "of_old": 1.0}).items():
        assert (view.value, view.hint) == (BEYOND[name], SIGNALS[name].hint)
        assert view.hint_text
        assert f"| `{view.hint}` | {view.hint_text['en']} |" in WRITTEN
