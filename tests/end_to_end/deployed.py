"""Deploys the packaged application to the emulator and hands a test what it needs to use it.

Nothing is replaced: the zip that `make deploy` would upload, the template with its transform, each
function under its own role. What the emulator cannot do is made up for here, next to the reason,
and never in the code that production runs.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import boto3
import pytest

from infra import deploy, package, stack

REGION: Final = "ap-south-1"
STAGE: Final = "test"
T = TypeVar("T")


@cache
def packaged() -> Path:
    """The built package; made at most once per change of the sources, by whoever asks first."""
    return package.build(STAGE)


def packaged_template() -> dict[str, Any]:
    template: dict[str, Any] = json.loads((packaged() / "template.json").read_text())
    return template


def eventually(condition: Callable[[], T | None], *, within_s: float, what: str) -> T:
    """What `condition` answers once it answers something; fails when it never does."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.2)
    pytest.fail(f"waited {within_s:.0f} s in vain for {what}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A running deployment: its API, the emulator behind it, and the stack's outputs."""

    api: str
    aws: str
    outputs: dict[str, str]
    log: Path

    def client(self, service: str) -> Any:
        """A client with the rights of the account's owner; functions have their own roles."""
        return _session().client(service, endpoint_url=self.aws)

    def tick(self, function: str) -> None:
        """Run a timer's function now, with the event that EventBridge sends.

        The rule itself fires too, but first after a minute, which no test should wait for.
        """
        event = {
            "version": "0",
            "id": "00000000-0000-4000-8000-000000000000",
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": "2026-01-01T00:00:00Z",
            "region": REGION,
            "resources": [],
            "detail": {},
        }
        answer = self.client("lambda").invoke(
            FunctionName=f"sampark-{STAGE}-{function}", Payload=json.dumps(event)
        )
        assert "FunctionError" not in answer, answer["Payload"].read()

    def said(self) -> list[str]:
        """What functions logged as warnings and errors, and what the emulator made of it."""
        logs = self.client("logs")
        lines = [
            f"{group['logGroupName']}: {event['message'].strip()}"
            for group in logs.describe_log_groups()["logGroups"]
            for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
            if any(word in event["message"] for word in ("WARN", "ERROR", "Traceback", "Error"))
        ]
        emulator = self.log.read_text(errors="replace").splitlines()
        return [*lines, *(line for line in emulator if "WARNING" in line or "ERROR" in line)]

    def resting(self) -> dict[str, int]:
        """Messages in each dead-letter queue that has any."""
        queues = self.client("sqs")
        count = "ApproximateNumberOfMessages"
        found = {
            name.removesuffix("DeadLettersUrl"): int(
                queues.get_queue_attributes(QueueUrl=url, AttributeNames=[count])["Attributes"][
                    count
                ]
            )
            for name, url in self.outputs.items()
            if name.endswith("DeadLettersUrl")
        }
        return {name: waiting for name, waiting in found.items() if waiting}


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The application, deployed once for all tests that use it."""
    home = tmp_path_factory.mktemp("emulator")
    process, aws = _start(home)
    try:
        running = _deploy(aws, home / "emulator.log")
        yield running
        # Shown by pytest only when something failed.
        print(*running.said(), sep="\n")  # noqa: T201
    finally:
        _stop(process)
        # Each function unpacks the whole package; pytest would keep that for three runs.
        shutil.rmtree(home, ignore_errors=True)


def _deploy(aws: str, log: Path) -> Deployed:
    session = _session()
    s3 = session.client("s3", endpoint_url=aws)
    bucket = deploy.artifact_bucket(s3, account="000000000000", region=REGION)
    outputs = stack.deploy(
        session.client("cloudformation", endpoint_url=aws),
        name=f"sampark-{STAGE}",
        template_url=deploy.upload(s3, bucket=bucket, built=packaged()),
        parameters={
            "Stage": STAGE,
            "AwsEndpointUrl": aws,
            "AllowLoopbackChannels": "1",
            "UndoSeconds": "1",
        },
        poll_seconds=0.2,
    )
    _allow_plain_http(s3, outputs)
    _set_gateway_responses(session.client("apigateway", endpoint_url=aws), outputs["RestAPIId"])
    # The emulator has no names for its APIs; this is the address it serves a stage at.
    api = f"{aws}/restapis/{outputs['RestAPIId']}/api/_user_request_"
    return Deployed(api=api, aws=aws, outputs=outputs, log=log)


def _allow_plain_http(s3: Any, outputs: dict[str, str]) -> None:
    """The emulator enforces the buckets' TLS-only policy, and loopback has no TLS."""
    for bucket in ("UploadsBucket", "DerivativesBucket"):
        s3.delete_bucket_policy(Bucket=outputs[bucket])


def _set_gateway_responses(gateway: Any, api_id: str) -> None:
    """The emulator ignores gateway responses inside an API's definition but knows their verb."""
    definition = packaged_template()["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    for kind, response in definition["x-amazon-apigateway-gateway-responses"].items():
        gateway.put_gateway_response(restApiId=api_id, responseType=kind, **response)
    gateway.create_deployment(restApiId=api_id, stageName="api")


def _session() -> Any:
    # The emulator's owner; no account anywhere has these keys.
    keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.Session(**keys, region_name=REGION)


def _start(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """An emulator of our own on a free port, with nothing of this machine's settings."""
    scratch = home / "tmp"
    scratch.mkdir()
    port = _free_port()
    settings = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(scratch),  # functions are unpacked there
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(home / "state"),
    }
    with (home / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=settings,
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    aws = f"http://127.0.0.1:{port}"
    eventually(lambda: _answers(aws, process), within_s=30, what="the emulator to start")
    return process, aws


def _answers(aws: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the emulator ended at once"
    try:
        with urllib.request.urlopen(f"{aws}/_ministack/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the emulator and every function it started; nothing of its state is wanted.

    Asked politely it waits for the connections that warm functions keep open, hence the short
    patience; the functions are in its process group and end with it.
    """
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
