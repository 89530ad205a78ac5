"""What is sealed can be read by its owner's row alone, and equal numbers are found as equal."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.aws.vault import KmsVault
from chalicelib.domain.enrolment import SecretKey
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import CampaignId
from chalicelib.ports import Vault
from tests.builders import CAMPAIGN
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, session
from tests.fakes import FakeVault

OTHER = CampaignId("campaign-2")
NUMBER = "+919876543210"


@pytest.fixture(scope="module")
def kept(aws: BareAWS) -> KmsVault:
    return KmsVault(aws.client("kms"), aws.outputs["DataKeyArn"], aws.records())


@pytest.fixture(params=["in memory", "with keys of KMS"])
def vault(request: pytest.FixtureRequest) -> Vault:
    if request.param == "in memory":
        return FakeVault()
    found: KmsVault = request.getfixturevalue("kept")
    return found


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40))
def test_what_was_sealed_opens_for_its_owner(vault: Vault, text: str):
    assert vault.open(CAMPAIGN, "person", vault.seal(CAMPAIGN, "person", text)) == text


@pytest.mark.parametrize(("campaign", "owner"), [(CAMPAIGN, "another"), (OTHER, "person")])
def test_what_was_sealed_opens_for_nobody_else(vault: Vault, campaign: CampaignId, owner: str):
    sealed = vault.seal(CAMPAIGN, "person", NUMBER)

    with pytest.raises(StoreUnavailable):
        vault.open(campaign, owner, sealed)


def test_what_was_sealed_for_one_use_does_not_open_for_another(vault: Vault):
    sealed = vault.seal(CAMPAIGN, "person", NUMBER, use="capture")

    assert vault.open(CAMPAIGN, "person", sealed, use="capture") == NUMBER
    with pytest.raises(StoreUnavailable):
        vault.open(CAMPAIGN, "person", sealed)


def test_the_key_service_is_told_what_a_key_is_for(aws: BareAWS):
    client = aws.client("kms")
    asked = []
    client.meta.events.register(
        "provide-client-params.kms", lambda params, **_: asked.append(params["EncryptionContext"])
    )

    KmsVault(client, aws.outputs["DataKeyArn"], aws.records()).seal(
        CampaignId("campaign-of-uses"), "media", "text", use="capture"
    )

    assert asked == [{"campaign": "campaign-of-uses", "use": "capture"}] * 2  # made, unwrapped


def test_a_hash_is_the_same_for_the_same_number_purpose_and_campaign_alone(vault: Vault):
    one = vault.digest(CAMPAIGN, "phone", NUMBER)

    assert one == vault.digest(CAMPAIGN, "phone", NUMBER)
    assert len(one) == 32
    assert (
        len({one, vault.digest(CAMPAIGN, "code", NUMBER), vault.digest(OTHER, "phone", NUMBER)})
        == 3
    )


def test_the_same_number_sealed_twice_does_not_look_the_same(kept: KmsVault):
    assert kept.seal(CAMPAIGN, "person", NUMBER) != kept.seal(CAMPAIGN, "person", NUMBER)
    assert NUMBER not in kept.seal(CAMPAIGN, "person", NUMBER)


def test_another_process_finds_the_same_keys(aws: BareAWS):
    records = aws.records()
    first = KmsVault(aws.client("kms"), aws.outputs["DataKeyArn"], records)
    second = KmsVault(aws.client("kms"), aws.outputs["DataKeyArn"], records)

    sealed = first.seal(CAMPAIGN, "person", NUMBER)

    assert second.open(CAMPAIGN, "person", sealed) == NUMBER
    assert second.digest(CAMPAIGN, "phone", NUMBER) == first.digest(CAMPAIGN, "phone", NUMBER)


def test_the_table_holds_the_keys_wrapped(aws: BareAWS):
    records = aws.records()
    vault = KmsVault(aws.client("kms"), aws.outputs["DataKeyArn"], records)
    vault.seal(CAMPAIGN, "person", NUMBER)

    row = records.find(SecretKey, CAMPAIGN, "seal")

    assert row is not None
    assert len(row.wrapped) > 60


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", "A" * 80])
def test_what_was_altered_is_a_fault_and_no_text(kept: KmsVault, sealed: str):
    with pytest.raises(StoreUnavailable):
        kept.open(CAMPAIGN, "person", sealed)


def test_a_key_service_that_does_not_answer_is_a_fault(aws: BareAWS):
    nobody = session().client("kms", endpoint_url=nobodys_address(), config=ONCE)

    with pytest.raises(StoreUnavailable):
        KmsVault(nobody, "key", aws.records()).seal(CAMPAIGN, "person", NUMBER)
