"""Findings and what they name, as answers."""

from collections.abc import Iterable
from typing import Any, Final

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.policy import Action, Policy
from chalicelib.domain.verification.links import Kind, Reference, references_of
from chalicelib.domain.verification.rules import leads_to
from chalicelib.domain.verification.sentences import change_of, sentence_of
from chalicelib.domain.verification.words.titles import TITLES
from chalicelib.entry.models.common import Model, Words

# Where a record is read. Calls, consents, edits and workers have no address of their own.
ADDRESSES: Final = {
    Kind.AREA: "/v1/progress/{id}",
    Kind.MEDIA: "/v1/media/{id}",
    Kind.PERSON: "/v1/beneficiaries/{id}",
    Kind.TESTIMONIAL: "/v1/testimonials/{id}",
}


class LinkView(Model):
    """A record that is named; `href` is null for one that has no address of its own."""

    rel: str
    kind: Kind
    id: str
    href: str | None


class FindingView(Model):
    """One check's answer. What comes after `text` comes with a single testimonial only."""

    check: str
    version: int
    outcome: FindingOutcome
    evidence: dict[str, Any]
    text: Words
    title: Words | None = None
    links: list[LinkView] | None = None
    changes: Words | None = None
    leads_to: Action | None = None


def brief_finding(found: Finding) -> FindingView:
    """Return a finding for lists."""
    return FindingView(
        check=found.check, version=found.version, outcome=found.outcome,
        evidence=dict(found.evidence), text=sentence_of(found),
    )  # fmt: skip


def finding_view(found: Finding, policy: Policy) -> FindingView:
    """Return a finding with what it names, and what follows from it under a policy."""
    return brief_finding(found).model_copy(
        update={
            "title": title_of(found.check),
            "links": link_views(references_of(found)),
            "changes": change_of(found),
            "leads_to": leads_to(found, policy),
        }
    )


def title_of(check: str) -> Words:
    """Return what a check is called; its own name when it is none of today's."""
    hindi, english = TITLES.get(check, (check, check))
    return {"hi": hindi, "en": english}


def link_views(references: Iterable[Reference]) -> list[LinkView]:
    """Return references with the addresses of what they name."""
    return [
        LinkView(rel=one.rel, kind=one.kind, id=one.id, href=_address(one)) for one in references
    ]


def _address(named: Reference) -> str | None:
    pattern = ADDRESSES.get(named.kind)
    return pattern.format(id=named.id) if pattern else None
