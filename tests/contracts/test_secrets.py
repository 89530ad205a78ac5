"""A channel's credential: what was kept is what is read, from the secrets and from memory."""

from datetime import timedelta

import pytest

from chalicelib.adapters.aws.secrets import SecretCredentials
from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.ports import Credentials
from tests.builders import CAMPAIGN, NOON, an_id
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, session
from tests.fakes import FakeCredentials

WHOLE = Credential(
    access="a", refresh="r", client_id="c", client_secret="s",  # noqa: S106  samples
    signing=("whsec_new", "whsec_old"), expires_at=NOON + timedelta(days=60),
)  # fmt: skip


@pytest.fixture(params=["in memory", "with the secrets"])
def credentials(request: pytest.FixtureRequest) -> Credentials:
    if request.param == "in memory":
        return FakeCredentials()
    aws: BareAWS = request.getfixturevalue("aws")
    return SecretCredentials(
        aws.client("secretsmanager"), stage="test", key_id=aws.outputs["DataKeyArn"]
    )


def a_name(number: int) -> ChannelId:
    return ChannelId(f"channel-{an_id(number)}")


def test_what_was_kept_is_read_until_it_is_kept_anew_or_dropped(credentials: Credentials) -> None:
    name = a_name(1)

    assert credentials.read(CAMPAIGN, name) is None
    credentials.keep(CAMPAIGN, name, WHOLE)
    assert credentials.read(CAMPAIGN, name) == WHOLE
    credentials.keep(CAMPAIGN, name, Credential(access="b"))
    assert credentials.read(CAMPAIGN, name) == Credential(access="b")
    credentials.drop(CAMPAIGN, name)
    assert credentials.read(CAMPAIGN, name) is None
    credentials.drop(CAMPAIGN, name)
    credentials.keep(CAMPAIGN, name, WHOLE)
    assert credentials.read(CAMPAIGN, name) == WHOLE
    credentials.drop(CAMPAIGN, name)


def test_another_campaigns_channel_of_that_name_is_another(credentials: Credentials) -> None:
    name = a_name(2)
    credentials.keep(CAMPAIGN, name, WHOLE)

    assert credentials.read(CampaignId("campaign-2"), name) is None
    credentials.drop(CAMPAIGN, name)


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"access": 1, "signing": []}'])
def test_a_secret_that_somebody_broke_is_a_fault_that_shows_nothing(
    aws: BareAWS, text: str
) -> None:
    client, name = aws.client("secretsmanager"), a_name(3)
    kept = SecretCredentials(client, stage="test", key_id=aws.outputs["DataKeyArn"])
    place = f"sampark/test/channels/{CAMPAIGN}/{name}"
    client.create_secret(Name=place, SecretString=text)

    with pytest.raises(StoreUnavailable) as fault:
        kept.read(CAMPAIGN, name)
    client.delete_secret(SecretId=place, ForceDeleteWithoutRecovery=True)
    assert text not in str(fault.value)


def test_secrets_that_do_not_answer_are_unavailable() -> None:
    client = session().client("secretsmanager", endpoint_url=nobodys_address(), config=ONCE)
    kept = SecretCredentials(client, stage="test", key_id="any")

    for ask in (
        lambda: kept.read(CAMPAIGN, a_name(4)),
        lambda: kept.keep(CAMPAIGN, a_name(4), WHOLE),
        lambda: kept.drop(CAMPAIGN, a_name(4)),
    ):
        with pytest.raises(StoreUnavailable):
            ask()
