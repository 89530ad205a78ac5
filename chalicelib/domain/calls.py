"""A missed call: somebody rang the campaign's number and hung up. Evidence, never proof.

Who rang is known by the keyed hash of the number alone; a number that is withheld or foreign is
never matched. `choose` is the one rule by which a call finds its visit, whichever came first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.visit import Outcome, Visit

# A dialled call reaches us this long before (two clocks) or after (a provider's delay) its visit's.
DIALLED_BEFORE: Final = timedelta(minutes=10)
DIALLED_AFTER: Final = timedelta(minutes=60)
# Where the phone did not note the call, it belongs to the visit or to the hour after its end.
BEGAN_BEFORE: Final = timedelta(minutes=5)
ENDED_AFTER: Final = timedelta(minutes=60)
# No visit takes longer; an end that was reported later than this is not believed.
LONGEST_VISIT: Final = timedelta(hours=4)
# Of two visits that fit, one must be nearer by this much to be taken for the call's own.
CLEARLY_NEARER: Final = timedelta(minutes=3)
# More people than this at one number, and it tells nothing about any of them.
MOST_SHARING: Final = 20


class CallState(StrEnum):
    """What is known of a call."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    WITHHELD = "withheld"
    FOREIGN = "foreign"
    WITHDRAWAL = "withdrawal"
    REPEATED = "repeated"  # the visit that it fits has its call already


class Unmatched(StrEnum):
    """Why a call has no visit (yet)."""

    NOBODY = "nobody"  # the number is on no roll
    NO_VISIT = "no_visit"  # it is, but nobody was visited near the call
    SEVERAL = "several"  # several visits fit as well
    REPEATED = "repeated"  # those that fit have their calls already


# A visit that is reported later may still be theirs.
OPEN: Final = frozenset({CallState.UNMATCHED, CallState.REPEATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `call_id` is the provider's own id; in a campaign one id makes one call.

    Two campaigns may buy from one provider, whose ids then say nothing about each other. `path` is
    of the person whose number it is, as far as that is known. `reason` is why the call waits.
    """

    provider: str
    call_id: str
    campaign_id: CampaignId
    phone_hash: str
    shown: str
    at: datetime
    received_at: datetime
    state: CallState
    reason: Unmatched | None = None
    visit_id: VisitId | None = None
    beneficiary_id: BeneficiaryId | None = None
    path: Path = ()
    sharing: int = 0  # how many people had the number when it was last looked up
    is_workers: bool = False  # whether it was then the number of a worker
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMark:
    """Where the calls from one number are found, in the order of time."""

    phone_hash: str
    at: datetime
    campaign_id: CampaignId
    provider: str
    call_id: str
    withdraws: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHook:
    """One address that a telephony provider calls. Only the hash of its secret token is kept.

    `mapping` is for the provider `generic`: our name of a field to theirs.
    """

    provider: str
    token_hash: str
    campaign_id: CampaignId
    name: str
    is_active: bool
    mapping: Mapping[str, str]
    sources: tuple[str, ...]  # addresses it may come from; none means any
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a visit's call may have come, both ends included."""

    first_at: datetime
    last_at: datetime

    def holds(self, at: datetime) -> bool:
        """True when `at` lies within."""
        return self.first_at <= at <= self.last_at


def call_ref(provider: str, call_id: str) -> str:
    """Return the name by which a visit or a withdrawal knows its call, within their campaign."""
    return f"{provider}:{call_id}"


def mark_of(call: Call) -> CallMark:
    """Return by what a call is found from its number."""
    return CallMark(
        phone_hash=call.phone_hash, at=call.at, campaign_id=call.campaign_id,
        provider=call.provider, call_id=call.call_id,
        withdraws=call.state is CallState.WITHDRAWAL,
    )  # fmt: skip


def waits_for_people(call: Call) -> bool:
    """True while people are shown the call: it has no visit, or took nothing back from anybody."""
    is_unheard = call.state is CallState.WITHDRAWAL and call.reason is not None
    return is_unheard or call.state is CallState.UNMATCHED


def window_of(visit: Visit) -> Window:
    """Return when the visit's call may have come, by our clock."""
    if rang_at := visit.rang_at:
        return Window(first_at=rang_at - DIALLED_BEFORE, last_at=rang_at + DIALLED_AFTER)
    took = (visit.ended_at or visit.started_at) - visit.started_at
    ended_at = visit.began_at + min(took, LONGEST_VISIT)
    return Window(first_at=visit.began_at - BEGAN_BEFORE, last_at=ended_at + ENDED_AFTER)


def apart(visit: Visit, at: datetime) -> timedelta:
    """Return how far a call is from the visit: from its dialling, else from its beginning."""
    return abs(at - (visit.rang_at or visit.began_at))


def choose(call_at: datetime, visits: Sequence[Visit]) -> Visit | Unmatched:
    """Return the visit that a call belongs to, or why there is none.

    `visits` are those to the people with the caller's number, each once. Only a visit at which the
    person was met, in whose window the call lies and which has no call yet is taken: the single
    one, or the nearest of several when each other is farther by CLEARLY_NEARER at least. The order
    of `visits` does not matter.
    """
    fitting = [v for v in visits if v.outcome is Outcome.MET and window_of(v).holds(call_at)]
    free = [visit for visit in fitting if visit.call_id is None]
    if not free:
        return Unmatched.REPEATED if fitting else Unmatched.NO_VISIT
    nearest, *others = sorted(free, key=lambda visit: apart(visit, call_at))
    clear_of = apart(nearest, call_at) + CLEARLY_NEARER
    if any(apart(other, call_at) < clear_of for other in others):
        return Unmatched.SEVERAL
    return nearest


def common_path(paths: Iterable[Path]) -> Path:
    """Return the lowest area that holds all the places; nothing without places."""
    steps = takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False))
    return tuple(step[0] for step in steps)


def place_in_time(at: datetime) -> str:
    """Return where an instant stands in lists by time, which is where to read them from."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
