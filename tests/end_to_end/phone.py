"""A phone that sends one large file over a bad line, as a program of its own that can be killed.

It remembers the upload's id and the addresses of parts in a file, nothing else: what has arrived is
asked of the service whenever something went wrong. Run with the path of that memory.
"""

import json
import sys
from pathlib import Path
from typing import Any

import httpx

TRIES = 10
FORBIDDEN = 403


class Phone:
    """One file on its way."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self.knows: dict[str, Any] = json.loads(memory.read_text())
        self._line = httpx.Client(proxy=self.knows["line"], timeout=30, trust_env=False)
        self._token = {"Authorization": f"Bearer {self.knows['token']}"}

    def send(self) -> None:
        """Send what is missing until it is all there, then say so."""
        for _ in range(TRIES):
            try:
                for number in self._missing():
                    self._send_part(number)
                return self._call("POST", "/complete")
            except httpx.TransportError:
                continue
        sys.exit("the line is too bad")

    def _missing(self) -> list[int]:
        if "urls" not in self.knows:
            grant = self._call("POST", "", self.knows["wish"], of_upload=False)
            self._keep(grant["parts"], part_size_bytes=grant["part_size_bytes"])
        held = {part["number"] for part in self._call("GET", "")["parts"]}
        count = -(-self.knows["wish"]["size_bytes"] // self.knows["part_size_bytes"])
        return [number for number in range(1, count + 1) if number not in held]

    def _send_part(self, number: int) -> None:
        size = self.knows["part_size_bytes"]
        with Path(self.knows["file"]).open("rb") as file:
            file.seek((number - 1) * size)
            part = file.read(size)
        answer = self._line.put(self.knows["urls"][str(number)], content=part)
        if answer.status_code == FORBIDDEN:  # its time is over
            later = list(range(number, len(self.knows["urls"]) + 1))
            self._keep(self._call("POST", "/parts", {"numbers": later})["parts"])
            answer = self._line.put(self.knows["urls"][str(number)], content=part)
        answer.raise_for_status()

    def _keep(self, parts: list[dict[str, Any]], **more: Any) -> None:
        urls = {str(part["number"]): part["url"] for part in parts}
        self.knows |= {"urls": self.knows.get("urls", {}) | urls, **more}
        self._memory.write_text(json.dumps(self.knows))

    def _call(self, method: str, path: str, body: Any = None, *, of_upload: bool = True) -> Any:
        upload = f"/{self.knows['wish']['upload_id']}{path}" if of_upload else ""
        url = f"{self.knows['api']}/v1/uploads{upload}"
        answer = self._line.request(method, url, json=body, headers=self._token)
        return answer.raise_for_status().json()


if __name__ == "__main__":
    Phone(Path(sys.argv[1])).send()
