"""Who is calling."""

import pytest

from chalicelib.domain.errors import NotPermitted
from chalicelib.domain.ids import UserId
from chalicelib.services.access import caller
from tests.builders import WORKER, a_worker
from tests.fakes import FakeRecords


def test_a_token_stands_for_the_row_under_its_subject() -> None:
    records = FakeRecords(a_worker())

    assert caller(WORKER, records=records).user_id == WORKER


def test_a_good_token_without_a_row_has_no_rights() -> None:
    with pytest.raises(NotPermitted):
        caller(UserId("nobody"), records=FakeRecords(a_worker()))
