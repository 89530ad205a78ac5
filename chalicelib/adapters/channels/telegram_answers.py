"""What Telegram's answers mean: https://core.telegram.org/bots/api#making-requests.

Every answer of the network is a JSON object with `ok`. False is a clear no, except with a code of
500 and more: then the network itself does not know. The words of a refusal are those of its
public server, https://github.com/tdlib/telegram-bot-api; they may change, so whatever is not
known is still a refusal.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from chalicelib.adapters.channels.calls import LONGEST_WAIT, TOO_MANY, Heard, wait_of
from chalicelib.adapters.channels.told import cleaned, texts_of
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal

SITE: Final = "https://t.me"
CLEAR_NO: Final = range(400, 500)
FORBIDDEN: Final = 403
# A token of another form leads to no address at all.
NO_SUCH_BOT: Final = frozenset({401, 404})
GONE: Final = "message to delete not found"
TOO_OLD: Final = "message can't be deleted"

# Parts of descriptions, in lower case, in the order in which they are looked for.
REFUSALS: Final[Mapping[str, Refusal]] = {
    "caption_too_long": Refusal.CAPTION,
    "caption is too long": Refusal.CAPTION,
    "wrong file identifier": Refusal.MEDIA,
    "wrong http url": Refusal.MEDIA,
    "failed to get http url content": Refusal.MEDIA,
    "wrong type of the web page content": Refusal.MEDIA,
    "can't upload file by url": Refusal.MEDIA,
    "can't use the media": Refusal.MEDIA,
    "group send failed": Refusal.MEDIA,
    "file is too big": Refusal.MEDIA,
    "request entity too large": Refusal.MEDIA,
    "image_process_failed": Refusal.MEDIA,
    "photo_invalid": Refusal.MEDIA,
    "media_invalid": Refusal.MEDIA,
    "media_empty": Refusal.MEDIA,
    "chat not found": Refusal.NOT_ALLOWED,
    "chat_admin_required": Refusal.NOT_ALLOWED,
    "chat_write_forbidden": Refusal.NOT_ALLOWED,
    "chat_restricted": Refusal.NOT_ALLOWED,
    "chat_send_": Refusal.NOT_ALLOWED,  # chat_send_photos_forbidden and its like
    "not enough rights": Refusal.NOT_ALLOWED,
    "have no rights": Refusal.NOT_ALLOWED,
    "need administrator rights": Refusal.NOT_ALLOWED,
    "upgraded to a supergroup": Refusal.NOT_ALLOWED,  # it has another id from then on
}


def result_of(heard: Heard, account: Account, post: Post) -> PostResult:
    """Return what became of a post; only an answer with an id for each of its files says it."""
    if heard.is_good and heard.said.get("ok") is True:
        ids = _message_ids(heard.said.get("result"))
        if len(ids) != len(post.media):
            return PostUnclear(reason="broken_answer")
        link = link_of(account.channel.account, ids[0])
        return Posted(external_id=",".join(ids), permalink=link)
    code = _refused_with(heard)
    if code is None:
        return PostUnclear(reason=f"http_{heard.status}")
    if code == TOO_MANY:
        return PostDeferred(reason=Later.RATE_LIMITED, wait=_wait(heard))
    reason = _reason(heard, code)
    if reason in {Later.TOKEN_REVOKED, Refusal.NOT_ALLOWED}:
        return PostDeferred(reason=reason, needs_reconnect=True)
    told = cleaned(heard.said.get("description"), account.credential, texts_of(post))
    return PostRefused(reason=reason, told=told)


def removal_of(heard: Heard, link: str) -> TakedownAnswer:
    """Return what an answer to a takedown means; raise ChannelUnavailable when it does not say."""
    if heard.is_good and heard.said.get("ok") is True and heard.said.get("result") is True:
        return TakedownAnswer(result=TakedownResult.REMOVED)
    code = _refused_with(heard)
    if code is None:
        raise ChannelUnavailable(f"The channel did not say whether it is gone: {heard.status}")
    described = _described(heard).lower()
    if GONE in described:
        return TakedownAnswer(result=TakedownResult.REMOVED)
    if TOO_OLD in described:
        return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="too_old", link=link)
    reason = _reason(heard, code)
    return TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason, link=link)


def link_of(chat: str, message_id: str) -> str:
    """Return where a message is seen: by anybody in a channel with a name, else by its members."""
    if chat.startswith("@"):
        return f"{SITE}/{quote(chat[1:], safe='')}/{message_id}"
    inner = chat.removeprefix("-100").removeprefix("-")
    return f"{SITE}/c/{quote(inner, safe='')}/{message_id}"


def _refused_with(heard: Heard) -> int | None:
    """Return the network's own code of a clear no; None when this is none."""
    code = heard.said.get("error_code")
    is_no = heard.said.get("ok") is False and code in CLEAR_NO
    return code if is_no else None


def _reason(heard: Heard, code: int) -> Refusal | Later:
    if code in NO_SUCH_BOT:
        return Later.TOKEN_REVOKED
    if code == FORBIDDEN:
        return Refusal.NOT_ALLOWED
    described = _described(heard).lower()
    found = (reason for part, reason in REFUSALS.items() if part in described)
    return next(found, Refusal.OTHER)


def _described(heard: Heard) -> str:
    return str(heard.said.get("description", ""))


def _wait(heard: Heard) -> timedelta | None:
    """Return how long to wait: the network says it in the answer, and in the header as others."""
    parameters = heard.said.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(seconds, int) and seconds > 0:
        return min(timedelta(seconds=seconds), LONGEST_WAIT)
    return wait_of(heard)


def _message_ids(result: Any) -> Sequence[str]:
    """Return the ids of one message or of an album; fewer when one cannot be used.

    A message that is sent later only has the id 0.
    """
    messages = result if isinstance(result, list) else [result]
    ids = [one.get("message_id") for one in messages if isinstance(one, dict)]
    return [str(one) for one in ids if isinstance(one, int) and one > 0]
