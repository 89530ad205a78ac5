"""Feeds XML to expat in small pieces, and stops what could make it allocate without end.

Workbooks declare no document types, so a file that does is refused: entities cannot expand and
nothing outside can be named. Tags and attributes above a sane length, endless nesting and endless
new names are refused too, for expat keeps each of these in memory.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from chalicelib.domain.tables import TableReason, TableRefused

DEEPEST: Final = 64
LONGEST_TAG: Final = 1 << 20  # bytes
MOST_NAMES: Final = 2_000  # of tags and attributes; a sheet has some fifty

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(slots=True)
class Guard:
    """Passes expat's tags on, without the prefix of their namespace, and watches the depth."""

    on_start: Start
    on_end: End | None
    depth: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Expat opens a tag."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TableRefused(TableReason.BROKEN_ARCHIVE)
        self.on_start(name[name.find(":") + 1 :], attributes)

    def end(self, name: str) -> None:
        """Expat closes a tag."""
        self.depth -= 1
        if self.on_end:
            self.on_end(name[name.find(":") + 1 :])


def feed(
    chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None
) -> Iterator[None]:
    """Report the tags and texts of a document, with a pause after each chunk.

    Raises TableRefused, and the errors of expat and codecs for what is no XML.
    """
    parser, fed = _parser(Guard(start, end), text), 0
    for chunk in chunks:
        parser.Parse(chunk, False)
        fed += len(chunk)
        # Where expat stands is where a tag begins whose end has not come yet.
        if fed - parser.CurrentByteIndex > LONGEST_TAG or len(parser.intern) > MOST_NAMES:
            raise TableRefused(TableReason.BROKEN_ARCHIVE)
        yield
    parser.Parse(b"", True)


def hear(
    chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Report the tags and texts of a whole document."""
    for _ in feed(chunks, start, end, text):
        pass


def _parser(guard: Guard, text: Text | None) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_told: object) -> None:
    raise TableRefused(TableReason.BROKEN_ARCHIVE)
