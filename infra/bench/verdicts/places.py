"""A made campaign in memory: workers at their booths on one day, whose visits wait for a verdict.

Its rows have the size and the spread of real ones: ids of their own, captures that are sealed, a
photo and a video at each visit that nobody else has. The same number gives the same campaign.
"""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final, cast
from uuid import UUID

from chalicelib.adapters.aws.vault import KmsVault
from chalicelib.domain.areas import Area, Path
from chalicelib.domain.campaign import Campaign, CampaignKind, Days, Notice
from chalicelib.domain.capture import Capture
from chalicelib.domain.consent import Consent, Ledger, Method, NoticeShown, Purpose
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ConsentId,
    MediaId,
    UserId,
    VisitId,
)
from chalicelib.domain.likeness import DIGITS
from chalicelib.domain.media import (
    Derivative,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    derivative_key,
)
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.phones import Phone, PhoneReading
from chalicelib.domain.places import Location
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Records
from chalicelib.services.captures import sealed
from chalicelib.services.collecting import new_testimonial

MORNING: Final = datetime(2026, 11, 14, 3, 30, tzinfo=UTC)  # nine o'clock in India
EACH: Final = 25  # visits of a worker
APART: Final = timedelta(minutes=14)
AROUND: Final = 0.004  # degrees: some 400 m
SIGNALS: Final = {
    "sharpness": 412.5, "brightness": 0.48, "contrast": 0.21, "dark_share": 0.03,
    "bright_share": 0.02, "detail": 0.93, "flat_share": 0.12, "bar_share": 0.02, "grid": 0.07,
}  # fmt: skip
HEARD: Final = {
    "loudness_lufs": -19.2, "peak_dbfs": -2.4, "silence_share": 0.18, "clipped_share": 0.0,
}  # fmt: skip
SHOWN: Final = NoticeShown(notice_id="doorstep", version=1, language="hi")
DAYS: Final = Days(first_on=date(2026, 11, 13), last_on=date(2026, 11, 15))
READING: Final = PhoneReading(is_valid=True, is_indian=True, is_mobile=True)


class Keys:
    """A key service that has one key, which is no secret."""

    def generate_data_key_without_plaintext(self, **_: object) -> dict[str, bytes]:
        """Return a key, wrapped in nothing."""
        return {"CiphertextBlob": bytes(32)}

    def decrypt(self, *, CiphertextBlob: bytes, **_: object) -> dict[str, bytes]:  # noqa: N803
        """Return it."""
        return {"Plaintext": CiphertextBlob}


def a_vault(records: Records) -> KmsVault:
    """Return the real vault, of a process that has used no key yet."""
    return KmsVault(cast("Any", Keys()), "bench", cast("Any", records))


class Places:
    """The campaign: so many desks, and so many workers of EACH visits spread over them."""

    def __init__(self, *, workers: int, desks: int) -> None:
        self._random = Random(7)  # noqa: S311  made places, no secret
        self._desks = [self._path() for _ in range(desks)]
        self.workers = workers
        self.campaign = Campaign(
            campaign_id=CampaignId(self._id()), kind=CampaignKind.PUBLIC_SCHEME,
            names={"hi": "जन संपर्क", "en": "Public contact"}, languages=("hi", "en"),
            notices=(Notice(notice_id="doorstep", version=1, language="hi", text="सूचना"),),
            days={desk[0]: DAYS for desk in self._desks},
        )  # fmt: skip

    def keep(self, records: Records) -> list[VisitId]:
        """Write everything; return the visits that wait, as a queue would bring them."""
        vault = a_vault(records)
        records.add([self.campaign])
        waiting: list[tuple[datetime, VisitId]] = []
        for number in range(self.workers):
            desk = self._desks[number % len(self._desks)]
            rows = list(self._of_worker(desk, vault))
            records.add(rows)
            visits = [row for row in rows if isinstance(row, Visit)]
            waiting += [(visit.started_at, visit.visit_id) for visit in visits]
        return [visit_id for _, visit_id in sorted(waiting)]

    def _of_worker(self, desk: Path, vault: KmsVault) -> Iterator[Row]:
        """Yield a worker, her booth, and all that stands around her visits."""
        middle = Location(
            lat=self._random.uniform(20, 29), lon=self._random.uniform(75, 86), accuracy_m=1200
        )
        booth_id = AreaId(self._id())
        booth = Area(
            area_id=booth_id, campaign_id=self.campaign.campaign_id, parent_id=desk[-1],
            level="booth", names={"hi": "बूथ", "en": "Booth"}, path=(*desk, booth_id),
            desk_id=desk[1], place=middle,
        )  # fmt: skip
        scope = Scope(role=Role.WORKER, area_id=booth.area_id, path=booth.path)
        worker = User(
            user_id=UserId(self._id()), campaign_id=booth.campaign_id, name="कार्यकर्ता",
            scopes=(scope,),
        )  # fmt: skip
        yield booth
        yield worker
        began = MORNING + timedelta(seconds=self._random.randint(0, 3600))
        for serial in range(1, EACH + 1):
            yield from self._of_visit(booth, worker, serial, began + serial * APART, vault)

    def _of_visit(
        self, booth: Area, worker: User, serial: int, began: datetime, vault: KmsVault
    ) -> Iterator[Row]:
        person_id, visit_id = BeneficiaryId(self._id()), VisitId(self._id())
        at = self._near(booth)
        visit = Visit(
            visit_id=visit_id, campaign_id=booth.campaign_id, beneficiary_id=person_id,
            booth_id=booth.area_id, path=booth.path, worker_id=worker.user_id,
            device_id=f"device-{worker.user_id}", outcome=Outcome.MET, started_at=began,
            ended_at=began + timedelta(minutes=8), location=at, leaflet_given=True,
            received_at=began + timedelta(minutes=9), desk_id=booth.desk_id,
        )  # fmt: skip
        yield visit
        yield self._person(booth, person_id, serial, visit)
        yield self._ledger(visit)
        for kind in MediaKind:
            yield self._media(visit, kind, at, vault)
        yield new_testimonial(visit, booth, began)

    def _person(
        self, booth: Area, person_id: BeneficiaryId, serial: int, visit: Visit
    ) -> Beneficiary:
        phone = Phone(
            hash=self._hex(22), sealed=self._sealed(), shown="XXXXXX3210", reading=READING
        )
        return Beneficiary(
            beneficiary_id=person_id, campaign_id=booth.campaign_id, booth_id=booth.area_id,
            path=booth.path, serial=serial, names={"hi": "सुनीता देवी", "en": "Sunita Devi"},
            guardian_names={"hi": "रामेश्वर प्रसाद"}, phone=phone, schemes=("housing",),
            details={"birth_year": "1974"},
            last=LastVisit(visit_id=visit.visit_id, outcome=Outcome.MET, at=visit.started_at),
            purposes=frozenset(Purpose), media_kinds=frozenset({"photo", "video"}),
        )  # fmt: skip

    def _ledger(self, visit: Visit) -> Ledger:
        consent = Consent(
            consent_id=ConsentId(self._id()), visit_id=visit.visit_id, purposes=frozenset(Purpose),
            method=Method.SIGNATURE, notice=SHOWN,
            given_at=visit.started_at, worker_id=visit.worker_id,
        )  # fmt: skip
        return Ledger(
            beneficiary_id=visit.beneficiary_id, campaign_id=visit.campaign_id, path=visit.path,
            consents=(consent,),
        )  # fmt: skip

    def _media(self, visit: Visit, kind: MediaKind, at: Location, vault: KmsVault) -> Media:
        media_id, made = MediaId(self._id()), visit.started_at + timedelta(minutes=5)
        is_video = kind is MediaKind.VIDEO
        capture = Capture(
            captured_at=made, gps_at=made, lat=at.lat, lon=at.lon, make="samsung",
            model="SM-A155F", orientation=6, has_metadata=True,
        )  # fmt: skip
        role, ending = ("video", "mp4") if is_video else ("display", "jpg")
        kept = Derivative(
            role=role, key=derivative_key(media_id, role, self._hex(64), ending),
            content_type="video/mp4" if is_video else "image/jpeg",
            width=1280, height=720, size_bytes=self._random.randint(100_000, 9_000_000),
        )  # fmt: skip
        media = Media(
            media_id=media_id, visit_id=visit.visit_id, beneficiary_id=visit.beneficiary_id,
            worker_id=visit.worker_id, booth_id=visit.booth_id, campaign_id=visit.campaign_id,
            kind=kind, content_type=kept.content_type, size_bytes=4_000_000, sha256=self._hex(64),
            method=UploadMethod.POST, granted_at=made, expires_at=made + timedelta(minutes=30),
            state=MediaState.READY, stored_at=made + timedelta(minutes=4),
            ended_at=made + timedelta(minutes=5), derivatives=(kept,),
            measured={"has_metadata": True, "width": 4000, "height": 3000, "duration_s": 21.4},
            looks=(self._hex(DIGITS),), signals={**SIGNALS, **(HEARD if is_video else {})},
        )  # fmt: skip
        return replace(media, capture=sealed(media, capture, vault))

    def _near(self, booth: Area) -> Location:
        assert booth.place is not None
        lat, lon = (
            middle + self._random.uniform(-AROUND, AROUND)
            for middle in (booth.place.lat, booth.place.lon)
        )
        return Location(lat=round(lat, 6), lon=round(lon, 6), accuracy_m=12)

    def _path(self) -> Path:
        """Return the way to a desk's mandal: state, constituency, district, mandal."""
        return tuple(AreaId(self._id()) for _ in range(4))

    def _id(self) -> str:
        late = self._random.getrandbits(74)
        return str(UUID(int=0x019AB << 108 | late << 34 | self._random.getrandbits(34), version=4))

    def _hex(self, digits: int) -> str:
        return "".join(self._random.choices("0123456789abcdef", k=digits))

    def _sealed(self) -> str:
        return base64.b64encode(self._random.randbytes(41)).decode()
