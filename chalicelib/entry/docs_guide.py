"""What a page of tables cannot say: signing in, what all calls share, and calls to copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.entry.markup import Html, el, prose


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """One type of problem."""

    slug: str
    title: str
    status: int
    meaning: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that all calls share."""

    anchor: str
    title: str
    text: str


SIGN_IN: Final = """\
API=http://127.0.0.1:8000
curl -s $API/config.json        # tells COGNITO_URL and CLIENT_ID

curl -s "$COGNITO_URL" \\
  -H 'Content-Type: application/x-amz-json-1.1' \\
  -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' \\
  -d '{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "'$CLIENT_ID'",
       "AuthParameters": {"USERNAME": "worker1", "PASSWORD": "…"}}'
TOKEN=…                         # AuthenticationResult.AccessToken, good for an hour"""

_READ: Final = 'curl -s -H "Authorization: Bearer $TOKEN" \\\n  '
_SEND: Final = (
    "curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n  "
)
EXAMPLES: Final[Mapping[str, str]] = {
    "post_import": f"""{_SEND}$API/v1/imports -d '{{"kind": "beneficiaries",
    "campaign_id": "…", "mapping": {{"Card holder": "name_en"}}}}'

# every entry of `fields` first, `file` last, straight to S3; then look how far it is
curl -s "$URL" -F key=… -F policy=… -F … -F file=@roll.xlsx
{_READ}$API/v1/imports/$IMPORT""",
    "post_hook": f"""{_SEND}$API/v1/hooks -d '{{"provider": "exotel", "name": "…"}}'
# answers `path` once: it goes into the provider's settings, behind $API""",
    "post_reveal": f"""{_SEND}$API/v1/beneficiaries/$PERSON/reveal \\
  -d '{{"field": "phone", "reason": "call_back"}}'""",
    "post_details_reveal": f"""{_SEND}$API/v1/testimonials/$VISIT/reveal \\
  -d '{{"reason": "complaint"}}'""",
    "put_boundary": f"""{_SEND}-X PUT $API/v1/areas/$AREA/boundary \\
  -H 'If-Match: "0"' -d '{{"ring": [[78.10, 29.90], [78.20, 29.90], [78.15, 30.00]]}}'""",
    "get_progress": f"""{_READ}$API/v1/progress/$AREA
{_READ}-o progress.csv "$API/v1/progress/$AREA.csv?by=day&language=en"
{_READ}-L -o progress.xlsx $API/v1/progress/$AREA.xlsx""",
    "post_look": """curl -s -H 'Content-Type: application/json' \\
  $API/v1/withdrawals/look -d '{"code": "XXXX-XXXX-XXXX"}'""",
    "get_me": f"{_READ}$API/v1/me",
    "get_worklist": f'{_READ}"$API/v1/worklist?booth=$BOOTH&language=hi&limit=50"',
    "post_sync": f"""{_SEND}$API/v1/sync -d '{{"device_id": "phone-1", "changes": [
    {{"change_id": "c-1", "type": "visit.recorded", "at": "2026-01-15T09:30:00Z", "data": {{
      "visit_id": "01947c5e-7a00-7000-8000-000000000001", "beneficiary_id": "…",
      "booth_id": "…", "outcome": "met", "started_at": "2026-01-15T09:24:00Z"}}}},
    {{"change_id": "c-2", "type": "consent.given", "at": "2026-01-15T09:31:00Z", "data": {{
      "consent_id": "01947c5e-7a00-7000-8000-000000000002",
      "visit_id": "01947c5e-7a00-7000-8000-000000000001", "beneficiary_id": "…",
      "purposes": ["record", "photo", "publish"], "method": "signature",
      "notice": {{"notice_id": "…", "version": 1, "language": "hi"}}}}}}]}}'""",
    "post_upload": f"""SHA=$(openssl dgst -sha256 -binary photo.jpg | base64)
{_SEND}$API/v1/uploads -d '{{"visit_id": "…", "kind": "photo",
    "content_type": "image/jpeg", "size_bytes": '$(wc -c < photo.jpg)', "sha256": "'$SHA'"}}'

# POST: every entry of `fields` first, `file` last, straight to S3
curl -s "$URL" -F key=… -F policy=… -F … -F file=@photo.jpg

# MULTIPART: slices of part_size_bytes, each to its own address, then POST …/complete
split -b $PART_SIZE_BYTES video.mp4 slice- && curl -s -T slice-aa $PART_URL""",
    "get_upload": f"{_READ}$API/v1/uploads/$UPLOAD     # after a cut: send what `parts` lacks",
    "post_parts": f"{_SEND}$API/v1/uploads/$UPLOAD/parts -d '{{\"numbers\": [3, 4]}}'",
    "post_sign": f"""{_SEND}$API/v1/uploads/sign \\
  -d '{{"method": "PUT", "key": "'$UPLOAD'", "contentType": "image/jpeg"}}'

# then what it says, with its headers
curl -s -T photo.jpg "$URL" -H 'Content-Type: image/jpeg' -H 'x-amz-checksum-sha256: …'""",
    "post_complete": f"{_SEND}-X POST $API/v1/uploads/$UPLOAD/complete",
    "get_media": f"{_READ}$API/v1/media/$MEDIA",
    "get_capture": f"{_READ}$API/v1/media/$MEDIA/capture     # each reading is written down",
    "post_claim": f"{_SEND}-i $API/v1/reviews/claim -d '{{}}'     # 204: nothing waits",
    "post_decision": f"""{_SEND}-H 'If-Match: "7"' \\
  $API/v1/testimonials/$TESTIMONIAL/decision \\
  -d '{{"decision": "reject", "reason_code": "unclear_media"}}'""",
    "post_reel": f"""{_SEND}$API/v1/reels -d '{{"area_id": "'$AREA'"}}'

# it waits for review some minutes later
{_READ}$API/v1/testimonials/$REEL""",
    "get_publications": f"{_READ}$API/v1/testimonials/$TESTIMONIAL/publications",
    "post_takedown": f"""{_SEND}$API/v1/testimonials/$TESTIMONIAL/takedown \\
  -d '{{"kind": "order", "reference": "ECI/2026/7", "received_at": "2026-11-14T09:00:00Z"}}'""",
    "get_publications_of_an_area": f"{_READ}"
    "$API/v1/publications?state=takedown_due,takedown_failed",
    "put_channel": f"""{_SEND}-X PUT -H 'If-Match: "3"' $API/v1/channels/$CHANNEL \\
  -d '{{"name": "Practice", "kind": "practice", "base_url": "http://…", "enabled": false}}'""",
    "get_health": "curl -s $API/v1/health",
}

RULES: Final = (
    Rule(
        anchor="ids",
        title="Ids",
        text="Ids are UUIDs, version 7, written as text. A client mints the ids of what it makes "
        "(`visit_id`, `consent_id`, `upload_id`, `change_id`), so it can work without a network. "
        "What is outside your areas answers 404, as an id that does not exist does.",
    ),
    Rule(
        anchor="times",
        title="Times",
        text="Instants are RFC 3339: send any offset, you read UTC to the millisecond, "
        "`2026-01-15T09:30:00Z`. Names that end in `_at` are instants; `_ms`, `_s`, `_bytes` and "
        "`_px` say their unit.",
    ),
    Rule(
        anchor="versions",
        title="ETag and If-Match",
        text="What two people may change carries an `ETag`. Send it back in `If-Match` with your "
        "change. Without it the answer is 428. If somebody was faster it is 412: read again, "
        "then decide again.",
    ),
    Rule(
        anchor="lists",
        title="Lists, cursors and Link",
        text="A list takes `?limit=&cursor=` and answers `items` and `next_cursor`. While there "
        "is more, `next_cursor` is text, to be sent back as it came, and the `Link` header "
        'names the next page with `rel="next"`.',
    ),
    Rule(
        anchor="repeats",
        title="Repeats",
        text="Phones lose answers, so everything may be sent again. The same id with the same "
        "body answers as it did the first time; with another body it answers 409. In "
        "`POST /v1/sync` each change is answered for itself: a repeat says `already_have`, and a "
        "bad change never stops the good ones. Two reports of a person's field that disagree are "
        "both kept, and the later one says `conflict`.",
    ),
    Rule(
        anchor="limits",
        title="Limits",
        text="A body holds at most 1,000,000 bytes. A text holds at most 10,000 characters where "
        "its table says nothing narrower. Fields that we do not know are ignored.",
    ),
)


def rules() -> list[Html]:
    """Return what every call shares, one section each."""
    return [
        el("section", el("h3", rule.title), el("p", prose(rule.text)), id=rule.anchor)
        for rule in RULES
    ]


def sign_in() -> Html:
    """Return how to get a token."""
    words = (
        "Open calls need nothing. All others need an access token of the user pool in "
        "`Authorization: Bearer …`. Roles and areas are kept by the service: the token only says "
        "who you are."
    )
    return el(
        "section", el("h3", "Signing in"), el("p", prose(words)), shell(SIGN_IN), id="signing-in"
    )


def shell(text: str) -> Html:
    """Return commands to copy; the block scrolls by itself and can be reached by keyboard."""
    return el("pre", el("code", text), tabindex="0", role="group", aria_label="Example")


def errors(problems: Sequence[ProblemKind]) -> Html:
    """Return what errors look like, with each type and the page that explains it."""
    words = (
        "Every error is `application/problem+json` (RFC 9457). Branch on `type`; show `detail` to "
        "people. A refused item within a list of changes has the same shape."
    )
    heads = (
        el("th", text, scope="col", role="columnheader") for text in ("Status", "Type", "Title")
    )
    return el(
        "section",
        el("h3", "Errors"),
        el("p", prose(words)),
        el(
            "table",
            el("caption", "Types of problems", class_="visually-hidden"),
            el("thead", el("tr", *heads, role="row"), role="rowgroup"),
            el("tbody", *(_problem_row(problem) for problem in problems), role="rowgroup"),
            class_="problems",
            role="table",
        ),
        id="errors",
    )


def _problem_row(problem: ProblemKind) -> Html:
    link = el("a", problem.slug, href=f"problems/{problem.slug}")
    return el(
        "tr",
        el("td", str(problem.status), class_="numbers", role="cell"),
        el("th", link, scope="row", role="rowheader"),
        el("td", problem.title, role="cell"),
        role="row",
    )
