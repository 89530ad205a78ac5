"""Lends one bare AWS and one photo engine to every module of this folder."""

from tests.contracts.aws import aws
from tests.contracts.photo_tools import photos

__all__ = ["aws", "photos"]
