"""The newest testimonials, to choose one from."""

from collections.abc import Sequence

from rich.table import Table

from infra.demo.people import Json
from infra.explain.render import instant
from infra.explain.words import word


def choice_table(items: Sequence[Json], language: str) -> Table:
    """Return a row per testimonial, as a list of the API gives it."""
    title = word("newest" if items else "nothing", language)
    table = Table(title=title, title_justify="left", caption=word("choose", language))
    for name in ("id", "state", "verdict", "since"):
        table.add_column(word(name, language), no_wrap=True)
    for item in items:
        table.add_row(
            item["testimonial_id"], item["state"], item["verdict"] or "",
            instant(item["waiting_since"]),
        )  # fmt: skip
    return table
