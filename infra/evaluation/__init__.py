"""Labelled sets, and how well the rules do on them."""
