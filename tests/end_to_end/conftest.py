"""Lends the one deployment to every module of this folder."""

from tests.end_to_end.deployed import deployed

__all__ = ["deployed"]
