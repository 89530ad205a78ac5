"""What X says when it will not, and how it reads what it is sent."""

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.networks.server import Reply, Request

PROBLEMS: Final = "https://api.x.com/2/problems"


def data(**said: Any) -> Mapping[str, Any]:
    """Return the body of a good answer."""
    return {"data": said}


def problem(status: int, kind: str, title: str, detail: str, **more: Any) -> Reply:
    """Return a problem document."""
    kind = kind if kind == "about:blank" else f"{PROBLEMS}/{kind}"
    return Reply(
        status=status,
        said={"title": title, "detail": detail, "type": kind, "status": status, **more},
    )


def invalid(message: str, **parameters: str) -> Reply:
    """Return the 400 that names what was wrong with the request, and quotes it."""
    wrong = {"message": message, "parameters": {k: [v] for k, v in parameters.items()}}
    detail = "One or more parameters to your request was invalid."
    return problem(400, "invalid-request", "Invalid Request", detail, errors=[wrong])


def not_found(post_id: str) -> Mapping[str, Any]:
    """Return what X says of a post that is not there."""
    return {
        "resource_id": post_id, "resource_type": "tweet", "title": "Not Found Error",
        "detail": f"Could not find tweet with id: [{post_id}].",
        "type": f"{PROBLEMS}/resource-not-found",
    }  # fmt: skip


def used_up() -> Reply:
    """Return what is said of a refresh token that is not the last one."""
    said = "Value passed for the token was invalid."
    return Reply(status=400, said={"error": "invalid_request", "error_description": said})


def weight(text: str) -> int:
    """Return how long X takes a text to be: most letters count one, the rest two."""
    light = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
    return sum(1 if any(a <= ord(one) <= b for a, b in light) else 2 for one in text)


def form_of(request: Request) -> dict[str, Any]:
    """Return the fields of a multipart body: text, and the bytes of files."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    found: dict[str, Any] = {}
    for each in request.body.split(b"--" + boundary)[1:-1]:
        head, _, content = each.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        assert name is not None
        content = content.removesuffix(b"\r\n")
        found[name[1].decode()] = content if b"filename=" in head else content.decode()
    return found
