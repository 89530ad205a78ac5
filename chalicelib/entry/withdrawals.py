"""A beneficiary's own withdrawal, by the code on her leaflet."""

from chalice.app import Blueprint

api = Blueprint(__name__)
