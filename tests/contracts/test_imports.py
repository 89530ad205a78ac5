"""A file on its way through the real adapters: form, bucket, queue, table, keys and sign-ins."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.adapters.aws.queues import SQSJobs
from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.aws.sign_ins import CognitoSignIns
from chalicelib.adapters.aws.vault import KmsVault
from chalicelib.adapters.system import SystemClock, UUIDv7, work_folder
from chalicelib.adapters.tables.files import TableFiles
from chalicelib.adapters.telephony.phone_numbers import PhoneNumbers
from chalicelib.domain.areas import Area
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.edits import Edit
from chalicelib.domain.ids import ImportId
from chalicelib.domain.importing import Import, ImportState
from chalicelib.domain.jobs import Action, Job, Queue
from chalicelib.domain.people import Role, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.twins import SameId
from chalicelib.domain.workshops import Workshop
from chalicelib.services import import_reports, import_runs
from chalicelib.services.import_base import Tools
from chalicelib.services.import_workers import user_with
from chalicelib.services.importing import Offer, offer
from chalicelib.services.phones import PhoneDesk
from tests.builders import CAMPAIGN, a_campaign
from tests.contracts.aws import BareAWS
from tests.services.import_office import (
    a_coded_tree,
    an_importer,
    area_of,
    as_csv,
    path_of,
    person_of,
)

ARRIVES_WITHIN_S = 10
HEAD = ("reference", "booth_code", "serial", "name", "phone", "ration_card")
STRAY = ("R99", "B9", 1, "राम")
ROWS = [(f"R{n}", "B1", n, "सीता देवी", f"98765{n:05d}", f"RC{n}") for n in range(1, 531)]


@dataclass(kw_only=True)
class Office:
    """An importer in front of the embedded AWS."""

    aws: BareAWS
    records: DynamoRecords
    tools: Tools

    def send(self, kind: ImportKind, data: bytes) -> ImportId:
        """Post the file with its grant, as a browser would."""
        wanted = Offer(kind=kind, campaign_id=CAMPAIGN, mapping={})
        grant = offer(
            an_importer(), wanted, records=self.records, store=self.tools.store,
            clock=self.tools.clock, new_id=UUIDv7(),
        )  # fmt: skip
        posted = httpx.post(grant.url, data=dict(grant.fields), files={"file": ("f", data)})
        assert posted.status_code == 204
        return grant.imported.import_id

    def take_in(self, kind: ImportKind, data: bytes) -> Import:
        import_id = self.send(kind, data)
        import_runs.read_on(import_id, self.tools)
        return self.now(import_id)

    def now(self, import_id: ImportId) -> Import:
        found = self.records.find(Import, import_id)
        assert found is not None
        return found

    def person(self, key: str) -> Beneficiary:
        found = self.records.find(Beneficiary, person_of(key))
        assert found is not None
        return found

    def messages(self) -> Iterator[dict[str, Any]]:
        """What comes on the import queue, for some seconds."""
        queue, sqs = self.aws.outputs["ImportQueueUrl"], self.aws.client("sqs")
        end = time.monotonic() + ARRIVES_WITHIN_S
        while time.monotonic() < end:
            answer = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                yield json.loads(message["Body"])


@pytest.fixture
def office(aws: BareAWS) -> Office:
    records, clock = aws.records(), SystemClock()
    rows: tuple[Row, ...] = (*a_coded_tree(), a_campaign(), an_importer())
    for row in rows:
        records.commit(Save(row=row))
    urls = {Queue.IMPORT: aws.outputs["ImportQueueUrl"]}
    tools = Tools(
        records=records,
        store=S3ObjectStore(
            aws.client("s3"), originals=aws.outputs["UploadsBucket"],
            derivatives=aws.outputs["DerivativesBucket"], clock=clock,
        ),
        jobs=SQSJobs(aws.client("sqs"), queues=urls, media_queues={}, originals="", clock=clock),
        tables=TableFiles(),
        sign_ins=CognitoSignIns(aws.client("cognito-idp"), aws.outputs["UserPoolId"]),
        phones=PhoneDesk(
            vault=KmsVault(aws.client("kms"), aws.outputs["DataKeyArn"], records),
            book=PhoneNumbers(),
        ),
        workspace=work_folder,
        clock=clock,
    )  # fmt: skip
    return Office(aws=aws, records=records, tools=tools)


def test_the_bucket_tells_the_queue_of_a_file(office: Office):
    import_id = office.send(ImportKind.BENEFICIARIES, as_csv([HEAD, *ROWS[:1]]))

    keys = (
        record["s3"]["object"]["key"]
        for message in office.messages()
        for record in message.get("Records", [])
    )

    assert any(key.endswith(f"{import_id}.import") for key in keys)


def test_a_job_to_read_on_comes_on_the_same_queue(office: Office):
    office.tools.jobs.send(Job(action=Action.READ_ON, subject="import-1"))

    assert any(message.get("subject") == "import-1" for message in office.messages())


def test_a_roll_is_taken_in_and_the_same_again_changes_nothing(office: Office):
    first = office.take_in(ImportKind.BENEFICIARIES, as_csv([HEAD, *ROWS]))
    again = office.take_in(ImportKind.BENEFICIARIES, as_csv([HEAD, *ROWS]))

    assert (first.state, first.rows_done, first.rows_changed) == (ImportState.DONE, 530, 530)
    assert (again.rows_done, again.rows_changed, again.rows_refused) == (530, 0, 0)
    sita = office.person("R7")
    assert (sita.version, sita.names, sita.path) == (1, {"hi": "सीता देवी"}, path_of("B1"))
    assert office.records.count_roll(area_of("B1")) == 530
    assert sita.phone is not None
    assert office.records.listed(Beneficiary, sita.phone.hash, limit=2).items == (sita,)
    leads = office.records.under(SameId, "ration_card", sita.ids["ration_card"], limit=2).items
    assert [lead.beneficiary_id for lead in leads] == [sita.beneficiary_id]


def test_a_corrected_roll_moves_and_renames(office: Office):
    office.take_in(ImportKind.BENEFICIARIES, as_csv([HEAD, *ROWS[:40]]))
    moved = [(reference, "B3", *rest) for reference, _, *rest in ROWS[:20]]
    named = [(*row[:3], "गीता", *row[4:]) for row in ROWS[20:30]]

    done = office.take_in(
        ImportKind.BENEFICIARIES,
        as_csv([HEAD, *moved, *named, *ROWS[30:40], STRAY]),
    )

    assert (done.rows_done, done.rows_changed, done.rows_refused) == (40, 30, 1)
    assert (office.records.count_roll(area_of("B1")), office.records.count_roll(area_of("B3"))) == (
        20, 20,
    )  # fmt: skip
    assert office.person("R1").booth_id == area_of("B3")
    (edit,) = office.records.under(Edit, office.person("R21").beneficiary_id, limit=5).items
    assert set(edit.changes) == {"name.hi"}
    url = import_reports.url(done, store=office.tools.store)
    assert url is not None
    assert b"unknown_place" in httpx.get(url).content


def test_a_chunk_that_was_written_and_not_counted_is_read_again(office: Office):
    import_id = office.send(ImportKind.BENEFICIARIES, as_csv([HEAD, *ROWS]))
    import_runs.read_on(import_id, office.tools)
    done = office.now(import_id)
    office.records.commit(
        Save(row=replace(
            done, state=ImportState.RUNNING, rows_seen=101, rows_done=100, rows_changed=100
        ))
    )  # fmt: skip

    import_runs.read_on(import_id, office.tools)

    assert (office.now(import_id).rows_done, office.now(import_id).state) == (530, ImportState.DONE)
    assert office.records.count_roll(area_of("B1")) == 530


def test_areas_workers_and_workshops_come_in_one_after_the_other(office: Office):
    areas = [("code", "parent_code", "level", "name"), ("D1", "", "district", "District"),
             ("X1", "D1", "booth", "Booth")]  # fmt: skip
    workers = [("reference", "name", "phone", "role", "area_code"),
               ("T1", "Asha", "9876543210", "trainer", "D1"),
               ("T1", "Asha", "9876543210", "worker", "X1")]  # fmt: skip
    plan = [("reference", "area_code", "date", "trainers"),
            ("S1", "D1", office.tools.clock.now().date().isoformat(), "T1")]  # fmt: skip

    taken = [
        office.take_in(kind, as_csv(rows))
        for kind, rows in (
            (ImportKind.AREAS, areas), (ImportKind.WORKERS, workers), (ImportKind.WORKSHOPS, plan),
            (ImportKind.WORKERS, workers),
        )
    ]  # fmt: skip

    assert [(t.rows_done, t.rows_changed) for t in taken] == [(2, 2), (2, 2), (1, 1), (2, 0)]
    booth = office.records.find(Area, area_of("X1"))
    assert booth is not None
    asha = user_with("T1", CAMPAIGN, records=office.records, vault=office.tools.phones.vault)
    assert asha is not None
    assert [scope.role for scope in asha.scopes] == [Role.TRAINER, Role.WORKER]
    assert office.records.listed(User, booth.area_id, limit=2).items == (asha,)
    (workshop,) = office.records.listed(Workshop, CAMPAIGN, limit=2).items
    assert workshop.trainers == (asha.user_id,)
