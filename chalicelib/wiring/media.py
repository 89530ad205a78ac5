"""What the media functions are given; its libraries load on first use.

One sandbox serves all of it: its cells hold what photos, videos and captures need, once.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from chalicelib.adapters.system import Later, time_left_s, work_folder
from chalicelib.ports import Composer, ContentSigner
from chalicelib.wiring.own import Tools

if TYPE_CHECKING:
    from chalicelib.adapters.media.photos import PillowPhotoCompressor
    from chalicelib.adapters.media.sandbox import Sandbox
    from chalicelib.adapters.media.videos import FfmpegVideoCompressor
    from chalicelib.services import composing as composing_service
    from chalicelib.services import credentials, intake

WARM = ("chalicelib.adapters.media.photo_work", "chalicelib.adapters.media.captures")


@lru_cache(maxsize=1)
def sandbox() -> "Sandbox":
    """Return where uploads are opened."""
    from chalicelib.adapters.media.sandbox import Sandbox

    return Sandbox(warm=WARM, time_left_s=time_left_s)


@lru_cache(maxsize=1)
def bare_sandbox() -> "Sandbox":
    """Return a sandbox whose children load what they need by themselves.

    moviepy looks for its program when it loads, which only a child may; signing is rare.
    """
    from chalicelib.adapters.media.sandbox import Sandbox

    return Sandbox(time_left_s=time_left_s)


def forget() -> None:
    """End the sandboxes; the next one to ask has a new one."""
    for built in (sandbox, bare_sandbox):
        if built.cache_info().currsize:
            built().close()
        built.cache_clear()


def photos() -> "PillowPhotoCompressor":
    """Return what measures and makes photos."""
    from chalicelib.adapters.media.photos import PillowPhotoCompressor

    return PillowPhotoCompressor(sandbox())


def videos() -> "FfmpegVideoCompressor":
    """Return what measures and makes videos."""
    from chalicelib.adapters.media.ffmpeg import find_ffmpeg
    from chalicelib.adapters.media.videos import FfmpegVideoCompressor

    return FfmpegVideoCompressor(find_ffmpeg(), sandbox())


def taking_in(tools: Tools) -> "intake.Tools":
    """Return what taking media in needs."""
    from chalicelib.adapters.media.captures import SandboxedCaptureReader
    from chalicelib.services import intake

    return intake.Tools(
        records=tools.records,
        store=tools.store,
        photos=photos(),
        videos=videos(),
        captures=SandboxedCaptureReader(sandbox()),
        vault=tools.vault,
        workspace=work_folder,
        clock=tools.clock,
        credentials=signing(tools),
    )


def signing(tools: Tools) -> "credentials.Tools":
    """Return what signing with a campaign's key needs."""
    from chalicelib.services import credentials

    signer = cast("ContentSigner", Later(_content_signer))
    return credentials.Tools(
        records=tools.records, vault=tools.vault, signer=signer, clock=tools.clock
    )


def _content_signer() -> ContentSigner:
    from chalicelib.adapters.media.credentials import C2paSigner

    return C2paSigner(bare_sandbox())


def composer() -> Composer:
    """Return what composes editions and reels."""
    from chalicelib.adapters.media.composer import MoviepyComposer
    from chalicelib.adapters.media.ffmpeg import find_ffmpeg

    return MoviepyComposer(find_ffmpeg(), bare_sandbox())


def composing(tools: Tools) -> "composing_service.Tools":
    """Return what composing of our own renditions needs."""
    from chalicelib.services import composing as composing_service

    return composing_service.Tools(
        records=tools.records,
        store=tools.store,
        composer=cast("Composer", Later(composer)),
        workspace=work_folder,
        clock=tools.clock,
        new_id=tools.new_id,
        credentials=signing(tools),
    )
