"""One operation of the OpenAPI document as a card: who may call it, what it takes and answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from chalicelib.entry import docs_forms, docs_guide
from chalicelib.entry.markup import Html, el, together

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation of the document."""

    path: str
    method: str
    described: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The id and anchor of the operation."""
        return str(self.described["operationId"])

    @property
    def title(self) -> str:
        """What it does, in a few words."""
        return str(self.described["summary"])


def calls_of(document: Document) -> Iterator[Call]:
    """Yield every operation of an OpenAPI document."""
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            yield Call(path=path, method=method.upper(), described=described)


def operation(call: Call, schemas: Mapping[str, Any]) -> Html:
    """Return one operation with its parameters, body, answers and example."""
    answers = call.described["responses"].items()
    example = docs_guide.EXAMPLES.get(call.name)
    return el(
        "article",
        el("h3", call.title),
        el("p", el("span", call.method, class_="method"), el("code", call.path), class_="address"),
        _who(call),
        _parameters(call),
        _body(call.described.get("requestBody"), schemas),
        el("h4", "Answers"),
        *(_answer(status, answer, schemas) for status, answer in answers),
        together([el("h4", "Try it"), docs_guide.shell(example)]) if example else None,
        id=call.name,
        class_="operation card",
    )


def _who(call: Call) -> Html:
    if call.described.get("security"):
        return el("p", "Signed in", class_="chip accent")
    return el("p", "Open", class_="chip")


def _parameters(call: Call) -> Html | None:
    rows = [
        docs_forms.row(
            one["name"],
            one.get("schema", {}),
            tag=f"{one['in']}{', required' if one.get('required') else ''}",
            meaning=docs_forms.meaning(call.name, one["name"], one),
        )
        for one in call.described.get("parameters", [])
    ]
    if not rows:
        return None
    return together([el("h4", "Parameters"), docs_forms.table("Parameters", rows)])


def _body(body: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> Html | None:
    if body is None:
        return None
    name = _form_name(body)
    heading = el("h4", "Body ", docs_forms.form_link(name) if name else None)
    return together([heading, docs_forms.fields(name, schemas.get(name, {}))])


def _answer(status: str, answer: Mapping[str, Any], schemas: Mapping[str, Any]) -> Html:
    if status == "default":
        words = ("Otherwise a ", docs_forms.form_link("Problem"), "; ", _errors_link(), ".")
        return el("p", *words, class_="answer")
    name = _form_name(answer)
    tag = el("span", "ETag", class_="tag") if "ETag" in answer.get("headers", {}) else None
    line = (el("strong", phrase(int(status))), " ", _content(answer, name), tag)
    if not name:
        return el("p", *line, class_="answer")
    inner = docs_forms.fields(name, schemas.get(name, {}))
    return el("details", el("summary", *line), inner, class_="answer")


def _content(answer: Mapping[str, Any], name: str) -> Html:
    if name:
        return el("code", name)
    types = ", ".join(answer.get("content", {})) or "no body"
    return el("span", types, class_="muted")


def _errors_link() -> Html:
    return el("a", "what can go wrong", href="#errors")


def _form_name(described: Mapping[str, Any]) -> str:
    content: Mapping[str, Any] = described.get("content", {})
    return next((docs_forms.name_of(one["schema"]) for one in content.values() if one), "")


def phrase(status: int) -> str:
    """Return a status with its name."""
    return f"{status} {HTTPStatus(status).phrase}"
