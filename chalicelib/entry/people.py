"""One person of the roll: her record, its history, her duplicates, and a reveal."""

from chalice.app import Blueprint

api = Blueprint(__name__)
