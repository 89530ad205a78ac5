"""Sign-in at the gateway: verifies the access token, names its subject and since when.

Roles and areas are rows of ours, read by `edge.endpoint`; no claim in a token grants anything. It
also compares `since` with the row, so a sign-in that was ended is refused at once, although the
gateway reuses this answer and the token itself would last.
"""

from chalice.app import AuthRequest, AuthResponse, Blueprint

from chalicelib import logs, metrics, wiring

auth = Blueprint(__name__)
SCHEME = "bearer "
# The gateway may reuse an answer for this long; a token's own end is at most an hour away.
REUSE_S = 60


@auth.authorizer(name="signed_in", ttl_seconds=REUSE_S)
def signed_in(auth_request: AuthRequest) -> AuthResponse:
    """Allow every route to the subject of a good access token, and none to anything else."""
    found = wiring.tokens().sign_in_of(_token(auth_request.token or ""))
    metrics.count("sign_ins", outcome="done" if found else "refused")
    if found is None:
        logs.info("sign_in_refused", outcome="refused")
        return AuthResponse(routes=[], principal_id="nobody")
    since_s = str(int(found.since.timestamp()))
    return AuthResponse(routes=["*"], principal_id=found.user_id, context={"since": since_s})


def _token(header: str) -> str:
    return header[len(SCHEME) :].strip() if header[: len(SCHEME)].lower() == SCHEME else ""
