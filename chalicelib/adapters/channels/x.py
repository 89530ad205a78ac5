"""X (api.x.com, version 2): files are uploaded first, then one call makes the post.

That call, `POST /2/tweets`, is the only one that makes anything public, and it has no key of ours:
a second one would post twice, or be answered "duplicate content" if the first one has posted. So
after silence it counts as unclear, and only the account's own timeline tells, by the tag at the
end of the text. The status of a handle is that of its files; it never tells whether they were
posted. X knows no "made for kids"; content made by a machine is said in the text and by its flag.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.channels.attempts import Ended, asked, part, signed, unheard
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.oauth import TokenDesk, renewed
from chalicelib.adapters.channels.told import texts_of
from chalicelib.adapters.channels.x_answers import is_missing, no_of, wait_for
from chalicelib.adapters.channels.x_media import MOST_FILES, Uploaded, files_of, standing, upload
from chalicelib.adapters.channels.x_posts import (
    PAGE,
    base_of,
    counted,
    deleted,
    is_id,
    is_shown,
    permalink,
    recent,
)
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    MetricsById,
    NeedsReconnect,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal

# A token lives for two hours.
RENEW_WITHIN: Final = timedelta(minutes=45)
_NO_FILES: Final = PostRefused(reason=Refusal.MEDIA)


class XChannel:
    """An account on X; its token needs tweet.read, tweet.write, media.write and users.read."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def publish(self, account: Account, post: Post) -> PostResult:
        """Upload the files. Nothing is public afterwards, whatever the answer."""
        if not 1 <= len(post.media) <= MOST_FILES:
            return _NO_FILES
        base = base_of(account)
        try:
            return standing([upload(self._caller, base, account, post, m) for m in post.media])
        except Ended as ended:
            return ended.result

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of the files; says nothing of a post. Raises ChannelUnavailable.

        Files that X has forgotten, as it does after a day, are to be uploaded anew.
        """
        files = files_of(handle)
        looked_at = [self._look(account, one) if one.wait else one for one in files]
        ended = [one for one in looked_at if not isinstance(one, Uploaded)]
        if ended or not files:
            return ended[0] if ended else _NO_FILES
        return standing([one for one in looked_at if isinstance(one, Uploaded)])

    def _look(self, account: Account, file: Uploaded) -> Uploaded | PostRefused | PostDeferred:
        query = {"media_id": file.media_id, "command": "STATUS"}
        url = f"{base_of(account)}/2/media/upload"
        heard = asked(self._caller, account, "GET", url, params=query)
        if is_missing(heard):
            return PostDeferred(reason=Later.TROUBLE)
        wait = wait_for(part(heard.said, "data"), account.credential) if heard.is_good else None
        if wait is None:
            raise ChannelUnavailable(f"The channel does not say how far it is: {heard.status}")
        return wait if isinstance(wait, PostRefused) else Uploaded(file.media_id, wait)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Make the post, once. A 2xx without an id, or anything undocumented, is unclear."""
        files = files_of(handle)
        if not files:
            return _NO_FILES
        url, body = f"{base_of(account)}/2/tweets", _tweet(files, post)
        try:
            heard = self._caller.call("POST", url, headers=signed(account.credential), json=body)
        except Ended as ended:
            return ended.result
        except Silence as silence:
            return unheard(silence)
        if heard.is_good:
            return _posted(heard, account) or PostUnclear(reason="broken_answer")
        no = no_of(heard, account.credential, texts_of(post))
        return no or PostUnclear(reason=f"http_{heard.status}")

    def discard(self, account: Account, handle: str) -> None:
        """Do nothing: X forgets files that no post takes."""

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:
        """Return the account's posts since then, reposts left out; None without its user id."""
        if not is_id(account.channel.account):
            return None
        return recent(self._caller, account, since)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Delete a post. A clear no is STILL_LIVE, with the link where a person can do it."""
        if not is_id(external_id):
            return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="unknown_id")
        return deleted(self._caller, account, external_id)

    def is_live(self, account: Account, external_id: str) -> bool | None:
        """True while X shows the post."""
        return is_id(external_id) and is_shown(self._caller, account, external_id)

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return what X counts of posts; one that is gone is absent."""
        ids = [one for one in external_ids if is_id(one)]
        found: dict[str, Metrics] = {}
        for start in range(0, len(ids), PAGE):
            found |= counted(self._caller, account, ids[start : start + PAGE])
        return found

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """None: X tells its limits only with the answer to a call that counts."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Renew the token; X gives a new refresh token each time and voids the one before."""
        kept = account.credential
        is_secret = bool(kept.client_secret)
        desk = TokenDesk(
            url=f"{base_of(account)}/2/oauth2/token",
            form={} if is_secret else {"client_id": kept.client_id},
            login=(kept.client_id, kept.client_secret) if is_secret else None,
        )
        return renewed(self._caller, desk, kept, now, RENEW_WITHIN)


def _tweet(files: Sequence[Uploaded], post: Post) -> Mapping[str, Any]:
    tweet = {"text": post.caption, "media": {"media_ids": [one.media_id for one in files]}}
    return {**tweet, "made_with_ai": True} if post.has_ai_label else tweet


def _posted(heard: Heard, account: Account) -> Posted | None:
    post_id = part(heard.said, "data").get("id")
    if not isinstance(post_id, str) or not is_id(post_id):
        return None
    return Posted(external_id=post_id, permalink=permalink(account, post_id))
