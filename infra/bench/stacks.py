"""An embedded stack for a benchmark: in this process, on free ports, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.places import Places, free_port
from infra.local.run import prepare, start

if TYPE_CHECKING:
    from infra.local.system import System


@contextmanager
def own_stack(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what a stack in this folder says of itself."""
    with own_system(folder) as system:
        yield system.info


@contextmanager
def own_system(folder: Path) -> "Iterator[System]":
    """Yield a running stack in this folder."""
    at = Places(folder=folder, port=free_port(), aws_port=free_port(), practice_port=free_port())
    prepare(at)
    system = start(at)
    try:
        yield system
    finally:
        system.stop()
