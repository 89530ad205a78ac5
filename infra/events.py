"""What starts a function, as the template says it: queues, the table's stream, timers."""

from typing import Final

Template = dict[str, object]

# Chalice prefixes every schedule and source with the function it feeds.
SQS_SUFFIX: Final = "SqsEventSource"
STREAM_SUFFIX: Final = "DynamodbEventSource"
SCHEDULE_SUFFIX: Final = "Event"


def ref(name: str) -> Template:
    """CloudFormation's `Ref`."""
    return {"Ref": name}


def arn(resource: str, attribute: str = "Arn") -> Template:
    """The ARN of another resource of the template."""
    return {"Fn::GetAtt": [resource, attribute]}


def queue(resource: str, *, batch: int, most_at_once: int) -> Template:
    """A queue's mapping: partial batches, and no more workers at once than stated."""
    return {
        # Chalice writes a `Fn::Sub` here, and the merge keeps both keys unless ours is one too.
        "Queue": {"Fn::Sub": f"${{{resource}.Arn}}"},
        "BatchSize": batch,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": most_at_once},
    }


def table_changes(*, batch: int, window_s: int) -> Template:
    """The table stream's mapping: in order, from the first change on, and stuck on none.

    A batch is handed over when it is full or its first change is `window_s` seconds old.
    """
    return {
        "Stream": arn("RecordsTable", "StreamArn"),
        "BatchSize": batch,
        "MaximumBatchingWindowInSeconds": window_s,
        # LATEST would skip what is written between the table's birth and the mapping's.
        "StartingPosition": "TRIM_HORIZON",
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": 10,
        "DestinationConfig": {
            "OnFailure": {"Type": "SQS", "Destination": arn("StreamDeadLetters")}
        },
    }


# At most once a minute, and a tick that could not start within that minute is superseded by the
# next: retrying it would only let ticks pile up behind a fault.
TIMER_EVENT: Final[Template] = {
    "DeadLetterConfig": {"Arn": arn("TimerDeadLetters")},
    "RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 1},
}
TIMER: Final[Template] = {
    "EventInvokeConfig": {
        "MaximumEventAgeInSeconds": 60,
        "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": arn("TimerDeadLetters")}},
    }
}
