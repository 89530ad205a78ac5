"""The pages and their files, with the headers that keep them safe.

In production CloudFront serves the same paths from one origin; here the API function does.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from chalice.app import Blueprint, Request, Response

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import Model
from chalicelib.entry.web_files import (
    FOLDERS,
    HOME,
    PAGES,
    TYPES,
    current_release,
    file_text,
    names,
    page_text,
)
from chalicelib.entry.wire import Answer, Call, Operation

pages = Blueprint(__name__)
# Routes of pages whose links are relative to an address that does not end in a slash.
WITHOUT_SLASH: Final = frozenset({*(f"/{name}" for name in (*PAGES, "docs")), "/problems/{slug}"})
# A file's address holds the hash of all files, so what stands there never changes.
FOR_GOOD: Final = "public, max-age=31536000, immutable"
# What a file may do that somebody opens by itself: nothing, and a picture could hold a script.
ALONE: Final = "default-src 'none'; frame-ancestors 'none'"
LANGUAGES: Final = ["hi", "en"]


class PageConfig(Model):
    """What a page needs to know before anybody signs in."""

    region: str
    cognito_url: str
    client_id: str
    stage: str
    languages: list[str]


@pages.route("/config.json", methods=["GET"])
@endpoint(Operation(summary="How a page signs in", answers={200: PageConfig}, is_open=True))
def get_config(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the user pool's address and client."""
    given = settings.current()
    config = PageConfig(
        region=given.region,
        cognito_url=given.cognito_url,
        client_id=given.user_pool_client_id,
        stage=given.stage,
        languages=LANGUAGES,
    )
    return Answer(body=config)


@pages.middleware("http")
def keep_one_address(event: Request, get_response: Callable[[Request], Response]) -> Response:
    """HTTP middleware: lead `/console/` to `/console`, where the page's relative links hold.

    The gateway drops a slash at the end before it picks a route, so both would answer the same.
    """
    asked = str(event.context.get("path", ""))
    if event.path not in WITHOUT_SLASH or not asked.endswith("/"):
        return get_response(event)
    name = asked.rstrip("/").rpartition("/")[2]
    headers: dict[str, str | list[str]] = {"Location": f"../{name}", "Cache-Control": "no-store"}
    return Response(body="", status_code=308, headers=headers)


@pages.route("/", methods=["GET"])
@endpoint(Operation(summary="What Sampark is", answers={200: None}, is_open=True,
                    media_type="text/html"))  # fmt: skip
def get_home(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the page that explains the journey and leads to the others."""
    return page_answer(HOME)


def _serve(folder: str, summary: str) -> None:
    """Register the route of one page; its files have addresses of their own."""
    said = Operation(summary=summary, answers={200: None}, is_open=True, media_type="text/html")

    def get_page(call: Call) -> Answer:  # noqa: ARG001
        """Answer with the page."""
        return page_answer(folder)

    get_page.__name__ = f"get_{folder}"  # its name in the log and in the API document
    pages.route(f"/{folder}", methods=["GET"], name=get_page.__name__)(endpoint(said)(get_page))


for _folder, _summary in PAGES.items():
    _serve(_folder, _summary)


@pages.route("/assets/{release}/{folder}/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the pages", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_asset(call: Call, release: str, folder: str, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file of the release that is served; raise NotFound for any other."""
    if release != current_release() or folder not in FOLDERS or name not in names(folder):
        raise NotFound("There is no such file; load the page again")
    headers = {
        "Content-Type": TYPES[Path(name).suffix],
        "Cache-Control": FOR_GOOD,
        "Content-Security-Policy": ALONE,
    }
    return Answer(body=file_text(folder, name), headers=headers)


def page_answer(folder: str) -> Answer:
    """Return a page with its headers; it is asked for anew each time, its files never."""
    headers = {
        "Content-Type": TYPES[".html"],
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _policy(),
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
        "Strict-Transport-Security": "max-age=31536000",
    }
    return Answer(body=page_text(folder), headers=headers)


def _policy() -> str:
    given = settings.current()
    origins = f"{given.uploads_origin} {given.cognito_url}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' blob: data: {given.uploads_origin}; "
        f"media-src blob: {given.uploads_origin}; connect-src 'self' {origins}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
