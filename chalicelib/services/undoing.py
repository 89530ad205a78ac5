"""Takes a decision back while nothing follows from it yet."""

from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import User
from chalicelib.domain.review import undo
from chalicelib.domain.rows import Save
from chalicelib.services.auditing import noted
from chalicelib.services.claiming import reviewable
from chalicelib.services.moderation import Tools
from chalicelib.services.review_days import day_without


def take_back(user: User, visit_id: VisitId, tools: Tools) -> None:
    """Take the caller's last decision on an item back; she holds it again.

    Raises Conflict when it is too late, when it is not her decision, or when somebody looks at it
    by now.
    """
    records, now = tools.records, tools.clock.now()
    item = reviewable(user, visit_id, records)
    back = undo(item, by=user.user_id, at=now, window=tools.undo)
    kind = item.decisions[-1].kind
    back, entries = noted(
        back, "decision_taken_back", at=now, actor=user.user_id, facts={"decision": kind.value}
    )
    day = day_without(item, kind, user, records=records, clock=tools.clock)
    records.commit(Save(row=back), Save(row=day), *entries)
