"""Sign-ins are made once, get a password, and end when they are told to."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws.sign_ins import CognitoSignIns
from chalicelib.domain.errors import StoreUnavailable
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, session

PASSWORD = "Printed-Paper-77"  # noqa: S105  nobody's


@pytest.fixture
def sign_ins(aws: BareAWS) -> CognitoSignIns:
    return CognitoSignIns(aws.client("cognito-idp"), aws.outputs["UserPoolId"])


def signed_in(aws: BareAWS, username: str, password: str) -> dict[str, str]:
    answer = aws.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=aws.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return dict(answer["AuthenticationResult"])


def test_a_sign_in_is_made_once_and_found_again(sign_ins: CognitoSignIns):
    assert sign_ins.create("w-1") == sign_ins.create("w-1")
    assert sign_ins.create("w-1") != sign_ins.create("w-2")


def test_a_password_signs_in_and_voids_the_one_before(aws: BareAWS, sign_ins: CognitoSignIns):
    sign_ins.create("w-3")
    sign_ins.set_password("w-3", PASSWORD)
    assert signed_in(aws, "w-3", PASSWORD)["AccessToken"]

    sign_ins.set_password("w-3", f"{PASSWORD}-new")

    with pytest.raises(ClientError):
        signed_in(aws, "w-3", PASSWORD)


def test_signing_out_is_harmless_to_repeat(aws: BareAWS, sign_ins: CognitoSignIns):
    sign_ins.create("w-4")
    sign_ins.set_password("w-4", PASSWORD)
    signed_in(aws, "w-4", PASSWORD)

    sign_ins.sign_out("w-4")
    sign_ins.sign_out("w-4")


def test_a_user_pool_that_does_not_answer_is_a_fault():
    nobody = session().client("cognito-idp", endpoint_url=nobodys_address(), config=ONCE)

    with pytest.raises(StoreUnavailable):
        CognitoSignIns(nobody, "pool").create("w-1")
