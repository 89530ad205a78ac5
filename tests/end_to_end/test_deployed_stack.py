"""How `infra/stack.py` treats stacks that are new, changed, unchanged or broken."""

import json

import pytest

from infra import stack
from tests.end_to_end.deployed import Deployed


def template(*queues: str, **more: object) -> str:
    resources = {name: {"Type": "AWS::SQS::Queue"} for name in queues}
    outputs = {f"{name}Url": {"Value": {"Ref": name}} for name in queues}
    return json.dumps({"Resources": {**resources, **more}, "Outputs": outputs})


def put(deployed: Deployed, name: str, body: str) -> dict[str, str]:
    return stack.deploy(
        deployed.client("cloudformation"),
        name=name,
        template_body=body,
        parameters={},
        poll_seconds=0.1,
    )


def broken(deployed: Deployed) -> dict[str, object]:
    """A bucket whose name another stack has taken."""
    taken = {"BucketName": deployed.outputs["UploadsBucket"]}
    return {"Type": "AWS::S3::Bucket", "Properties": taken}


def test_a_new_stack_answers_with_its_outputs(deployed: Deployed):
    assert set(put(deployed, "new", template("First"))) == {"FirstUrl"}


def test_a_changed_stack_keeps_what_stayed_and_gains_what_came(deployed: Deployed):
    before = put(deployed, "changed", template("First"))

    after = put(deployed, "changed", template("First", "Second"))

    assert set(after) == {"FirstUrl", "SecondUrl"}
    assert after["FirstUrl"] == before["FirstUrl"]


def test_an_unchanged_stack_is_left_alone(deployed: Deployed):
    before = put(deployed, "unchanged", template("First"))

    assert put(deployed, "unchanged", template("First")) == before


def test_a_broken_stack_says_which_resource_failed(deployed: Deployed):
    with pytest.raises(stack.StackFailed, match="Wrong"):
        put(deployed, "broken", template("First", Wrong=broken(deployed)))


def test_a_stack_whose_first_creation_failed_can_be_deployed_again(deployed: Deployed):
    with pytest.raises(stack.StackFailed):
        put(deployed, "second-try", template("First", Wrong=broken(deployed)))

    assert set(put(deployed, "second-try", template("First"))) == {"FirstUrl"}


def test_outputs_become_the_settings_that_functions_read(deployed: Deployed):
    settings = stack.environment(deployed.outputs)

    assert set(settings) == set(stack.SETTING_BY_OUTPUT.values())
    assert all(settings.values())
