"""Deploys a CloudFormation template and reads back what it made.

The embedded runner, the fidelity test and `make deploy` all come through here, so that the three
differ in the endpoint alone. `environment` is the only map from outputs to setting names.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError, WaiterError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

SETTING_BY_OUTPUT: Final[Mapping[str, str]] = {
    "RecordsTable": "RECORDS_TABLE",
    "UploadsBucket": "UPLOADS_BUCKET",
    "DerivativesBucket": "DERIVATIVES_BUCKET",
    "PhotoQueueUrl": "PHOTO_QUEUE_URL",
    "VideoQueueUrl": "VIDEO_QUEUE_URL",
    "VerifyQueueUrl": "VERIFY_QUEUE_URL",
    "PublishQueueUrl": "PUBLISH_QUEUE_URL",
    "ImportQueueUrl": "IMPORT_QUEUE_URL",
    "ComposeQueueUrl": "COMPOSE_QUEUE_URL",
    "DeliverQueueUrl": "DELIVER_QUEUE_URL",
    "DataKeyArn": "DATA_KEY",
    "UserPoolId": "USER_POOL_ID",
    "UserPoolClientId": "USER_POOL_CLIENT_ID",
}
# A poll now and then costs nothing locally and stays far from AWS's request limits.
POLL_SECONDS: Final = 2
POLLS: Final = 900


class StackFailed(Exception):
    """CloudFormation gave up; the message lists each resource that failed and why."""


def deploy(
    cloudformation: "CloudFormationClient",
    *,
    name: str,
    template_body: str | None = None,
    template_url: str | None = None,
    parameters: Mapping[str, str],
    poll_seconds: float = POLL_SECONDS,
) -> dict[str, str]:
    """Create or update the stack, wait for it and return its outputs.

    Give either the template's text or, above CloudFormation's 51,200 bytes, its address in S3.
    A stack that already is as the template says is left alone. Raises StackFailed.
    """
    exists = _exists(cloudformation, name)
    request = {
        "StackName": name,
        **({"TemplateURL": template_url} if template_url else {"TemplateBody": template_body}),
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    if not exists:
        cloudformation.create_stack(**request)  # type: ignore[arg-type]  # one request, two verbs
        _wait(cloudformation, "stack_create_complete", name, poll_seconds)
    elif _update(cloudformation, request):
        _wait(cloudformation, "stack_update_complete", name, poll_seconds)
    return outputs(cloudformation, name=name)


def outputs(cloudformation: "CloudFormationClient", *, name: str) -> dict[str, str]:
    """The outputs of a deployed stack by their names."""
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def environment(stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """The settings that the functions read, filled from a stack's outputs."""
    return {
        setting: stack_outputs[output]
        for output, setting in SETTING_BY_OUTPUT.items()
        if output in stack_outputs
    }


def _exists(cloudformation: "CloudFormationClient", name: str) -> bool:
    """Whether a stack can be updated; one whose first creation failed is removed to start anew."""
    try:
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in str(error):
            return False
        raise
    if status in {"ROLLBACK_COMPLETE", "CREATE_FAILED"}:
        cloudformation.delete_stack(StackName=name)
        _wait(cloudformation, "stack_delete_complete", name, POLL_SECONDS)
        return False
    return status != "DELETE_COMPLETE"


def _update(cloudformation: "CloudFormationClient", request: Mapping[str, object]) -> bool:
    """Start an update; False when there is nothing to change."""
    try:
        cloudformation.update_stack(**request)  # type: ignore[arg-type]  # as for create_stack
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return False
        raise
    return True


def _wait(
    cloudformation: "CloudFormationClient", goal: str, name: str, poll_seconds: float
) -> None:
    waiter = cloudformation.get_waiter(goal)  # type: ignore[call-overload]  # the goal varies
    config = {"Delay": poll_seconds, "MaxAttempts": POLLS}
    try:
        waiter.wait(StackName=name, WaiterConfig=config)
    except WaiterError as error:
        raise StackFailed(_reasons(cloudformation, name)) from error


def _reasons(cloudformation: "CloudFormationClient", name: str) -> str:
    """What failed, in the order it did; what a check refused beforehand comes first."""
    checked = cloudformation.describe_events(StackName=name)["OperationEvents"]
    refused = [
        f"{event.get('LogicalResourceId')}: {event.get('ValidationStatusReason')}"
        for event in checked
        if event.get("EventType") == "VALIDATION_ERROR"
    ]
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [
        f"{event.get('LogicalResourceId')}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if event.get("ResourceStatus", "").endswith("FAILED")
    ]
    return "\n".join([f"The stack {name} did not come up.", *refused, *failed])
