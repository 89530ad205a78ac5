"""What CloudFormation made of the packaged template: each trigger, its address and its limits."""

from typing import Any

import httpx

from infra import deploy, stack
from tests.end_to_end.deployed import STAGE, Deployed, eventually, packaged

PROBLEM = "application/problem+json"


def test_the_deployed_api_answers_without_a_sign_in_where_it_says_so(deployed: Deployed):
    answer = httpx.get(f"{deployed.api}/v1/health", timeout=60)

    assert answer.status_code == 200


def test_an_unknown_path_is_answered_with_a_problem_document(deployed: Deployed):
    answer = httpx.get(f"{deployed.api}/v1/there-is-no-such-thing", timeout=60)

    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json()["type"] == "/problems/no-such-route"


def test_a_missing_sign_in_is_answered_with_a_problem_document(deployed: Deployed):
    answer = httpx.get(f"{deployed.api}/v1/me", timeout=60)

    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert answer.json()["type"] == "/problems/not-signed-in"


def test_a_made_up_token_is_refused_by_the_deployed_authorizer(deployed: Deployed):
    forged = {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."}
    answer = httpx.get(f"{deployed.api}/v1/me", headers=forged, timeout=60)

    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)


def test_every_mapping_is_on_and_reports_partial_failures(deployed: Deployed):
    mappings = deployed.client("lambda").list_event_source_mappings()["EventSourceMappings"]

    fed = {each["FunctionArn"].rpartition(f"sampark-{STAGE}-")[2] for each in mappings}
    workers = {"process-photo", "process-video", "process-import", "verify", "publish", "compose"}
    assert fed == {*workers, "deliver", "relay-records", "count-progress"}
    for each in mappings:
        assert each["State"] == "Enabled"
        assert each["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_timer_runs_as_often_as_it_says_and_reaches_its_function(deployed: Deployed):
    events = deployed.client("events")
    rules = [rule for rule in events.list_rules()["Rules"] if "ScheduleExpression" in rule]

    assert {rule["State"] for rule in rules} == {"ENABLED"}
    reached = {
        (target["Arn"].rpartition(f"sampark-{STAGE}-")[2], rule["ScheduleExpression"])
        for rule in rules
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    }
    assert reached == {
        ("reconcile", "rate(1 minute)"),
        ("release-slots", "rate(1 minute)"),
        ("retire-data", "rate(1 hour)"),
        ("make-reels", "cron(30 * * * ? *)"),
        ("collect-metrics", "rate(1 hour)"),
        ("tend-connections", "rate(5 minutes)"),
        ("daily-digest", "cron(30 * * * ? *)"),
    }


def test_a_timers_function_runs_when_it_is_ticked(deployed: Deployed):
    deployed.tick("reconcile")
    deployed.tick("release-slots")
    deployed.tick("retire-data")
    deployed.tick("make-reels")
    deployed.tick("collect-metrics")
    deployed.tick("tend-connections")
    deployed.tick("daily-digest")


def test_the_message_that_s3_sends_to_try_a_queue_troubles_no_worker(deployed: Deployed):
    queues = deployed.client("sqs")
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def drained() -> bool:
        left = [
            queues.get_queue_attributes(QueueUrl=deployed.outputs[name], AttributeNames=counts)
            for name in ("PhotoQueueUrl", "VideoQueueUrl")
        ]
        return all(set(each["Attributes"].values()) == {"0"} for each in left)

    eventually(drained, within_s=60, what="the media queues to be empty")
    assert deployed.resting() == {}


def test_deploying_the_same_package_again_keeps_every_resource(deployed: Deployed):
    s3 = deployed.client("s3")
    bucket = deploy.artifact_bucket(s3, account="000000000000", region="ap-south-1")
    cloudformation = deployed.client("cloudformation")
    before = resources_of(cloudformation)

    again = stack.deploy(
        cloudformation,
        name=f"sampark-{STAGE}",
        template_url=deploy.upload(s3, bucket=bucket, built=packaged()),
        parameters={
            "Stage": STAGE,
            "AwsEndpointUrl": deployed.aws,
            "AllowLoopbackChannels": "1",
            "UndoSeconds": "1",
        },
    )

    assert again == deployed.outputs
    assert before
    assert resources_of(cloudformation) == before


def resources_of(cloudformation: Any) -> dict[str, str]:
    """The name that each resource of the stack has in the account."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(
        StackName=f"sampark-{STAGE}"
    )
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages
        for each in page["StackResourceSummaries"]
    }
