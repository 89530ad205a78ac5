"""Workers' sign-ins: printed codes, one device each, and a lost phone."""

from chalice.app import Blueprint

api = Blueprint(__name__)
