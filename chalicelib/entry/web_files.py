"""The files that the pages are made of: their release, their names, and what a page will load.

The libraries among them are brought by `make vendor` and are no part of the repository. Whoever
imports this module without them is told so, before a page could come up blank.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).parents[1] / "web"
TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
# The pages, each with a folder of its own, and what it is.
PAGES: Final[Mapping[str, str]] = {
    "console": "The moderators' page",
    "explain": "The page that tells one testimonial's story",
    "field": "The field workers' page",
    "registry": "The page of those who steer an area",
    "sheet": "The page that prints a booth's sheets",
    "withdraw": "The page on which anybody takes consent back",
}
HOME: Final = "home"
LIBRARIES: Final = "vendor"
FOLDERS: Final = (*PAGES, HOME, "posts", "shared", LIBRARIES)
_LINK: Final = re.compile(rf'(?<=")(?=(?:{"|".join(FOLDERS)})/)')
_ENTRY: Final = re.compile(r'<link rel="modulepreload" href="([a-z]+/[\w-]+\.js)"(?: /)?>')
# A comment that has its lines to itself: a sixth of what our modules weigh.
_COMMENT: Final = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$", re.MULTILINE | re.DOTALL
)
_COMMENTED: Final = frozenset({".js", ".css"})
# What a module imports before it runs, and the words that a page reads as it starts.
_IMPORT: Final = re.compile(r'\bfrom\s*"(\.[^"]+)"|^import "(\.[^"]+)"', re.MULTILINE)
_READ: Final = re.compile(r'new URL\("(\.[^"]*/words\.json)", import\.meta\.url\)')
_TONGUE: Final = "shared/tongue.js"  # knows which language's words to ask for
# One file for both languages, so that they can be compared; a page is sent the one that it speaks.
LANGUAGES: Final = ("hi", "en")
_WORDS: Final = "words.json"
_SPOKEN: Final[Mapping[str, str]] = {f"words.{name}.json": name for name in LANGUAGES}


class LibrariesMissing(Exception):
    """The pages' libraries are not there; the text says what brings them."""


def require_libraries(web: Path = WEB) -> None:
    """Raise LibrariesMissing when nobody has brought the libraries."""
    if not (web / LIBRARIES / "LICENSES.txt").is_file():  # written last
        raise LibrariesMissing("The pages' libraries are missing. Bring them with: make vendor")


require_libraries()


@lru_cache(maxsize=1)
def current_release() -> str:
    """Return the release that this process serves."""
    return release_of(WEB)


def release_of(web: Path) -> str:
    """Return the hash of all files that the pages are made of: another one when any changes."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in _files(web / folder)):
        digest.update(f"{path.relative_to(web)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=len(FOLDERS))
def names(folder: str) -> frozenset[str]:
    """Return the names we serve: a list made from the folder, so no path can lead elsewhere."""
    found = {path.name for path in _files(WEB / folder)}
    return frozenset((found - {_WORDS}) | _SPOKEN.keys() if _WORDS in found else found)


@lru_cache(maxsize=256)
def file_text(folder: str, name: str) -> str:
    """Return a file as it is served: of ours without comments, each line where it was, and of the
    words one language."""
    if name in _SPOKEN:
        return _words(folder, _SPOKEN[name])
    text = (WEB / folder / name).read_text(encoding="utf-8")
    if folder == LIBRARIES or Path(name).suffix not in _COMMENTED:
        return text
    return uncommented(text)


def _words(folder: str, language: str) -> str:
    both = json.loads((WEB / folder / _WORDS).read_text(encoding="utf-8"))
    return json.dumps(both[language], ensure_ascii=False, separators=(",", ":"))


def uncommented(text: str) -> str:
    """Return a module or a style sheet with empty lines in place of its comments' own lines."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


@lru_cache(maxsize=len(FOLDERS))
def page_text(folder: str) -> str:
    """Return a page that names its files by their addresses.

    The one module that it asks for beforehand becomes all that it imports: a browser would else
    find each of them only in the file before, one journey to us after the other. Its words are
    asked for by a module that waits for no other.
    """
    text = (WEB / folder / "index.html").read_text(encoding="utf-8")
    told = _ENTRY.sub(lambda found: "\n".join(_preloads(found[1])), text)
    return _LINK.sub(f"assets/{current_release()}/", told)


def _preloads(entry: str) -> Iterator[str]:
    modules, words = loaded_by(entry)
    for name in words:
        yield f'<meta name="words" content="{name}">'
    yield f'<script type="module" async src="{_TONGUE}"></script>'
    for name in modules:
        yield f'<link rel="modulepreload" href="{name}">'


def loaded_by(entry: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the modules that start with `entry`, itself first, and the words that they read."""
    modules, words = [entry], list[str]()
    for name in modules:  # grows as it goes
        text = (WEB / name).read_text(encoding="utf-8")
        words += _beside(name, _READ.findall(text), known=words)
        imported = [one or other for one, other in _IMPORT.findall(text)]
        modules += _beside(name, imported, known=modules)
    return tuple(modules), tuple(words)


def _beside(name: str, found: list[str], *, known: list[str]) -> list[str]:
    """Return the files that one file names by their addresses, without those that are known."""
    paths = [(WEB / name).parent / one for one in found]
    files = (str(path.resolve().relative_to(WEB.resolve())) for path in paths if path.is_file())
    return [one for one in dict.fromkeys(files) if one not in known]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix in TYPES]
