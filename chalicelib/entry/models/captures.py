"""What an original says of its making, as the few who may read it see it."""

from chalicelib.domain.capture import Capture
from chalicelib.entry.models.common import Instant, Model

# Without a zone: what a clock showed is no instant.
CLOCK_FORMAT = "%Y-%m-%dT%H:%M:%S"


class FoundLocationView(Model):
    """Where the device thought it was, as far as the file says so."""

    lat: float
    lon: float
    accuracy_m: int | None
    altitude_m: int | None


class CaptureView(Model):
    """What a file says of its making; null is unknown, and so is what cannot be true.

    `captured_at` is known where the file names its clock's offset or counts in UTC; `clock` is what
    that clock showed. Of a film either may be the moment at which the recording ended.
    """

    media_id: str
    has_metadata: bool | None
    captured_at: Instant | None
    clock: str | None
    utc_offset_min: int | None
    gps_at: Instant | None
    location: FoundLocationView | None
    make: str | None
    model: str | None
    software: str | None
    is_edited: bool | None
    orientation: int | None
    is_motion_photo: bool


def capture_view(media_id: str, capture: Capture) -> CaptureView:
    """Return a capture as an answer."""
    at = capture.captured_at
    ahead = at.utcoffset() if at else None
    return CaptureView(
        media_id=media_id,
        has_metadata=capture.has_metadata,
        captured_at=at if ahead is not None else None,
        clock=at.strftime(CLOCK_FORMAT) if at else None,
        utc_offset_min=None if ahead is None else int(ahead.total_seconds()) // 60,
        gps_at=capture.gps_at,
        location=_location(capture),
        make=capture.make,
        model=capture.model,
        software=capture.software,
        is_edited=capture.is_edited,
        orientation=capture.orientation,
        is_motion_photo=capture.is_motion_photo,
    )


def _location(capture: Capture) -> FoundLocationView | None:
    if capture.lat is None or capture.lon is None:
        return None
    return FoundLocationView(
        lat=capture.lat, lon=capture.lon, accuracy_m=capture.accuracy_m,
        altitude_m=capture.altitude_m,
    )  # fmt: skip
