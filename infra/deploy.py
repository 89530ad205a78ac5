"""Deploys the packaged application: `python -m infra.deploy STAGE [Parameter=Value ...]`.

The package goes to an artifact bucket under its own digest, so a stack always points at the exact
bytes it was created with and an older deployment can be brought back. The fidelity test deploys to
the emulator through the same functions.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.exceptions import ClientError

from infra import checks, package, stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PACKAGE: Final = "deployment.zip"
TEMPLATE: Final = "template.json"


def upload(s3: "S3Client", *, bucket: str, built: Path) -> str:
    """Store package and template, and return the template's address for CloudFormation.

    The template is above the 51,200 bytes that a request may carry, hence the detour over S3.
    """
    prefix = f"sampark/{_digest(built / PACKAGE)}"
    s3.upload_file(str(built / PACKAGE), bucket, f"{prefix}/{PACKAGE}")
    template = json.loads((built / TEMPLATE).read_text())
    for function in checks.functions(template):
        function["CodeUri"] = f"s3://{bucket}/{prefix}/{PACKAGE}"
    body = json.dumps(template, sort_keys=True).encode()
    key = f"{prefix}/{hashlib.sha256(body).hexdigest()[:16]}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=body)
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def artifact_bucket(s3: "S3Client", *, account: str, region: str) -> str:
    """The bucket for packages, made on the first deployment and closed to the public."""
    name = f"sampark-artifacts-{account}-{region}"
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise
        _create(s3, name, region)
    return name


def _create(s3: "S3Client", name: str, region: str) -> None:
    """S3 refuses a location constraint in us-east-1 and demands one everywhere else."""
    if region == "us-east-1":
        s3.create_bucket(Bucket=name)
    else:
        where = {"LocationConstraint": region}
        s3.create_bucket(Bucket=name, CreateBucketConfiguration=where)  # type: ignore[arg-type]  # any region
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _parameters(stage: str, words: list[str]) -> dict[str, str]:
    """Parameters from `Name=Value` words; the stage is one of them."""
    pairs = [word.partition("=") for word in words]
    unclear = [name for name, sign, _ in pairs if not sign]
    if unclear:
        sys.exit(f"Write parameters as Name=Value; these are not: {', '.join(unclear)}")
    return {"Stage": stage, **{name: value for name, _, value in pairs}}


def main() -> None:
    """Package, check, upload and deploy one stage; print where it is."""
    if not sys.argv[1:]:
        sys.exit("Which stage? For example: make deploy STAGE=dev")
    stage, session = sys.argv[1], boto3.Session()
    parameters = _parameters(stage, sys.argv[2:])
    if not session.region_name:
        sys.exit("Which region? Set AWS_REGION, for example to ap-south-1.")
    try:
        built = package.build(stage)
        package.check(built)
        outputs = _deploy(session, stage, built, parameters)
    except (checks.PackageRefused, stack.StackFailed) as error:
        sys.exit(str(error))
    for name, value in sorted(outputs.items()):
        print(f"{name:24} {value}")


def _deploy(
    session: boto3.Session, stage: str, built: Path, parameters: dict[str, str]
) -> dict[str, str]:
    account = session.client("sts").get_caller_identity()["Account"]
    # The regional address, since CloudFormation reads the template by path.
    s3 = session.client("s3", region_name=session.region_name)
    bucket = artifact_bucket(s3, account=account, region=session.region_name)
    return stack.deploy(
        session.client("cloudformation"),
        name=f"sampark-{stage}",
        template_url=upload(s3, bucket=bucket, built=built),
        parameters=parameters,
    )


if __name__ == "__main__":
    main()
