"""What Facebook and Instagram have in common: Meta's Graph API, as its documents say in 2026.

Tokens, versions in paths, error objects, pages by cursor, and the exchange of tokens. The link to a
list's next page holds the token, as the real one's does.
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.ids import CampaignId, ChannelId
from tests.networks.server import Fault, Network, Reply, Request

VERSION: Final = "v23.0"
APP: Final = "1029384756"
APP_SECRET: Final = "nobodys-app-secret"  # noqa: S105
REGAIN_MINUTES: Final = 19
LIFE_S: Final = 5_184_000
_PATH: Final = re.compile(r"/v\d+\.\d+/(.*)")


class GraphNetwork(Network):
    """The API for one account. `instead` answers steps in its own way, whatever they do.

    `skew` is how far its clock is from ours.
    """

    KIND: ClassVar[ChannelKind]
    OWN_ID: ClassVar[str]
    LIMIT: ClassVar[int]  # the error code of its calls that are too many
    # Method, path below the version, and the step; the first that fits.
    ROUTES: ClassVar[tuple[tuple[str, str, str], ...]]

    def __init__(self) -> None:
        super().__init__()
        self.access = f"EAAnobodys{self.KIND.value}token1"
        self.instead: dict[str, Reply] = {}
        self.skew = timedelta(0)
        self._why_dead: int | None = None

    @property
    def root(self) -> str:
        """The address that calls begin with."""
        return f"{self.base_url}/{VERSION}"

    def account(self) -> Account:
        """Return the account that this network knows, with a token of some weeks."""
        channel = Channel(
            channel_id=ChannelId(self.KIND.value), campaign_id=CampaignId("k1"), kind=self.KIND,
            name=self.KIND.value, base_url=self.root, is_enabled=True, min_spacing_s=0,
            caption_languages=("hi", "en"), account=self.OWN_ID,
        )  # fmt: skip
        credential = Credential(
            access=self.access, client_id=APP, client_secret=APP_SECRET,
            expires_at=self.now() + timedelta(days=40),
        )  # fmt: skip
        return Account(channel=channel, credential=credential)

    def now(self) -> datetime:
        """Return the time by the network's clock."""
        return datetime.fromtimestamp(time.time(), UTC) + self.skew

    def expire(self) -> None:
        """End the token's life."""
        self._end(463)

    def revoke(self) -> None:
        """Have the person take back what she had allowed."""
        self._end(458)

    def _end(self, why: int) -> None:
        self.access, self._why_dead = "EAAnobodysnewtoken2", why

    def is_slow(self, step: str) -> bool:
        """True while what a step handed over is not worked up."""
        return self.faults.get(step) is Fault.SLOW or self.faults.get("status") is Fault.SLOW

    def is_broken(self, step: str) -> bool:
        """True when what a step handed over cannot be worked up."""
        return self.faults.get(step) is Fault.BROKEN or self.faults.get("status") is Fault.BROKEN

    # Requests.

    def step(self, request: Request) -> str:
        path = _PATH.fullmatch(request.path)
        below = path[1] if path else request.path
        for method, pattern, step in self.ROUTES:
            if request.method == method and re.fullmatch(pattern, below):
                return self.step_among(step, request.fields)
        return "unknown"

    def step_among(self, step: str, fields: Mapping[str, str]) -> str:
        """Return which of the steps at one address a request is."""
        raise NotImplementedError

    def carry_out(self, step: str, request: Request) -> Reply:
        if step in self.instead:
            return self.instead[step]
        if step == "unknown":
            return error(400, 2500, f"Unknown path components: {request.path}")
        if step != "exchange" and not self._is_signed(request):
            return error(401, 190, "Invalid OAuth access token.", self._why_dead)
        reply: Reply = getattr(self, f"_{step}")(request)
        return reply

    def _is_signed(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme in {"Bearer", "OAuth"} and token == self.access

    def refusal(self, fault: Fault) -> Reply:
        if fault is Fault.QUOTA:
            return self.quota_error()
        if fault is Fault.LIMITED:
            wait = {"call_count": 100, "estimated_time_to_regain_access": REGAIN_MINUTES}
            used = {self.OWN_ID: [{"type": "pages", **wait}]}
            return error(400, self.LIMIT, "There have been too many calls.", usage=used)
        expired = error(401, 190, "Error validating access token: it has expired.", 463)
        return {
            Fault.LIMITED_SILENTLY: error(429, 4, "(#4) Application request limit reached"),
            Fault.EXPIRED: expired,
            Fault.REVOKED: error(401, 190, "The user has not authorized the application.", 458),
            Fault.DUPLICATE: error(400, 506, "Duplicate status message"),
            Fault.REFUSED: error(400, 368, "The action attempted has been deemed abusive."),
        }[fault]

    def quota_error(self) -> Reply:
        """Return the answer to a post beyond what a day allows."""
        raise NotImplementedError

    # What all accounts have.

    def _exchange(self, request: Request) -> Reply:
        asked = request.fields
        if (asked.get("client_id"), asked.get("client_secret")) != (APP, APP_SECRET):
            return error(400, 1, "Error validating client secret.")
        if asked.get("grant_type") != "fb_exchange_token":
            return error(400, 100, "Invalid grant_type")
        if asked.get("fb_exchange_token") != self.access:
            return error(401, 190, "Error validating access token.", self._why_dead)
        self.access = f"{self.access}r"
        return Reply(
            said={"access_token": self.access, "token_type": "bearer", "expires_in": LIFE_S}
        )

    def page(self, request: Request, items: Sequence[Mapping[str, Any]]) -> Reply:
        """Return a page of a list, whose order is the newest first."""
        begin = int(request.fields.get("after", "cursor0").removeprefix("cursor"))
        end = begin + int(request.fields.get("limit", "25"))
        paging: dict[str, Any] = {"cursors": {"before": f"cursor{begin}", "after": f"cursor{end}"}}
        if end < len(items):
            link = f"{self.base_url}{request.path}?access_token={self.access}&after=cursor{end}"
            paging["next"] = link
        return Reply(said={"data": list(items[begin:end]), "paging": paging})


def error(
    status: int, code: int, message: str, subcode: int | None = None, *,
    is_transient: bool = False, usage: Mapping[str, Any] | None = None,
) -> Reply:  # fmt: skip
    """Return an error object."""
    said = {
        "message": message, "type": "OAuthException", "code": code, "is_transient": is_transient,
        "fbtrace_id": "A6LJylpZRKw2xKLFsAP",
    }  # fmt: skip
    if subcode is not None:
        said["error_subcode"] = subcode
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)} if usage else {}
    return Reply(status=status, said={"error": said}, headers=headers)


def gone(object_id: str) -> Reply:
    """Return the answer about an object that there is not."""
    words = f"Unsupported request. Object with ID '{object_id}' does not exist"
    return error(400, 100, f"{words}, or cannot be loaded due to missing permissions.", 33)


def bad(parameter: str) -> Reply:
    """Return the answer to a parameter that is missing or not valid."""
    return error(400, 100, f"(#100) Param {parameter} is not valid")


def stamp(at: datetime) -> str:
    """Return a time as the Graph API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def figure(name: str, value: int) -> Mapping[str, Any]:
    """Return one insight."""
    return {"name": name, "period": "lifetime", "values": [{"value": value}]}
