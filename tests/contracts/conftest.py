"""Lends one bare AWS to every module of this folder."""

from tests.contracts.aws import aws

__all__ = ["aws"]
