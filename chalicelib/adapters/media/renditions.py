"""Writes a video plan down as ffmpeg arguments: one run makes the video, its poster and its thumb.

Nothing of the original but picture and sound may pass: no tags, chapters, edit lists or encoder
names. Without an edit list both tracks must begin at zero, which the filters see to.
"""

from pathlib import Path
from typing import Final

from chalicelib.adapters.media.ffmpeg import guarded_input
from chalicelib.domain.media_measures import AudioTrack, PixelSize, Role, Transfer
from chalicelib.domain.video_plans import POSTER_CANDIDATES, VideoPlan

AUDIO_HZ: Final = 48_000
# The AAC encoder puts 1,024 samples of silence in front, which players skip by an edit list.
# Ours has none, so as much is taken off before, and sound stays with the lips.
AAC_PRIMING_SAMPLES: Final = 1024
JPEG_SCALE: Final = "3"
# Removes everything but pictures from the H.264 stream: the encoder's name and settings travel in
# supplemental information (type 6).
SEI_TYPE: Final = 6
NAMES: Final = {Role.VIDEO: "video.mp4", Role.POSTER: "poster.jpg", Role.THUMB: "thumb.jpg"}
TRANSFER_NAMES: Final = {Transfer.HLG: "arib-std-b67", Transfer.PQ: "smpte2084"}
BARE: Final = (
    *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
    *("-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
SOUND_GRAPH: Final = (
    f"aresample={AUDIO_HZ}:async=1:first_pts=0,"
    f"atrim=start_sample={AAC_PRIMING_SAMPLES},asetpts=PTS-STARTPTS"
)


def arguments(plan: VideoPlan, source: Path, into: Path) -> tuple[str, ...]:
    """Return the whole command behind the program's name."""
    return (
        *("-loglevel", "error", "-nostats"),
        *guarded_input(source, plan.container),
        *("-filter_complex", filter_graph(plan)),
        *_video_output(plan, into / NAMES[Role.VIDEO]),
        *_still_output("poster", into / NAMES[Role.POSTER]),
        *_still_output("thumb", into / NAMES[Role.THUMB]),
    )


def filter_graph(plan: VideoPlan) -> str:
    """Return the graph: turn and frame rate first, then size, colours, and a branch per result."""
    shaped = f"fps={plan.fps}:start_time=0,{_scaled(plan.size, 'tv')}"
    plain = f"{shaped}{_tone_mapping(plan.transfer)},setsar=1,format=yuv420p"
    typical = f"fps=1/{plan.poster_every_s:.6f},thumbnail={POSTER_CANDIDATES}"
    graph = [
        f"[0:{plan.video_stream}]{plain},split[video][stills]",
        f"[stills]{typical},split[large][small]",
        "[large]scale=out_range=pc,format=yuvj420p[poster]",
        f"[small]{_scaled(plan.thumb, 'pc')},format=yuvj420p[thumb]",
    ]
    if plan.audio is not None:
        graph.append(f"[0:{plan.audio.stream}]{SOUND_GRAPH}[sound]")
    return ";".join(graph)


def _scaled(size: PixelSize, levels: str) -> str:
    return f"scale={size.width}:{size.height}:flags=bicubic:out_range={levels}"


def _tone_mapping(transfer: Transfer) -> str:
    """From HDR to SDR on the small picture. Files may leave out what their transfer implies."""
    if transfer is Transfer.SDR:
        return ""
    known = f"tin={TRANSFER_NAMES[transfer]}:min=bt2020nc:pin=bt2020:rin=limited"
    return (
        f",zscale={known}:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,"
        "tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=limited"
    )


def _video_output(plan: VideoPlan, path: Path) -> tuple[str, ...]:
    rate = str(plan.max_rate_bps)
    return (
        *("-map", "[video]", "-c:v", "libx264", "-profile:v", "high", "-preset", plan.preset),
        *("-crf", str(plan.crf), "-maxrate", rate, "-bufsize", rate),
        *("-bsf:v", f"filter_units=remove_types={SEI_TYPE}", "-metadata:s:v", "encoder=AVC"),
        *_sound_output(plan.audio, plan.audio_rate_bps),
        *BARE,
        *("-t", f"{plan.duration_s:.6f}", "-write_tmcd", "0", "-use_editlist", "0"),
        *("-movflags", "+faststart+negative_cts_offsets", "-f", "mp4", f"file:{path}"),
    )


def _sound_output(audio: AudioTrack | None, rate_bps: int) -> tuple[str, ...]:
    if audio is None:
        return ()
    channels = str(min(2, audio.channels))
    return ("-map", "[sound]", "-c:a", "aac", "-b:a", str(rate_bps), "-ac", channels)


def _still_output(label: str, path: Path) -> tuple[str, ...]:
    still = ("-map", f"[{label}]", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", JPEG_SCALE)
    return (*still, *BARE, "-f", "image2", "-update", "1", f"file:{path}")
