"""A stack of its own for each page: its tests visit the demo booth's few people."""

from collections.abc import Iterator

import pytest

from tests.conftest import Stack, start_stack, stop_stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One embedded stack for the tests of one page."""
    process, found = start_stack(tmp_path_factory.mktemp("stack") / "local")
    yield found
    assert stop_stack(process) == 0
