"""Campaigns: what each declares about itself, for those who steer it."""

from chalice.app import Blueprint

api = Blueprint(__name__)
