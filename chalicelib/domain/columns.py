"""Columns."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What a file holds."""

    AREAS = "areas"
    WORKERS = "workers"
    BENEFICIARIES = "beneficiaries"
    WORKSHOPS = "workshops"
