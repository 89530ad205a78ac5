"""Brings a file in as an operator's client does: ask for a grant, send it, watch it being read."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

POLL_S = 0.5
TIMEOUT_S = 120
ENDED = frozenset({"done", "failed", "abandoned"})
Json = dict[str, Any]


class SeedFailed(Exception):
    """Why the constituency could not be made, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Somebody who may import, signed in."""

    api: str
    token: str
    campaign_id: str

    def bring_in(
        self, kind: str, path: Path, *, watch: Callable[[Json], None], within_s: float
    ) -> Json:
        """Return the finished import; raise SeedFailed unless every row came in."""
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=self.api, headers=headers, timeout=TIMEOUT_S) as api:
            grant = _ok(
                api.post("/v1/imports", json={"kind": kind, "campaign_id": self.campaign_id})
            )
            with path.open("rb") as file:
                sent = httpx.post(
                    grant["url"], data=grant["fields"], files={"file": file}, timeout=TIMEOUT_S
                )
            if not sent.is_success:
                raise SeedFailed(f"The bucket answered {sent.status_code} to the {kind} file.")
            return self._wait(api, grant["import_id"], watch, within_s)

    def _wait(
        self, api: httpx.Client, import_id: str, watch: Callable[[Json], None], within_s: float
    ) -> Json:
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            found = _ok(api.get(f"/v1/imports/{import_id}"))
            watch(found)
            if found["state"] in ENDED:
                return _complete(found)
            time.sleep(POLL_S)
        raise SeedFailed(f"The import was not done after {within_s:.0f} s.")


def _complete(found: Json) -> Json:
    if found["state"] != "done":
        raise SeedFailed(f"The import ended as {found['state']}: {found.get('reason')}.")
    if found["rows_refused"]:
        raise SeedFailed(f"{found['rows_refused']} rows were refused: {found['errors_url']}")
    return found


def _ok(answer: httpx.Response) -> Json:
    if not answer.is_success:
        raise SeedFailed(f"{answer.request.url.path} answered {answer.status_code}.")
    return dict(answer.json())
