"""An embedded stack for a benchmark: in this process, on free ports, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.local.places import Places, free_port
from infra.local.run import prepare, start


@contextmanager
def own_stack(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what a stack in this folder says of itself."""
    at = Places(folder=folder, port=free_port(), aws_port=free_port(), practice_port=free_port())
    prepare(at)
    system = start(at)
    try:
        yield system.info
    finally:
        system.stop()
