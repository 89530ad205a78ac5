"""Imports: a grant for a file, and what became of its rows."""

from chalice.app import Blueprint

api = Blueprint(__name__)
