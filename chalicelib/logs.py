"""JSON lines with an allow-list of fields: what is not on the list never reaches a log.

Names, phone numbers, captions, coordinates, tokens and signed URLs have no field here, so passing
one by mistake drops it.
"""

import logging
from typing import Final

from aws_lambda_powertools import Logger

from chalicelib.domain.errors import Fault

FIELDS: Final = frozenset(
    {
        "event", "function", "outcome", "problem", "status", "method", "route", "attempt",
        "elapsed_ms", "queue_ms", "bytes_in", "bytes_out", "pixels", "duration_ms", "count",
        "request_id", "trace_id", "upload_id", "media_id", "visit_id", "testimonial_id",
        "beneficiary_id", "channel_id", "device_id", "user_id", "area_id", "kind", "state",
        "reason", "action", "error", "import_id", "by",
    }
)  # fmt: skip
# At INFO the HTTP client writes request addresses, and signed ones open doors.
logging.getLogger("httpx").setLevel(logging.WARNING)
Field = str | int | float | bool | None

# The logger's service differs from the Chalice app's name, or each line would appear twice.
_logger = Logger(service="sampark-pipeline", log_uncaught_exceptions=False)


def info(event: str, **fields: Field) -> None:
    """Write one line for an outcome."""
    _logger.info(event, extra=allowed(fields))


def warning(event: str, **fields: Field) -> None:
    """Write one line for a refusal that an operator may want to see."""
    _logger.warning(event, extra=allowed(fields))


def fault(event: str, error: BaseException, **fields: Field) -> None:
    """Write one line for a fault: its class and where it arose, and our own faults' message.

    Another library's message may carry a key, a URL or a value from a request, so it is left out.
    """
    _logger.error(event, extra=allowed({**fields, "error": _place(error)}))


def allowed(fields: dict[str, Field]) -> dict[str, Field]:
    """Return only the fields on the list."""
    return {name: value for name, value in fields.items() if name in FIELDS}


def _place(error: BaseException) -> str:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    said = f" ({error})" if isinstance(error, Fault) else ""
    return f"{type(error).__name__}{said} at {' > '.join(frames[-6:])}"
