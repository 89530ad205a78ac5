"""The catalogue of problems is complete, unambiguous, and stands in docs/ as the code says it."""

import re

import pytest

from chalicelib.domain.errors import DomainError
from chalicelib.entry.problems import ADVICE, BY_GATEWAY_STATUS, STATUS
from infra import docs
from infra.gateway import GATEWAY_RESPONSES

KINDS = list(STATUS)
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


def refusals(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    children = {each for each in kind.__subclasses__() if each.__module__.startswith("chalicelib.")}
    return children.union(*(refusals(child) for child in children))


def test_the_catalogue_in_docs_is_what_the_code_says():
    written = (docs.DOCS / "problems.md").read_text(encoding="utf-8")

    assert written == docs.problems(), "run `make docs`"


def test_every_refusal_has_a_status_and_advice():
    assert refusals() == set(STATUS) == set(ADVICE)


def test_no_two_problems_share_a_slug_or_a_title():
    assert len({kind.slug for kind in KINDS}) == len(KINDS)
    assert len({kind.title for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_problem_is_named_and_explained(kind: type[DomainError]):
    assert SLUG.fullmatch(kind.slug)
    assert not kind.title.endswith(".")
    assert (kind.__doc__ or "").strip().endswith(".")
    assert ADVICE[kind].endswith(".")
    assert 400 <= STATUS[kind] < 600


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_problem_has_one_row_in_the_catalogue(kind: type[DomainError]):
    rows = [line for line in docs.problems().splitlines() if f"`/problems/{kind.slug}`" in line]

    (row,) = rows
    assert f"| {STATUS[kind]} |" in row
    assert kind.title in row


def test_what_a_status_of_the_gateway_becomes_has_that_status():
    # A 403 is how Chalice and the gateway say that the authorizer let nobody in.
    said = {status: STATUS[type(problem)] for status, problem in BY_GATEWAY_STATUS.items()}

    assert {k: v for k, v in said.items() if k != v} == {403: 401}


def test_the_gateways_own_types_stand_in_the_catalogue():
    ours = {kind.slug for kind in KINDS}
    slugs = {
        slug
        for response in GATEWAY_RESPONSES.values()
        for slug in re.findall(r"/problems/([a-z-]+)", str(response))
    }

    assert slugs
    for slug in slugs - ours:
        assert f"`{slug}`" in docs.INTRODUCTION
