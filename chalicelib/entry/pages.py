"""The pages and their files, with the headers that keep them safe.

In production CloudFront serves the same paths from one origin; here the API function does.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from chalice.app import Blueprint, Request, Response

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.common import Model
from chalicelib.entry.wire import Answer, Call, Operation

pages = Blueprint(__name__)
WEB: Final = Path(__file__).parents[1] / "web"
TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
OF_ALL: Final = ("home", "shared")
OF_PAGES: Final = ("console", "explain", "field", "registry", "withdraw", "sheet")
FOLDERS: Final = (*OF_PAGES, *OF_ALL)
# Routes of pages whose links are relative to an address that does not end in a slash.
WITHOUT_SLASH: Final = frozenset(
    {*(f"/{name}" for name in (*OF_PAGES, "docs")), "/problems/{slug}"}
)
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
    return file_answer("home", "index.html")


@pages.route("/console", methods=["GET"])
@endpoint(Operation(summary="The moderators' page", answers={200: None}, is_open=True,
                    media_type="text/html"))  # fmt: skip
def get_console(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the console."""
    return file_answer("console", "index.html")


@pages.route("/explain", methods=["GET"])
@endpoint(Operation(summary="The page that tells one testimonial's story", answers={200: None},
                    is_open=True, media_type="text/html"))  # fmt: skip
def get_explain(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the sheet that shows one testimonial from capture to now."""
    return file_answer("explain", "index.html")


@pages.route("/field", methods=["GET"])
@endpoint(Operation(summary="The field workers' page", answers={200: None}, is_open=True,
                    media_type="text/html"))  # fmt: skip
def get_field(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the field page."""
    return file_answer("field", "index.html")


@pages.route("/withdraw", methods=["GET"])
@endpoint(Operation(summary="The page on which anybody takes consent back", answers={200: None},
                    is_open=True, media_type="text/html"))  # fmt: skip
def get_withdraw(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the page that needs a leaflet's code and no sign-in."""
    return file_answer("withdraw", "index.html")


@pages.route("/sheet", methods=["GET"])
@endpoint(Operation(summary="The page that prints a booth's sheets", answers={200: None},
                    is_open=True, media_type="text/html"))  # fmt: skip
def get_sheet(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the page for workers' codes and leaflets' codes."""
    return file_answer("sheet", "index.html")


@pages.route("/registry", methods=["GET"])
@endpoint(Operation(summary="The page of those who steer an area", answers={200: None},
                    is_open=True, media_type="text/html"))  # fmt: skip
def get_registry(call: Call) -> Answer:  # noqa: ARG001
    """Answer with the registry."""
    return file_answer("registry", "index.html")


@pages.route("/home/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the home page", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_home_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("home", name)


@pages.route("/console/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the console", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_console_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("console", name)


@pages.route("/explain/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the story's page", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_explain_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("explain", name)


@pages.route("/field/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the field page", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_field_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("field", name)


@pages.route("/withdraw/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the withdrawal page", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_withdraw_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("withdraw", name)


@pages.route("/sheet/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the sheets' page", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_sheet_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("sheet", name)


@pages.route("/registry/{name}", methods=["GET"])
@endpoint(Operation(summary="A file of the registry", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_registry_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("registry", name)


@pages.route("/shared/{name}", methods=["GET"])
@endpoint(Operation(summary="A file that the pages share", answers={200: None}, is_open=True,
                    media_type="text/javascript"))  # fmt: skip
def get_shared_file(call: Call, name: str) -> Answer:  # noqa: ARG001
    """Answer with one file."""
    return file_answer("shared", name)


def file_answer(folder: str, name: str) -> Answer:
    """Return one of our files with its headers; raise NotFound for any other name."""
    if name not in _names(folder):
        raise NotFound("There is no such file")
    content_type = TYPES[Path(name).suffix]
    headers = {"Content-Type": content_type, "Cache-Control": "no-cache", **_safety()}
    return Answer(body=(WEB / folder / name).read_text(encoding="utf-8"), headers=headers)


@lru_cache(maxsize=len(FOLDERS))
def _names(folder: str) -> frozenset[str]:
    """Return the names we serve: a list made from the folder, so no path can lead elsewhere."""
    return frozenset(path.name for path in (WEB / folder).iterdir() if path.suffix in TYPES)


def _safety() -> dict[str, str]:
    given = settings.current()
    origins = f"{given.uploads_origin} {given.cognito_url}"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' blob: data: {given.uploads_origin}; "
        f"media-src blob: {given.uploads_origin}; connect-src 'self' {origins}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
        "Strict-Transport-Security": "max-age=31536000",
    }
