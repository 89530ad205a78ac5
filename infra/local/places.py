"""Where the embedded stack keeps things and which ports it takes; all from the environment."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

REGION = "ap-south-1"
DEFAULT_PORT = 8000
DEFAULT_AWS_PORT = 4566
ROOT = Path(__file__).parents[2]


class CannotStart(Exception):
    """Why the embedded stack cannot start, in one sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One embedded stack's folder and ports."""

    folder: Path
    port: int
    aws_port: int
    practice_port: int

    @property
    def info(self) -> Path:
        """What outside clients read to drive the stack."""
        return self.folder / "sampark.json"

    @property
    def api(self) -> str:
        """The API's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws(self) -> str:
        """The embedded AWS's address."""
        return f"http://127.0.0.1:{self.aws_port}"


def places() -> Places:
    """Return the places that the environment names; raise CannotStart for a port that is none."""
    folder = Path(os.environ.get("LOCAL_DIR") or ROOT / ".local")
    port = _port("PORT", DEFAULT_PORT)
    aws_port = _port("AWS_PORT", DEFAULT_AWS_PORT)
    practice = _port("PRACTICE_PORT", port + 1)
    return Places(folder=folder, port=port, aws_port=aws_port, practice_port=practice)


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if text.isdecimal() and 0 < int(text) < 65536:  # noqa: PLR2004  the range of TCP ports
        return int(text)
    raise CannotStart(f"{name} must be a port number from 1 to 65535; it is {text!r}.")


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(port: int, name: str) -> None:
    """Raise CannotStart when somebody listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken. Stop what uses it, or choose another: "
                f"make run {name}={port + 100}"
            ) from None


def require_folder(folder: Path) -> None:
    """Make the data folder; raise CannotStart when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # it holds names and phone numbers
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be used ({error.strerror}). Remove it, or choose another folder "
            "with LOCAL_DIR=…"
        ) from None
