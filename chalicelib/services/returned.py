"""What came back from the desk to a worker: which of her visits, and what became of them since."""

from chalicelib.domain.people import Role, User, may, require_role
from chalicelib.domain.returned import Returned, is_told
from chalicelib.domain.rows import Page
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records

WORKERS = frozenset({Role.WORKER})


def came_back(user: User, *, limit: int, cursor: str | None, records: Records) -> Page[Testimonial]:
    """Return the caller's testimonials that were sent back or rejected, the oldest visit first.

    What is no longer back is left out, and so is what lies where she no longer works; a page may be
    shorter than `limit` and still have a next one. Raises NotPermitted for who is no worker.
    """
    require_role(user, WORKERS)
    marks = records.under(Returned, user.user_id, limit=limit, cursor=cursor)
    near = [mark for mark in marks.items if may(user, WORKERS, mark.path)]
    found = records.find_many(Testimonial, [(mark.visit_id,) for mark in near])
    told = tuple(item for item in found if item is not None and is_told(item))
    return Page(items=told, cursor=marks.cursor)
