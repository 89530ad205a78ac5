"""Brings the pages' libraries: what `infra/web/package-lock.json` names, checked by its hashes.

`make vendor` runs it. The files are not part of the repository; they are made again whenever the
lock file changes. Each is the library's own module, with the names that it imports others by
turned into addresses, since pages have no bundler.
"""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from infra.libraries import LOCK, STAMP, VENDOR, stamp_of
from infra.node import NotInstalled, install

# Our name for each module, and where its package has it.
MODULES: Final[Mapping[str, str]] = {
    "preact.js": "preact/dist/preact.mjs",
    "hooks.js": "preact/hooks/dist/hooks.mjs",
    "htm.js": "htm/dist/htm.module.js",
    "fflate.js": "fflate/esm/browser.js",
}
ADDRESSES: Final[Mapping[str, str]] = {"preact": "./preact.js", "preact/hooks": "./hooks.js"}
LICENCES: Final = ("preact", "htm", "fflate")
TERMS: Final = "LICENSES.txt"
_IMPORT: Final = re.compile(r"""(\bfrom\s*)["']([^"'.][^"']*)["']""")
_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def bring(into: Path = VENDOR, pinned: Path = LOCK.parent) -> None:
    """Put the libraries into their folder; raise NotInstalled when npm cannot get them."""
    with TemporaryDirectory() as name:
        work = Path(name)
        for path in pinned.iterdir():
            shutil.copy(path, work / path.name)
        install(work)
        _empty(into)
        place(work / "node_modules", into)
    (into / STAMP).write_text(stamp_of(into, pinned / LOCK.name), encoding="utf-8")


def place(packages: Path, into: Path) -> None:
    """Write each library's module as a page can load it, and the terms of all of them."""
    for ours, theirs in MODULES.items():
        text = (packages / theirs).read_text(encoding="utf-8")
        (into / ours).write_text(addressed(text), encoding="utf-8")
    terms = [
        f"{each}\n\n" + (packages / each / "LICENSE").read_text(encoding="utf-8")
        for each in LICENCES
    ]
    (into / TERMS).write_text("\n\n".join(terms), encoding="utf-8")


def addressed(text: str) -> str:
    """Return a module that imports by address; raise KeyError for a library we do not bring."""
    plain = _SOURCE_MAP.sub("", text)
    return _IMPORT.sub(lambda found: f'{found[1]}"{ADDRESSES[found[2]]}"', plain)


def _empty(folder: Path) -> None:
    """Make the folder, and remove what another lock file had brought; the stamp goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    for path in folder.iterdir():
        path.unlink()


if __name__ == "__main__":
    try:
        bring()
    except NotInstalled as problem:
        sys.exit(str(problem))
