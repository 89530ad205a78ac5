"""What the packaged template promises, read from the artefact that would be deployed."""

import json
from inspect import signature
from typing import Any

import pytest
import yaml

from chalicelib.adapters.media.composer import LIMITS as COMPOSING
from chalicelib.adapters.media.videos import MEASURE_DEADLINE_S, FfmpegVideoCompressor
from chalicelib.domain import channel_editions
from chalicelib.domain.media import LEASE
from chalicelib.entry import problems
from infra.functions import FUNCTIONS
from infra.gateway import GATEWAY_RESPONSES
from infra.package import ROOT
from infra.variables import SETTINGS
from tests.end_to_end.deployed import packaged_template

RESOURCES = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
DEAD_LETTERS = [name for name in RESOURCES["Resources"] if name.endswith("DeadLetters")]
# What only the gateway can refuse: it never reaches our code.
GATEWAY_ONLY = {"request-too-large", "too-many-requests", "request-refused"}

# More would be throttled: two processes may read one shard of a stream at a time.
READERS_OF_A_STREAM = 2


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return packaged_template()


@pytest.fixture(scope="module")
def functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: each["Properties"]
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::Serverless::Function"
    }


def events(functions: dict[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: event["Properties"]
        for name, function in functions.items()
        for event in function.get("Events", {}).values()
        if event["Type"] == kind
    }


def queue_of(event: dict[str, Any]) -> str:
    return str(event["Queue"]["Fn::Sub"]).removeprefix("${").removesuffix(".Arn}")


def test_the_table_and_the_code_declare_the_same_functions(functions):
    assert sorted(functions) == sorted(each.resource for each in FUNCTIONS)


def test_no_placeholder_of_a_decorator_survives_the_merge(template, functions):
    text = json.dumps(template)

    assert "123456789012" not in text
    for event in events(functions, "SQS").values():
        assert set(event["Queue"]) == {"Fn::Sub"}
        assert queue_of(event) in RESOURCES["Resources"]


@pytest.mark.parametrize("kind", ["SQS", "DynamoDB"])
def test_every_batch_may_fail_in_part(functions, kind):
    sources = events(functions, kind)

    assert sources
    for event in sources.values():
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_queue_hides_a_message_six_times_as_long_as_its_worker_may_run(functions):
    for name, event in events(functions, "SQS").items():
        queue = RESOURCES["Resources"][queue_of(event)]["Properties"]

        assert queue["VisibilityTimeout"] >= 6 * functions[name]["Timeout"], name


@pytest.mark.parametrize(("kind", "queue"), [("photo", "PhotoQueue"), ("video", "VideoQueue")])
def test_a_message_that_returns_finds_the_lease_of_its_dead_worker_ended(kind, queue):
    visible_again_s = RESOURCES["Resources"][queue]["Properties"]["VisibilityTimeout"]

    assert LEASE[kind].total_seconds() < visible_again_s


def test_two_runs_never_compose_the_same_edition_at_once(functions):
    lease_s = channel_editions.LEASE.total_seconds()
    visible_again_s = RESOURCES["Resources"]["ComposeQueue"]["Properties"]["VisibilityTimeout"]

    assert functions["Compose"]["Timeout"] < lease_s < visible_again_s


def test_an_edition_gives_up_by_itself_before_lambda_ends_it(functions):
    assert COMPOSING.wall_s < functions["Compose"]["Timeout"]


def test_a_video_gives_up_by_itself_before_lambda_ends_it(functions):
    longest_s = (
        MEASURE_DEADLINE_S + signature(FfmpegVideoCompressor).parameters["deadline_s"].default
    )

    assert longest_s < functions["ProcessVideo"]["Timeout"]


def test_every_queue_that_feeds_a_function_gives_up_into_dead_letters(functions):
    for event in events(functions, "SQS").values():
        redrive = RESOURCES["Resources"][queue_of(event)]["Properties"]["RedrivePolicy"]

        assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in DEAD_LETTERS
        assert redrive["maxReceiveCount"] in {3, 5}


def test_video_cannot_take_every_worker_there_is(functions):
    for event in events(functions, "SQS").values():
        assert 2 <= event["ScalingConfig"]["MaximumConcurrency"] <= 200


def test_no_reader_of_the_stream_loses_a_change_or_chokes_on_one(functions):
    for event in events(functions, "DynamoDB").values():
        assert event["Stream"] == {"Fn::GetAtt": ["RecordsTable", "StreamArn"]}
        assert event["StartingPosition"] == "TRIM_HORIZON"
        assert event["BisectBatchOnFunctionError"] is True
        assert event["MaximumRetryAttempts"] > 0
        target = event["DestinationConfig"]["OnFailure"]["Destination"]
        assert target == {"Fn::GetAtt": ["StreamDeadLetters", "Arn"]}


def test_the_stream_has_no_more_readers_than_dynamodb_serves_at_once(functions):
    assert len(events(functions, "DynamoDB")) <= READERS_OF_A_STREAM


def test_jobs_are_relayed_at_once_and_progress_is_counted_together(functions):
    readers = events(functions, "DynamoDB")
    found = {
        name: (event["BatchSize"], event["MaximumBatchingWindowInSeconds"])
        for name, event in readers.items()
    }

    assert found == {"RelayRecords": (100, 0), "CountProgress": (1000, 10)}


def test_a_timer_that_is_not_delivered_or_fails_leaves_a_dead_letter(functions):
    timers = events(functions, "Schedule")

    assert sorted(timers) == [
        "CollectMetrics",
        "DailyDigest",
        "MakeReels",
        "Reconcile",
        "ReleaseSlots",
        "RetireData",
        "TendConnections",
    ]
    wanted = {"Fn::GetAtt": ["TimerDeadLetters", "Arn"]}
    for name, event in timers.items():
        invoke = functions[name]["EventInvokeConfig"]
        assert event["DeadLetterConfig"]["Arn"] == wanted
        assert invoke["DestinationConfig"]["OnFailure"]["Destination"] == wanted


def test_every_function_states_its_size_and_architecture(functions):
    for name, function in functions.items():
        assert function["MemorySize"] >= 256, name
        assert function["Timeout"] <= 900, name
        assert function["Architectures"] == ["x86_64"], name
        assert function["Tracing"] == "Active", name
        assert function["Runtime"] == "python3.11", name


def test_the_api_gives_up_no_later_than_its_gateway(functions):
    assert functions["APIHandler"]["Timeout"] <= 29


def test_no_function_knows_a_setting_that_the_table_does_not_give_it(functions):
    for each in FUNCTIONS:
        variables = functions[each.resource]["Environment"]["Variables"]

        assert variables == {name: SETTINGS[name] for name in each.settings}


def test_a_log_line_can_be_written_and_is_kept_a_year(template, functions):
    groups = {
        group["Properties"]["LogGroupName"]["Fn::Sub"]: group["Properties"]["RetentionInDays"]
        for group in template["Resources"].values()
        if group["Type"] == "AWS::Logs::LogGroup"
    }

    names = {f"/aws/lambda/{each['FunctionName']['Fn::Sub']}" for each in functions.values()}
    assert groups == dict.fromkeys(names, 365)


def test_the_gateway_refuses_in_problem_documents(template):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    responses = definition["x-amazon-apigateway-gateway-responses"]

    needed = {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "ACCESS_DENIED"}
    assert needed | {"MISSING_AUTHENTICATION_TOKEN"} <= set(responses)
    for response in responses.values():
        problem = json.loads(response["responseTemplates"]["application/json"])
        media_type = response["responseParameters"]["gatewayresponse.header.Content-Type"]
        assert media_type == "'application/problem+json'"
        assert problem["type"].startswith("/problems/")
        assert str(problem.get("status", "")) == response.get("statusCode", "")


def test_the_gateway_says_the_same_as_our_own_problem_documents():
    ours = {problem.slug: problem.title for problem in problems.STATUS}
    for response in GATEWAY_RESPONSES.values():
        problem = json.loads(response["responseTemplates"]["application/json"])
        slug = problem["type"].removeprefix("/problems/")

        if slug not in GATEWAY_ONLY:
            assert problem["title"] == ours[slug]


def test_text_is_compressed_and_the_policy_generator_is_off():
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())

    assert config["autogen_policy"] is False
    assert config["minimum_compression_size"] == 256
