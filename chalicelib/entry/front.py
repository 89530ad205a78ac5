"""Who asks, when CloudFront stands between her and the gateway.

The gateway then sees CloudFront's address. Whose request CloudFront passed on stands in
`X-Forwarded-For`, which anybody else could write too; so it counts only beside the secret that
CloudFront alone adds (infra/front.py).
"""

import hmac
from collections.abc import Mapping
from typing import Final

SECRET: Final = "x-front-secret"  # noqa: S105  the header's name
PASSED_ON: Final = "x-forwarded-for"


def asker(seen: str, headers: Mapping[str, str], secret: str) -> str:
    """Return the address that a request came from; `seen` is who spoke to the gateway.

    CloudFront writes whom it saw behind whatever the caller had written there, and the gateway
    may add whom it saw in turn.
    """
    told = headers.get(SECRET, "")
    if not secret or not hmac.compare_digest(told.encode(), secret.encode()):
        return seen
    passed = [each.strip() for each in headers.get(PASSED_ON, "").split(",")]
    if passed[-1] == seen:
        passed.pop()
    return (passed[-1] if passed else "") or seen
