"""X's posts once they are out: found again, looked at, counted, deleted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from chalicelib.adapters.channels.attempts import asked, number, objects, part, read
from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.x_answers import is_missing, no_of
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import Metrics, Seen, TakedownAnswer, TakedownResult

# A page of this many posts of 280 characters fits into an answer, however X writes them.
PAGE: Final = 25
MOST_PAGES: Final = 20
CLOCKS_DIFFER: Final = timedelta(minutes=1)
ID: Final = re.compile(r"[0-9]{1,19}")
_GONE: Final = TakedownAnswer(result=TakedownResult.REMOVED)


def base_of(account: Account) -> str:
    """Return the API's address without a slash at its end."""
    return account.channel.base_url.rstrip("/")


def post_url(account: Account, post_id: str) -> str:
    """Return where the API has a post."""
    return f"{base_of(account)}/2/tweets/{post_id}"


def permalink(account: Account, post_id: str) -> str:
    """Return where people read a post: on the API's own host without `api.` in front."""
    parts = urlsplit(account.channel.base_url)
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}/i/web/status/{post_id}"


def is_id(said: object) -> bool:
    """True for an id of X: digits only, so that it is safe in an address."""
    return isinstance(said, str) and bool(ID.fullmatch(said))


def recent(caller: Caller, account: Account, since: datetime) -> list[Seen]:
    """Return the account's own posts since then, without reposts; raise ChannelUnavailable."""
    pages = _pages(caller, account, since - CLOCKS_DIFFER)
    return [_seen(one, account) for page in pages for one in page]


def _pages(caller: Caller, account: Account, since: datetime) -> Iterator[list[Mapping[str, Any]]]:
    url = f"{base_of(account)}/2/users/{account.channel.account}/tweets"
    start = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = {"start_time": start, "max_results": str(PAGE), "exclude": "retweets"}
    for _ in range(MOST_PAGES):
        said = read(caller, account, url, **query)
        yield _page(said)
        token = part(said, "meta").get("next_token")
        if token is None:
            return
        if not isinstance(token, str):
            raise ChannelUnavailable("The channel's list cannot be followed")
        query["pagination_token"] = token
    raise ChannelUnavailable("The channel has more posts than can be looked through")


def _page(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the posts of a page; raise ChannelUnavailable unless they are as many as it says."""
    items = objects(said.get("data", []))
    if number(part(said, "meta").get("result_count")) != len(items):
        raise ChannelUnavailable("The channel's list is not whole")
    return items


def _seen(one: Mapping[str, Any], account: Account) -> Seen:
    post_id, text = one.get("id"), one.get("text")
    if not isinstance(post_id, str) or not is_id(post_id) or not isinstance(text, str):
        raise ChannelUnavailable("The channel's list cannot be read")
    # X writes & < > as entities, and puts links to the media behind the text.
    return Seen(external_id=post_id, permalink=permalink(account, post_id), text=unescape(text))


def is_shown(caller: Caller, account: Account, post_id: str) -> bool:
    """True while X shows a post; raise ChannelUnavailable when it says neither."""
    heard = asked(caller, account, "GET", post_url(account, post_id))
    if is_missing(heard):
        return False
    if heard.is_good and part(heard.said, "data").get("id") == post_id:
        return True
    raise ChannelUnavailable(f"The channel does not say if the post is there: {heard.status}")


def deleted(caller: Caller, account: Account, post_id: str) -> TakedownAnswer:
    """Delete a post. A clear no is STILL_LIVE, with the link where a person can do it."""
    heard = asked(caller, account, "DELETE", post_url(account, post_id))
    told = part(heard.said, "data").get("deleted")
    if is_missing(heard) or (heard.is_good and told is True):
        return _GONE
    if not heard.is_ours and told is not False:
        raise ChannelUnavailable(f"The channel did not say if it is gone: {heard.status}")
    no = no_of(heard, account.credential)
    other = "not_deleted" if heard.is_good else f"http_{heard.status}"
    return TakedownAnswer(
        result=TakedownResult.STILL_LIVE,
        reason=no.reason if no else other,
        link=permalink(account, post_id),
    )


def counted(caller: Caller, account: Account, ids: Sequence[str]) -> dict[str, Metrics]:
    """Return what X counts of at most PAGE posts; one that is gone is absent."""
    url = f"{base_of(account)}/2/tweets"
    query = {"ids": ",".join(ids), "tweet.fields": "public_metrics"}
    items = objects(read(caller, account, url, **query).get("data", []))
    return {one["id"]: _counts(one) for one in items if one.get("id") in ids}


def _counts(one: Mapping[str, Any]) -> Metrics:
    counts = part(one, "public_metrics")
    # Older answers call a repost a retweet.
    shares = [number(counts.get(name)) for name in ("repost_count", "retweet_count", "quote_count")]
    told = [count for count in shares if count is not None]
    return Metrics(
        views=number(counts.get("impression_count")),
        reactions=number(counts.get("like_count")),
        comments=number(counts.get("reply_count")),
        shares=sum(told) if told else None,
    )
