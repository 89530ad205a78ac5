"""The API on a page: a pure function from the OpenAPI document to HTML that runs no script.

Operations are in docs_calls.py, tables of fields in docs_forms.py, prose and examples in
docs_guide.py. Links are relative, so
that the page works behind a stage prefix too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.entry import docs_forms, docs_guide
from chalicelib.entry.docs_calls import Call, Document, calls_of, operation, phrase
from chalicelib.entry.docs_guide import ProblemKind
from chalicelib.entry.markup import Html, anchor, el, prose, together
from chalicelib.entry.web_files import FOLDERS, current_release


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations that belong together, by the words of their paths, in the order of `resources`."""

    key: str
    title: str
    text: str
    resources: tuple[str, ...]


GROUPS: Final = (
    Group(
        key="campaign", title="Campaign and files",
        text="What a campaign declares, and the files that bring its areas and people in.",
        resources=("campaigns", "areas", "imports"),
    ),
    Group(
        key="workers", title="Workers",
        text="Training, a sheet of codes per booth, one phone each, and a lost phone's end.",
        resources=("workshops", "attendance", "users", "enrolments"),
    ),
    Group(
        key="field", title="Field", text="Who am I, whom do I visit, what happened at the door.",
        resources=("me", "worklist", "sync", "returned"),
    ),
    Group(
        key="people", title="People",
        text="One person's record with its history, her duplicates, and the code on her leaflet.",
        resources=("beneficiaries", "leaflets"),
    ),
    Group(
        key="calls", title="Missed calls",
        text="How a provider tells of a call, and the calls that found no visit.",
        resources=("hooks", "calls"),
    ),
    Group(
        key="steering", title="Steering",
        text="How far each area has come, and the reports that wait for a convener.",
        resources=("progress", "held", "workers", "patterns", "throughput", "reviewers", "digests"),
    ),
    Group(
        key="uploads", title="Uploads and media",
        text="A grant for one file, the way of its bytes, and what became of it.",
        resources=("uploads", "media"),
    ),
    Group(
        key="review", title="Review", text="Take an item, look at the evidence, decide.",
        resources=("reviews", "testimonials", "reels", "samples", "agreement", "audit"),
    ),
    Group(
        key="publishing", title="Publishing", text="Where approved testimonials go.",
        resources=("publications", "channels", "freezes"),
    ),
    Group(
        key="outside", title="Other systems",
        text="Events told to systems of your own, and what a partner app reads.",
        resources=("webhooks", "feeds"),
    ),
    Group(
        key="withdrawal", title="Withdrawal",
        text="What anybody with the code on her leaflet may see and end, without signing in.",
        resources=("withdrawals", "appeals"),
    ),
    Group(
        key="open", title="Open", text="What the service says of itself.",
        resources=("health", "openapi.json", "docs", "problems"),
    ),
)  # fmt: skip
OTHER: Final = Group(key="other", title="Other", text="", resources=())
PAGES: Final = frozenset(("", "config.json", "assets", *FOLDERS))


def reference(document: Document, problems: Sequence[ProblemKind]) -> str:
    """Return the whole page. Every operation and every component stands on it once."""
    calls = list(calls_of(document))
    groups = [(group, found) for group in (*GROUPS, OTHER) if (found := _of(group, calls))]
    schemas = document["components"]["schemas"]
    guide = [docs_guide.sign_in(), docs_guide.errors(problems), *docs_guide.rules()]
    body = el(
        "div",
        _introduction(document["info"]),
        el("section", el("h2", "Good to know"), *guide, id="guide", class_="guide"),
        *(_group(group, found, schemas) for group, found in groups),
        el("section", el("h2", "Forms"), docs_forms.forms(schemas), id="forms"),
        _pages([call for call in calls if _is_page(call.path)]),
        class_="sheet",
    )
    return frame("API · Sampark", el("div", _contents(groups), body, class_="columns"))


def problem(kind: ProblemKind) -> str:
    """Return the page that a problem's `type` leads to."""
    example = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": "…",
        "instance": "…",
    }
    text = json.dumps(example, indent=2, ensure_ascii=False)
    sheet = el(
        "div",
        el("p", phrase(kind.status), class_="eyebrow"),
        el("h1", kind.title),
        el("p", prose(kind.meaning), class_="lead"),
        el("h2", "What to do"),
        el("p", prose(kind.advice)),
        el("h2", "How it looks"),
        docs_guide.shell(text),
        el("p", el("a", "All problems", href="../docs#errors"), class_="after"),
        class_="sheet single",
    )
    return frame(f"{kind.title} · Sampark", sheet, root="../")


def frame(title: str, inner: Html, *, root: str = "") -> str:
    """Return a document; `root` leads from its address to where the service lives."""
    files = f"{root}assets/{current_release()}/shared"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("link", rel="icon", href=f"{files}/favicon.svg", type="image/svg+xml"),
        el("link", rel="stylesheet", href=f"{files}/style.css"),
        el("link", rel="stylesheet", href=f"{files}/docs.css"),
    )
    bar = el(
        "header",
        el("a", "Skip to the main part", class_="skip", href="#main"),
        el(
            "p",
            el("a", "Sampark", class_="brand", href=root or "./"),
            el("a", "API", class_="bar-link", href=f"{root}docs"),
            class_="bar-title",
        ),
        el("a", "openapi.json", class_="bar-link", href=f"{root}openapi.json"),
        class_="bar",
    )
    body = el("body", bar, el("main", inner, id="main", tabindex="-1"), class_="docs")
    return "<!doctype html>" + el("html", head, body, lang="en")


def _words(path: str) -> list[str]:
    """Return a path's fixed parts, last first: the last one says best what it is about."""
    parts = [part for part in path.split("/") if not part.startswith("{") and part != "v1"]
    return parts[:0:-1] or [""]


def _is_page(path: str) -> bool:
    return _words(path)[-1] in PAGES


def _group_of(path: str) -> Group:
    found = (group for word in _words(path) for group in GROUPS if word in group.resources)
    return next(found, OTHER)


def _of(group: Group, calls: list[Call]) -> list[Call]:
    found = [one for one in calls if not _is_page(one.path) and _group_of(one.path) is group]
    return sorted(found, key=lambda one: (_rank(group, one.path), one.path))


def _rank(group: Group, path: str) -> int:
    known = (group.resources.index(word) for word in _words(path) if word in group.resources)
    return min(known, default=0)


def _introduction(info: Mapping[str, Any]) -> Html:
    version = el("p", "Version ", str(info["version"]), class_="eyebrow")
    return together([version, el("h1", "Sampark API"), el("p", info["description"], class_="lead")])


def _contents(groups: list[tuple[Group, list[Call]]]) -> Html:
    rules = [("signing-in", "Signing in"), ("errors", "Errors")]
    rules += [(rule.anchor, rule.title) for rule in docs_guide.RULES]
    parts = [("guide", "Good to know", rules)]
    parts += [
        (anchor("group", group.key), group.title, [(one.name, one.title) for one in found])
        for group, found in groups
    ]
    parts += [("forms", "Forms", []), ("pages", "Pages", [])]
    return el("nav", *(_part(*part) for part in parts), class_="contents", aria_label="Contents")


def _part(goal: str, title: str, inner: list[tuple[str, str]]) -> Html:
    items = [el("li", el("a", text, href=f"#{name}")) for name, text in inner]
    link = el("a", title, href=f"#{goal}", class_="part")
    return el("div", link, el("ul", *items) if items else None)


def _group(group: Group, calls: list[Call], schemas: Mapping[str, Any]) -> Html:
    return el(
        "section",
        el("h2", group.title),
        el("p", group.text, class_="muted"),
        *(operation(call, schemas) for call in calls),
        id=anchor("group", group.key),
    )


def _pages(calls: list[Call]) -> Html:
    items = [
        el("li", el("code", f"{one.method} {one.path}"), " ", one.title, id=one.name)
        for one in calls
    ]
    return el("section", el("h2", "Pages"), el("ul", *items, class_="pages"), id="pages")
