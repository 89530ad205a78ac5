"""An office that imports files, for the tests of everything between a file and the table."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

import openpyxl

from chalicelib.adapters.tables.files import TableFiles
from chalicelib.domain.areas import Area
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import AreaId, BeneficiaryId, ImportId, UserId, id_from
from chalicelib.domain.importing import Import, ImportState, import_key, report_key
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.services import import_runs
from chalicelib.services.import_base import Tools
from chalicelib.services.importing import Offer, offer
from chalicelib.services.phones import PhoneDesk
from tests.builders import CAMPAIGN, NOON, a_campaign, an_id
from tests.fakes import (
    FakeJobs,
    FakeObjectStore,
    FakePhoneBook,
    FakeRecords,
    FakeSignIns,
    FakeVault,
    FakeWorkspace,
    FixedClock,
    SequentialIds,
)

ROOT = AreaId("root")
CODES = {"M1": "", "M2": "", "B1": "M1", "B2": "M1", "B3": "M2"}
HEAD = ("reference", "booth_code", "serial", "name", "phone")


def area_of(code: str) -> AreaId:
    return AreaId(id_from(CAMPAIGN, "area", code)) if code else ROOT


def person_of(key: str) -> BeneficiaryId:
    return BeneficiaryId(id_from(CAMPAIGN, "person", key))


def path_of(code: str) -> tuple[AreaId, ...]:
    if not code:
        return (ROOT,)
    return (*path_of(CODES[code]), area_of(code))


def a_coded_tree() -> tuple[Area, ...]:
    """A constituency, two mandals and three booths, as files name them."""
    return tuple(_area(code) for code in ("", *CODES))


def _area(code: str) -> Area:
    above = CODES.get(code)
    return Area(
        area_id=area_of(code),
        campaign_id=CAMPAIGN,
        parent_id=None if above is None else area_of(above),
        level={"": "constituency", "M": "mandal", "B": "booth"}[code[:1]],
        names={"en": code or "Everywhere"},
        path=path_of(code),
        is_desk=not code,
        desk_id=ROOT,
        code=code,
        children=tuple(area_of(below) for below, parent in CODES.items() if parent == code),
    )


def an_importer(role: Role = Role.ADMIN, code: str = "") -> User:
    scope = Scope(role=role, area_id=area_of(code), path=path_of(code))
    return User(
        user_id=UserId(f"{role.value} of {code}"), campaign_id=CAMPAIGN, name="An importer",
        scopes=(scope,),
    )  # fmt: skip


def as_csv(rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(**sheets: Iterable[Sequence[object]]) -> bytes:
    book, held = openpyxl.Workbook(write_only=True), BytesIO()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(held)
    return held.getvalue()


@dataclass(kw_only=True)
class Office:
    """Everything behind an import, and what people do with it."""

    records: FakeRecords
    user: User = field(default_factory=an_importer)
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    sign_ins: FakeSignIns = field(default_factory=FakeSignIns)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    workspace: FakeWorkspace = field(default_factory=FakeWorkspace)
    files: int = 0

    @property
    def tools(self) -> Tools:
        return Tools(
            records=self.records, store=self.store, jobs=self.jobs, tables=TableFiles(),
            sign_ins=self.sign_ins, phones=PhoneDesk(vault=FakeVault(), book=FakePhoneBook()),
            workspace=self.workspace, clock=self.clock,
        )  # fmt: skip

    def send(self, kind: ImportKind, data: bytes, **mapping: str) -> ImportId:
        """Get a grant and store the file as S3 would, without anybody reading it yet."""
        self.files += 1
        wanted = Offer(
            kind=kind, campaign_id=CAMPAIGN, mapping=mapping, import_id=ImportId(an_id(self.files))
        )
        grant = offer(
            self.user, wanted, records=self.records, store=self.store, clock=self.clock,
            new_id=SequentialIds(),
        )  # fmt: skip
        self.store.originals[import_key(grant.imported.import_id)] = data
        return grant.imported.import_id

    def read_on(self, import_id: ImportId) -> import_runs.Result:
        return import_runs.read_on(import_id, self.tools)

    def take_in(self, kind: ImportKind, data: bytes, **mapping: str) -> Import:
        """Send a file, have it read, and return what became of it."""
        import_id = self.send(kind, data, **mapping)
        self.read_on(import_id)
        assert not self.workspace.left_over
        return self.now(import_id)

    def roll(self, *rows: Sequence[object], head: Sequence[str] = HEAD, **mapping: str) -> Import:
        """Import a roll that is given row by row."""
        return self.take_in(ImportKind.BENEFICIARIES, as_csv([head, *rows]), **mapping)

    def now(self, import_id: ImportId) -> Import:
        found = self.records.find(Import, import_id)
        assert found is not None
        return found

    def report(self, imported: Import) -> list[tuple[str, ...]]:
        """The error report's lines as (line, column, reason)."""
        data = self.store.report(report_key(imported.import_id, "errors"))
        if not data:
            return []
        assert data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
        return [(line[0], line[2], line[3]) for line in lines[1:]]

    def person(self, key: str) -> Beneficiary:
        found = self.records.find(Beneficiary, person_of(key))
        assert found is not None
        return found


def an_office(*rows: Row, user: User | None = None, **campaign: Any) -> Office:
    """An office over the coded tree."""
    user = user or an_importer()
    held = (*a_coded_tree(), a_campaign(**campaign), user, *rows)
    return Office(records=FakeRecords(*held), user=user)


def counts(imported: Import) -> tuple[int | None, int, int, int]:
    """Rows in all, done, changed, refused; what is done or refused is all there is."""
    if imported.state is ImportState.DONE:
        assert imported.rows_done + imported.rows_refused == imported.rows_total
    return imported.rows_total, imported.rows_done, imported.rows_changed, imported.rows_refused
