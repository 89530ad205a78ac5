"""Servers that behave as the networks' public API documents say, and misbehave when told to."""
