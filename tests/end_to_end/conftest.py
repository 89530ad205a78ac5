"""Lends the one deployment, and the one town, to every module of this folder."""

from tests.end_to_end.deployed import deployed
from tests.end_to_end.people import people
from tests.end_to_end.walk import town

__all__ = ["deployed", "people", "town"]
