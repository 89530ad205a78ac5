"""Missed calls: the providers' webhook, and the calls that fit no visit."""

from chalice.app import Blueprint

api = Blueprint(__name__)
