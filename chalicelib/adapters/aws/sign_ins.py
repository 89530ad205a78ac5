"""The Cognito user pool behind `ports.SignIns`: sign-ins are made here and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import UserId

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef


class CognitoSignIns:
    """Sign-ins of one pool. Nobody is written to: codes travel on paper."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._client = client
        self._pool_id = pool_id

    def create(self, username: str) -> UserId:
        """Return the subject of `username`, made if there is none; safe to repeat."""
        try:
            with translated():
                answer = self._client.admin_create_user(
                    UserPoolId=self._pool_id, Username=username, MessageAction="SUPPRESS"
                )
        except KeyError:
            return self._known(username)
        return _subject(answer["User"].get("Attributes", []))

    def _known(self, username: str) -> UserId:
        with translated():
            answer = self._client.admin_get_user(UserPoolId=self._pool_id, Username=username)
        return _subject(answer["UserAttributes"])

    def set_password(self, username: str, password: str) -> None:
        """Give a sign-in a lasting password; the one before it is void at once."""
        with translated():
            self._client.admin_set_user_password(
                UserPoolId=self._pool_id, Username=username, Password=password, Permanent=True
            )

    def sign_out(self, username: str) -> None:
        """Void every refresh token of a sign-in."""
        with translated():
            self._client.admin_user_global_sign_out(UserPoolId=self._pool_id, Username=username)


def _subject(attributes: "Sequence[AttributeTypeTypeDef]") -> UserId:
    return UserId(next(each.get("Value", "") for each in attributes if each["Name"] == "sub"))


@contextmanager
def translated() -> Iterator[None]:
    """Turn a name that is taken into KeyError and everything else into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "UsernameExistsException":
            raise KeyError(code) from error
        raise StoreUnavailable(f"sign-ins: {code}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"sign-ins: {type(error).__name__}") from error
