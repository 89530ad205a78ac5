"""Events in the shapes that Lambda is given, as recorded from AWS's own documentation of each."""

import json
from typing import Any

ACCOUNT = "arn:aws:{}:ap-south-1:123456789012:{}"


def sqs(*bodies: str) -> dict[str, Any]:
    """A batch of messages; the n-th has the id `m-n`."""
    return {"Records": [_message(f"m-{n}", body) for n, body in enumerate(bodies, start=1)]}


def _message(message_id: str, body: str) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1545082649183",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": "1545082649185",
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": ACCOUNT.format("sqs", "queue"),
        "awsRegion": "ap-south-1",
    }


def stored(key: str, at: str = "2026-11-14T12:00:00.000Z") -> str:
    """What S3 writes into the queue when an object was stored; keys come URL-encoded."""
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "ap-south-1",
        "eventTime": at,
        "eventName": "ObjectCreated:Post",
        "userIdentity": {"principalId": "AWS:AIDAINPONIXQXHT3IKHL2"},
        "requestParameters": {"sourceIPAddress": "205.255.255.255"},
        "responseElements": {"x-amz-request-id": "D82B88E5F771F645"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "828aa6fc-f7b5-4305-8584-487c791949c1",
            "bucket": {
                "name": "uploads",
                "ownerIdentity": {"principalId": "A3I5XTEXAMAI3E"},
                "arn": "arn:aws:s3:::uploads",
            },
            "object": {
                "key": key,
                "size": 1305107,
                "eTag": "b21b84d653bb07b05b1e6b33684dc11b",
                "sequencer": "0C0F6F405D6ED209E1",
            },
        },
    }
    return json.dumps({"Records": [record]})


def s3_test() -> str:
    """What S3 writes into a queue once, when its notification is set up."""
    said = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"}
    return json.dumps({**said, "Time": "2026-11-14T12:00:00.000Z", "RequestId": "5582815E1AEA5ADF"})


def job(action: str, subject: str, channel_id: str | None = None, **more: str) -> str:
    """What our own outbox puts on a queue."""
    return json.dumps({"action": action, "subject": subject, "channel_id": channel_id, **more})


def stream(*images: dict[str, Any]) -> dict[str, Any]:
    """A batch of the table's stream, each a new row; the n-th has the sequence number `n`."""
    return {"Records": [_change(str(n), image) for n, image in enumerate(images, start=1)]}


def _change(number: str, image: dict[str, Any]) -> dict[str, Any]:
    keys = {name: image[name] for name in ("pk", "sk") if name in image}
    return {
        "eventID": f"event-{number}",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "ap-south-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1479499740,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": number,
            "SizeBytes": 112,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": ACCOUNT.format("dynamodb", "table/records/stream/2026-01-01T00:00:00"),
    }


def tick() -> dict[str, Any]:
    """A scheduled rule's event."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-14T12:00:00Z",
        "region": "ap-south-1",
        "resources": [ACCOUNT.format("events", "rule/reconcile")],
        "detail": {},
    }


def sign_in(token: str) -> dict[str, Any]:
    """What the gateway asks its authorizer."""
    return {
        "type": "TOKEN",
        "authorizationToken": token,
        "methodArn": ACCOUNT.format("execute-api", "abc/api/GET/v1/me"),
    }


def request(method: str, path: str) -> dict[str, Any]:
    """What the gateway hands to the API for a request without a sign-in."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"Accept": "*/*", "Host": "api.example"},
        "multiValueHeaders": {"Accept": ["*/*"], "Host": ["api.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "2gxmpl",
            "resourcePath": path,
            "httpMethod": method,
            "path": f"/api{path}",
            "accountId": "123456789012",
            "protocol": "HTTP/1.1",
            "stage": "api",
            "requestId": "79104EXAMPLEB723",
            "identity": {"sourceIp": "127.0.0.1", "userAgent": "agent"},
            "apiId": "70ixmpl4fl",
        },
        "body": None,
        "isBase64Encoded": False,
    }
