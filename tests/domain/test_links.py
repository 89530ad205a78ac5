"""From evidence to the records that it names."""

import pytest

from chalicelib.domain.finding import EvidenceValue, Finding, FindingOutcome
from chalicelib.domain.verification.links import ENDINGS, Kind, Reference, references_of
from tests.domain.cases.families import every_finding

# Ids that lead nowhere: a notice is a text of the campaign's.
NOT_LINKED = {"notice_id"}


def found(**evidence: EvidenceValue) -> Finding:
    return Finding(
        check="media.exact_duplicate", version=1, outcome=FindingOutcome.WARN, evidence=evidence
    )


@pytest.mark.parametrize(
    ("key", "rel", "kind"),
    [
        ("media_ids", "media", Kind.MEDIA),
        ("matching_media_ids", "matching_media", Kind.MEDIA),
        ("matching_visit_ids", "matching_visit", Kind.TESTIMONIAL),
        ("later_visit_ids", "later_visit", Kind.TESTIMONIAL),
        ("member_ids", "member", Kind.TESTIMONIAL),
        ("matching_booth_ids", "matching_booth", Kind.AREA),
        ("mandal_ids", "mandal", Kind.AREA),
        ("consent_ids", "consent", Kind.CONSENT),
        ("call_ids", "call", Kind.CALL),
        ("beneficiary_ids", "beneficiary", Kind.PERSON),
    ],
)
def test_a_list_of_ids_names_a_record_each(key: str, rel: str, kind: Kind) -> None:
    refs = references_of(found(**{key: ["one", "two"]}))

    assert refs == (
        Reference(rel=rel, kind=kind, id="one"), Reference(rel=rel, kind=kind, id="two"),
    )  # fmt: skip


def test_a_single_id_names_one_record_and_an_unknown_one_none() -> None:
    refs = references_of(found(visit_booth_id="booth-1", roll_booth_id=None, worker_id="worker-1"))

    assert refs == (
        Reference(rel="visit_booth", kind=Kind.AREA, id="booth-1"),
        Reference(rel="worker", kind=Kind.WORKER, id="worker-1"),
    )


def test_a_record_that_is_named_twice_is_one_reference() -> None:
    assert len(references_of(found(media_ids=["one", "one"]))) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [("notice_id", "notice-1"), ("compared", 3), ("hints", ["blurred"]), ("booth_id", 7)],
)
def test_what_is_no_id_of_a_record_names_nothing(key: str, value: EvidenceValue) -> None:
    assert references_of(found(**{key: value})) == ()


def test_every_id_that_a_check_keeps_leads_to_a_record() -> None:
    kept = {
        key: value
        for finding in every_finding()
        for key, value in finding.evidence.items()
        if key.endswith(ENDINGS) and value
    }

    assert {"matching_media_ids", "booth_id"} <= set(kept)
    missing = {key for key, value in kept.items() if not references_of(found(**{key: value}))}
    assert missing - NOT_LINKED == set()
