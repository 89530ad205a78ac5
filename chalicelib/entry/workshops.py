"""Training workshops and who came."""

from chalice.app import Blueprint

api = Blueprint(__name__)
