"""YouTube (Data API, version 3): a video is uploaded private, and one update makes it public.

That update is the only call that makes anything public. It names the video, so a second one
changes nothing, and after silence the video's own status tells. An account whose project Google
has not audited keeps its videos private for good: the update then answers "private", which is
unclear here and settled by a person. Photos have no place on YouTube.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.channels.attempts import Ended, asked, part, signed, unheard
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.oauth import TokenDesk, renewed
from chalicelib.adapters.channels.told import texts_of
from chalicelib.adapters.channels.youtube_answers import (
    USUAL_LOOK,
    is_gone,
    is_public,
    no_of,
    standing,
)
from chalicelib.adapters.channels.youtube_upload import VIDEO_ID, declared, is_googles, upload
from chalicelib.adapters.channels.youtube_videos import (
    COUNTED_AT_ONCE,
    base_of,
    counted,
    deleted,
    permalink,
    recent,
    video_of,
    videos_url,
)
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import (
    Metrics,
    MetricsById,
    NeedsReconnect,
    Pending,
    Post,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Refusal

# developers.google.com, Videos: characters of a title, bytes of a description, neither with < >.
MOST_TITLE_CHARACTERS: Final = 100
MOST_DESCRIPTION_BYTES: Final = 5000
# A token lives for an hour.
RENEW_WITHIN: Final = timedelta(minutes=30)
TOKENS: Final = "https://oauth2.googleapis.com/token"
_UNKNOWN: Final = PostRefused(reason=Refusal.OTHER)


class YouTubeChannel:
    """A YouTube channel; its token needs the scope `youtube` or `youtube.force-ssl`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def publish(self, account: Account, post: Post) -> PostResult:
        """Upload the video, private. Nothing is public afterwards, whatever the answer."""
        if [one.kind for one in post.media] != [MediaKind.VIDEO]:
            return PostRefused(reason=Refusal.MEDIA)
        if not _can_be_said(post):
            return PostRefused(reason=Refusal.CAPTION)
        try:
            handle = upload(self._caller, base_of(account), account, post, post.media[0])
        except Ended as ended:
            return ended.result
        return Pending(handle=handle, look_in=USUAL_LOOK)

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of a video, public ones included; raise ChannelUnavailable."""
        if not VIDEO_ID.fullmatch(handle):
            return _UNKNOWN
        video = video_of(self._caller, account, handle)
        return standing(video, handle, permalink(account, handle))

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Make the video public. Only the answer that shows it public is a yes."""
        if not VIDEO_ID.fullmatch(handle):
            return _UNKNOWN
        try:
            heard = self._make_public(account, handle, post)
        except Ended as ended:
            return ended.result
        except Silence as silence:
            return unheard(silence)
        if heard.is_good:
            return _posted(heard, account, handle)
        no = no_of(heard, account.credential, texts_of(post))
        return no or PostUnclear(reason=f"http_{heard.status}")

    def _make_public(self, account: Account, handle: str, post: Post) -> Heard:
        return self._caller.call(
            "PUT",
            videos_url(account),
            params={"part": "status"},
            headers=signed(account.credential),
            json={"id": handle, "status": {"privacyStatus": "public", **declared(post)}},
        )

    def discard(self, account: Account, handle: str) -> None:
        """Delete a private video; raise ChannelUnavailable when that is not certain."""
        if not VIDEO_ID.fullmatch(handle):
            return
        heard = asked(self._caller, account, "DELETE", videos_url(account), params={"id": handle})
        if not is_gone(heard):
            raise ChannelUnavailable(f"The channel did not drop the video: {heard.status}")

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return the channel's public videos since then; their text is title and description."""
        return recent(self._caller, account, since)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Delete a video. A clear no is STILL_LIVE, with the link where a person can do it."""
        if not VIDEO_ID.fullmatch(external_id):
            return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="unknown_id")
        return deleted(self._caller, account, external_id)

    def is_live(self, account: Account, external_id: str) -> bool | None:
        """True while everybody can see the video."""
        if not VIDEO_ID.fullmatch(external_id):
            return False
        video = video_of(self._caller, account, external_id)
        return video is not None and is_public(video)

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return what YouTube counts of videos; one that is gone is absent."""
        ids = [one for one in external_ids if VIDEO_ID.fullmatch(one)]
        found: dict[str, Metrics] = {}
        for start in range(0, len(ids), COUNTED_AT_ONCE):
            found |= counted(self._caller, account, ids[start : start + COUNTED_AT_ONCE])
        return found

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """None: the quota is the project's, and no call tells what is left of it."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Renew the token; the refresh token stays the same."""
        kept, base = account.credential, base_of(account)
        desk = TokenDesk(
            url=TOKENS if is_googles(base) else f"{base}/token",
            form={"client_id": kept.client_id, "client_secret": kept.client_secret},
        )
        return renewed(self._caller, desk, kept, now, RENEW_WITHIN)


def _can_be_said(post: Post) -> bool:
    """True for a title and a description that YouTube would take."""
    is_short = len(post.caption.encode()) <= MOST_DESCRIPTION_BYTES
    has_title = bool(post.title.strip()) and len(post.title) <= MOST_TITLE_CHARACTERS
    return is_short and has_title and not {"<", ">"} & {*post.title, *post.caption}


def _posted(heard: Heard, account: Account, video_id: str) -> Posted | PostUnclear:
    said: Mapping[str, Any] = heard.said
    if said.get("id") != video_id:
        return PostUnclear(reason="broken_answer")
    if part(said, "status").get("privacyStatus") != "public":
        return PostUnclear(reason="still_private")
    return Posted(external_id=video_id, permalink=permalink(account, video_id))
