"""The table of functions: what each is given to run with, what starts it and what it may know.

Chalice knows handlers and routes; it cannot say which real queue feeds a function, that a batch
may fail in part, where dead letters go or which settings a function needs. Those live here, once;
`variables.py` says what each setting is, `overlay.py` turns it all into template text. Rights are
one file per function in `.chalice/`.
"""

from dataclasses import dataclass, field
from typing import Final

from infra.events import (
    SCHEDULE_SUFFIX,
    SQS_SUFFIX,
    STREAM_SUFFIX,
    TIMER,
    TIMER_EVENT,
    Template,
    queue,
    ref,
    table_changes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One deployed function; `resource` is its logical id as Chalice derives it."""

    resource: str
    name: str
    memory_mb: int
    timeout_s: int
    settings: tuple[str, ...]
    disk_mb: int = 512
    event: str | None = None
    event_properties: Template = field(default_factory=dict)
    properties: Template = field(default_factory=dict)


def _timer(
    *, resource: str, name: str, memory_mb: int, timeout_s: int, settings: tuple[str, ...]
) -> Function:
    """Return a function that a schedule starts."""
    return Function(
        resource=resource,
        name=name,
        memory_mb=memory_mb,
        timeout_s=timeout_s,
        settings=settings,
        event=SCHEDULE_SUFFIX,
        event_properties=TIMER_EVENT,
        properties=TIMER,
    )


FUNCTIONS: Final[tuple[Function, ...]] = (
    Function(
        resource="APIHandler",
        name="api",
        memory_mb=512,
        timeout_s=29,  # API Gateway gives up at 29 s
        settings=(
            "STAGE",
            "RECORDS_TABLE",
            "UPLOADS_BUCKET",
            "DERIVATIVES_BUCKET",
            "DATA_KEY",
            "USER_POOL_ID",
            "USER_POOL_CLIENT_ID",
            "COGNITO_URL",
            "UPLOADS_ORIGIN",
            "UNDO_SECONDS",
            "ALLOW_LOOPBACK_CHANNELS",
            "FRONT_SECRET",
        ),
        properties={
            "ReservedConcurrentExecutions": {
                "Fn::If": [
                    "HasApiReservedConcurrency",
                    ref("ApiReservedConcurrency"),
                    ref("AWS::NoValue"),
                ]
            }
        },
    ),
    Function(
        resource="SignedIn",
        name="signed-in",
        memory_mb=256,
        timeout_s=10,
        settings=("STAGE", "USER_POOL_ID", "USER_POOL_CLIENT_ID", "JWKS_URL"),
    ),
    Function(
        resource="ProcessPhoto",
        name="process-photo",
        memory_mb=1024,
        # A photo takes about a second. Six times this is the queue's visibility, and a worker that
        # died must be followed by another inside the ten minutes that we promise.
        timeout_s=60,
        settings=("STAGE", "RECORDS_TABLE", "UPLOADS_BUCKET", "DERIVATIVES_BUCKET", "DATA_KEY"),
        event=SQS_SUFFIX,
        event_properties=queue("PhotoQueue", batch=1, most_at_once=200),
    ),
    Function(
        resource="ProcessVideo",
        name="process-video",
        memory_mb=3008,  # the most that a new account may ask for; about 1.7 CPUs
        # Above one measuring and one making at their deadlines, which hold for all that is tried
        # again within them: a picture encoded after all, or once more without its sound.
        timeout_s=780,
        disk_mb=2048,  # an original, its rendition and ffmpeg's copy side by side
        settings=("STAGE", "RECORDS_TABLE", "UPLOADS_BUCKET", "DERIVATIVES_BUCKET", "DATA_KEY"),
        event=SQS_SUFFIX,
        event_properties=queue("VideoQueue", batch=1, most_at_once=200),
    ),
    Function(
        resource="RelayRecords",
        name="relay-records",
        memory_mb=256,
        timeout_s=60,
        settings=(
            "STAGE",
            "RECORDS_TABLE",
            "VERIFY_QUEUE_URL",
            "PUBLISH_QUEUE_URL",
            "COMPOSE_QUEUE_URL",
            "DELIVER_QUEUE_URL",
        ),
        event=STREAM_SUFFIX,
        event_properties=table_changes(batch=100, window_s=0),  # a person waits for what follows
    ),
    Function(
        resource="CountProgress",
        name="count-progress",
        memory_mb=512,
        # A thousand changes may touch hundreds of sums, each read and written on its own.
        timeout_s=120,
        settings=("STAGE", "RECORDS_TABLE"),
        event=STREAM_SUFFIX,
        # A sum is written whole: what ten seconds bring to one booth costs one write.
        event_properties=table_changes(batch=1000, window_s=10),
    ),
    Function(
        resource="Verify",
        name="verify",
        memory_mb=512,
        # A verdict takes up to twelve reads, a search for copies some forty more.
        timeout_s=60,
        settings=("STAGE", "RECORDS_TABLE", "DATA_KEY"),
        event=SQS_SUFFIX,
        event_properties=queue("VerifyQueue", batch=10, most_at_once=100),
    ),
    Function(
        resource="Publish",
        name="publish",
        memory_mb=512,
        timeout_s=300,
        settings=(
            "STAGE",
            "RECORDS_TABLE",
            "DERIVATIVES_BUCKET",
            "DATA_KEY",
            "ALLOW_LOOPBACK_CHANNELS",
        ),
        event=SQS_SUFFIX,
        # Channels ration us far below this; more workers would only be refused together.
        event_properties=queue("PublishQueue", batch=1, most_at_once=10),
    ),
    Function(
        resource="Compose",
        name="compose",
        memory_mb=3008,  # as process-video
        # The lease of an edition is a minute longer: two runs never compose the same one.
        timeout_s=600,
        disk_mb=2048,  # renditions and what is made of them side by side
        settings=("STAGE", "RECORDS_TABLE", "DERIVATIVES_BUCKET", "DATA_KEY"),
        event=SQS_SUFFIX,
        # Channels ration what is posted, and with it what is composed.
        event_properties=queue("ComposeQueue", batch=1, most_at_once=20),
    ),
    Function(
        resource="Deliver",
        name="deliver",
        memory_mb=256,
        timeout_s=60,
        settings=("STAGE", "RECORDS_TABLE", "DATA_KEY", "ALLOW_LOOPBACK_CHANNELS"),
        event=SQS_SUFFIX,
        # An operator's own system may be slow; it holds nothing else up.
        event_properties=queue("DeliverQueue", batch=1, most_at_once=10),
    ),
    Function(
        resource="ProcessImport",
        name="process-import",
        memory_mb=1024,
        # A file with more rows than one run can read goes on in the next, from where it was.
        timeout_s=900,
        disk_mb=1024,
        settings=(
            "STAGE",
            "RECORDS_TABLE",
            "UPLOADS_BUCKET",
            "DERIVATIVES_BUCKET",
            "IMPORT_QUEUE_URL",
            "DATA_KEY",
            "USER_POOL_ID",
        ),
        event=SQS_SUFFIX,
        event_properties=queue("ImportQueue", batch=1, most_at_once=5),
    ),
    _timer(
        resource="RetireData",
        name="retire-data",
        memory_mb=512,
        timeout_s=600,
        settings=("STAGE", "RECORDS_TABLE", "UPLOADS_BUCKET", "DERIVATIVES_BUCKET"),
    ),
    _timer(
        resource="Reconcile",
        name="reconcile",
        memory_mb=512,
        timeout_s=300,
        settings=(
            "STAGE",
            "RECORDS_TABLE",
            "UPLOADS_BUCKET",
            "PHOTO_QUEUE_URL",
            "VIDEO_QUEUE_URL",
            "VERIFY_QUEUE_URL",
            "PUBLISH_QUEUE_URL",
            "IMPORT_QUEUE_URL",
            "COMPOSE_QUEUE_URL",
            "DELIVER_QUEUE_URL",
        ),
    ),
    _timer(
        resource="MakeReels",
        name="make-reels",
        memory_mb=512,
        timeout_s=300,
        settings=("STAGE", "RECORDS_TABLE"),
    ),
    _timer(
        resource="ReleaseSlots",
        name="release-slots",
        memory_mb=256,
        timeout_s=60,
        settings=("STAGE", "RECORDS_TABLE"),
    ),
    _timer(
        resource="TendConnections",
        name="tend-connections",
        memory_mb=256,
        timeout_s=120,
        settings=("STAGE", "RECORDS_TABLE", "DATA_KEY", "ALLOW_LOOPBACK_CHANNELS"),
    ),
    _timer(
        resource="DailyDigest",
        name="daily-digest",
        memory_mb=256,
        timeout_s=300,
        settings=("STAGE", "RECORDS_TABLE"),
    ),
    _timer(
        resource="CollectMetrics",
        name="collect-metrics",
        memory_mb=256,
        # A tick reads up to ten thousand posts, fifty a call.
        timeout_s=600,
        settings=("STAGE", "RECORDS_TABLE", "DATA_KEY", "ALLOW_LOOPBACK_CHANNELS"),
    ),
)
