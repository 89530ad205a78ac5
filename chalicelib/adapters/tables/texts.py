"""The texts that a workbook keeps once for all its cells."""

from array import array
from typing import Final

from chalicelib.adapters.tables.archive import Parts
from chalicelib.adapters.tables.markup import Attributes, hear
from chalicelib.adapters.tables.values import plain_text
from chalicelib.domain.tables import LONGEST_CELL, TableReason, TableRefused

MOST_BYTES: Final = 128 << 20
# Characters as they are stored, where one may take seven: _x000D_.
LONGEST_STORED: Final = 8 * LONGEST_CELL


class Texts:
    """Texts by number, kept as bytes: a million take a quarter of what a list of them would."""

    def __init__(self) -> None:
        self._stored = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        """Keep one more."""
        self._stored += text.encode()
        self._ends.append(len(self._stored))

    def __getitem__(self, index: int) -> str:
        return self._stored[self._ends[index] : self._ends[index + 1]].decode()


class Words:
    """Collects the pieces of one text, however it is formatted; never without end."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self.is_open = False

    def add(self, piece: str) -> None:
        """Take a piece while a tag of text is open."""
        if self.is_open:
            self._size += len(piece)
            if self._size > LONGEST_STORED:
                raise TableRefused(TableReason.CELL_TOO_LONG)
            self._pieces.append(piece)

    def taken(self) -> str:
        """Return the text and begin the next."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return text


class SharedTexts:
    """Hears the part of shared texts; hints for pronunciation, <rPh>, are no part of a text."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.words = Words()
        self._is_hint = False

    def start(self, name: str, _attributes: Attributes) -> None:
        """Open a run of text."""
        if name == "t":
            self.words.is_open = not self._is_hint
        elif name == "rPh":
            self._is_hint = True

    def end(self, name: str) -> None:
        """Close a run, or keep the whole text."""
        if name == "t":
            self.words.is_open = False
        elif name == "rPh":
            self._is_hint = False
        elif name == "si":
            self.texts.add(plain_text(self.words.taken()))


def shared_texts(parts: Parts, name: str | None) -> Texts:
    """Return the shared texts of a workbook; it need not have any."""
    shared = SharedTexts()
    if name is not None:
        hear(parts.chunks(name, MOST_BYTES), shared.start, shared.end, shared.words.add)
    return shared.texts
