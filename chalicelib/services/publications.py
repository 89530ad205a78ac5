"""Publications as people see them."""

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.publishing import Publication
from chalicelib.ports import Records

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})


def publications(user: User, visit_id: VisitId, *, records: Records) -> tuple[Publication, ...]:
    """Return a testimonial's publications; raise NotFound outside the caller's areas."""
    bundle = records.bundle(visit_id)
    if bundle.testimonial is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, bundle.testimonial.path)
    return bundle.publications
