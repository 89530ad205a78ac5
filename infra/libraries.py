"""Whether the pages' libraries are there, and are what their lock file names.

`infra/vendor.py` brings them and leaves a stamp beside them. Whatever serves or packages the pages
asks here first, since a page without its libraries comes up blank.
"""

import hashlib
import json
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "infra" / "web" / "package-lock.json"
VENDOR: Final = ROOT / "chalicelib" / "web" / "vendor"
STAMP: Final = ".brought"
MISSING: Final = "The pages' libraries are missing. Bring them with: make vendor"
OTHER: Final = "The pages' libraries are not those of their lock file. Bring them with: make vendor"


class LibrariesMissing(Exception):
    """The libraries are not there or not the right ones; the text says what brings them."""


def stamp_of(folder: Path = VENDOR, lock: Path = LOCK) -> str:
    """Return what the stamp of these files says: the hash of the lock file and of each file."""
    files = sorted(path for path in folder.iterdir() if path.name != STAMP)
    brought = {"lock": _hash(lock), "files": {path.name: _hash(path) for path in files}}
    return json.dumps(brought, indent=1) + "\n"


def require(folder: Path = VENDOR, lock: Path = LOCK) -> None:
    """Raise LibrariesMissing unless the libraries are as the lock file had them brought."""
    stamp = folder / STAMP
    if not stamp.is_file():
        raise LibrariesMissing(MISSING)
    if stamp.read_text(encoding="utf-8") != stamp_of(folder, lock):
        raise LibrariesMissing(OTHER)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
