"""What the fields say by which a person settles a post.

Part of docs_meanings.py, by the same rules.
"""

from collections.abc import Mapping
from typing import Final

SETTLING_MEANINGS: Final[Mapping[str, str]] = {
    "SettleRequest.outcome": "Whether the post is on the network: `posted` or `not_posted`.",
    "SettleRequest.permalink": "The post's own https address; with `posted`, and only then.",
    "SettleRequest.note": "How it was found out, without a person's name or number.",
}
