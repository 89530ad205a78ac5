"""What the answers of the Graph API mean once a post is out: seen, taken down or not."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.adapters.channels.attempts import is_token
from chalicelib.adapters.channels.calls import Heard, Silence
from chalicelib.adapters.channels.graph_errors import (
    GraphError,
    credential_ended,
    error_of,
    reconnect,
)
from chalicelib.adapters.channels.graph_values import text, usable_id
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
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
from chalicelib.domain.refusals import Later, Refusal

Verdict = PostRefused | PostDeferred | PostUnclear
REMOVED = TakedownAnswer(result=TakedownResult.REMOVED)


def seen(item: Mapping[str, Any], text_in: str, link: str) -> Seen:
    """Return an item of a list; raise ChannelUnavailable when it cannot be told what it is."""
    external_id = usable_id(item.get("id"))
    if external_id is None:
        raise ChannelUnavailable("The channel's list names a post that has no id")
    return Seen(external_id=external_id, permalink=link, text=text(item.get(text_in)))


def still_live(reason: str, link: str = "") -> TakedownAnswer:
    """Return that a post is there, why, and where a person can remove it."""
    return TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason, link=link)


def no_token(account: Account) -> TakedownAnswer | None:
    """Return that nothing can be taken down without a token; None when there is one."""
    return None if is_token(account.credential.access) else still_live(Later.NO_TOKEN)


def removed(said: Mapping[str, Any]) -> TakedownAnswer:
    """Return that a post is gone; raise ChannelUnavailable unless the answer says that it is."""
    if said.get("success") is True:
        return REMOVED
    raise ChannelUnavailable("The channel did not say whether the post is gone")


def unremoved(error: GraphError, link: str = "") -> TakedownAnswer:
    """Return what a clear error says of a post that was to go; one that is not there is gone."""
    if error.is_gone:
        return REMOVED
    dead = reconnect(error)
    return still_live(dead.reason if dead else Refusal.OTHER, link)


def by_hand(error: GraphError, link: str) -> TakedownAnswer:
    """Return that only a person can remove a post, or that its account cannot be spoken for."""
    if credential_ended(error):
        return unremoved(error, link)
    return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason=Refusal.NOT_ALLOWED, link=link)


def is_yes(answer: Heard | Silence) -> bool:
    """True when an answer says that it was done."""
    if isinstance(answer, Silence) or not answer.is_good or error_of(answer):
        return False
    return answer.said.get("success") is True


def checked(look: Callable[[], PostResult], verdict: Verdict) -> PostResult:
    """Return what is true of a post whose publishing was answered with no clear yes.

    An error may follow a post that is live, so it counts only where a look shows that nothing was
    published, or is refused as the post was: a credential that cannot look could not publish.
    """
    try:
        found = look()
    except ChannelUnavailable:
        return PostUnclear(reason=verdict.reason)
    if isinstance(found, Posted):
        return found
    is_untouched = isinstance(found, Ready) or found == verdict
    return verdict if is_untouched else PostUnclear(reason=verdict.reason)
