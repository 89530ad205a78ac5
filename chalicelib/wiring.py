"""The composition root: builds adapters on first use and hands them to the entry.

Media libraries and the network client load here, inside functions, and only in the process that
needs them; everything else may stay light. A host that has adapters of its own lends them with
`using`.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from chalicelib import settings
from chalicelib.adapters import system
from chalicelib.adapters.system import Later, SystemClock, UUIDv7, work_folder
from chalicelib.domain.jobs import Queue
from chalicelib.domain.media import MediaKind
from chalicelib.domain.publishing import ChannelKind
from chalicelib.ports import (
    Clock,
    Images,
    Jobs,
    NewId,
    ObjectStore,
    PhoneBook,
    Records,
    SignIns,
    Tables,
    TokenVerifier,
    Vault,
)
from chalicelib.services.phones import PhoneDesk

if TYPE_CHECKING:
    from chalicelib.services import import_base, intake, settling, upkeep, verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The adapters of this process."""

    settings: settings.Settings
    records: Records
    store: ObjectStore
    jobs: Jobs
    images: Images
    vault: Vault
    sign_ins: SignIns
    tables: Tables
    phone_book: PhoneBook
    clock: Clock
    new_id: NewId

    @property
    def phones(self) -> PhoneDesk:
        """What sealing and finding numbers needs."""
        return PhoneDesk(vault=self.vault, book=self.phone_book)


_lent: list[tuple[Tools, TokenVerifier]] = []


@contextmanager
def using(tools: Tools, verifier: TokenVerifier) -> Iterator[None]:
    """Lend these adapters to every handler of this process until the context ends."""
    _forget()
    _lent.append((tools, verifier))
    try:
        yield
    finally:
        _lent.pop()
        _forget()


def _forget() -> None:
    for built in (media_tools, import_tools, verification_tools, publishing_tools, upkeep_tools):
        built.cache_clear()


def current() -> Tools:
    """Return this process's adapters; raise SettingsIncomplete when it was not given its names."""
    return _lent[-1][0] if _lent else _own_tools()


def tokens() -> TokenVerifier:
    """Return what verifies access tokens; it needs no table."""
    return _lent[-1][1] if _lent else _own_tokens()


@lru_cache(maxsize=1)
def _own_tools() -> Tools:
    from chalicelib.adapters.aws import clients
    from chalicelib.adapters.aws.objects import S3ObjectStore
    from chalicelib.adapters.aws.records import DynamoRecords
    from chalicelib.adapters.aws.sign_ins import CognitoSignIns
    from chalicelib.adapters.aws.stream import StreamImages
    from chalicelib.adapters.aws.vault import KmsVault

    given = settings.current().need("records_table")
    clock = SystemClock()
    records = DynamoRecords(
        clients.dynamodb(given.region), given.records_table, shards=given.list_shards
    )
    return Tools(
        settings=given,
        records=records,
        vault=KmsVault(clients.kms(given.region), given.data_key, records),
        sign_ins=CognitoSignIns(clients.cognito(given.region), given.user_pool_id),
        tables=cast("Tables", Later(_table_files)),
        phone_book=cast("PhoneBook", Later(_phone_numbers)),
        store=S3ObjectStore(
            clients.s3(given.region),
            originals=given.uploads_bucket,
            derivatives=given.derivatives_bucket,
            clock=clock,
        ),
        jobs=_jobs(given),
        images=StreamImages(),
        clock=clock,
        new_id=UUIDv7(),
    )


def _jobs(given: settings.Settings) -> Jobs:
    from chalicelib.adapters.aws import clients
    from chalicelib.adapters.aws.queues import SQSJobs

    return SQSJobs(
        clients.sqs(given.region),
        queues={
            Queue.VERIFY: given.verify_queue_url,
            Queue.PUBLISH: given.publish_queue_url,
            Queue.IMPORT: given.import_queue_url,
        },
        media_queues={
            MediaKind.PHOTO: given.photo_queue_url,
            MediaKind.VIDEO: given.video_queue_url,
        },
        originals=given.uploads_bucket,
        clock=SystemClock(),
    )


def ending_in(seconds: float) -> AbstractContextManager[None]:
    """Return a context in which every adapter knows that the run ends in so many seconds."""
    return system.ending_in(seconds)


def qr_svg(text: str) -> str:
    """Return a text as a QR code in SVG."""
    from chalicelib.adapters.printing import qr

    return qr.svg(text)


def _phone_numbers() -> PhoneBook:
    from chalicelib.adapters.telephony.phone_numbers import PhoneNumbers

    return PhoneNumbers()


def _table_files() -> Tables:
    from chalicelib.adapters.tables.files import TableFiles

    return TableFiles()


@lru_cache(maxsize=1)
def _own_tokens() -> TokenVerifier:
    from chalicelib.adapters.aws.tokens import CognitoTokenVerifier

    given = settings.current().need("user_pool_client_id", "token_issuer", "jwks_url")
    return CognitoTokenVerifier(
        issuer=given.token_issuer,
        client_id=given.user_pool_client_id,
        jwks_url=given.jwks_url,
        clock=SystemClock(),
    )


@lru_cache(maxsize=1)
def media_tools() -> "intake.Tools":
    """Return what taking media in needs."""
    from chalicelib.adapters.media.ffmpeg import find_ffmpeg
    from chalicelib.adapters.media.photos import PillowPhotoCompressor
    from chalicelib.adapters.media.videos import FfmpegVideoCompressor
    from chalicelib.services import intake

    tools = current()
    return intake.Tools(
        records=tools.records,
        store=tools.store,
        photos=PillowPhotoCompressor(),
        videos=FfmpegVideoCompressor(find_ffmpeg()),
        workspace=work_folder,
        clock=tools.clock,
    )


@lru_cache(maxsize=1)
def import_tools() -> "import_base.Tools":
    """Return what reading an imported file needs."""
    from chalicelib.services import import_base

    tools = current()
    return import_base.Tools(
        records=tools.records,
        store=tools.store,
        jobs=tools.jobs,
        tables=tools.tables,
        sign_ins=tools.sign_ins,
        phones=tools.phones,
        workspace=work_folder,
        clock=tools.clock,
    )


@lru_cache(maxsize=1)
def verification_tools() -> "verification.Tools":
    """Return what verification needs."""
    from chalicelib.services import verification

    tools = current()
    return verification.Tools(records=tools.records, clock=tools.clock, new_id=tools.new_id)


@lru_cache(maxsize=1)
def publishing_tools() -> "settling.Tools":
    """Return what publishing needs."""
    from chalicelib.adapters.channels.by_kind import Channels
    from chalicelib.adapters.channels.practice import PracticeChannel
    from chalicelib.services import settling

    tools = current()
    return settling.Tools(
        records=tools.records,
        store=tools.store,
        client=Channels({ChannelKind.PRACTICE: PracticeChannel()}),
        clock=tools.clock,
        new_id=tools.new_id,
    )


@lru_cache(maxsize=1)
def upkeep_tools() -> "upkeep.Tools":
    """Return what the timers need."""
    from chalicelib.services import upkeep

    tools = current()
    return upkeep.Tools(
        records=tools.records, store=tools.store, jobs=tools.jobs, clock=tools.clock
    )
