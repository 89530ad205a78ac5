"""An upload in parts: which are still to be sent, and the single steps that a browser takes.

A browser's own uploader talks to S3 itself and has each of its requests signed before it sends it.
What such a request is follows from its method and from what it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.media import LEAST_PART_BYTES, PART_SIZE_BYTES, part_count


class Step(StrEnum):
    """One request to S3 on the way of a file."""

    PUT = "put"
    CREATE = "create"
    PART = "part"
    LIST = "list"
    COMPLETE = "complete"
    ABORT = "abort"


# (method, names an upload of S3's, names a part) of every request that there is.
STEPS: Final[Mapping[tuple[str, bool, bool], Step]] = {
    ("PUT", False, False): Step.PUT,
    ("POST", False, False): Step.CREATE,
    ("PUT", True, True): Step.PART,
    ("GET", True, False): Step.LIST,
    ("POST", True, False): Step.COMPLETE,
    ("DELETE", True, False): Step.ABORT,
}
# Steps after which an uploader goes by the key that it was answered.
BEGINS: Final = frozenset({Step.PUT, Step.CREATE})
# Steps that bring bytes in, or make a file of those that are there.
TAKES_IN: Final = frozenset({Step.PUT, Step.CREATE, Step.PART, Step.COMPLETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One request, signed: the address, and the headers that it must be sent with.

    `key` is where the object will lie, said with the step that begins it.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None


def step_of(method: str, *, has_upload: bool, has_part: bool) -> Step:
    """Return what a request is; raise InvalidInput for what no upload needs.

    An object alone is neither read nor removed: originals go by lifecycle rules.
    """
    step = STEPS.get((method, has_upload, has_part))
    if step is None:
        raise InvalidInput(
            "No step of an upload looks like this: PUT an object, POST to begin parts, PUT a part, "
            "GET the parts, POST to complete, DELETE to give them up",
            field="method",
        )
    return step


def part_sizes(size_bytes: int) -> Mapping[int, int]:
    """Return part numbers to bytes: PART_SIZE_BYTES each, the last one what is left."""
    last = part_count(size_bytes)
    sizes = dict.fromkeys(range(1, last), PART_SIZE_BYTES)
    return {**sizes, last: size_bytes - (last - 1) * PART_SIZE_BYTES}


def lacking(size_bytes: int, held: Mapping[int, int]) -> tuple[int, ...]:
    """Return the parts to send (again), none when what S3 holds (number to bytes) makes the file.

    A client may cut the file in larger parts than ours. Otherwise a part of the wrong size is as
    good as none; S3 would refuse to join one that is too small.
    """
    if _makes_whole(size_bytes, held):
        return ()
    wanted = part_sizes(size_bytes)
    return tuple(n for n in sorted({*wanted, *held}) if held.get(n) != wanted.get(n))


def _makes_whole(size_bytes: int, held: Mapping[int, int]) -> bool:
    numbers = sorted(held)
    return (
        numbers == list(range(1, len(numbers) + 1))
        and sum(held.values()) == size_bytes
        and all(held[number] >= LEAST_PART_BYTES for number in numbers[:-1])
    )
