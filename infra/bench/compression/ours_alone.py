"""What the rivals make of a photo too, made by our engine: its two JPEGs.

Headers read, planned, decoded, display and thumb written with their hashes; no WebP, placeholder,
look or signals, and no child. Few imports, so that a process's memory is the engine's.
"""

from dataclasses import replace
from pathlib import Path

from chalicelib.adapters.media import photo_work
from chalicelib.domain.media_measures import Role
from chalicelib.domain.photo_plans import PhotoPlan, plan_photo


def two_jpegs(source: Path, into: Path) -> PhotoPlan:
    """Make our two JPEGs in this process; return the plan."""
    plan = replace(plan_photo(photo_work.measure(source)), webp_within_percent=0)
    display, thumb = photo_work.pictures(plan, source)
    for image, role in ((display, Role.DISPLAY), (thumb, Role.THUMB)):
        list(photo_work.copies(image, role, plan, into))
    return plan
