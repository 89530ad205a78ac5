"""AWS clients that give up long before API Gateway's 29 seconds do."""

from functools import lru_cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

# S3 moves bytes, so its reads may take longer; the others answer in milliseconds or not at all.
QUICK = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"total_max_attempts": 3, "mode": "standard"},
    max_pool_connections=32,
)
# botocore would look at every value of every item first, which takes as long as sending them; the
# table itself says what is wrong with a request.
TABLE = QUICK.merge(Config(parameter_validation=False))
BYTES = Config(
    connect_timeout=1,
    read_timeout=20,
    retries={"total_max_attempts": 3, "mode": "standard"},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    max_pool_connections=32,
    # Without this boto3 adds checksum headers to what it signs, and phones would have to send them.
    request_checksum_calculation="when_required",
)


@lru_cache(maxsize=4)
def dynamodb(region: str) -> "DynamoDBClient":
    """Return a client that takes and gives plain Python values and condition objects.

    It is the resource's own client: that is where boto3 keeps its value conversion. Unlike the
    resource it may be shared by threads.
    """
    return boto3.resource("dynamodb", region_name=region, config=TABLE).meta.client


@lru_cache(maxsize=4)
def s3(region: str) -> "S3Client":
    """Return an S3 client."""
    return boto3.client("s3", region_name=region, config=BYTES)


@lru_cache(maxsize=4)
def sqs(region: str) -> "SQSClient":
    """Return an SQS client."""
    return boto3.client("sqs", region_name=region, config=QUICK)


@lru_cache(maxsize=4)
def secrets(region: str) -> "SecretsManagerClient":
    """Return a client of the Secrets Manager."""
    return boto3.client("secretsmanager", region_name=region, config=QUICK)


@lru_cache(maxsize=4)
def kms(region: str) -> "KMSClient":
    """Return a KMS client."""
    return boto3.client("kms", region_name=region, config=QUICK)


@lru_cache(maxsize=4)
def cognito(region: str) -> "CognitoIdentityProviderClient":
    """Return a client of the user pools."""
    return boto3.client("cognito-idp", region_name=region, config=QUICK)
