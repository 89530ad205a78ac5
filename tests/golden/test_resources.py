"""What the resources file promises: data that lasts, doors that are shut, faults that are heard."""

import pytest
import yaml

from infra.package import ROOT
from infra.stack import SETTING_BY_OUTPUT

RESOURCES = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
DEAD_LETTERS = [name for name in RESOURCES["Resources"] if name.endswith("DeadLetters")]


@pytest.mark.parametrize("queue", DEAD_LETTERS)
def test_a_single_dead_letter_raises_the_alarm(queue):
    alarm = RESOURCES["Resources"][f"{queue}Alarm"]["Properties"]

    assert alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": [queue, "QueueName"]}
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]


def test_what_was_taken_back_is_removed_by_the_lifecycle_alone_a_day_after_its_mark():
    rules = RESOURCES["Resources"]["UploadsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = (each for each in rules if "TagFilters" in each)

    assert rule["TagFilters"] == [{"Key": "retire", "Value": "now"}]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 1)


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


def test_browsers_may_upload_in_parts_give_them_up_and_read_what_s3_made_of_them():
    (rule,) = RESOURCES["Resources"]["UploadsBucket"]["Properties"]["CorsConfiguration"][
        "CorsRules"
    ]

    assert rule["AllowedMethods"] == ["POST", "PUT", "GET", "DELETE"]
    assert rule["AllowedHeaders"] == ["content-type", "content-md5", "if-none-match", "x-amz-*"]
    assert rule["ExposedHeaders"] == ["ETag", "x-amz-checksum-sha256"]
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
