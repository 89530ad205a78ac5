"""What networks have in common that take a post in one call: nothing of theirs is ever pending."""

from typing import NoReturn


def no_handle(handle: str) -> NoReturn:
    """Raise ValueError: these networks give no handles, so whoever holds one is mistaken."""
    raise ValueError(f"A post that goes out in one call has no handle: {handle[:40]}")
