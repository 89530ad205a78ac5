"""The embedded AWS: ministack as a child process on loopback, its state kept in the data folder."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from infra.local import locks
from infra.local.places import REGION, CannotStart, Places

START_WITHIN_S = 30
STOP_WITHIN_S = 20
# Made-up credentials: the emulator checks signatures made with them, nothing else knows them.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded-secret"}


class Emulator:
    """One ministack process."""

    def __init__(self, at: Places) -> None:
        self._at = at
        self._log = at.folder / "aws.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; raise CannotStart with its last words."""
        state = self._at.folder / "aws"
        state.mkdir(exist_ok=True)
        require_readable(state)
        lock = locks.hold(self._at.folder / locks.EMULATOR)
        if lock is None:
            raise CannotStart(f"Another embedded AWS uses {self._at.folder}. Stop it first.")
        with lock, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env=self._environment(state),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours: we stop it after the pumps
                pass_fds=[lock.fileno()],  # it holds the lock for as long as it lives
            )
            lock.truncate(0)
            lock.write(str(self._process.pid))
        self._wait()

    def _environment(self, state: Path) -> dict[str, str]:
        return {
            **os.environ,
            **CREDENTIALS,
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._at.aws_port),
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
        }

    def _wait(self) -> None:
        assert self._process is not None
        end = time.monotonic() + START_WITHIN_S
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                httpx.get(f"{self._at.aws}/_ministack/health", timeout=1)
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise CannotStart(
            f"The embedded AWS did not start; its log is {self._log}. "
            "If its data is damaged, start afresh: make run FRESH=1"
        )

    def stop(self) -> None:
        """Ask it to save and stop; its data is complete once it has ended."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        """The child's process id."""
        assert self._process is not None
        return self._process.pid


def require_readable(state: Path) -> None:
    """Raise CannotStart when a saved state file is not whole: a cut-off write, a full disk."""
    for path in state.glob("state/*.json"):
        try:
            json.loads(path.read_bytes())
        except (ValueError, OSError):
            raise CannotStart(
                f"The saved data in {path} is damaged. Move it away, or start afresh: "
                "make run FRESH=1"
            ) from None
