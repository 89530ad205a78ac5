"""Opens a visit's testimonial as soon as the visit and the consent to publish are both known.

The row is written before the phone gets its answer, so a phone that got one has left a row behind
that reconciliation will find, whatever happens to the stream.
"""

from datetime import datetime

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Ledger, Purpose, given
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import VisitId
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import STUCK_AFTER, State, Step, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, Records
from chalicelib.services.auditing import SYSTEM


def open_testimonial(visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Keep a new testimonial in `collecting`, if the visit makes one and has none. Safe to repeat.

    A visit whose person never agreed to publishing makes no testimonial.
    """
    bundle = records.bundle(visit_id)
    if bundle.visit is None or bundle.testimonial is not None:
        return
    ledger = records.find(Ledger, bundle.visit.beneficiary_id)
    if Purpose.PUBLISH not in given(ledger, visit_id):
        return
    booth = records.find(Area, bundle.visit.booth_id)
    try:
        records.commit(Save(row=new_testimonial(bundle.visit, booth, clock.now())))
    except StaleVersion:
        return  # another call was faster, and its row is as good


def new_testimonial(visit: Visit, booth: Area | None, now: datetime) -> Testimonial:
    """Return a visit's testimonial as it begins."""
    return Testimonial(
        visit_id=visit.visit_id,
        campaign_id=visit.campaign_id,
        beneficiary_id=visit.beneficiary_id,
        booth_id=visit.booth_id,
        desk_id=(booth.desk_id if booth else None) or visit.path[0],
        path=visit.path,
        state=State.COLLECTING,
        since=now,
        history=(Step(at=now, source=None, target=State.COLLECTING, by=SYSTEM),),
        due_at=now + STUCK_AFTER,
    )
