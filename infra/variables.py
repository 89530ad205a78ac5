"""What each setting of a function is filled with, in the template's own words."""

from collections.abc import Mapping
from typing import Final

from infra.events import Template, arn, ref
from infra.front import SECRET


def _if_emulated(value: str, otherwise: object) -> Template:
    """One value where an emulator stands in for AWS, another on AWS itself."""
    return {"Fn::If": ["HasAwsEndpointUrl", {"Fn::Sub": value}, otherwise]}


SETTINGS: Final[Mapping[str, Template]] = {
    "STAGE": ref("Stage"),
    "RECORDS_TABLE": ref("RecordsTable"),
    "UPLOADS_BUCKET": ref("UploadsBucket"),
    "DERIVATIVES_BUCKET": ref("DerivativesBucket"),
    "PHOTO_QUEUE_URL": ref("PhotoQueue"),
    "VIDEO_QUEUE_URL": ref("VideoQueue"),
    "VERIFY_QUEUE_URL": ref("VerifyQueue"),
    "PUBLISH_QUEUE_URL": ref("PublishQueue"),
    "IMPORT_QUEUE_URL": ref("ImportQueue"),
    "COMPOSE_QUEUE_URL": ref("ComposeQueue"),
    "DELIVER_QUEUE_URL": ref("DeliverQueue"),
    "DATA_KEY": arn("DataKey"),
    "USER_POOL_ID": ref("UserPool"),
    "USER_POOL_CLIENT_ID": ref("UserPoolClient"),
    "COGNITO_URL": _if_emulated("${AwsEndpointUrl}", ref("AWS::NoValue")),
    "JWKS_URL": _if_emulated(
        "${AwsEndpointUrl}/${UserPool}/.well-known/jwks.json", ref("AWS::NoValue")
    ),
    # The bucket is addressed by path, so this is the origin that pages upload to and show from.
    "UPLOADS_ORIGIN": _if_emulated(
        "${AwsEndpointUrl}", {"Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}"}
    ),
    "UNDO_SECONDS": ref("UndoSeconds"),
    "ALLOW_LOOPBACK_CHANNELS": ref("AllowLoopbackChannels"),
    "FRONT_SECRET": SECRET,
}
