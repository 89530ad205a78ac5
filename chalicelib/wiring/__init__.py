"""The composition root: builds adapters on first use and hands them to the entry.

Media libraries and the network client load here, inside functions, and only in the process that
needs them; everything else may stay light. A host that has adapters of its own lends them with
`using`.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from chalicelib.adapters import system
from chalicelib.adapters.system import work_folder
from chalicelib.domain.audit import AuditEntry
from chalicelib.ports import TokenVerifier
from chalicelib.wiring import media, networks
from chalicelib.wiring.own import Tools, own_tokens, own_tools

if TYPE_CHECKING:
    from chalicelib.adapters.media.photos import PillowPhotoCompressor
    from chalicelib.adapters.media.videos import FfmpegVideoCompressor
    from chalicelib.services import (
        composing,
        credentials,
        delivering,
        import_base,
        intake,
        moderation,
        outgoing,
        upkeep,
        verification,
    )


_lent: list[tuple[Tools, TokenVerifier]] = []


@contextmanager
def using(tools: Tools, verifier: TokenVerifier) -> Iterator[None]:
    """Lend these adapters to every handler of this process until the context ends."""
    _forget()
    _lent.append((tools, verifier))
    try:
        yield
    finally:
        _lent.pop()
        _forget()


def _forget() -> None:
    media.forget()
    for built in BUILT:
        built.cache_clear()


def current() -> Tools:
    """Return this process's adapters; raise SettingsIncomplete when it was not given its names."""
    return _lent[-1][0] if _lent else own_tools()


def tokens() -> TokenVerifier:
    """Return what verifies access tokens; it needs no table."""
    return _lent[-1][1] if _lent else own_tokens()


def ending_in(seconds: float) -> AbstractContextManager[None]:
    """Return a context in which every adapter knows that the run ends in so many seconds."""
    return system.ending_in(seconds)


def qr_svg(text: str) -> str:
    """Return a text as a QR code in SVG."""
    from chalicelib.adapters.printing import qr

    return qr.svg(text)


def compressors() -> "tuple[PillowPhotoCompressor, FfmpegVideoCompressor]":
    """Return what measures and makes photos and videos; it needs no settings."""
    return media.photos(), media.videos()


def media_tools() -> "intake.Tools":
    """Return what taking media in needs."""
    return media.taking_in(current())


def composing_tools() -> "composing.Tools":
    """Return what composing of our own renditions needs."""
    return media.composing(current())


def credential_tools() -> "credentials.Tools":
    """Return what signing with a campaign's key needs."""
    return media.signing(current())


@lru_cache(maxsize=1)
def import_tools() -> "import_base.Tools":
    """Return what reading an imported file needs."""
    from chalicelib.services import import_base

    tools = current()
    return import_base.Tools(
        records=tools.records,
        store=tools.store,
        jobs=tools.jobs,
        tables=tools.tables,
        sign_ins=tools.sign_ins,
        phones=tools.phones,
        workspace=work_folder,
        clock=tools.clock,
    )


@lru_cache(maxsize=1)
def verification_tools() -> "verification.Tools":
    """Return what verification needs."""
    from chalicelib.services import verification
    from chalicelib.services.remembering import Remembered

    tools = current()
    return verification.Tools(
        records=tools.records, vault=tools.vault, clock=tools.clock, new_id=tools.new_id,
        campaigns=Remembered(clock=tools.clock),
    )  # fmt: skip


def review_tools() -> "moderation.Tools":
    """Return what decisions at the desk need."""
    from chalicelib.services import moderation

    tools = current()
    return moderation.Tools(
        records=tools.records, clock=tools.clock, new_id=tools.new_id,
        undo=timedelta(seconds=tools.settings.undo_seconds),
    )  # fmt: skip


@lru_cache(maxsize=1)
def publishing_tools() -> "outgoing.Tools":
    """Return what publishing needs."""
    from chalicelib.services import outgoing

    tools = current()
    loopback = tools.settings.allow_loopback_channels
    return outgoing.Tools(
        records=tools.records,
        store=tools.store,
        client=networks.clients(tools.clock, allow_loopback=loopback),
        credentials=tools.credentials,
        clock=tools.clock,
        new_id=tools.new_id,
    )


@lru_cache(maxsize=1)
def upkeep_tools() -> "upkeep.Tools":
    """Return what the timers need."""
    from chalicelib.services import upkeep

    tools = current()
    return upkeep.Tools(
        records=tools.records, store=tools.store, jobs=tools.jobs, clock=tools.clock
    )


@lru_cache(maxsize=1)
def delivering_tools() -> "delivering.Tools":
    """Return what telling operators' own systems needs."""
    from chalicelib.services import delivering

    tools = current()
    loopback = tools.settings.allow_loopback_channels
    return delivering.Tools(
        records=tools.records, credentials=tools.credentials, clock=tools.clock,
        new_id=tools.new_id, deliveries=networks.deliveries(allow_loopback=loopback),
    )  # fmt: skip


@lru_cache(maxsize=1)
def known_webhooks() -> "delivering.Known":
    """Return what this process remembers of the campaigns' webhooks."""
    from chalicelib.services.remembering import Remembered

    return Remembered(clock=current().clock)


def announce(entry: AuditEntry) -> int:
    """Tell operators' own systems of an audit entry; return how many messages that makes."""
    from chalicelib.services import delivering

    tools = current()
    return delivering.announce(
        entry, records=tools.records, jobs=tools.jobs, clock=tools.clock, known=known_webhooks()
    )


# Everything that is built once; `using` lets all of it be built anew.
BUILT: Final = (
    delivering_tools,
    known_webhooks,
    import_tools,
    verification_tools,
    publishing_tools,
    upkeep_tools,
)
