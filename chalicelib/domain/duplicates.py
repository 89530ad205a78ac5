"""Which other visits of a worker show nothing but what she handed in before: the same files.

Only equal files count. Whoever has seen one has then seen the other, so it may be turned down with
it; what merely looks alike has to be looked at.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.rows import Bundle
from chalicelib.domain.testimonial import State

# Media that show nothing and never will.
OUT_OF_SIGHT: Final = frozenset({MediaState.REJECTED, MediaState.ABANDONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody has before her: a visit of a worker, and the media that she looked at."""

    visit_id: VisitId
    worker_id: UserId
    media: tuple[Media, ...]

    @property
    def files(self) -> frozenset[str]:
        """The hashes of the originals."""
        return frozenset(media.sha256 for media in self.media)


def shown_in(bundle: Bundle) -> Shown | None:
    """Return what a visit's testimonial shows; None for what no worker made, as a reel."""
    item, visit = bundle.testimonial, bundle.visit
    if item is None or visit is None:
        return None
    media = tuple(one for one in bundle.media if one.media_id in item.media_ids and _is_ready(one))
    return Shown(visit_id=visit.visit_id, worker_id=visit.worker_id, media=media)


def is_duplicate(bundle: Bundle, shown: Shown) -> bool:
    """True for another visit of the same worker, of which every file is one of those shown.

    A file that is still on its way may be a new one; until it is ready, this is no duplicate. Nor
    is what somebody asked about again: that is to be looked at by itself.
    """
    item, visit = bundle.testimonial, bundle.visit
    if item is None or visit is None or visit.visit_id == shown.visit_id:
        return False
    if item.state is not State.PENDING_REVIEW or item.appeal or visit.worker_id != shown.worker_id:
        return False
    kept = [media for media in bundle.media if media.state not in OUT_OF_SIGHT]
    return bool(kept) and all(_is_ready(m) and m.sha256 in shown.files for m in kept)


def _is_ready(media: Media) -> bool:
    """True for a media that can be seen: ready, and not emptied since."""
    return media.state is MediaState.READY and bool(media.derivatives)
