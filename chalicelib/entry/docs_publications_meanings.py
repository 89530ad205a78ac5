"""What the fields of publications say: where a post is, how it is taken down, who saw it.

Part of docs_meanings.py, by the same rules. Keys are a field's name, or `Form.field` and
`operation.parameter` where one name means two things.
"""

from collections.abc import Mapping
from typing import Final

PUBLICATIONS_MEANINGS: Final[Mapping[str, str]] = {}
