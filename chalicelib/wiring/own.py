"""The adapters that a process has of its own, built from its settings."""

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from chalicelib import settings
from chalicelib.adapters.system import Later, SystemClock, UUIDv7
from chalicelib.domain.jobs import Queue
from chalicelib.domain.media import MediaKind
from chalicelib.ports import (
    Clock,
    Credentials,
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
    credentials: Credentials
    clock: Clock
    new_id: NewId

    @property
    def phones(self) -> PhoneDesk:
        """What sealing and finding numbers needs."""
        return PhoneDesk(vault=self.vault, book=self.phone_book)


@lru_cache(maxsize=1)
def own_tools() -> Tools:
    """Return the adapters that the settings name; raise SettingsIncomplete."""
    from chalicelib.adapters.aws import clients
    from chalicelib.adapters.aws.objects import S3ObjectStore
    from chalicelib.adapters.aws.records import DynamoRecords
    from chalicelib.adapters.aws.secrets import SecretCredentials
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
        credentials=SecretCredentials(
            clients.secrets(given.region), stage=given.stage, key_id=given.data_key
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
            Queue.COMPOSE: given.compose_queue_url,
            Queue.DELIVER: given.deliver_queue_url,
        },
        media_queues={
            MediaKind.PHOTO: given.photo_queue_url,
            MediaKind.VIDEO: given.video_queue_url,
        },
        originals=given.uploads_bucket,
        clock=SystemClock(),
    )


def _phone_numbers() -> PhoneBook:
    from chalicelib.adapters.telephony.phone_numbers import PhoneNumbers

    return PhoneNumbers()


def _table_files() -> Tables:
    from chalicelib.adapters.tables.files import TableFiles

    return TableFiles()


@lru_cache(maxsize=1)
def own_tokens() -> TokenVerifier:
    """Return what verifies access tokens; raise SettingsIncomplete."""
    from chalicelib.adapters.aws.tokens import CognitoTokenVerifier

    given = settings.current().need("user_pool_client_id", "token_issuer", "jwks_url")
    return CognitoTokenVerifier(
        issuer=given.token_issuer,
        client_id=given.user_pool_client_id,
        jwks_url=given.jwks_url,
        clock=SystemClock(),
    )
