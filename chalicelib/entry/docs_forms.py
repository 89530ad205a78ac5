"""JSON schemas as tables a person can read: field, type, limits, meaning."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.entry.docs_meanings import MEANINGS
from chalicelib.entry.markup import Html, anchor, el, prose, separated, together

Schema = Mapping[str, Any]
SCHEMAS: Final = "#/components/schemas/"
TEXT_LIMIT: Final = 10_000  # every text of the API has this one; a table names only narrower ones
_KINDS: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
    "null": "null",
}
_FORMATS: Final[Mapping[str, str]] = {"date-time": "instant", "uuid": "UUID"}
# Of a lower and an upper bound: their keywords, and what they count.
_BOUNDS: Final = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)


def name_of(form: Schema) -> str:
    """Return the component that a schema refers to, or nothing."""
    return str(form.get("$ref", "")).removeprefix(SCHEMAS)


def form_link(name: str) -> Html:
    """Return a link to a component's table."""
    return el("a", name, href=f"#{anchor('form', name)}")


def kind(form: Schema) -> Html:
    """Return a schema's type in words; components are links."""
    if "$ref" in form:
        return form_link(name_of(form))
    if "anyOf" in form:
        return separated((kind(one) for one in form["anyOf"]), by=" or ")
    if "enum" in form:
        return values(form)
    if isinstance(form.get("items"), Mapping):
        return together(["list of ", kind(form["items"])])
    if isinstance(form.get("additionalProperties"), Mapping):
        return together(["map of text to ", kind(form["additionalProperties"])])
    simple = _FORMATS.get(form.get("format", "")) or _KINDS.get(str(form.get("type")), "anything")
    return together([simple])


def values(form: Schema) -> Html:
    """Return the values of a choice."""
    return separated((el("code", str(one)) for one in form["enum"]), by=" · ")


def limits(form: Schema) -> Iterator[str]:
    """Yield what a value must keep to, in words."""
    for one in (form, *form.get("anyOf", ())):
        yield from (_bounds(one, *bound) for bound in _BOUNDS if {*bound[:2]} & {*_limited(one)})
        if "pattern" in one:
            yield f"matches `{one['pattern']}`"
    if form.get("default") is not None:
        yield f"`{form['default']}` when left out"


def _limited(form: Schema) -> Iterator[str]:
    """Yield the keywords of a schema, but for the limit that every text has."""
    yield from (key for key in form if key != "maxLength" or form[key] != TEXT_LIMIT)


def _bounds(form: Schema, low: str, high: str, unit: str) -> str:
    least, most = form.get(low), form.get(high)
    if most is None:
        return f"at least {least:,}{unit}"
    return f"at most {most:,}{unit}" if least is None else f"{least:,} to {most:,}{unit}"


def table(caption: str, rows: list[Html]) -> Html:
    """Return rows under the three headings. Roles stay when a narrow screen stacks the cells."""
    heads = (el("th", text, scope="col", role="columnheader") for text in HEADINGS)
    return el(
        "table",
        el("caption", caption, class_="visually-hidden"),
        el("thead", el("tr", *heads, role="row"), role="rowgroup"),
        el("tbody", *rows, role="rowgroup"),
        role="table",
    )


HEADINGS: Final = ("Field", "Type and limits", "Meaning")


def row(name: str, form: Schema, *, tag: str, meaning: str) -> Html:
    """Return one field's row; `tag` says in a word whether it must be there."""
    kept = separated((prose(one) for one in limits(form)), by=", ")
    return el(
        "tr",
        el("th", el("code", name), el("span", tag, class_="tag"), scope="row", role="rowheader"),
        el("td", kind(form), el("span", kept, class_="limits") if kept else None, role="cell"),
        el("td", prose(meaning), role="cell"),
        role="row",
    )


def fields(name: str, form: Schema) -> Html:
    """Return the table of a component's fields, or the values of a choice."""
    if "enum" in form:
        return el("p", values(form), class_="values")
    needed = form.get("required", ())
    rows = [
        row(
            field,
            one,
            tag="required" if field in needed else "optional",
            meaning=meaning(name, field, one),
        )
        for field, one in form.get("properties", {}).items()
    ]
    return table(f"Fields of {name}", rows) if rows else el("p", "No fields.", class_="muted")


def meaning(name: str, field: str, form: Schema) -> str:
    """Return what a form's field or an operation's parameter says: its own words, else ours."""
    told = form.get("description") or MEANINGS.get(f"{name}.{field}") or MEANINGS.get(field)
    return str(told or "")


def forms(schemas: Mapping[str, Schema]) -> Html:
    """Return every component, each under the anchor that `form_link` leads to."""
    return together(
        el(
            "article",
            el("h3", name),
            el("p", prose(str(form.get("description", "")))),
            fields(name, form),
            id=anchor("form", name),
            class_="form",
        )
        for name, form in sorted(schemas.items())
    )
