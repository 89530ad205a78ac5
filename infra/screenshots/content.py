"""What there is to see: visits in doubt and out of it, decisions, posts, calls, workshops."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx

from infra.demo import made
from infra.demo.files import MediaFile
from infra.demo.people import Json, new_id
from infra.local.demo_people import CONFIRM_NUMBER
from infra.screenshots.pictures import as_media, photo
from infra.screenshots.place import Campaign, at_booth, now

INDIA: Final = timedelta(hours=5, minutes=30)  # the telephony provider's clock
FAR_AWAY: Final = {"lat": 29.9912, "lon": 78.1642, "accuracy_m": 18.0}
# Who was met or not in each booth, beside the visits with media: (worker, outcomes).
DOORS: Final = (
    (1, ("not_home", "refused")),
    (2, ("met", "met", "not_home", "met", "met", "met", "met")),
    (3, ("met", "not_home", "met")),
    (4, ("met", "met", "met", "met", "met", "met", "met", "met", "not_home", "met")),
    (5, ("refused", "met", "moved", "met", "met")),
    (6, ("not_home",)),
)
WORDS: Final = {
    "hi": "पहले पानी दूर से लाना पड़ता था, अब नल घर में है।",
    "en": "We used to carry water from far away. Now the tap is in our house.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The made photos by number, and two films."""

    photos: tuple[MediaFile, ...]
    words: MediaFile
    street: MediaFile


def make_files(folder: Path) -> Files:
    """Write everything that is sent."""
    by_name = {file.path.stem: file for file in made.make(folder / "made")}
    return Files(
        photos=tuple(photo(folder / "photos", number) for number in range(1, 11)),
        words=as_media(by_name["1-her-words"].path),
        street=as_media(by_name["2-the-street"].path),
    )


def fill(campaign: Campaign, files: Files, say: Callable[[str], None]) -> None:
    """Have all of it happen; raise DemoFailed when something of it does not."""
    say("Second looks are drawn at the mandals…")
    _draw_second_looks(campaign)
    say("Two visits are approved, one is rejected, one goes back to its worker…")
    _decided(campaign, files)
    say("Visits that wait: a film, a far-away photo, the same photo twice, an appeal…")
    _waiting(campaign, files)
    say("Doors of six booths, a call, a report on the wrong day, workshops…")
    _doors(campaign)
    _held(campaign)
    _calls(campaign)
    _workshops(campaign)
    say("The posts are awaited…")
    for name in ("posted", "shared"):
        campaign.becomes(campaign.visits[name], "published")
    _one_second_look(campaign)
    say("Channels of which one is to be connected, a post that waits for it, freezes…")
    _channels(campaign)
    _decide_late(campaign, files)
    _freezes(campaign)


def _draw_second_looks(campaign: Campaign) -> None:
    path = f"/v1/campaigns/{campaign.stack.info['campaign_id']}/policy"
    admin = campaign.who("admin")
    tag = admin.call("GET", path).headers["ETag"]
    admin.call("PUT", path, {"sampling": {"booth": 1.0, "mandal": 1.0}}, if_match=tag)


def _decided(campaign: Campaign, files: Files) -> None:
    """Have the second moderator decide, so that everything else is the first one's to see."""
    by = "moderator_2"
    posted = campaign.met(3, 0, "posted", [files.street, files.photos[0]])
    campaign.decide(by, posted, decision="approve", captions=WORDS)
    shared = campaign.met(1, 0, "shared", [files.photos[1]])
    campaign.decide(by, shared, decision="approve", captions=WORDS)
    rejected = campaign.met(1, 1, "rejected", [files.photos[2]])
    campaign.decide(by, rejected, decision="reject", reason_code="wrong_person",
                    note="यह फ़ोटो पड़ोसी का लगता है।")  # fmt: skip
    returned = campaign.met(1, 2, "returned", [files.photos[3]])
    campaign.decide(by, returned, decision="has_issues", reason_code="unclear_media",
                    note="चेहरा अँधेरे में है; उजाले में एक और फ़ोटो लें।")  # fmt: skip
    appealed = campaign.met(2, 0, "appealed", [files.photos[4]])
    campaign.decide(by, appealed, decision="reject", reason_code="consent_doubt",
                    note="सहमति किसने दी, यह साफ़ नहीं है।")  # fmt: skip
    again = {"note": "सहमति पर हस्ताक्षर उन्हीं के हैं; मैं साथ थी।"}
    campaign.people.worker(2).call("POST", f"/v1/testimonials/{appealed}/appeal", again)
    campaign.becomes(appealed, "pending_review")


def _waiting(campaign: Campaign, files: Files) -> None:
    campaign.met(1, 3, "film", [files.words, files.photos[5]])
    campaign.met(1, 4, "far", [files.photos[6]], place=FAR_AWAY)
    campaign.met(1, 5, "once", [files.photos[7]])
    campaign.met(1, 6, "twice", [files.photos[7]])
    campaign.met(3, 1, "usual", [files.photos[8]])


def _doors(campaign: Campaign) -> None:
    for worker, outcomes in DOORS:
        sheet = campaign.worklist(worker)
        last = len(sheet["items"]) - 1
        for step, outcome in enumerate(outcomes):
            visit = campaign.visited(sheet, last - step, worker, new_id())
            campaign.report(worker, ("visit.recorded", {**visit, "outcome": outcome}))


def _held(campaign: Campaign) -> None:
    """Have a worker report about somebody of another booth; that waits for the convener."""
    sheet = campaign.worklist(1)
    visit = campaign.visited(sheet, 8, 6, new_id())
    campaign.send(6, ("visit.recorded", {**visit, "location": at_booth(6)}))


def _calls(campaign: Campaign) -> None:
    """Have the person of the film ring from her door, and two people whom no roll knows."""
    for digits, at in (
        ("9000000003", campaign.began[campaign.visits["film"]] + timedelta(minutes=1)),
        ("9000099991", now() - timedelta(minutes=40)),
        ("9000099992", now() - timedelta(minutes=12)),
    ):
        rung = {
            "CallSid": new_id(), "CallFrom": f"0{digits}", "CallTo": CONFIRM_NUMBER,
            "StartTime": (at + INDIA).strftime("%Y-%m-%d %H:%M:%S"),
            "CallType": "call-attempt", "Direction": "incoming",
        }  # fmt: skip
        httpx.get(campaign.stack.info["hooks"]["exotel"], params=rung).raise_for_status()


def _one_second_look(campaign: Campaign) -> None:
    look = {"level": "mandal", "decision": "reject", "reason_code": "wrong_person"}
    path = f"/v1/samples/{campaign.visits['rejected']}/checks"
    campaign.who("convener").call("POST", path, look)


def _workshops(campaign: Campaign) -> None:
    convener = campaign.who("convener")
    area = convener.call("GET", "/v1/me").json()["scopes"][0]["area_id"]
    planned = (
        ({"hi": "दरवाज़े पर पहली बात", "en": "The first words at the door"}, "पंचायत भवन", -2),
        ({"hi": "सहमति कैसे लें", "en": "How to ask for consent"}, "सामुदायिक भवन", 3),
    )
    for titles, place, days in planned:
        begins = now().replace(hour=5, minute=30, second=0, microsecond=0) + timedelta(days=days)
        body: Json = {"area_id": area, "titles": titles, "place": place, "capacity": 40,
                      "starts_at": begins.isoformat()}  # fmt: skip
        if days < 0:
            body["held_at"] = begins.isoformat()
        workshop = convener.call("POST", "/v1/workshops", body).json()["workshop_id"]
        if days < 0:
            users = campaign.stack.info["users"]
            came = [users[role]["user_id"] for role in ("worker", "worker_elsewhere")]
            path = f"/v1/workshops/{workshop}/attendance"
            convener.call("POST", path, {"user_ids": came})


def _channels(campaign: Campaign) -> None:
    admin, made = campaign.who("admin"), campaign.others
    kinds: tuple[tuple[str, Json], ...] = (
        ("lost", {"name": "संपर्क हरिद्वार", "kind": "facebook", "account": "104857600123",
                  "quiet": {"from": "22:00", "until": "06:00"},
                  "hashtags": ["हर_घर_जल", "Haridwar"],
                  "caption_template": "{caption}\n\n{area} · {campaign}"}),
        ("stopped", {"name": "Sampark Haridwar", "kind": "telegram", "account": "@sampark_haridwar",
                     "min_spacing_s": 120}),
        ("partner", {"name": "Saathi", "kind": "partner", "account": "saathi", "enabled": False}),
    )  # fmt: skip
    for name, body in kinds:
        made[name] = new_id()
        admin.call("PUT", f"/v1/channels/{made[name]}", body)
    admin.call("DELETE", f"/v1/channels/{made['lost']}/credential")


def _decide_late(campaign: Campaign, files: Files) -> None:
    """Approve one more, which waits where a channel is not connected."""
    waits = campaign.met(5, 0, "waits", [files.photos[9]])
    campaign.decide("moderator_2", waits, decision="approve", captions=WORDS)


def _freezes(campaign: Campaign) -> None:
    convener = campaign.who("convener")
    area = convener.call("GET", "/v1/me").json()["scopes"][0]["area_id"]
    below = convener.call("GET", f"/v1/areas/{area}").json()["children"]
    day = timedelta(days=1)
    wanted: tuple[tuple[str, Json], ...] = (
        ("poll", {"area_id": below[0]["area_id"], "kind": "silence", "reason": "मतदान से 48 घंटे पहले",
                  **_during(2 * day, 4 * day)}),
        ("code", {"area_id": area, "kind": "code_of_conduct", "reason": "आचार संहिता",
                  **_during(6 * day, 30 * day)}),
        ("stop", {"area_id": area, "kind": "stop", "channel_id": campaign.others["stopped"],
                  "reason": "ग़लत फ़ोटो छप गई"}),
        ("freeze", {"area_id": below[1]["area_id"], "kind": "incident", "reason": "घाट पर दुर्घटना",
                    "until": (now() + day).isoformat()}),
    )  # fmt: skip
    for name, body in wanted:
        answer = convener.call("POST", "/v1/freezes", {"freeze_id": new_id(), **body})
        campaign.others[name] = answer.json()["freeze_id"]
    convener.call("POST", f"/v1/freezes/{campaign.others['freeze']}/lift")


def _during(begins: timedelta, ends: timedelta) -> Json:
    return {"from": (now() + begins).isoformat(), "until": (now() + ends).isoformat()}
