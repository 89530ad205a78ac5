"""YouTube as developers.google.com describes it: the Data API, version 3, and resumable uploads."""

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import PostForm
from tests.networks.server import Fault, NetPost, Network, Reply, Request
from tests.networks.youtube_uploads import Session, Uploads
from tests.networks.youtube_words import Video, error, listed, revoked

CHANNEL: Final = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
UPLOADS: Final = "UU_x5XG1OV2P6uZZ5FSM9Ttw"
CLIENT: Final = "yt-client"
CLIENT_SECRET: Final = "yt-client-secret"  # noqa: S105  nobody's
API: Final = "/youtube/v3"

_STEPS: Final = (
    ("POST", "/upload/youtube/v3/videos", "begin"),
    ("PUT", "/upload/youtube/v3/videos", "chunk"),
    ("GET", f"{API}/videos", "status"),
    ("PUT", f"{API}/videos", "public"),
    ("DELETE", f"{API}/videos", "delete"),
    ("GET", f"{API}/channels", "channel"),
    ("GET", f"{API}/playlistItems", "uploads"),
    ("POST", "/token", "token"),
)
_UPLOAD_STEPS: Final = frozenset({"begin", "chunk", "ask"})
_BY_PLACE: Final = {(method, path): name for method, path, name in _STEPS}


class YouTubeNetwork(Network):
    """The network.

    `is_audited` is False for a project whose videos stay private; `rejection` is why it rejects
    videos.
    """

    STEPS: ClassVar = (*(name for _, _, name in _STEPS), "ask", "statistics")
    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = {
        PostForm.VIDEO: "public", PostForm.REEL: "public",
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.access, self.refresh_token = "yt-access-1", "yt-refresh"
        self.uploads = Uploads(self)
        self.videos: dict[str, Video] = {}
        self.is_audited = True
        self.rejection = ""
        self.skew = timedelta(0)
        self._renewals = 1

    def account(self) -> Account:
        """Return an account that is signed in, with a token that lives for an hour from now."""
        channel = Channel(
            channel_id=ChannelId("c-yt"), campaign_id=CampaignId("k1"), kind=ChannelKind.YOUTUBE,
            name="YouTube", base_url=self.base_url, is_enabled=True, min_spacing_s=0,
            caption_languages=("hi", "en"), account=CHANNEL,
        )  # fmt: skip
        credential = Credential(
            access=self.access, refresh=self.refresh_token, client_id=CLIENT,
            client_secret=CLIENT_SECRET, expires_at=self.now() + timedelta(hours=1),
        )  # fmt: skip
        return Account(channel=channel, credential=credential)

    def now(self) -> datetime:
        """Return the time by the network's clock."""
        return datetime.fromtimestamp(time.time(), UTC) + self.skew

    def expire(self) -> None:
        """End the life of the token; a renewed one is good."""
        self.access = "yt-access-ended"

    def revoke(self) -> None:
        """Take everything back that was given to the account."""
        self.access = self.refresh_token = ""

    def step(self, request: Request) -> str:
        """Return the name of the step that a request is."""
        name = _BY_PLACE.get((request.method, request.path), "unknown")
        if name == "chunk" and request.headers.get("content-range", "").startswith("bytes */"):
            return "ask"
        if name == "status" and "statistics" in request.fields.get("part", ""):
            return "statistics"
        return name

    def carry_out(self, step: str, request: Request) -> Reply:
        """Do what is asked and answer as the network does."""
        if step == "unknown":
            return Reply(status=404, said=None)
        signature = request.headers.get("authorization", "")
        if step != "token" and (not self.access or signature != f"Bearer {self.access}"):
            return error(401, "authError", "Invalid Credentials")
        owner, name = (self.uploads, step) if step in _UPLOAD_STEPS else (self, f"_{step}")
        reply: Reply = getattr(owner, name)(request)
        return reply

    def refusal(self, fault: Fault) -> Reply:
        """Return the network's own answer for LIMITED, EXPIRED and the like."""
        if self.calls[-1] == "token" and fault in {Fault.EXPIRED, Fault.REVOKED}:
            return revoked()
        too_many = "Too many requests have been sent."
        return {
            Fault.LIMITED: error(429, "rateLimitExceeded", too_many, **{"Retry-After": "90"}),
            Fault.LIMITED_SILENTLY: error(429, "rateLimitExceeded", too_many),
            Fault.QUOTA: error(403, "quotaExceeded", "You have exceeded your quota."),
            Fault.EXPIRED: error(401, "authError", "Invalid Credentials"),
            Fault.REVOKED: error(401, "authError", "Invalid Credentials"),
            Fault.REFUSED: error(400, "invalidDescription", "The description is not valid."),
            Fault.DUPLICATE: error(409, "duplicate", "The resource exists already."),
        }[fault]

    def keep(self, session: Session) -> str:
        """Make a video of an upload that is whole, and return its id."""
        video_id = f"v{self.new_id()[-9:]}_"
        status = {**session.about["status"], "uploadStatus": "uploaded"}
        sent = hashlib.sha256(session.stored).hexdigest()
        self.videos[video_id] = Video(
            video_id=video_id, snippet=session.about["snippet"], status=status, sent=sent,
            uploaded_at=self.now(),
        )  # fmt: skip
        if status["privacyStatus"] == "public":
            self._show(self.videos[video_id])
        return video_id

    def _show(self, video: Video) -> None:
        if video.public_at is None:
            video.public_at = self.now()
            text = f"{video.snippet['title']}\n{video.snippet['description']}"
            self.posts[video.video_id] = NetPost(
                post_id=video.video_id, text=text, facts=video.status, media=(video.sent,)
            )

    # Videos.

    def resource(self, video_id: str) -> Mapping[str, Any]:
        """Return a video as YouTube tells of it."""
        video = self.videos[video_id]
        return {"kind": "youtube#video", "id": video_id, "status": dict(video.status)}

    def _status(self, request: Request) -> Reply:
        video = self.videos.get(request.fields["id"])
        if video is None:
            return Reply(said={"kind": "youtube#videoListResponse", "items": []})
        self._process(video)
        is_done = video.status["uploadStatus"] != "uploaded"
        details = {
            "processingStatus": "succeeded" if is_done else "processing",
            **({} if is_done else {"processingProgress": {"timeLeftMs": "45000"}}),
        }
        item = {**self.resource(video.video_id), "processingDetails": details}
        return Reply(said={"kind": "youtube#videoListResponse", "items": [item]})

    def _process(self, video: Video) -> None:
        fault = self.faults.get("status")
        if self.rejection:
            video.status |= {"uploadStatus": "rejected", "rejectionReason": self.rejection}
        elif fault is Fault.BROKEN:
            video.status |= {"uploadStatus": "failed", "failureReason": "codec"}
        elif fault is not Fault.SLOW:
            video.status["uploadStatus"] = "processed"

    def _public(self, request: Request) -> Reply:
        asked = request.json()
        video = self.videos.get(asked.get("id", ""))
        if video is None:
            return error(404, "videoNotFound", "The video cannot be found.")
        assert request.fields["part"] == "status"
        # What an update leaves out is deleted.
        video.status = {**asked["status"], "uploadStatus": video.status["uploadStatus"]}
        if not self.is_audited:
            video.status["privacyStatus"] = "private"
        if video.status["privacyStatus"] == "public":
            self._show(video)
        return Reply(said=self.resource(video.video_id))

    def _delete(self, request: Request) -> Reply:
        video_id = request.fields["id"]
        if self.videos.pop(video_id, None) is None:
            return error(404, "videoNotFound", "The video cannot be found.")
        self.remove(video_id)
        return Reply(status=204)

    def _statistics(self, request: Request) -> Reply:
        ids = [one for one in request.fields["id"].split(",") if one in self.videos]
        counts = {"viewCount": "1200", "likeCount": "40", "favoriteCount": "0", "commentCount": "2"}
        return Reply(said={"items": [{"id": one, "statistics": counts} for one in ids]})

    # The channel.

    def _channel(self, request: Request) -> Reply:
        assert request.fields["mine"] == "true"
        lists = {"relatedPlaylists": {"likes": "", "uploads": UPLOADS}}
        return Reply(said={"items": [{"id": CHANNEL, "contentDetails": lists}]})

    def _uploads(self, request: Request) -> Reply:
        if request.fields["playlistId"] != UPLOADS:
            return error(404, "playlistNotFound", "The playlist cannot be found.")
        newest = list(reversed(self.videos.values()))
        most = min(int(request.fields["maxResults"]), 50)
        start = int(request.fields.get("pageToken", "p0")[1:])
        more = {"nextPageToken": f"p{start + most}"} if start + most < len(newest) else {}
        items = [listed(video) for video in newest[start : start + most]]
        return Reply(said={"items": items, **more})

    # Tokens.

    def _token(self, request: Request) -> Reply:
        asked = request.fields
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return Reply(status=401, said={"error": "invalid_client"})
        is_good = asked.get("refresh_token") == self.refresh_token != ""
        if asked.get("grant_type") != "refresh_token" or not is_good:
            return revoked()
        self._renewals += 1
        self.access = f"yt-access-{self._renewals}"
        return Reply(said={
            "access_token": self.access, "expires_in": 3599, "token_type": "Bearer",
            "scope": "https://www.googleapis.com/auth/youtube",
        })  # fmt: skip
