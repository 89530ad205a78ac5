"""Duplicates of one worker are rejected together: equal files only, each item looked at anew."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.decisions import (
    Appeal,
    Asker,
    Decided,
    DecisionKind,
    KeptFor,
    PassedOver,
    ReasonCode,
)
from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    DomainError,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import AreaId, MediaId, UserId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import Role, User
from chalicelib.domain.returned import Returned
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.duplicates import (
    MOST_AT_ONCE,
    Rejection,
    TurnedDown,
    duplicates_of,
    reject,
)
from chalicelib.services.moderation import Tools
from tests.builders import (
    MODERATOR,
    NOON,
    PHOTO,
    VISIT,
    WORKER,
    a_claim,
    a_moderator,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_user,
    a_visit,
    a_visited_place,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.looks import a_look, differing

LOOK = a_look(1)
OURS = a_ready_photo(looks=(LOOK,))
SECOND = UserId("moderator-2")
OTHER_FILE = sha256(b"another photo").hexdigest()


def visit_of(number: int) -> VisitId:
    return VisitId(an_id(0x8000 + number))


def media_of(number: int) -> MediaId:
    return MediaId(an_id(0x9000 + number))


def another(
    number: int, *media: Media, worker: UserId = WORKER, booth: str = "booth-1", **fields: Any
) -> tuple[Row, ...]:
    """Another visit of the worker's with the same photo, waiting for review, and its media."""
    visit_id, path = visit_of(number), path_to(booth)
    kept = media or (same_file(number),)
    kept = tuple(replace(each, visit_id=visit_id, worker_id=worker) for each in kept)
    place: dict[str, Any] = {"visit_id": visit_id, "booth_id": AreaId(booth), "path": path}
    item = a_testimonial(**{**place, "media_ids": tuple(each.media_id for each in kept), **fields})
    return a_visit(**place, worker_id=worker), item, *kept


def same_file(number: int, **fields: Any) -> Media:
    return replace(OURS, media_id=media_of(number), **fields)


def a_video_of_its_own(**fields: Any) -> Media:
    return a_ready_video(**{"media_id": media_of(2), "sha256": "cd" * 32, **fields})


def a_desk(*rows: Row, **fields: Any) -> FakeRecords:
    """Our item, held by the moderator for ten minutes from noon, and what lies beside it."""
    ours = a_testimonial(**{"claim": a_claim(), **fields})
    return FakeRecords(*a_visited_place(OURS), ours, *rows)


def found(records: FakeRecords, user: User | None = None) -> list[VisitId]:
    listed = duplicates_of(user or a_moderator(), VISIT, records=records)
    return [each.item.visit_id for each in listed]


def turn_down(
    records: FakeRecords, *numbers: int, version: int = 1, user: User | None = None,
    note: str | None = "All the same",
) -> list[TurnedDown]:  # fmt: skip
    tools = Tools(
        records=records, clock=FixedClock(NOON + timedelta(minutes=1)), new_id=SequentialIds(700)
    )
    items = tuple((visit_of(number), version) for number in numbers)
    wanted = Rejection(reason=ReasonCode.DUPLICATE, note=note, items=items)
    return reject(user or a_moderator(), VISIT, wanted, tools)


def refusals(ended: list[TurnedDown]) -> list[type[DomainError] | None]:
    return [type(each.refusal) if each.refusal else None for each in ended]


def an_approval(by: UserId) -> Decided:
    return Decided(kind=DecisionKind.APPROVE, by=by, at=NOON)


def item_of(records: FakeRecords, number: int) -> Testimonial:
    item = records.find(Testimonial, visit_of(number))
    assert item is not None
    return item


# Each is no duplicate of ours, although it stands beside it.
NO_DUPLICATES: dict[str, tuple[Row, ...]] = {
    "another file": another(1, same_file(1, sha256=OTHER_FILE)),
    "looks alike": another(1, same_file(1, sha256=OTHER_FILE, looks=(differing(LOOK, 2),))),
    "a new video beside it": another(1, same_file(1), a_video_of_its_own()),
    "a video on its way": another(1, same_file(1), a_video_of_its_own(state=MediaState.PROCESSING)),
    "emptied since": another(1, same_file(1, derivatives=())),
    "another worker": another(1, worker=UserId("worker-2")),
    "decided": another(1, state=State.APPROVED),
    "back at the door": another(1, state=State.HAS_ISSUES),
    "asked about again": another(1, appeal=Appeal(by=Asker.WORKER, at=NOON)),
    "no testimonial": tuple(r for r in another(1) if not isinstance(r, Testimonial)),
}


def test_what_the_worker_handed_in_again_is_found_wherever_it_lies() -> None:
    records = a_desk(*another(2), *another(1, booth="booth-6"))

    listed = duplicates_of(a_moderator(), VISIT, records=records)

    assert [each.item.visit_id for each in listed] == [visit_of(1), visit_of(2)]
    assert [[m.media_id for m in each.media] for each in listed] == [[media_of(1)], [media_of(2)]]


def test_a_rejected_upload_beside_the_same_file_shows_nothing_new() -> None:
    failed = a_video_of_its_own(state=MediaState.REJECTED)
    rows = another(1, same_file(1), failed, media_ids=(media_of(1),))

    assert found(a_desk(*rows)) == [visit_of(1)]


@pytest.mark.parametrize("rows", NO_DUPLICATES.values(), ids=NO_DUPLICATES)
def test_nothing_else_is_a_duplicate_in_the_list_or_when_it_is_named(rows: tuple[Row, ...]) -> None:
    records = a_desk(*rows)

    assert found(records) == []
    (ended,) = turn_down(records, 1)

    assert isinstance(ended.refusal, Conflict | NotFound)
    assert records.commits == []


def test_a_copy_that_only_its_mark_names_is_found() -> None:
    mark = Copy(
        media_id=media_of(1), visit_id=visit_of(1), booth_id=AreaId("booth-1"), is_earlier=True,
        is_same_file=True, is_same_worker=True, is_same_person=False,
    )  # fmt: skip
    near = replace(mark, media_id=media_of(2), visit_id=visit_of(2), is_same_file=False)
    # Another version of the engine took their looks, so they are filed elsewhere.
    rows = (*another(1, same_file(1, looks=(a_look(9),))), *another(2, same_file(2)))
    records = a_desk(*rows)
    records.seed(replace(OURS, copies=(mark, near)))
    assert found(records) == [visit_of(1), visit_of(2)]

    records.seed(*another(2, same_file(2, sha256=OTHER_FILE, looks=(differing(LOOK, 2),))))
    assert found(records) == [visit_of(1)]


def test_a_mark_whose_row_is_gone_names_nobody() -> None:
    mark = Copy(
        media_id=media_of(7), visit_id=visit_of(7), booth_id=AreaId("booth-1"), is_earlier=True,
        is_same_file=True, is_same_worker=True, is_same_person=False,
    )  # fmt: skip
    records = a_desk()
    records.seed(replace(OURS, copies=(mark,)))

    assert found(records) == []


def test_the_list_is_no_longer_than_what_can_be_rejected_at_once() -> None:
    records = a_desk(*(row for n in range(1, MOST_AT_ONCE + 5) for row in another(n)))

    assert found(records) == [visit_of(number) for number in range(1, MOST_AT_ONCE + 1)]


def test_an_item_without_anything_to_see_has_no_duplicates() -> None:
    records = a_desk(*another(1), media_ids=())

    assert found(records) == []


def test_a_reel_has_no_duplicates() -> None:
    records = FakeRecords(a_testimonial(members=(visit_of(1),), claim=a_claim()))

    assert found(records) == []
    with pytest.raises(Conflict):
        turn_down(records, 1)


def test_the_list_stays_within_her_areas() -> None:
    records = a_desk(*another(1), *another(2, booth="booth-6"))

    assert found(records, a_moderator("district-1")) == [visit_of(1)]
    with pytest.raises(NotFound):
        found(records, a_moderator("district-2"))
    with pytest.raises(NotFound):
        found(records, a_worker())


def test_one_reason_rejects_them_each_in_a_commit_of_its_own() -> None:
    records = a_desk(*another(1), *another(2))

    ended = turn_down(records, 1, 2)

    assert refusals(ended) == [None, None]
    assert [each.visit_id for each in ended] == [visit_of(1), visit_of(2)]
    assert len(records.commits) == 2
    for number, commit in zip((1, 2), records.commits, strict=True):
        kinds = {type(change.row) for change in commit}
        assert {Testimonial, AuditEntry, ReviewDay, Returned} <= kinds
        item = item_of(records, number)
        (decided,) = item.decisions
        assert (item.state, item.claim) == (State.REJECTED, None)
        assert (decided.kind, decided.by) == (DecisionKind.REJECT, MODERATOR)
        assert (decided.reason, decided.note) == (ReasonCode.DUPLICATE, "All the same")
    entries = records.all(AuditEntry)
    assert {(e.subject_id, e.action, e.facts["decision"]) for e in entries} == {
        (visit_of(1), "decided", "reject"), (visit_of(2), "decided", "reject"),
    }  # fmt: skip
    (day,) = records.all(ReviewDay)
    assert (day.counts, day.looked_s) == ({"reject": 2}, 0)
    assert [mark.visit_id for mark in records.all(Returned)] == [visit_of(1), visit_of(2)]


def test_the_item_itself_stays_in_her_hands() -> None:
    records = a_desk(*another(1))
    before = records.find(Testimonial, VISIT)

    turn_down(records, 1)

    assert records.find(Testimonial, VISIT) == before


def test_the_same_request_again_gets_the_same_answer() -> None:
    records = a_desk(*another(1), *another(2))
    turn_down(records, 1, 2)
    commits = len(records.commits)

    assert refusals(turn_down(records, 1, 2)) == [None, None]

    assert len(records.commits) == commits


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"claim": a_claim(SECOND)}, AlreadyClaimed),
        (
            {"kept_for": KeptFor(moderator_id=SECOND, until=NOON + timedelta(hours=1))},
            AlreadyClaimed,
        ),
        (
            {
                "is_escalated": True,
                "decisions": (
                    Decided(kind=DecisionKind.ESCALATE, by=SECOND, at=NOON, depth=2),
                ),
            },
            AlreadyClaimed,
        ),
        ({"decisions": (an_approval(MODERATOR),)}, AlreadyClaimed),
        ({"claim": a_claim()}, None),
        ({"claim": a_claim(SECOND, expires_at=NOON)}, None),
        ({"passed_over": (PassedOver(by=MODERATOR, at=NOON),)}, None),
        ({"decisions": (an_approval(SECOND),)}, None),
    ],
    ids=[
        "another holds it", "kept for another", "waits for a senior", "she approved it",
        "she holds it", "a lapsed hold", "she passed it over", "another approved it first",
    ],
)  # fmt: skip
def test_what_others_have_is_left_and_what_is_free_is_rejected(
    fields: dict[str, Any], refusal: type[DomainError] | None
) -> None:
    records = a_desk(*another(1, **fields), *another(2))

    assert refusals(turn_down(records, 1, 2)) == [refusal, None]


def test_what_changed_since_or_lies_elsewhere_is_left_and_the_rest_is_rejected() -> None:
    records = a_desk(*another(1, version=3), *another(2, booth="booth-6"), *another(3))

    ended = turn_down(records, 1, 2, 3, 4, user=a_moderator("district-1"))

    assert refusals(ended) == [StaleVersion, NotFound, None, NotFound]


def test_the_item_is_no_duplicate_of_itself() -> None:
    records = a_desk()
    tools = Tools(records=records, clock=FixedClock(NOON), new_id=SequentialIds(700))
    wanted = Rejection(reason=ReasonCode.DUPLICATE, note=None, items=((VISIT, 1),))

    (ended,) = reject(a_moderator(), VISIT, wanted, tools)

    assert isinstance(ended.refusal, Conflict)
    assert records.commits == []


def test_an_item_that_another_takes_at_this_very_moment_is_left() -> None:
    records = a_desk(*another(1))
    taken = replace(item_of(records, 1), claim=a_claim(SECOND))
    records.before_commit = lambda _: records.commit(Save(row=taken))

    assert refusals(turn_down(records, 1)) == [StaleVersion]

    assert item_of(records, 1).state is State.PENDING_REVIEW


def test_her_own_decision_elsewhere_at_this_very_moment_costs_no_item() -> None:
    records = a_desk(*another(1))
    today = ReviewDay(
        user_id=MODERATOR, day=NOON.date(), desk_id=AreaId("constituency"),
        campaign_id=a_visit().campaign_id, path=path_to("constituency"), counts={"approve": 1},
    )  # fmt: skip
    records.before_commit = lambda _: records.commit(Save(row=today))

    assert refusals(turn_down(records, 1)) == [None]

    (day,) = records.all(ReviewDay)
    assert day.counts == {"approve": 1, "reject": 1}


@pytest.mark.parametrize(
    "claim", [None, a_claim(SECOND), a_claim(expires_at=NOON)], ids=["free", "another's", "lapsed"]
)
def test_who_does_not_hold_the_item_rejects_nothing(claim: Any) -> None:
    records = a_desk(*another(1), claim=claim)

    with pytest.raises(AlreadyClaimed):
        turn_down(records, 1)

    assert records.commits == []


def test_only_a_moderator_of_the_item_rejects_its_duplicates() -> None:
    records = a_desk(*another(1))
    convener = a_user(Role.CONVENER, "constituency", user_id=MODERATOR)

    with pytest.raises(NotPermitted):
        turn_down(records, 1, user=convener)
    with pytest.raises(NotFound):
        turn_down(records, 1, user=a_moderator("district-2"))


def test_the_photo_in_her_hands_is_the_measure() -> None:
    """A file of the visit that she was not shown proves nothing."""
    unseen = same_file(5, visit_id=VISIT, sha256=OTHER_FILE)
    records = a_desk(unseen, *another(1, same_file(1, sha256=OTHER_FILE)), media_ids=(PHOTO,))

    assert found(records) == []
    assert refusals(turn_down(records, 1)) == [Conflict]
