"""What findings about place and time say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.verification.words.said import Changes, Sentences

SENTENCES: Final[Sentences] = {}
CHANGES: Final[Changes] = {}
