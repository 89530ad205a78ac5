"""What is true of the visits. Only the scoring reads it: no row, event or engine ever meets it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One planted visit: which fraud, in which event, and whether it is a quiet member of it.

    Of what becomes a fraud by number only (the first two visits of a minute), the first ones are
    quiet: looked at alone they are like any other, and checks count what came before.
    """

    fraud: str
    event: int
    is_quiet: bool = False


@dataclass(slots=True, kw_only=True)
class Answers:
    """The truth by visit: what was planted, what was copied from it, what is untidy about it."""

    planted: dict[str, Planted] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)  # of which visit's copy
    touched: set[str] = field(default_factory=set)  # honest, of a person with a planted visit
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write it down, apart from everything else, for whoever wants to look."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {visit_id: asdict(each) for visit_id, each in self.planted.items()}
        path.write_text(json.dumps({"planted": told, "originals": self.originals}, indent=1))
