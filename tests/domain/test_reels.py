"""What a reel is, what it stands on, when it is made and what is written in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.consent import Guardian, Purpose, withdraw
from chalicelib.domain.edition_plans import plan_reel
from chalicelib.domain.editions import Clip, Cut
from chalicelib.domain.errors import Conflict
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, CampaignId, ConsentId, VisitId
from chalicelib.domain.media import Derivative, MediaKind, MediaState
from chalicelib.domain.media_measures import Made, MadeFile, PixelSize, Role
from chalicelib.domain.reels import (
    KEPT,
    NOBODY,
    Member,
    captions_for,
    cards_for,
    evidence_key_of,
    film_made,
    film_of,
    is_as_composed,
    is_of_a_reel,
    key_of,
    lower_third_for,
    may_be_shown,
    media_id_of,
    next_turn,
    places_named,
    reel_id_of,
    reviewable,
)
from chalicelib.domain.testimonial import GOING_OUT, State
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    a_campaign,
    a_consent,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_video,
    a_withdrawal,
    an_area,
    an_id,
    path_to,
)
from tests.reel_place import a_member, approved, consent_of, film, media_id, person

DAY = date(2026, 11, 14)
TURN = datetime(2026, 11, 13, 20, 30, tzinfo=UTC)  # two at night in India


def a_reel(**fields: Any) -> Any:
    return a_testimonial(
        State.COLLECTING, visit_id=reel_id_of(CAMPAIGN, DESK, DAY), beneficiary_id=NOBODY,
        booth_id=DESK, path=path_to(DESK), media_ids=(), members=(VisitId("one"),), **fields,
    )  # fmt: skip


def test_a_reels_id_follows_from_campaign_desk_and_day() -> None:
    ids = {
        reel_id_of(campaign, desk, day)
        for campaign in (CAMPAIGN, CampaignId("other"))
        for desk in (DESK, AreaId("other"))
        for day in (DAY, DAY + timedelta(days=1))
    }

    assert len(ids) == 8
    assert reel_id_of(CAMPAIGN, DESK, DAY) in ids


def test_each_try_has_keys_of_its_own_below_the_films_id() -> None:
    reel = a_reel()
    keys = [key_of(reel, take, role) for take in (1, 2) for role in KEPT]

    assert len(set(keys)) == 2 * len(KEPT)
    assert all(f"/{media_id_of(reel)}/" in key for key in keys)
    assert key_of(reel, 2, Role.VIDEO).endswith("/reel2-video.mp4")


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        (TURN - timedelta(seconds=1), TURN),
        (TURN, TURN + timedelta(days=1)),
        (TURN + timedelta(hours=23), TURN + timedelta(days=1)),
    ],
    ids=["just before", "at the hour", "late the next day"],
)
def test_a_turn_is_the_next_two_at_night_by_the_campaigns_clock(now: Any, turn: Any) -> None:
    assert next_turn(a_campaign(), now) == turn
    elsewhere = a_campaign(utc_offset_min=0)
    assert next_turn(elsewhere, turn).time() == datetime(2026, 1, 1, 2, tzinfo=UTC).time()


@pytest.mark.parametrize(
    "unfit",
    [
        {"kind": MediaKind.PHOTO},
        {"state": MediaState.REJECTED},
        {"measured": None},
        {"measured": {"duration_s": 2.99}},
        {"measured": {"duration_s": "long"}},
        {"media_id": media_id(2)},
    ],
    ids=["photo", "rejected", "unmeasured", "too short", "not a number", "not approved"],
)
def test_a_film_is_an_approved_ready_video_of_three_seconds(unfit: dict[str, Any]) -> None:
    item = approved(1)

    assert film_of(item, [replace(film(1), **unfit)]) is None
    short = film(1, measured={"duration_s": 3})
    assert film_of(item, [a_ready_photo(), replace(film(1), **unfit), short]) == short


def test_a_member_may_be_shown_while_she_is_approved_and_agrees() -> None:
    campaign = a_campaign()

    assert may_be_shown(a_member(), campaign)
    for state in State:
        member = a_member(item=approved(1, state))
        assert may_be_shown(member, campaign) is (state in GOING_OUT)


def guarded() -> Any:
    return consent_of(1, guardian=Guardian(name="Her mother", relation="mother"))


@pytest.mark.parametrize(
    "unfit",
    [
        {"item": approved(1, ai_altered=True)},
        {"visit": None},
        {"person": None},
        {"ledger": None},
        {"ledger": withdraw(consent_of(1), a_withdrawal())},
        {"ledger": consent_of(1, purposes=frozenset({Purpose.PUBLISH}))},
        {"ledger": guarded()},
        {"person": person(1, details={"birth_year": "2010"})},
    ],
    ids=[
        "altered", "no visit", "nobody", "no consent", "withdrawn", "no consent to video",
        "guardian", "a child",
    ],
)  # fmt: skip
def test_a_member_may_not_be_shown_when(unfit: dict[str, Any]) -> None:
    for campaign in (a_campaign(), a_campaign(minors_may_publish=True)):
        assert not may_be_shown(a_member(**unfit), campaign)


def test_somebody_of_age_and_somebody_of_unknown_age_may_be_shown() -> None:
    grown = a_member(person=person(1, details={"birth_year": "1970"}))

    assert may_be_shown(grown, a_campaign())
    assert may_be_shown(a_member(person=person(1, details={})), a_campaign())


def other_name() -> Member:
    later = a_consent(
        consent_id=ConsentId(an_id(9)), visit_id=approved(1).visit_id,
        given_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    return a_member(ledger=replace(consent_of(1), consents=(*consent_of(1).consents, later)))


def test_a_reel_is_as_it_was_composed_until_content_or_names_change() -> None:
    composed = replace(a_reel(), evidence_key=evidence_key_of([a_member(1), a_member(2)]))

    assert is_as_composed(composed, [a_member(1), a_member(2)])
    changed = a_member(1, item=approved(1, content_version=2))
    for others in ([changed, a_member(2)], [other_name(), a_member(2)], [a_member(2), a_member(1)]):
        assert not is_as_composed(composed, others)
        assert is_as_composed(a_reel(), others), "one that is not composed can change"


def made(into: Path = Path("/nowhere")) -> Made:
    files = tuple(
        MadeFile(
            role=role, path=into / f"{role}.{KEPT[role]}", content_type="video/mp4", width=720,
            height=1280, size_bytes=1000, sha256_hex=f"{number:064x}",
        )
        for number, role in enumerate((Role.POSTER, Role.VIDEO, Role.THUMB))
    )  # fmt: skip
    return Made(files=files, placeholder="LEHV6n")


def test_the_film_of_a_reel_is_a_ready_video_that_nobody_uploaded() -> None:
    clip = Clip(size=PixelSize(720, 1280), duration_s=8.0, has_audio=True)
    plan = plan_reel([clip] * 3, [None] * 3, opening=None, closing=None, cut=Cut.VERTICAL)
    kept = Derivative(
        role="video", key="k", content_type="video/mp4", width=720, height=1280, size_bytes=1000
    )

    media = film_made(a_reel(), plan, made(), (kept,), NOON)

    assert (media.state, media.kind, media.due_at) == (MediaState.READY, MediaKind.VIDEO, None)
    assert (media.media_id, media.sha256) == (media_id_of(a_reel()), f"{1:064x}")
    assert media.measured == {
        "width": 720, "height": 1280, "duration_s": 23.0, "has_audio": True,
    }  # fmt: skip
    assert (media.derivatives, media.placeholder) == ((kept,), "LEHV6n")
    assert media.looks == (), "it would be found wherever one of its members is looked for"
    assert is_of_a_reel(media)


def test_what_belongs_to_a_reel_is_told_from_what_belongs_to_a_visit() -> None:
    assert is_of_a_reel(a_reel())
    assert is_of_a_reel(a_publication(beneficiary_id=NOBODY))
    assert not any(map(is_of_a_reel, (a_testimonial(), a_publication(), a_video())))


def test_a_composed_reel_waits_for_people_with_all_that_it_shows() -> None:
    members = [a_member(1), a_member(2)]

    shown = reviewable(a_reel(), film(1), members, NOON)

    assert shown.state is State.PENDING_REVIEW
    assert [step.target for step in shown.history[-2:]] == [State.VERIFYING, State.PENDING_REVIEW]
    assert (shown.verdict, shown.evidence_version) == (Verdict.NEEDS_REVIEW, 1)
    assert shown.media_ids == (media_id(1),)
    assert is_as_composed(shown, members)


def test_a_reel_that_was_withdrawn_meanwhile_is_never_reviewable() -> None:
    with pytest.raises(Conflict):
        reviewable(replace(a_reel(), state=State.WITHDRAWN), film(1), [], NOON)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (path_to("booth-4"), ("mandal-3",)),
        ((*path_to(DESK), AreaId("booth")), ()),
        (path_to(DESK), ()),
    ],
    ids=["below a mandal", "right below the desk", "the desk itself"],
)
def test_who_speaks_is_placed_by_her_mandal_and_never_by_her_booth(path: Any, named: Any) -> None:
    assert places_named(path, an_area(DESK)) == named


def test_a_member_is_named_as_she_asked_for_and_nobody_else_is() -> None:
    mandal = an_area("mandal-3")

    named = lower_third_for(a_member(1), a_campaign(), [mandal])
    nameless = lower_third_for(a_member(1, ledger=consent_of(1, shown_name="")), a_campaign(), [])

    assert named is not None
    assert nameless is not None
    assert (named.language, named.name, named.place) == ("hi", "Name 1", "mandal-3")
    assert (nameless.name, nameless.place) == ("", "")


def test_cards_and_captions_name_campaign_and_place_in_the_campaigns_languages() -> None:
    desk = an_area(DESK, names={"hi": "काशी", "en": "Kashi"})

    opening, closing = cards_for(a_campaign(), desk)

    assert (opening.language, opening.title, opening.lines) == ("hi", "जन संपर्क", ("काशी",))
    assert closing.lines
    assert captions_for(a_campaign(), desk) == {
        "hi": "जन संपर्क · काशी", "en": "Public contact · Kashi",
    }  # fmt: skip
    assert captions_for(a_campaign(languages=("gu",)), desk) == {"gu": ""}
    assert captions_for(a_campaign(), None) == {"hi": "जन संपर्क", "en": "Public contact"}
