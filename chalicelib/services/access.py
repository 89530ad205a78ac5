"""Who is calling: the row behind a verified token."""

from chalicelib.domain.errors import NotPermitted
from chalicelib.domain.ids import UserId
from chalicelib.domain.people import User
from chalicelib.ports import Records


def caller(user_id: UserId, *, records: Records) -> User:
    """Return the user behind a token's subject; raise NotPermitted when she has no row."""
    user = records.find(User, user_id)
    if user is None:
        raise NotPermitted("Your sign-in has no role here yet; ask your convener")
    return user
