"""What the packaged template promises, read from the artefact that would be deployed."""

import json
from inspect import signature
from typing import Any

import pytest
import yaml

from chalicelib.adapters.media.videos import MEASURE_DEADLINE_S, FfmpegVideoCompressor
from chalicelib.domain.media import LEASE
from chalicelib.entry import problems
from infra.functions import FUNCTIONS, SETTINGS
from infra.gateway import GATEWAY_RESPONSES
from infra.package import ROOT
from infra.stack import SETTING_BY_OUTPUT
from tests.end_to_end.deployed import packaged_template

POLICIES = sorted((ROOT / ".chalice").glob("policy-*.json"))
RESOURCES = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
DEAD_LETTERS = [name for name in RESOURCES["Resources"] if name.endswith("DeadLetters")]
# A `*` that AWS forces on us, with the statement it may stand in; .chalice/README.md says why.
# In every other place it may only end the name of one resource's own parts.
ALLOWED_STARS = {"Traces": "*"}
PARTS_OF_ONE = ("/*", ":*", "/stream/*")
# What only the gateway can refuse: it never reaches our code.
GATEWAY_ONLY = {"request-too-large", "too-many-requests", "request-refused"}
DELETES_OBJECTS = {"s3:DeleteObject", "s3:DeleteObjectVersion"}


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


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    return list(policy["Statement"])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def resource_text(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    name, value = next(iter(resource.items()))
    return value if name == "Fn::Sub" else f"${{{value[0]}.{value[1]}}}"


def test_the_table_and_the_code_declare_the_same_functions(functions):
    assert sorted(functions) == sorted(each.resource for each in FUNCTIONS)


def test_no_placeholder_of_a_decorator_survives_the_merge(template):
    text = json.dumps(template)

    assert "123456789012" not in text
    for event in events(_functions(template), "SQS").values():
        assert set(event["Queue"]) == {"Fn::Sub"}
        assert queue_of(event) in RESOURCES["Resources"]


def _functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: each["Properties"]
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::Serverless::Function"
    }


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


def test_the_stream_loses_no_change_and_does_not_choke_on_one(functions):
    (event,) = events(functions, "DynamoDB").values()

    assert event["StartingPosition"] == "TRIM_HORIZON"
    assert event["BisectBatchOnFunctionError"] is True
    assert event["MaximumRetryAttempts"] > 0
    target = event["DestinationConfig"]["OnFailure"]["Destination"]
    assert target == {"Fn::GetAtt": ["StreamDeadLetters", "Arn"]}


def test_a_timer_that_is_not_delivered_or_fails_leaves_a_dead_letter(functions):
    timers = events(functions, "Schedule")

    assert sorted(timers) == ["Reconcile", "ReleaseSlots"]
    wanted = {"Fn::GetAtt": ["TimerDeadLetters", "Arn"]}
    for name, event in timers.items():
        invoke = functions[name]["EventInvokeConfig"]
        assert event["DeadLetterConfig"]["Arn"] == wanted
        assert invoke["DestinationConfig"]["OnFailure"]["Destination"] == wanted


@pytest.mark.parametrize("queue", DEAD_LETTERS)
def test_a_single_dead_letter_raises_the_alarm(queue):
    alarm = RESOURCES["Resources"][f"{queue}Alarm"]["Properties"]

    assert alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": [queue, "QueueName"]}
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]


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


def test_every_function_has_a_role_of_its_own(functions):
    roles = [function["Role"]["Fn::GetAtt"][0] for function in functions.values()]

    assert len(set(roles)) == len(FUNCTIONS) == len(POLICIES)


def test_every_role_holds_its_policy_file_and_nothing_else(template):
    files = [json.loads(path.read_text()) for path in POLICIES]
    roles = [r["Properties"] for r in template["Resources"].values() if r["Type"].endswith("Role")]

    assert len(roles) == len(files)
    for role in roles:
        (policy,) = role["Policies"]
        assert policy["PolicyDocument"] in files
        assert "ManagedPolicyArns" not in role


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_names_its_actions_and_resources(path):
    for statement in statements(json.loads(path.read_text())):
        assert statement["Effect"] == "Allow"
        assert not [action for action in as_list(statement["Action"]) if "*" in action]
        for resource in map(resource_text, as_list(statement["Resource"])):
            if "*" not in resource or ALLOWED_STARS.get(statement["Sid"]) == resource:
                continue
            assert resource.endswith(PARTS_OF_ONE), f"{statement['Sid']}: {resource}"
            assert resource.count("*") == 1
            assert "${" in resource.rsplit("*", 1)[0]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_star_has_its_reason_written_down(path):
    reasons = (ROOT / ".chalice" / "README.md").read_text()

    for statement in statements(json.loads(path.read_text())):
        if any("*" in resource_text(each) for each in as_list(statement["Resource"])):
            assert f"`{statement['Sid']}`" in reasons


def test_no_function_may_scan_the_table_remove_a_row_or_remove_an_object():
    granted = {
        action
        for path in POLICIES
        for statement in statements(json.loads(path.read_text()))
        for action in as_list(statement["Action"])
    }

    assert not granted & {"dynamodb:Scan", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
    assert not granted & DELETES_OBJECTS


def test_a_log_line_can_be_written_and_is_kept_a_year(template, functions):
    groups = {
        group["Properties"]["LogGroupName"]["Fn::Sub"]: group["Properties"]["RetentionInDays"]
        for group in template["Resources"].values()
        if group["Type"] == "AWS::Logs::LogGroup"
    }

    names = {f"/aws/lambda/{each['FunctionName']['Fn::Sub']}" for each in functions.values()}
    assert groups == dict.fromkeys(names, 365)


@pytest.mark.parametrize("bucket", ["UploadsBucket", "DerivativesBucket"])
class TestBucket:
    def test_is_closed_to_the_public(self, bucket):
        block = RESOURCES["Resources"][bucket]["Properties"]["PublicAccessBlockConfiguration"]

        assert list(block.values()) == [True, True, True, True]

    def test_is_encrypted_with_our_key(self, bucket):
        rules = RESOURCES["Resources"][bucket]["Properties"]["BucketEncryption"]
        (rule,) = rules["ServerSideEncryptionConfiguration"]

        key = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        assert key == {"Fn::GetAtt": ["DataKey", "Arn"]}

    def test_refuses_plain_http(self, bucket):
        policy = RESOURCES["Resources"][f"{bucket}Policy"]["Properties"]["PolicyDocument"]
        (statement,) = policy["Statement"]

        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

    def test_drops_parts_of_uploads_that_were_never_finished(self, bucket):
        rules = RESOURCES["Resources"][bucket]["Properties"]["LifecycleConfiguration"]["Rules"]

        days = [rule.get("AbortIncompleteMultipartUpload") for rule in rules]
        assert {"DaysAfterInitiation": 2} in days

    def test_outlives_its_stack(self, bucket):
        assert RESOURCES["Resources"][bucket]["DeletionPolicy"] == "Retain"


def test_browsers_may_upload_and_read_the_etag():
    (rule,) = RESOURCES["Resources"]["UploadsBucket"]["Properties"]["CorsConfiguration"][
        "CorsRules"
    ]

    assert rule["AllowedMethods"] == ["POST", "PUT", "GET"]
    assert rule["ExposedHeaders"] == ["ETag"]
    assert rule["AllowedOrigins"] == [{"Ref": "WebOrigin"}]


@pytest.mark.parametrize(("suffix", "queue"), [(".photo", "PhotoQueue"), (".video", "VideoQueue")])
def test_an_upload_is_announced_to_the_queue_of_its_kind(suffix, queue):
    bucket = RESOURCES["Resources"]["UploadsBucket"]["Properties"]
    targets = {
        rule["Filter"]["S3Key"]["Rules"][0]["Value"]: rule["Queue"]["Fn::GetAtt"][0]
        for rule in bucket["NotificationConfiguration"]["QueueConfigurations"]
    }

    assert targets[suffix] == queue


def test_only_the_uploads_bucket_may_announce_to_the_media_queues():
    policy = RESOURCES["Resources"]["MediaQueuesPolicy"]["Properties"]["PolicyDocument"]
    bucket = RESOURCES["Resources"]["UploadsBucket"]["Properties"]["BucketName"]["Fn::Sub"]
    (statement,) = policy["Statement"]

    source = statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source == f"arn:${{AWS::Partition}}:s3:::{bucket}"


def test_the_records_table_can_be_restored_and_forgets_on_time():
    table = RESOURCES["Resources"]["RecordsTable"]["Properties"]

    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"]["AttributeName"] == "expires_on"
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["SSESpecification"]["SSEEnabled"] is True


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


def test_nobody_signs_up_by_themselves_and_tokens_last_an_hour():
    pool = RESOURCES["Resources"]["UserPool"]["Properties"]
    client = RESOURCES["Resources"]["UserPoolClient"]["Properties"]

    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert client["GenerateSecret"] is False
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (
        60,
        "minutes",
    )


def test_the_resources_file_can_be_deployed_alone():
    types = {each["Type"] for each in RESOURCES["Resources"].values()}

    assert "Transform" not in RESOURCES
    assert not [name for name in types if name.startswith("AWS::Serverless")]
    assert set(SETTING_BY_OUTPUT) <= set(RESOURCES["Outputs"])


def test_text_is_compressed_and_the_policy_generator_is_off():
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())

    assert config["autogen_policy"] is False
    assert config["minimum_compression_size"] == 1024
