"""The API's page: complete, safe whatever the document says, and every link leads somewhere."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from app import app
from chalicelib.entry import docs_forms, docs_guide, docs_page
from chalicelib.entry.docs import PROBLEMS
from chalicelib.entry.docs_guide import ProblemKind
from chalicelib.entry.docs_meanings import MEANINGS
from chalicelib.entry.openapi import document
from chalicelib.entry.pages import WITHOUT_SLASH
from infra.functions import FUNCTIONS

STEPS = Path(__file__).parents[2] / "chalicelib" / "web" / "home" / "steps.js"
DOCUMENT = document(app, "1.2.3")
VOID = {"br", "link", "meta"}
HOSTILE = "x\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;`<b>`"


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.inside: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= given.keys()
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in VOID:
            self._open.append((tag, given.get("id", "")))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        self.text += data
        for _, name in self._open:
            self.inside[name] = self.inside.get(name, "") + data


def operations() -> Iterator[tuple[str, str, dict]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, described in methods.items():
            yield path, method.upper(), described


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen(docs_page.reference(DOCUMENT, PROBLEMS))


@pytest.fixture(scope="module")
def served(address) -> Seen:
    return Seen(httpx.get(f"{address}/docs").raise_for_status().text)


def test_every_operation_stands_on_the_page_once(seen):
    counted = Counter(seen.ids)

    for path, method, described in operations():
        name = described["operationId"]
        assert counted[name] == 1, name
        assert method in seen.inside[name]
        assert path in seen.inside[name]
        assert described["summary"] in seen.inside[name]


def test_an_operation_says_who_may_call_it(seen):
    cards = [one for one in operations() if "Answers" in seen.inside[one[2]["operationId"]]]

    assert cards
    for _, _, described in cards:
        told = "Signed in" if described.get("security") else "Open"
        assert told in seen.inside[described["operationId"]]


def test_an_operation_lists_its_parameters_and_the_fields_of_its_body(seen):
    for _, _, described in operations():
        card = seen.inside[described["operationId"]]
        names = [one["name"] for one in described["parameters"]]
        if "requestBody" in described:
            form = described["requestBody"]["content"]["application/json"]["schema"]
            names += DOCUMENT["components"]["schemas"][docs_forms.name_of(form)]["properties"]
        assert "Answers" not in card or [name for name in names if name not in card] == []


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_every_form_has_its_table(seen, name):
    form = DOCUMENT["components"]["schemas"][name]

    shown = seen.inside[f"form-{name}"]

    assert [part for part in form.get("properties", form.get("enum")) if part not in shown] == []


def test_pages_are_listed_apart_and_have_no_card(seen):
    assert "GET /console" in seen.inside["pages"]
    assert "Answers" not in seen.inside["pages"]
    assert "/v1/" not in seen.inside["pages"]


def test_no_operation_lacks_a_group(seen):
    assert "group-other" not in seen.ids


def test_an_operation_of_an_unknown_resource_is_shown_all_the_same():
    described = {"operationId": "get_new", "summary": "New", "responses": {"200": {}}}
    paths = {"/v1/brand-new": {"get": described}}

    seen = Seen(docs_page.reference({**DOCUMENT, "paths": paths}, []))

    assert "/v1/brand-new" in seen.inside["group-other"]


def test_every_field_and_parameter_has_a_meaning():
    schemas = DOCUMENT["components"]["schemas"]
    parameters = [(e["operationId"], one) for _, _, e in operations() for one in e["parameters"]]

    silent = [
        f"{name}.{field}"
        for name, form in schemas.items()
        for field, one in form.get("properties", {}).items()
        if not docs_forms.meaning(name, field, one)
    ]
    silent += [
        f"{operation}.{one['name']}"
        for operation, one in parameters
        if not docs_forms.meaning(operation, one["name"], one)
    ]

    assert silent == [], "describe the field in its model or in docs_meanings.py"


def test_no_meaning_speaks_of_a_field_that_is_gone(served):
    for key in MEANINGS:
        form, _, field = key.rpartition(".")
        owners = (f"form-{form}", form)  # a form's table, or an operation's card
        where = "".join(served.inside.get(one, "") for one in owners) if form else served.text
        assert field in where, key


def test_examples_are_of_operations_that_exist():
    assert set(docs_guide.EXAMPLES) <= {one["operationId"] for _, _, one in operations()}


def test_ids_are_unique_and_all_anchors_resolve(served):
    anchors = {link[1:] for link in served.links if link.startswith("#")}

    assert [name for name, times in Counter(served.ids).items() if times > 1] == []
    assert anchors - set(served.ids) == set()


def test_every_link_of_the_page_leads_somewhere(served, address):
    goals = {link for link in served.links if not link.startswith("#")}

    answers = {goal: httpx.get(urljoin(f"{address}/docs", goal)).status_code for goal in goals}

    assert f"problems/{PROBLEMS[0].slug}" in goals
    assert set(answers.values()) == {200}, answers


def test_the_page_runs_no_script_and_its_policy_allows_none(served, address):
    policy = httpx.get(f"{address}/docs").headers["Content-Security-Policy"]

    assert not {"script", "style", "iframe", "object", "form"} & set(served.tags)
    assert not any(name == "style" or name.startswith("on") for name in served.attributes)
    assert "default-src 'none'; style-src 'self'" in policy
    assert "script-src" not in policy


def hostile_document() -> dict:
    """Return a document with markup wherever a document has text."""
    form = {
        "description": HOSTILE,
        "type": "object",
        "required": [HOSTILE],
        "properties": {
            HOSTILE: {"type": "string", "pattern": HOSTILE, "default": HOSTILE},
            "kind": {"enum": [HOSTILE], "description": HOSTILE},
            "other": {"anyOf": [{"$ref": docs_forms.SCHEMAS + HOSTILE}, {"type": HOSTILE}]},
        },
    }
    content = {"application/json": {"schema": {"$ref": docs_forms.SCHEMAS + HOSTILE}}}
    operation = {
        "operationId": HOSTILE,
        "summary": HOSTILE,
        "parameters": [{"name": HOSTILE, "in": HOSTILE, "schema": {"type": HOSTILE}}],
        "requestBody": {"content": content},
        "responses": {"200": {"content": content}, "201": {"content": {HOSTILE: {}}}},
    }
    return {
        "info": {"version": HOSTILE, "description": HOSTILE},
        "paths": {f"/v1/{HOSTILE}": {"get": operation}, "/console": {HOSTILE: operation}},
        "components": {"schemas": {HOSTILE: form}},
    }


def test_hostile_text_stays_text(seen):
    bad = ProblemKind(slug=HOSTILE, title=HOSTILE, status=400, meaning=HOSTILE, advice=HOSTILE)

    found = Seen(docs_page.reference(hostile_document(), [bad]))

    assert set(found.tags) <= set(seen.tags)
    assert found.attributes <= seen.attributes
    assert "<script>alert(1)</script>" in found.text
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)


def test_hostile_text_of_a_problem_stays_text():
    bad = ProblemKind(slug=HOSTILE, title=HOSTILE, status=400, meaning=HOSTILE, advice=HOSTILE)

    found = Seen(docs_page.problem(bad))

    assert not {"script", "img", "b"} & set(found.tags)
    assert HOSTILE.replace("`", "") in found.text.replace("`", "")


@pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: kind.slug)
def test_every_problem_has_a_page_that_says_what_to_do(kind, address):
    at = f"{address}/problems/{kind.slug}"

    found = Seen(httpx.get(at).raise_for_status().text)

    assert kind.title in found.text
    assert str(kind.status) in found.text
    assert kind.advice.replace("`", "") in found.text
    goals = {urljoin(at, link) for link in found.links if not link.startswith("#")}
    assert {httpx.get(goal).status_code for goal in goals} == {200}


@pytest.mark.parametrize("route", sorted(WITHOUT_SLASH))
def test_a_slash_at_the_end_leads_to_the_address_where_links_hold(route, address):
    path = route.replace("{slug}", PROBLEMS[0].slug)

    answer = httpx.get(f"{address}{path}/")

    assert answer.status_code == 308
    assert urljoin(f"{address}{path}/", answer.headers["Location"]) == f"{address}{path}"
    assert "://" not in answer.headers["Location"], "a stage prefix would be lost"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date-time"}, "instant"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "whole number or null"),
        ({"type": "array", "items": {"type": "boolean"}}, "list of true or false"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "map of text to number"),
        ({"enum": ["hi", "en"]}, "hi · en"),
        ({"type": "object", "additionalProperties": True}, "object"),
        ({}, "anything"),
    ],
)
def test_a_type_is_told_in_words(form, words):
    assert Seen(docs_forms.kind(form)).text == words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"minimum": 1, "maximum": 50, "default": 20}, ["1 to 50", "`20` when left out"]),
        ({"minItems": 1}, ["at least 1 items"]),
        ({"anyOf": [{"maxLength": 2000}, {"type": "null"}]}, ["at most 2,000 characters"]),
        ({"maxLength": docs_forms.TEXT_LIMIT}, []),
        ({"pattern": "^a$"}, ["matches `^a$`"]),
    ],
)
def test_limits_are_told_in_words(form, words):
    assert list(docs_forms.limits(form)) == words


def test_the_home_page_links_to_operations_that_stand_on_the_page(seen):
    anchors = re.findall(r'anchor: "(\w+)"', STEPS.read_text(encoding="utf-8"))

    assert anchors
    assert set(anchors) <= set(seen.ids)


def test_the_home_page_names_functions_that_exist():
    lists = re.findall(r"functions: \[([^\]]*)\]", STEPS.read_text(encoding="utf-8"))

    named = {name for one in lists for name in re.findall(r'"([^"]+)"', one)}

    assert named
    assert named <= {each.name for each in FUNCTIONS} | {"api_handler"}
