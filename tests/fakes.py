"""Working in-memory substitutes of the ports, for every test that needs no real adapter.

They keep what they are given, so a test asserts on the outcome and never on a call. `FakeRecords`
has its own module and is found here too.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.domain.capture import Capture
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.credentials import SigningKey
from chalicelib.domain.editions import Clip, EditionPlan
from chalicelib.domain.enrolment import COMMON, SignedIn
from chalicelib.domain.errors import ChannelUnavailable, InvalidInput, StoreUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId, UserId
from chalicelib.domain.jobs import Job
from chalicelib.domain.marks import Mark
from chalicelib.domain.media import Media, original_key
from chalicelib.domain.media_measures import (
    Made,
    MadeFile,
    PhotoMeasured,
    PixelSize,
    Role,
    Transfer,
    VideoMeasured,
)
from chalicelib.domain.parts import Signed, Step
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.photo_plans import PhotoPlan
from chalicelib.domain.posts import (
    Metrics,
    MetricsById,
    NeedsReconnect,
    Pending,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Row
from chalicelib.domain.sniffing import Container, Kind
from chalicelib.domain.video_plans import VideoPlan
from chalicelib.services import credentials
from tests.fake_records import FakeRecords

__all__ = [
    "Answer",
    "Crash",
    "FakeChannel",
    "FakeCredentials",
    "FakeImages",
    "FakeJobs",
    "FakeObjectStore",
    "FakePhoneBook",
    "FakePhotoCompressor",
    "FakeRecords",
    "FakeSignIns",
    "FakeTokenVerifier",
    "FakeVault",
    "FakeVideoCompressor",
    "FakeWorkspace",
    "FixedClock",
    "SequentialIds",
]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
INDIAN_MOBILE = re.compile(r"\+91[6-9]\d{9}")


class Crash(Exception):
    """The process dies here: nothing that follows may count on having run."""


class FixedClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def set(self, now: datetime) -> None:
        """Jump to an instant, forwards or back."""
        self._now = now

    def advance(self, **span: float) -> None:
        """Go forward; names and values as for timedelta."""
        self._now += timedelta(**span)


class SequentialIds:
    """UUIDv7-shaped ids that count up."""

    def __init__(self, start: int = 1) -> None:
        self._next = start

    def __call__(self) -> str:
        """Return the next id."""
        number, self._next = self._next, self._next + 1
        return f"0192a000-0000-7000-9000-{number:012x}"


class FakeJobs:
    """The queues: what was sent, in order."""

    def __init__(self) -> None:
        self.sent: list[Job] = []
        self.reprocessed: list[Media] = []

    def send(self, job: Job) -> None:
        """Keep the job."""
        self.sent.append(job)

    def reprocess(self, media: Media) -> None:
        """Keep the media whose notice was put back."""
        self.reprocessed.append(media)


class FakeObjectStore:
    """Both buckets. `receive` and `receive_part` are what a phone does with a grant."""

    def __init__(self) -> None:
        self.originals: dict[str, bytes] = {}
        self.arrivals: dict[str, datetime] = {}
        self.derivatives: dict[str, bytes] = {}
        self.open_uploads: dict[str, dict[int, bytes]] = {}
        self.upload_keys: dict[str, str] = {}
        self.retired: set[str] = set()
        self.attempts: dict[str, Mark] = {}
        self.clock: FixedClock | None = None  # the bucket's own, for its marks
        self.is_down = False

    def receive(self, media: Media, data: bytes) -> None:
        """Store an original as S3 would after a signed POST."""
        self.originals[original_key(media)] = data

    def receive_part(self, media: Media, number: int, data: bytes) -> None:
        """Store one part as S3 would after a signed PUT."""
        self.open_uploads[str(media.multipart_id)][number] = data

    def grant_post(self, media: Media) -> tuple[str, Mapping[str, str]]:
        """Return an address and fields that name the key, type, hash and end."""
        self._require_up()
        fields = {
            "key": original_key(media),
            "Content-Type": media.content_type,
            "x-amz-checksum-sha256": media.sha256,
            "expires": media.expires_at.isoformat(),
        }
        return "https://uploads.test/", fields

    def begin_multipart(self, media: Media) -> str:
        """Open an upload of its own for the media."""
        self._require_up()
        upload_id = f"multipart-{len(self.open_uploads) + 1}-{media.media_id}"
        self.open_uploads[upload_id] = {}
        self.upload_keys[upload_id] = original_key(media)
        return upload_id

    def grant_parts(self, media: Media, numbers: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Return one address per part; the instant stands for its signature."""
        self._require_up()
        base = f"https://uploads.test/{original_key(media)}?at={now.isoformat()}"
        return {number: f"{base}&part={number}" for number in numbers}

    def has_multipart(self, media: Media) -> bool:
        """True for an open upload of the media's key."""
        self._require_up()
        is_open = media.multipart_id in self.open_uploads
        return is_open and self.upload_keys.get(str(media.multipart_id)) == original_key(media)

    def sign(self, media: Media, step: Step, part_number: int | None, now: datetime) -> Signed:
        """Return an address that says what it is for."""
        self._require_up()
        query = f"step={step}&upload={media.multipart_id}&part={part_number}&at={now.isoformat()}"
        return Signed(url=f"https://uploads.test/{original_key(media)}?{query}")

    def parts(self, media: Media) -> Mapping[int, int]:
        """Return number to bytes of the parts held."""
        self._require_up()
        held = self.open_uploads.get(str(media.multipart_id), {})
        return {number: len(data) for number, data in sorted(held.items())}

    def complete_multipart(self, media: Media) -> None:
        """Join the parts; nothing to do when that was done before."""
        self._require_up()
        held = self.open_uploads.pop(str(media.multipart_id), None)
        if held is not None:
            self.originals[original_key(media)] = b"".join(held[n] for n in sorted(held))
        elif original_key(media) not in self.originals:
            raise StoreUnavailable("the upload is gone")

    def abort_multipart(self, media: Media) -> None:
        """Forget the parts."""
        self._require_up()
        self.open_uploads.pop(str(media.multipart_id), None)

    def has_original(self, media: Media) -> bool:
        """True when the original is there."""
        self._require_up()
        return original_key(media) in self.originals

    def stored_at(self, media: Media) -> datetime | None:
        """Return when it arrived: at once, unless `arrivals` says otherwise."""
        if not self.has_original(media):
            return None
        return self.arrivals.get(original_key(media), media.granted_at)

    def fetch_original(self, media: Media, into: Path) -> str:
        """Write the original to `into` and return its hash."""
        self._require_up()
        data = self.originals.get(original_key(media))
        if data is None:
            raise StoreUnavailable("originals")
        into.write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def keep_derivative(self, made: MadeFile, key: str) -> None:
        """Keep a derivative's bytes."""
        self._require_up()
        self.derivatives[key] = made.path.read_bytes()

    def fetch_derivative(self, key: str, into: Path) -> None:
        """Write a derivative to `into`."""
        self._require_up()
        if key not in self.derivatives:
            raise StoreUnavailable("derivatives")
        into.write_bytes(self.derivatives[key])

    def derivative_url(self, key: str) -> str:
        """Return an address that ends in the key."""
        return f"https://derivatives.test/{key}"

    def grant_import(
        self, key: str, most_bytes: int, until: datetime
    ) -> tuple[str, Mapping[str, str]]:
        """Return an address and fields that name the key, the size and the end."""
        self._require_up()
        fields = {"key": key, "most": str(most_bytes), "expires": until.isoformat()}
        return "https://uploads.test/", fields

    def fetch_import(self, key: str, into: Path) -> bool:
        """Write an imported file to `into`."""
        self._require_up()
        if key not in self.originals:
            return False
        into.write_bytes(self.originals[key])
        return True

    def retire_import(self, key: str) -> None:
        """Remember that the lifecycle rule may take it."""
        self._require_up()
        self.retired.add(key)

    def keep_report(self, key: str, data: bytes, content_type: str) -> None:
        """Keep a report's bytes."""
        self._require_up()
        assert "/" in content_type
        self.derivatives[key] = data

    def report(self, key: str) -> bytes:
        """Return a report's bytes."""
        self._require_up()
        return self.derivatives.get(key, b"")

    def report_url(self, key: str, file_name: str) -> str:
        """Return an address that ends in the key and the name."""
        return f"https://derivatives.test/{key}?as={file_name}"

    def erase(self, keys: Sequence[str]) -> None:
        """Forget derivatives and reports."""
        self._require_up()
        for key in keys:
            self.derivatives.pop(key, None)

    def erase_under(self, place: str) -> None:
        """Forget the derivatives whose key begins so."""
        self.erase([key for key in self.derivatives if key.startswith(place)])

    def retire_original(self, media: Media) -> None:
        """Remember that the lifecycle rule may take it."""
        self._require_up()
        self.retired.add(original_key(media))

    def mark_attempt(self, name: str, note: str) -> Mark | None:
        """Place a mark; return the one that is there, None when it is this one."""
        self._require_up()
        at = self.clock.now() if self.clock else LONG_AGO
        known = self.attempts.setdefault(name, Mark(at=at, note=note))
        return None if known.note == note else known

    def _require_up(self) -> None:
        if self.is_down:
            raise StoreUnavailable("buckets")


class Answer(StrEnum):
    """How the fake network takes a post."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    UNCLEAR_BUT_POSTED = "unclear_but_posted"
    UNCLEAR_NOT_POSTED = "unclear_not_posted"
    CRASHES_AFTER_POSTING = "crashes_after_posting"
    CRASHES_BEFORE_POSTING = "crashes_before_posting"


POSTS_ANYWAY = frozenset(
    {Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED, Answer.CRASHES_AFTER_POSTING}
)  # fmt: skip


class FakeCredentials:
    """The secrets of channels."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Credential] = {}

    def read(self, campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        """Return a channel's credential."""
        return self.kept.get((campaign_id, channel_id))

    def keep(self, campaign_id: CampaignId, channel_id: ChannelId, credential: Credential) -> None:
        """Keep a channel's credential."""
        self.kept[campaign_id, channel_id] = credential

    def drop(self, campaign_id: CampaignId, channel_id: ChannelId) -> None:
        """Forget a channel's credential."""
        self.kept.pop((campaign_id, channel_id), None)


class FakeChannel:
    """A social network. `attempts` counts what it was asked, `made` what it ever made public.

    With `in_steps` it works on a post before it can be made public; `answers` are given one by one
    before anything else.
    """

    def __init__(self, answer: Answer = Answer.ACCEPTS, *, in_steps: bool = False) -> None:
        self.answer = answer
        self.in_steps = in_steps
        self.is_down = False
        self.keeps_posts = False
        self.is_readable = True
        self.answers: list[PostResult] = []
        self.posts: list[Post] = []
        self.attempts: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.live: dict[str, Posted] = {}
        self.pending: dict[str, str] = {}  # handles, and the posts that they become
        self.finished: set[str] = set()  # handles whose post was made public by them
        self.discarded: list[str] = []
        self.clock: FixedClock | None = None  # with one, `since` is taken at its word
        self.made_at: dict[str, datetime] = {}
        self.counts: dict[str, Metrics] = {}
        self.told: Told | None = None
        self.renewed: Credential | NeedsReconnect | None = None

    def publish(self, account: Account, post: Post) -> PostResult:
        """Take the post as the switch says."""
        name = f"{account.channel.channel_id}/{post.marker}"
        self.attempts[name] += 1
        self.posts.append(post)
        if self.answers:
            return self.answers.pop(0)
        if self.in_steps:
            handle = f"{name}~{self.attempts[name]}"
            self.pending[handle] = name
            return Pending(handle=handle, look_in=timedelta(seconds=5))
        return self._made_public(name)

    def _made_public(self, name: str) -> PostResult:
        if self.answer in POSTS_ANYWAY:
            self.made[name] += 1
            self.made_at[name] = self.clock.now() if self.clock else LONG_AGO
            external_id = f"{name}#{self.made[name]}"
            self.live[name] = Posted(external_id=external_id, permalink=f"https://net.test/{name}")
        return self._reply(name)

    def _reply(self, name: str) -> PostResult:
        match self.answer:
            case Answer.ACCEPTS:
                return self.live[name]
            case Answer.REFUSES:
                return PostRefused(reason="not_allowed")
            case Answer.UNCLEAR_BUT_POSTED | Answer.UNCLEAR_NOT_POSTED:
                return PostUnclear(reason="timeout")
            case _:
                raise Crash

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of a pending post."""
        self._require_up()
        if self.answers:
            return self.answers.pop(0)
        assert account.channel.channel_id in handle
        if handle in self.discarded:
            return PostDeferred(reason=Later.TOO_SLOW)
        live = self.live.get(self.pending[handle]) if handle in self.finished else None
        return live or Ready(handle=handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Make a pending post public."""
        self.attempts[f"{handle}!"] += 1
        assert self.pending[handle] == f"{account.channel.channel_id}/{post.marker}"
        assert handle not in self.discarded
        if self.answers:
            return self.answers.pop(0)
        if self.answer in POSTS_ANYWAY:
            self.finished.add(handle)
        return self._made_public(self.pending[handle])

    def discard(self, account: Account, handle: str) -> None:
        """Drop a pending post."""
        assert account.channel.channel_id in handle
        self.discarded.append(handle)

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return the live posts; all of them without a clock."""
        self._require_up()
        if not self.is_readable:
            return None
        return [
            Seen(external_id=post.external_id, permalink=post.permalink, text=name)
            for name, post in self.live.items()
            if name.startswith(f"{account.channel.channel_id}/") and self._is_since(name, since)
        ]

    def _is_since(self, name: str, since: datetime) -> bool:
        return self.clock is None or self.made_at[name] >= since - timedelta(minutes=1)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Remove a post, unless the network keeps it; one that is gone counts as removed."""
        self._require_up()
        if self.keeps_posts:
            return TakedownAnswer(result=TakedownResult.STILL_LIVE, reason="not_allowed")
        gone = [name for name, post in self.live.items() if post.external_id == external_id]
        for name in gone:
            assert name.startswith(f"{account.channel.channel_id}/")
            del self.live[name]
        return TakedownAnswer(result=TakedownResult.REMOVED)

    def is_live(self, account: Account, external_id: str) -> bool | None:
        """True while a post can be seen."""
        self._require_up()
        assert account.channel.channel_id in external_id
        return any(post.external_id == external_id for post in self.live.values())

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return what was counted."""
        self._require_up()
        assert account.channel.channel_id
        return {each: self.counts[each] for each in external_ids if each in self.counts}

    def quota(self, account: Account, now: datetime) -> Told | None:
        """Return what was told of the quota."""
        self._require_up()
        assert account.channel.is_enabled
        return replace(self.told, at=now) if self.told else None

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Return the renewed credential."""
        self._require_up()
        assert account.channel.is_enabled
        assert now.tzinfo
        return self.renewed

    def _require_up(self) -> None:
        if self.is_down:
            raise ChannelUnavailable("the network did not answer")


class FakePhoneBook:
    """Enough of the numbering plan: ten digits from 6 on are Indian mobiles."""

    def normal(self, text: str) -> str | None:
        """Return Indian numbers of ten digits, and whatever begins with a plus and a digit."""
        digits = re.sub(r"[\s-]", "", text)
        if re.fullmatch(r"\+[1-9]\d{6,14}", digits):
            return digits
        found = re.fullmatch(r"(?:0|91)?(\d{10})", digits)
        return f"+91{found[1]}" if found else None

    def read(self, phone: str) -> PhoneReading:
        """Return what the number's shape says."""
        is_mobile = INDIAN_MOBILE.fullmatch(phone) is not None
        is_indian = phone.startswith("+91")
        return PhoneReading(is_valid=is_mobile, is_indian=is_indian, is_mobile=is_mobile)


class FakeVault:
    """Seals by writing the owner before the text, and hashes with a fixed key."""

    def seal(self, campaign_id: CampaignId, owner_id: str, text: str, *, use: str = COMMON) -> str:
        """Return the text where nobody would take it for itself."""
        return base64.b64encode(f"{campaign_id}|{use}|{owner_id}|{text}".encode()).decode()

    def open(
        self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
    ) -> str:
        """Return the text, to its owner's row and for its use alone."""
        *found, text = base64.b64decode(sealed).decode().split("|", 3)
        if found != [campaign_id, use, owner_id]:
            raise StoreUnavailable("vault")
        return text

    def digest(self, campaign_id: CampaignId, purpose: str, text: str) -> bytes:
        """Return a hash of all three."""
        return hashlib.sha256(f"{campaign_id}|{purpose}|{text}".encode()).digest()


class FakeSignIns:
    """The user pool: who has a sign-in, with which password, and who was signed out."""

    def __init__(self) -> None:
        self.subjects: dict[str, UserId] = {}
        self.passwords: dict[str, str] = {}
        self.signed_out: list[str] = []

    def create(self, username: str) -> UserId:
        """Return the subject, the same one each time."""
        return self.subjects.setdefault(username, UserId(f"subject of {username}"))

    def set_password(self, username: str, password: str) -> None:
        """Keep the password."""
        self.passwords[username] = password

    def sign_out(self, username: str) -> None:
        """Remember who was signed out."""
        self.signed_out.append(username)


class FakeWorkspace:
    """Private folders; `left_over` names those that were not removed."""

    def __init__(self) -> None:
        self._given: list[Path] = []

    def __call__(self) -> AbstractContextManager[Path]:
        """Return a context that yields an empty folder and removes it afterwards."""
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[Path]:
        with TemporaryDirectory() as name:
            self._given.append(Path(name))
            yield Path(name)

    @property
    def left_over(self) -> list[Path]:
        """The folders that still exist."""
        return [folder for folder in self._given if folder.exists()]


def _made(role: Role, into: Path, ending: str, content_type: str, size: PixelSize) -> MadeFile:
    path = into / f"{role.value}.{ending}"
    data = f"{role.value} {size.width}x{size.height}".encode()
    path.write_bytes(data)
    return MadeFile(
        role=role, path=path, content_type=content_type, width=size.width, height=size.height,
        size_bytes=len(data), sha256_hex=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


class FakePhotoCompressor:
    """Makes tiny files of the planned roles; `trouble` is raised instead when set."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.runs = 0

    def measure(self, source: Path) -> PhotoMeasured:
        """Return the measures of a common phone photo."""
        assert source.exists()
        size = PixelSize(4000, 3000)
        return PhotoMeasured(container=Container.JPEG, size=size, orientation=1, has_icc=False)

    def carry_out(self, plan: PhotoPlan, source: Path, into: Path) -> Made:
        """Write display and thumb into the folder."""
        assert source.exists()
        self.runs += 1
        if self.trouble is not None:
            raise self.trouble
        return Made(
            files=(
                _made(Role.DISPLAY, into, "jpg", "image/jpeg", plan.display),
                _made(Role.THUMB, into, "jpg", "image/jpeg", plan.thumb),
            )
        )


class FakeVideoCompressor:
    """Makes tiny files of the planned roles; `trouble` is raised instead when set."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.runs = 0

    def measure(self, source: Path) -> VideoMeasured:
        """Return the measures of a common phone clip."""
        assert source.exists()
        return VideoMeasured(
            container=Container.MP4, video_codec="h264", video_stream=0,
            coded=PixelSize(1920, 1080), rotation=90, sample_aspect=Fraction(1),
            transfer=Transfer.SDR, fps=30.0, duration_s=8.0, played_s=8.0, declared_s=8.0,
            audio=None,
        )  # fmt: skip

    def carry_out(self, plan: VideoPlan, source: Path, into: Path) -> Made:
        """Write video, poster and thumb into the folder."""
        assert source.exists()
        self.runs += 1
        if self.trouble is not None:
            raise self.trouble
        return Made(
            files=(
                _made(Role.VIDEO, into, "mp4", "video/mp4", plan.size),
                _made(Role.POSTER, into, "jpg", "image/jpeg", plan.size),
                _made(Role.THUMB, into, "jpg", "image/jpeg", plan.thumb),
            )
        )


class FakeCaptureReader:
    """Says the same of every file; `trouble` is raised instead when set."""

    def __init__(self, capture: Capture | None = None, trouble: Exception | None = None) -> None:
        self.capture = capture or Capture(has_metadata=False)
        self.trouble = trouble

    def read(self, source: Path, kind: Kind) -> Capture:
        """Return what it was given."""
        assert source.exists()
        assert kind in {"photo", "video"}
        if self.trouble is not None:
            raise self.trouble
        return self.capture


class FakeComposer:
    """Makes tiny files for a plan; `trouble` is raised instead when set."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.plans: list[EditionPlan] = []

    def measure(self, rendition: Path) -> Clip:
        """Return the measures of a common rendition; a photo's has no duration."""
        is_photo = rendition.suffix == ".jpg"
        return Clip(
            size=PixelSize(1600, 1200) if is_photo else PixelSize(720, 1280),
            duration_s=0.0 if is_photo else 8.0, has_audio=not is_photo,
        )  # fmt: skip

    def compose(self, plan: EditionPlan, sources: Sequence[Path], into: Path) -> Made:
        """Write the plan's files into the folder."""
        assert len(sources) == len(plan.pieces)
        assert all(source.exists() for source in sources)
        if self.trouble is not None:
            raise self.trouble
        self.plans.append(plan)
        if plan.is_photo:
            main = (_made(Role.DISPLAY, into, "jpg", "image/jpeg", plan.size),)
        else:
            main = (
                _made(Role.VIDEO, into, "mp4", "video/mp4", plan.size),
                _made(Role.POSTER, into, "jpg", "image/jpeg", plan.size),
            )
        return Made(files=(*main, _made(Role.THUMB, into, "jpg", "image/jpeg", plan.thumb)))


class FakeContentSigner:
    """Remembers what it signed; a key whose chain is "bad" is refused."""

    def __init__(self) -> None:
        self.signed: list[tuple[Role, str, SigningKey]] = []

    def sign(self, file: MadeFile, manifest: str, key: SigningKey) -> MadeFile:
        """Return the file as it is, and note what was asked."""
        self.signed.append((file.role, manifest, key))
        return file

    def check(self, key: SigningKey) -> datetime:
        """Refuse a chain that is bad; every other runs out soon after LONG_AGO."""
        if key.chain == "bad":
            raise InvalidInput("These certificates do not fit", field="key")
        return LONG_AGO + timedelta(days=365)


def signing(records: FakeRecords) -> credentials.Tools:
    """Return what signing needs; no campaign has a key unless a test keeps one."""
    return credentials.Tools(
        records=records, vault=FakeVault(), signer=FakeContentSigner(), clock=FixedClock(LONG_AGO)
    )


class FakeTokenVerifier:
    """Sign-in: the tokens it was given are good, all others are not.

    A sign-in began long ago, unless `since` says when it did.
    """

    def __init__(self, subjects: Mapping[str, UserId]) -> None:
        self._subjects = dict(subjects)
        self.since: dict[str, datetime] = {}

    def sign_in_of(self, token: str) -> SignedIn | None:
        """Return whose token this is, and since when."""
        subject = self._subjects.get(token)
        if subject is None:
            return None
        return SignedIn(user_id=subject, since=self.since.get(token, LONG_AGO))


class FakeImages:
    """The stream's images: the row itself under `row`."""

    def row_of(
        self, image: Mapping[str, object] | None, kinds: tuple[type[Row], ...] | None = None
    ) -> Row | None:
        """Return the row that was put into the image, if it is one of `kinds`."""
        row = (image or {}).get("row")
        return row if isinstance(row, kinds or Row) else None
