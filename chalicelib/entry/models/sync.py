"""What phones report, parsed item by item so that a bad one never stops the good ones."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError

from chalicelib.domain.errors import DomainError, Fact, InvalidInput
from chalicelib.domain.reports import ItemResult, Reported, Result, SyncChange
from chalicelib.entry.models.changes import ConsentData, UpdateData, VisitData, WithdrawalData
from chalicelib.entry.models.common import Instant, Model
from chalicelib.entry.problems import problem_of
from chalicelib.services.syncing import MOST_CHANGES


class ChangeRequest(Model):
    """One change; its data is read by its type, later, so that a bad one stands alone."""

    change_id: Annotated[str, Field(min_length=1, max_length=64)]
    type: Annotated[str, Field(max_length=64)]
    at: Any = None
    data: Any = None


class SyncRequest(Model):
    """What one phone reports at once."""

    device_id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
    changes: Annotated[list[ChangeRequest], Field(max_length=MOST_CHANGES)]
    sent_at: Annotated[
        Instant | None, Field(description="What the phone's clock shows while it sends.")
    ] = None


class _At(Model):
    at: Instant


class ItemAnswer(Model):
    """The answer to one change."""

    change_id: str
    result: Result
    problem: dict[str, Any] | None = None


class SyncAnswer(Model):
    """One answer per change, in the order they were sent."""

    items: list[ItemAnswer]
    server_time: Annotated[Instant, Field(description="Our clock.")]
    skew_s: Annotated[int, Field(description="Seconds by which the phone's clock is behind ours.")]


def parsed_change(change: ChangeRequest) -> SyncChange:
    """Return the change as the service takes it, with the refusal when it cannot be read."""
    try:
        at = _At.model_validate({"at": change.at}).at
        data, said = _read(change, at)
    except DomainError as refusal:
        return SyncChange(change_id=change.change_id, data=refusal)
    except ValidationError as error:
        return SyncChange(change_id=change.change_id, data=_unreadable(error))
    return SyncChange(change_id=change.change_id, data=data, sent=_text(change, at, said))


def change_of(sent: str) -> SyncChange:
    """Return a change that was kept as `SyncChange.sent`."""
    return parsed_change(ChangeRequest.model_validate_json(sent))


def _text(change: ChangeRequest, at: datetime, said: Mapping[str, Any]) -> str:
    """Return the change as JSON, one text for one change however its phone wrote it."""
    body = {"change_id": change.change_id, "type": change.type, "at": at.isoformat(), "data": said}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _unreadable(error: ValidationError) -> InvalidInput:
    found = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return InvalidInput("Correct the fields that are listed", errors=found[:20])


def _read(change: ChangeRequest, at: datetime) -> tuple[Reported, Mapping[str, Any]]:
    """Return the change's data for the service, and as it was understood, with nothing to hide."""
    match change.type:
        case "visit.recorded":
            visit = VisitData.model_validate(change.data)
            return visit.parsed(), _said(visit)
        case "consent.given":
            given = ConsentData.model_validate(change.data)
            return given.parsed(at), _said(given)
        case "consent.withdrawn":
            taken = WithdrawalData.model_validate(change.data)
            return taken.parsed(change.change_id, at), _said(taken)
        case "beneficiary.updated":
            news = UpdateData.model_validate(change.data)
            said = news.parsed(change.change_id, at)
            return said, {**_said(news), "fields": said.update.fields}
        case _:
            raise InvalidInput("This type of change is not known", field="type")


def _said(data: Model) -> dict[str, Any]:
    said: dict[str, Any] = data.model_dump(mode="json", exclude_none=True)
    if "purposes" in said:
        said["purposes"] = sorted(said["purposes"])
    return said


def item_answer(item: ItemResult) -> ItemAnswer:
    """Return one item's result as an answer."""
    problem: dict[str, Fact] | None = None
    if item.problem is not None:
        problem = dict(problem_of(item.problem).document)
    return ItemAnswer(change_id=item.change_id, result=item.result, problem=problem)
