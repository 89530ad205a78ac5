"""Reports from outside the dates or the booth: admitted or dismissed by a convener."""

from chalice.app import Blueprint

api = Blueprint(__name__)
