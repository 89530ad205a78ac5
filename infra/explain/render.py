"""A story as tables for a terminal, from the API's own answer and nothing else."""

import re
from collections.abc import Iterator
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from infra.demo.people import Json
from infra.explain.words import word

STYLES: Final = {
    "pass": "green", "warn": "yellow", "fail": "bold red", "unknown": "dim",
    "verified": "green", "needs_review": "yellow", "refused": "bold red",
}  # fmt: skip
ORDER: Final = ("fail", "warn", "unknown", "pass")
IDS: Final = re.compile(r"_ids?$")
SHORT: Final = 6


def story(told: Json, language: str, address: str) -> Iterator[RenderableType]:
    """Yield the parts of a story in their order; `address` is that of its page."""
    yield head(told, language, address)
    yield steps_table(told, language)
    if told["verdicts"]:
        yield from findings(told["verdicts"][0], language)
    if len(told["verdicts"]) > 1:
        yield versions_table(told, language)
    if told["sampling"]:
        yield from draw(told["sampling"], language)
    yield chain(told["audit"], language)


def instant(at: str) -> str:
    """Return an instant to the second, as it stands: in UTC."""
    return at[:19].replace("T", " ")


def head(told: Json, language: str, address: str) -> Table:
    """Return whom it is about and what became of it."""
    table = Table.grid(padding=(0, 2))
    table.title, table.title_justify = word("title", language), "left"
    verdict = told["verdict"] or "–"
    rows = {
        "id": Text(told["testimonial_id"]),
        "booth": Text(_named((told["area"] or {}).get("names"), language)),
        "person": Text(_named((told["person"] or {}).get("masked_names"), language)),
        "state": Text(told["state"]),
        "verdict": Text(verdict, style=STYLES.get(verdict, "")),
        "page": Text(address, overflow="fold"),
    }
    for name, value in rows.items():
        if value.plain:
            table.add_row(word(name, language), value)
    if told["members"]:
        places = [_named((one["area"] or {}).get("names"), language) for one in told["members"]]
        table.add_row(word("members", language), Text(", ".join(places)))
    return table


def _named(words: Json | None, language: str) -> str:
    known = words or {}
    return str(known.get(language) or known.get("en") or known.get("hi") or "")


def steps_table(told: Json, language: str) -> Table:
    """Return what happened, in its order."""
    table = _table("steps", ("at", "what", "by"), language)
    for step in told["steps"]:
        by = step["by"]
        who = word(by, language) if not re.search(r"\d", by) else f"…{by[-SHORT:]}"
        table.add_row(instant(step["at"]), Text(step["text"][language]), who)
    return table


def _table(title: str, columns: tuple[str, ...], language: str) -> Table:
    table = Table(title=word(title, language), title_justify="left")
    for name in columns:
        table.add_column(word(name, language), overflow="fold")
    return table


def findings(verdict: Json, language: str) -> Iterator[RenderableType]:
    """Yield in full what something follows from, and in a line what passed or is not known."""
    ordered = sorted(verdict["findings"], key=lambda one: ORDER.index(one["outcome"]))
    full = [one for one in ordered if one["leads_to"] or one["outcome"] in ORDER[:2]]
    table = _table("findings", ("check", "found", "follows"), language)
    table.title = word("findings", language).format(n=verdict["number"])
    for one in full:
        outcome = Text(word(one["outcome"], language), style=STYLES[one["outcome"]])
        check = Text.assemble(outcome, "\n", one["title"][language])
        table.add_row(check, _found(one, language), word(one["leads_to"] or "", language))
    if full:
        yield table
    brief = [one for one in ordered if one not in full]
    for key, kept in (("untold", "unknown"), ("passed", "pass")):
        names = [one["title"][language] for one in brief if one["outcome"] == kept]
        if names:
            yield Text(f"{word(key, language)}{', '.join(names)}", style="dim")
    yield Text("")


def _found(one: Json, language: str) -> Text:
    said = Text(one["text"][language])
    numbers = [
        f"{name.replace('_', ' ')} {_shown(value)}"
        for name, value in one["evidence"].items()
        if not IDS.search(name)
    ]
    names = [f"{link['rel'].replace('_', ' ')} …{link['id'][-SHORT:]}" for link in one["links"]]
    if numbers or names:
        said.append(f"\n{'; '.join([*numbers, *names])}", style="dim")
    if one["changes"]:
        said.append(f"\n{word('changes', language)}{one['changes'][language]}", style="cyan")
    return said


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def versions_table(told: Json, language: str) -> Table:
    """Return the verdicts, the oldest first, and in what each differs from the one before."""
    table = _table("versions", ("number", "at", "verdict", "files", "policy", "differs"), language)
    for one in reversed(told["verdicts"]):
        verdict = Text(one["text"][language], style=STYLES[one["verdict"]])
        table.add_row(
            str(one["number"]), instant(one["reached_at"]), verdict, str(len(one["media"])),
            str(one["policy_number"]), Text("\n".join(_differences(one, language))),
        )  # fmt: skip
    return table


def _differences(verdict: Json, language: str) -> Iterator[str]:
    for one in verdict["differs"]:
        before, after = (word(one[side] or "not_run", language) for side in ("before", "after"))
        yield f"{one['title'][language]}: {before} → {after}"


def draw(sampling: Json, language: str) -> Iterator[RenderableType]:
    """Yield what each level drew, and how anybody can draw again."""
    table = _table("draw", ("level", "rate", "lot", "drawn"), language)
    for one in sampling["draws"]:
        drawn = word("yes" if one["is_drawn"] else "no", language) if sampling["applies"] else ""
        table.add_row(one["level"], f"{one['rate']:.1%}", f"{one['lot']:.6f}", drawn)
    yield table
    if not sampling["applies"]:
        yield Text(word("no_draw", language))
    yield Text(f"{word('seed', language)}{sampling['seed']}")
    yield Text(f"{word('draw_name', language)}{sampling['name']}")
    yield Text(sampling["how"][language], style="dim")


def chain(audit: Json, language: str) -> Text:
    """Return whether the audit trail is whole."""
    name, style = ("intact", "green") if audit["intact"] else ("broken", "bold red")
    return Text(f"{word(name, language)}{audit['entries']}", style=style)
