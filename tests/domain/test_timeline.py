"""What happened around a visit, by our clock and in its order, whatever order it was told in."""

from dataclasses import fields
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.consent import Purpose
from chalicelib.domain.decisions import Appeal, Asker, Decided, DecisionKind
from chalicelib.domain.media import ENDED, MediaState
from chalicelib.domain.testimonial import State
from chalicelib.domain.timeline import ENDS, Moment, What, timeline_of
from tests.builders import (
    CAMPAIGN,
    MODERATOR,
    NOON,
    PHOTO,
    VIDEO,
    a_consent,
    a_ledger,
    a_media,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visit,
    a_withdrawal,
    an_id,
)


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_call(at: datetime) -> Call:
    return Call(
        provider="exotel", call_id="c-1", campaign_id=CAMPAIGN, phone_hash="h", shown="", at=at,
        received_at=at, state=CallState.MATCHED,
    )  # fmt: skip


def decided(minutes: float, kind: DecisionKind = DecisionKind.APPROVE) -> Decided:
    return Decided(kind=kind, by=MODERATOR, at=later(minutes))


ROWS: dict[str, Any] = {
    "visit": a_visit(
        ended_at=later(6), call_dialled_at=later(2), received_at=later(30), version=1
    ),
    "ledger": a_ledger(
        a_consent(given_at=later(1)), withdrawals=(a_withdrawal(at=later(60)),)
    ),
    "media": (
        a_ready_photo(granted_at=later(31), stored_at=later(32), ended_at=later(33)),
        a_ready_video(granted_at=later(31), stored_at=later(34), ended_at=later(36)),
    ),
    "call": a_call(later(2.5)),
}  # fmt: skip
ITEM = a_testimonial(
    State.REJECTED, judged_at=later(37), decisions=(decided(40, DecisionKind.REJECT),),
    appeal=Appeal(by=Asker.WORKER, at=later(50)),
)  # fmt: skip
DECIDED = (later(40),)


def told(item: Any = ITEM, **rows: Any) -> list[tuple[float, str, str | None]]:
    """Return the moments: minutes after noon, what, and which file."""
    nothing = {"visit": None, "ledger": None, "media": (), "call": None, "decided": ()}
    moments = timeline_of(item, **{**nothing, **rows})
    return [((m.at - NOON).total_seconds() / 60, m.what.value, m.media_id) for m in moments]


def words(*rows: Any, **more: Any) -> list[str]:
    return [what for _, what, _ in told(*rows, **more)]


def test_a_timeline_tells_of_visit_consent_call_files_verdict_and_desk() -> None:
    assert told(**ROWS, decided=DECIDED) == [
        (0, "visit_began", None),
        (1, "consent_given", None),
        (2, "call_dialled", None),
        (2.5, "call_came", None),
        (6, "visit_ended", None),
        (30, "visit_reported", None),
        (31, "upload_granted", PHOTO),
        (31, "upload_granted", VIDEO),
        (32, "upload_stored", PHOTO),
        (33, "media_ready", PHOTO),
        (34, "upload_stored", VIDEO),
        (36, "media_ready", VIDEO),
        (37, "verdict_reached", None),
        (40, "decided", None),
        (50, "asked_again", None),
        (60, "consent_withdrawn", None),
    ]


MEDIA = ROWS["media"]
CONSENTS = (
    a_consent(given_at=later(1)),
    a_consent(consent_id=an_id(0xD2), given_at=later(4)),
    a_consent(consent_id=an_id(0xD3), given_at=later(1)),
)
TAKEN_BACK = tuple(
    a_withdrawal(withdrawal_id=an_id(0xE0 + number), at=later(60 + number)) for number in range(3)
)


@given(
    media=st.permutations(MEDIA),
    consents=st.permutations(CONSENTS),
    taken=st.permutations(TAKEN_BACK),
)
def test_the_order_in_which_rows_came_makes_no_difference(
    media: list[Any], consents: list[Any], taken: list[Any]
) -> None:
    in_order = told(media=MEDIA, ledger=a_ledger(*CONSENTS, withdrawals=TAKEN_BACK))

    shuffled = a_ledger(*consents, withdrawals=tuple(taken))

    assert told(media=tuple(media), ledger=shuffled) == in_order
    assert [at for at, _, _ in in_order] == sorted(at for at, _, _ in in_order)


def test_what_happened_at_the_same_instant_has_one_order() -> None:
    files = [a_media(media_id=PHOTO), a_media(media_id=VIDEO), a_media(media_id=an_id(7))]

    orders = {tuple(told(media=order)) for order in permutations(files)}

    assert len(orders) == 1
    at_once = told(a_testimonial(judged_at=NOON), visit=a_visit(), ledger=a_ledger())
    assert [what for _, what, _ in at_once] == ["visit_began", "consent_given", "verdict_reached"]


def test_a_phone_whose_clock_is_wrong_is_corrected() -> None:
    behind = a_visit(skew_s=600, call_dialled_at=later(1), ended_at=later(5))
    agreed = a_ledger(a_consent(given_at=later(3), skew_s=600))

    assert told(a_testimonial(), visit=behind, ledger=agreed) == [
        (10, "visit_began", None), (11, "call_dialled", None), (13, "consent_given", None),
        (15, "visit_ended", None),
    ]  # fmt: skip


def test_a_visit_that_told_little_has_a_short_timeline() -> None:
    assert words(a_testimonial(), visit=a_visit()) == ["visit_began"]
    assert words(a_testimonial()) == []


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (MediaState.READY, "media_ready"),
        (MediaState.REJECTED, "media_rejected"),
        (MediaState.ABANDONED, "media_abandoned"),
    ],
)
def test_each_end_of_a_file_is_told(state: MediaState, what: str) -> None:
    ended = a_media(state=state, ended_at=later(3))

    assert words(a_testimonial(), media=(ended,)) == [what]


def test_every_end_has_a_word() -> None:
    assert set(ENDS) == ENDED


def test_a_file_that_came_after_it_was_given_up_has_not_ended() -> None:
    late = a_media(state=MediaState.PROCESSING, ended_at=later(3), stored_at=later(4))

    assert words(a_testimonial(), media=(late,), visit=a_visit()) == [
        "visit_began", "upload_granted", "upload_stored",
    ]  # fmt: skip


def test_a_reels_film_was_uploaded_by_nobody() -> None:
    film = a_ready_video(stored_at=NOON, ended_at=later(1))

    assert words(a_testimonial(), media=(film,)) == ["media_ready"]


def test_only_what_concerns_this_visit_is_told_of_her_consents() -> None:
    elsewhere = a_consent(consent_id=an_id(0xD9), visit_id=an_id(0xA9))
    before = a_withdrawal(at=later(-5))
    other_purpose = a_ledger(
        a_consent(purposes=frozenset({Purpose.PHOTO})),
        withdrawals=(a_withdrawal(purposes=frozenset({Purpose.VIDEO})),),
    )

    assert words(a_testimonial(), ledger=a_ledger(elsewhere)) == []
    assert words(a_testimonial(), ledger=a_ledger(withdrawals=(before,))) == ["consent_given"]
    assert words(a_testimonial(), ledger=other_purpose) == ["consent_given"]


def test_only_those_decisions_are_told_that_are_handed_in() -> None:
    """Whoever asks knows which of them the reader may know of."""
    item = a_testimonial(State.APPROVED, decisions=(decided(5), decided(9)))

    assert told(item) == []
    assert told(item, decided=(later(9), later(5))) == [(5, "decided", None), (9, "decided", None)]


def test_a_moment_is_an_instant_a_word_and_at_most_a_file() -> None:
    assert [field.name for field in fields(Moment)] == ["at", "what", "media_id"]
    assert len({what.value for what in What}) == len(What)
