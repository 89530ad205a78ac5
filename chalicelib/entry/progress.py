"""Progress of an area, for pages and for spreadsheets."""

from chalice.app import Blueprint

api = Blueprint(__name__)
