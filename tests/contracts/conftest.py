"""Lends one bare AWS and one photo engine to every module of this folder, and the table twice."""

import pytest

from chalicelib.ports import Records
from tests.contracts.aws import BareAWS, aws
from tests.contracts.photo_tools import photos
from tests.fake_records import FakeRecords

__all__ = ["aws", "photos", "records"]


@pytest.fixture(params=["in memory", "in the table"])
def records(request: pytest.FixtureRequest) -> Records:
    """The table and its substitute: a test that takes this keeps the two alike."""
    if request.param == "in memory":
        return FakeRecords()
    bare: BareAWS = request.getfixturevalue("aws")
    return bare.records()
