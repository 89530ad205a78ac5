"""What somebody asks the practice network to post."""

import json
import re
from dataclasses import dataclass
from typing import Final

from infra.local.practice_web.fetching import BEGINNINGS

MOST_MEDIA: Final = 10
MOST_CAPTION: Final = 5_000
_MARKER: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request to post."""

    marker: str
    caption: str
    media: tuple[tuple[str, str], ...]


def parse_wish(body: bytes) -> Wish | None:
    """Return the wish in a request's body, None for anything else."""
    try:
        said = json.loads(body)
        media = tuple((one["kind"], one["url"]) for one in said["media"])
        wish = Wish(marker=said["marker"], caption=said["caption"], media=media)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return wish if _is_sound(wish) else None


def _is_sound(wish: Wish) -> bool:
    texts = (wish.marker, wish.caption, *(part for one in wish.media for part in one))
    if not all(isinstance(text, str) for text in texts) or not _MARKER.fullmatch(wish.marker):
        return False
    is_in_bounds = 1 <= len(wish.media) <= MOST_MEDIA and len(wish.caption) <= MOST_CAPTION
    return is_in_bounds and all(kind in BEGINNINGS for kind, _ in wish.media)
