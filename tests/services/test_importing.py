"""Grants for files to import, and who may see what became of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.errors import Conflict, IdTaken, InvalidInput, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, CampaignId, ImportId
from chalicelib.domain.importing import (
    ARRIVAL_GRACE,
    GRANT_LIFE,
    MOST_FILE_BYTES,
    Import,
    ImportState,
)
from chalicelib.domain.people import Role, Scope, User
from chalicelib.services import importing
from chalicelib.services.importing import Grant, Offer
from tests.builders import CAMPAIGN, NOON, an_id
from tests.fakes import SequentialIds
from tests.services.import_office import Office, an_importer, an_office, area_of, path_of

IMPORT = ImportId(an_id(0x99))


def ask(office: Office, by: User | None = None, **fields: Any) -> Grant:
    wanted = Offer(kind=ImportKind.BENEFICIARIES, campaign_id=CAMPAIGN, mapping={})
    return importing.offer(
        by or office.user, replace(wanted, **fields), records=office.records, store=office.store,
        clock=office.clock, new_id=SequentialIds(),
    )  # fmt: skip


def test_a_grant_names_one_file_and_is_good_for_an_hour() -> None:
    office = an_office()

    grant = ask(office, import_id=IMPORT)

    assert grant.fields["key"].endswith(f"/imports/{IMPORT}.import")
    assert grant.fields["most"] == str(MOST_FILE_BYTES)
    kept = office.now(IMPORT)
    assert (kept.state, kept.expires_at) == (ImportState.OFFERED, NOON + GRANT_LIFE)
    assert kept.due_at == NOON + GRANT_LIFE + ARRIVAL_GRACE


def test_a_named_size_is_the_most_that_is_taken() -> None:
    assert ask(an_office(), size_bytes=1234).fields["most"] == "1234"


def test_without_an_id_the_import_gets_one() -> None:
    office = an_office()

    grant = ask(office)

    assert office.now(grant.imported.import_id)


def test_the_same_request_again_gets_the_same_grant() -> None:
    office = an_office()
    first = ask(office, import_id=IMPORT, mapping={"Ward": "house"})
    commits = len(office.records.commits)

    again = ask(office, import_id=IMPORT, mapping={"Ward": "house"})

    assert (again.url, again.fields) == (first.url, first.fields)
    assert len(office.records.commits) == commits


def test_asked_again_near_its_end_a_grant_is_renewed() -> None:
    office = an_office()
    ask(office, import_id=IMPORT)
    office.clock.advance(minutes=58)

    ask(office, import_id=IMPORT)

    renewed = office.now(IMPORT)
    assert renewed.expires_at == NOON + timedelta(minutes=58) + GRANT_LIFE
    assert renewed.due_at == renewed.expires_at + ARRIVAL_GRACE


def test_a_file_that_is_being_read_answers_as_before() -> None:
    office = an_office()
    first = ask(office, import_id=IMPORT)
    office.records.seed(replace(first.imported, state=ImportState.RUNNING, version=7))
    office.clock.advance(hours=2)

    assert ask(office, import_id=IMPORT).imported.expires_at == NOON + GRANT_LIFE


def test_an_abandoned_grant_cannot_be_had_again() -> None:
    office = an_office()
    first = ask(office, import_id=IMPORT)
    office.records.seed(replace(first.imported, state=ImportState.ABANDONED, version=7))

    with pytest.raises(Conflict):
        ask(office, import_id=IMPORT)


@pytest.mark.parametrize(
    "other",
    [{"kind": ImportKind.AREAS}, {"mapping": {"Ward": "house"}}, {"size_bytes": 9}],
    ids=["kind", "mapping", "size"],
)
def test_an_id_is_not_used_for_two_files(other: dict[str, Any]) -> None:
    office = an_office()
    ask(office, import_id=IMPORT)

    with pytest.raises(IdTaken):
        ask(office, import_id=IMPORT, **other)


def test_another_persons_id_is_taken() -> None:
    office = an_office()
    ask(office, import_id=IMPORT)

    with pytest.raises(IdTaken):
        ask(office, by=an_importer(Role.CONVENER), import_id=IMPORT)


def test_another_campaign_looks_absent() -> None:
    with pytest.raises(NotFound):
        ask(an_office(), campaign_id=CampaignId("campaign-2"))


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.WORKER, ImportKind.BENEFICIARIES),
        (Role.MODERATOR, ImportKind.WORKSHOPS),
        (Role.IN_CHARGE, ImportKind.AREAS),
        (Role.CO_CONVENER, ImportKind.WORKERS),
    ],
)
def test_who_does_not_steer_imports_nothing(role: Role, kind: ImportKind) -> None:
    with pytest.raises(NotPermitted):
        ask(an_office(), by=an_importer(role), kind=kind)


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.IN_CHARGE, ImportKind.BENEFICIARIES),
        (Role.CO_CONVENER, ImportKind.WORKSHOPS),
        (Role.CONVENER, ImportKind.WORKERS),
        (Role.ADMIN, ImportKind.AREAS),
    ],
)
def test_who_steers_imports_into_her_area(role: Role, kind: ImportKind) -> None:
    grant = ask(an_office(), by=an_importer(role, "M1"), kind=kind)

    assert grant.imported.path == path_of("M1")


def test_of_several_areas_the_widest_counts() -> None:
    narrow, wide = an_importer(Role.IN_CHARGE, "B3"), an_importer(Role.IN_CHARGE, "M1")
    both = replace(wide, scopes=(*narrow.scopes, *wide.scopes))

    assert ask(an_office(), by=both).imported.path == path_of("M1")


def of_two_areas() -> User:
    return replace(
        an_importer(Role.IN_CHARGE, "M1"),
        scopes=tuple(an_importer(Role.IN_CHARGE, code).scopes[0] for code in ("M1", "B3")),
    )


@pytest.mark.parametrize("code", ["M1", "B1", "B3"])
def test_she_may_say_into_which_of_her_areas_a_file_goes(code: str) -> None:
    office = an_office()

    grant = ask(office, by=of_two_areas(), import_id=IMPORT, area_id=area_of(code))

    assert grant.imported.path == path_of(code)
    again = ask(office, by=of_two_areas(), import_id=IMPORT, area_id=area_of(code))
    assert again.fields == grant.fields
    with pytest.raises(IdTaken):
        ask(office, by=of_two_areas(), import_id=IMPORT, area_id=area_of("B2"))


@pytest.mark.parametrize("area_id", [area_of("M2"), area_of(""), AreaId("nowhere")])
def test_an_area_that_is_not_hers_looks_absent(area_id: AreaId) -> None:
    with pytest.raises(NotFound):
        ask(an_office(), by=of_two_areas(), area_id=area_id)


def test_a_role_that_imports_no_such_files_opens_no_area() -> None:
    both = replace(
        of_two_areas(),
        scopes=(*of_two_areas().scopes, *an_importer(Role.CONVENER, "B2").scopes),
    )

    with pytest.raises(NotFound):
        ask(an_office(), by=both, kind=ImportKind.WORKERS, area_id=area_of("M1"))


def test_the_imports_of_all_her_areas_are_listed_newest_first_and_no_others() -> None:
    office = an_office()
    for number, code in enumerate(("M1", "M2", "B3", "B1")):
        by = an_importer(Role.IN_CHARGE, code)
        ask(office, by=by, import_id=ImportId(an_id(0x200 + number)))
        office.clock.advance(minutes=1)
    found: list[ImportId] = []
    cursor: str | None = None

    for _ in range(4):
        page = importing.listed(of_two_areas(), limit=1, cursor=cursor, records=office.records)
        found += [each.import_id for each in page.items]
        cursor = page.cursor

    assert cursor is None
    assert found == [an_id(0x203), an_id(0x202), an_id(0x200)]


def test_areas_of_two_trees_are_listed_together() -> None:
    office = an_office()
    ask(office, import_id=IMPORT)
    other = Scope(role=Role.ADMIN, area_id=AreaId("other"), path=(AreaId("other"),))
    both = replace(an_importer(), scopes=(other, *an_importer().scopes))

    page = importing.listed(both, limit=9, cursor=None, records=office.records)

    assert [each.import_id for each in page.items] == [IMPORT]


def test_an_import_is_seen_by_who_steers_its_area() -> None:
    office = an_office()
    ask(office, by=an_importer(Role.IN_CHARGE, "M1"), import_id=IMPORT)

    shown = importing.show(an_importer(Role.CONVENER), IMPORT, records=office.records)

    assert shown.import_id == IMPORT


@pytest.mark.parametrize("code", ["M2", "B1"])
def test_elsewhere_and_below_an_import_looks_absent(code: str) -> None:
    office = an_office()
    ask(office, by=an_importer(Role.IN_CHARGE, "M1"), import_id=IMPORT)

    with pytest.raises(NotFound):
        importing.show(an_importer(Role.CONVENER, code), IMPORT, records=office.records)


def test_an_unknown_import_is_absent() -> None:
    with pytest.raises(NotFound):
        importing.show(an_importer(), IMPORT, records=an_office().records)


def test_a_moderator_sees_no_imports() -> None:
    office = an_office()
    with pytest.raises(NotPermitted):
        importing.show(an_importer(Role.MODERATOR), IMPORT, records=office.records)
    with pytest.raises(NotPermitted):
        importing.listed(an_importer(Role.MODERATOR), limit=10, cursor=None, records=office.records)


def test_imports_are_listed_newest_first_page_by_page() -> None:
    office = an_office()
    for _ in range(3):
        ask(office, import_id=ImportId(office.send(ImportKind.AREAS, b"").replace("8000", "9000")))
        office.clock.advance(minutes=1)

    first = importing.listed(office.user, limit=4, cursor=None, records=office.records)
    rest = importing.listed(office.user, limit=4, cursor=first.cursor, records=office.records)

    found: list[Import] = [*first.items, *rest.items]
    assert [i.granted_at for i in found] == sorted((i.granted_at for i in found), reverse=True)
    assert (len(first.items), len(rest.items), rest.cursor) == (4, 2, None)


def test_a_list_holds_only_what_lies_in_the_callers_area() -> None:
    office = an_office()
    ask(office, by=an_importer(Role.IN_CHARGE, "M1"), import_id=IMPORT)

    mine = importing.listed(
        an_importer(Role.IN_CHARGE, "M1"), limit=9, cursor=None, records=office.records
    )
    theirs = importing.listed(
        an_importer(Role.IN_CHARGE, "M2"), limit=9, cursor=None, records=office.records
    )

    assert ([i.import_id for i in mine.items], theirs.items) == ([IMPORT], ())


def test_a_cursor_of_somebody_else_is_refused() -> None:
    with pytest.raises(InvalidInput):
        importing.listed(an_importer(), limit=9, cursor="!!", records=an_office().records)
