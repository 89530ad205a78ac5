"""YouTube's videos once they are uploaded: looked at, found again, counted, deleted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.channels.attempts import asked, number, objects, part, read
from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.youtube_answers import is_gone, no_of
from chalicelib.adapters.channels.youtube_upload import VIDEO_ID, is_googles
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import Metrics, Seen, TakedownAnswer, TakedownResult

# So many descriptions of 5,000 bytes fit into an answer, however they are written.
PAGE: Final = 5
MOST_PAGES: Final = 20
COUNTED_AT_ONCE: Final = 50
CLOCKS_DIFFER: Final = timedelta(minutes=1)
_ONLY: Final = (
    "nextPageToken,items(snippet(publishedAt,title,description),"
    "contentDetails(videoId,videoPublishedAt),status(privacyStatus))"
)


def base_of(account: Account) -> str:
    """Return the API's address without a slash at its end."""
    return account.channel.base_url.rstrip("/")


def videos_url(account: Account) -> str:
    """Return where the API has its videos."""
    return f"{base_of(account)}/youtube/v3/videos"


def permalink(account: Account, video_id: str) -> str:
    """Return where people see a video."""
    base = base_of(account)
    return f"{'https://www.youtube.com' if is_googles(base) else base}/watch?v={video_id}"


def video_of(caller: Caller, account: Account, video_id: str) -> Mapping[str, Any] | None:
    """Return how a video stands; None when there is none. Raises ChannelUnavailable."""
    query = {"part": "status,processingDetails", "id": video_id}
    items = objects(read(caller, account, videos_url(account), **query).get("items"))
    if any(one.get("id") != video_id for one in items):
        raise ChannelUnavailable("The channel tells of another video")
    return items[0] if items else None


def recent(caller: Caller, account: Account, since: datetime) -> list[Seen]:
    """Return the public videos since then; raise ChannelUnavailable unless the list is whole."""
    start = since.astimezone(UTC) - CLOCKS_DIFFER
    seen: list[Seen] = []
    for page in _pages(caller, account, _uploads(caller, account)):
        young = [one for one in page if not _is_older(one, start)]
        seen += [_seen(one, account) for one in young if _privacy(one) == "public"]
        if not young:
            break  # the newest come first
    return seen


def _uploads(caller: Caller, account: Account) -> str:
    """Return the id of the list of the channel's uploads."""
    url = f"{base_of(account)}/youtube/v3/channels"
    items = objects(read(caller, account, url, part="contentDetails", mine="true").get("items"))
    channel = items[0] if items else {}
    wanted = account.channel.account
    if wanted and channel.get("id") != wanted:
        raise ChannelUnavailable("The token is another channel's")
    playlist = part(channel, "contentDetails", "relatedPlaylists").get("uploads")
    if not isinstance(playlist, str) or not VIDEO_ID.fullmatch(playlist):
        raise ChannelUnavailable("The channel does not name its list")
    return playlist


def _pages(caller: Caller, account: Account, playlist: str) -> Iterator[list[Mapping[str, Any]]]:
    url = f"{base_of(account)}/youtube/v3/playlistItems"
    query = {
        "part": "snippet,contentDetails,status",
        "playlistId": playlist,
        "maxResults": str(PAGE),
        "fields": _ONLY,
    }
    for _ in range(MOST_PAGES):
        said = read(caller, account, url, **query)
        yield objects(said.get("items"))
        token = said.get("nextPageToken")
        if token is None:
            return
        query["pageToken"] = str(token)[:200]
    raise ChannelUnavailable("The channel has more videos than can be looked through")


def _is_older(one: Mapping[str, Any], start: datetime) -> bool:
    """True when a video was both uploaded and made public before that; unknown is not older."""
    times = (
        _time(part(one, "snippet").get("publishedAt")),
        _time(part(one, "contentDetails").get("videoPublishedAt")),
    )
    known = [at for at in times if at is not None]
    return bool(known) and all(at < start for at in known)


def _time(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def _privacy(one: Mapping[str, Any]) -> object:
    return part(one, "status").get("privacyStatus")


def _seen(one: Mapping[str, Any], account: Account) -> Seen:
    video_id = part(one, "contentDetails").get("videoId")
    snippet = part(one, "snippet")
    if not isinstance(video_id, str) or not VIDEO_ID.fullmatch(video_id):
        raise ChannelUnavailable("The channel's list cannot be read")
    text = f"{snippet.get('title', '')}\n{snippet.get('description', '')}"
    return Seen(external_id=video_id, permalink=permalink(account, video_id), text=text)


def counted(caller: Caller, account: Account, ids: Sequence[str]) -> dict[str, Metrics]:
    """Return what YouTube counts of at most COUNTED_AT_ONCE videos."""
    query = {"part": "statistics", "id": ",".join(ids), "fields": "items(id,statistics)"}
    items = objects(read(caller, account, videos_url(account), **query).get("items", []))
    return {one["id"]: _counts(one) for one in items if one.get("id") in ids}


def _counts(one: Mapping[str, Any]) -> Metrics:
    counts = part(one, "statistics")
    return Metrics(
        views=number(counts.get("viewCount")),
        reactions=number(counts.get("likeCount")),
        comments=number(counts.get("commentCount")),
    )


def deleted(caller: Caller, account: Account, video_id: str) -> TakedownAnswer:
    """Delete a video. A clear no is STILL_LIVE, with the link where a person can do it."""
    heard = asked(caller, account, "DELETE", videos_url(account), params={"id": video_id})
    if is_gone(heard):
        return TakedownAnswer(result=TakedownResult.REMOVED)
    if not heard.is_ours:
        raise ChannelUnavailable(f"The channel did not say if it is gone: {heard.status}")
    no = no_of(heard, account.credential)
    return TakedownAnswer(
        result=TakedownResult.STILL_LIVE,
        reason=no.reason if no else f"http_{heard.status}",
        link=_desk(account, video_id),
    )


def _desk(account: Account, video_id: str) -> str:
    base = base_of(account)
    return f"{'https://studio.youtube.com' if is_googles(base) else base}/video/{video_id}/edit"
