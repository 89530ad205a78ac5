"""Files to import, as requests and answers."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import AreaId, CampaignId, ImportId
from chalicelib.domain.import_reasons import ALL
from chalicelib.domain.importing import MOST_FILE_BYTES, Import, ImportState
from chalicelib.entry.models.common import FreeText, FreshId, Instant, KnownId, Model, Words
from chalicelib.services.importing import Grant, Offer

HeaderText = Annotated[FreeText, Field(min_length=1, max_length=200)]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ImportRequest(Model):
    """One file that somebody wants to import. `mapping` leads from its headers to our fields.

    `area_id` is the one of the caller's areas, or a part of one, into which its rows go; without it
    the largest counts.
    """

    kind: ImportKind
    campaign_id: KnownId
    import_id: FreshId | None = None
    area_id: KnownId | None = None
    mapping: Annotated[dict[HeaderText, FieldName], Field(max_length=100)] = Field(
        default_factory=dict
    )
    size_bytes: Annotated[int, Field(ge=1, le=MOST_FILE_BYTES)] | None = None

    def offer(self) -> Offer:
        """Return the request as the service takes it."""
        return Offer(
            kind=self.kind,
            campaign_id=CampaignId(self.campaign_id),
            mapping=self.mapping,
            size_bytes=self.size_bytes,
            import_id=ImportId(self.import_id) if self.import_id else None,
            area_id=AreaId(self.area_id) if self.area_id else None,
        )


class ImportGrant(Model):
    """How to send the file: a form with the fields first and the file last."""

    import_id: str
    method: Literal["POST"] = "POST"
    url: str
    fields: dict[str, str]
    expires_at: Instant


def import_grant(grant: Grant) -> ImportGrant:
    """Return a grant as an answer."""
    imported = grant.imported
    return ImportGrant(
        import_id=imported.import_id,
        url=grant.url,
        fields=dict(grant.fields),
        expires_at=imported.expires_at,
    )


class ImportView(Model):
    """How far a file has come. `rows_total` is known once it was looked through.

    Each row below a header is in the end either done or refused; `rows_changed` of those that are
    done said something new. `errors_url` lives for minutes.
    """

    import_id: str
    kind: ImportKind
    state: ImportState
    rows_total: int | None
    rows_done: int
    rows_refused: int
    rows_changed: int
    errors_url: str | None
    reason: str | None = None
    reason_text: Words | None = None
    granted_at: Instant
    ended_at: Instant | None = None


def import_view(imported: Import, errors_url: str | None) -> ImportView:
    """Return an import as an answer."""
    return ImportView(
        import_id=imported.import_id,
        kind=imported.kind,
        state=imported.state,
        rows_total=imported.rows_total,
        rows_done=imported.rows_done,
        rows_refused=imported.rows_refused,
        rows_changed=imported.rows_changed,
        errors_url=errors_url,
        reason=imported.reason,
        reason_text=dict(ALL[imported.reason]) if imported.reason else None,
        granted_at=imported.granted_at,
        ended_at=imported.ended_at,
    )


class ImportList(Model):
    """A page of imports, the newest first. It may be short, though the list goes on."""

    items: list[ImportView]
    next_cursor: str | None
