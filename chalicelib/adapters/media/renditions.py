"""Writes a video plan down as ffmpeg arguments: one run makes everything that needs its pictures.

Nothing of the original but picture and sound may pass: no tags, chapters, edit lists or encoder
names. Without an edit list both tracks must begin at zero, which the filters see to.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.ffmpeg import guarded_input
from chalicelib.adapters.media.sound import sound_graph
from chalicelib.domain.loudness import MOST_CHANNELS, SoundPlan
from chalicelib.domain.media_measures import Role, Transfer
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import Mode, Stills, VideoPlan

# Removes everything but pictures from the H.264 stream: the encoder's name and settings travel in
# supplemental information (type 6).
SEI_TYPE: Final = 6
# What a picture consists of: its slices and its parameters. A recorder may put anything else into
# other units, so a stream that we did not encode keeps these alone.
PICTURE_TYPES: Final = "1|5|7|8"
PICTURES_NAME: Final = "pictures.yuv"
KEYS_NAME: Final = "keys.mp4"
# As many as process-video has processors. More would need memory for more frames in work, and the
# result would depend on the machine.
DECODING_THREADS: Final = ("-threads", "2", "-filter_complex_threads", "2")
ENCODING_THREADS: Final = ("-threads", "3")
ONE_THREAD: Final = ("-threads", "1")
NAMES: Final = {
    Role.VIDEO: "video.mp4",
    Role.PREVIEW: "preview.mp4",
    Role.WAVEFORM: "waveform.png",
}
BARE: Final = (
    *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
    *("-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
MP4: Final = (
    *("-metadata:s:v", "encoder=AVC", "-write_tmcd", "0", "-use_editlist", "0"),
    *("-movflags", "+faststart+negative_cts_offsets", "-f", "mp4"),
)
TRANSFER_NAMES: Final = {Transfer.HLG: "arib-std-b67", Transfer.PQ: "smpte2084"}
# White of a sheet of paper is 203 cd/m2 in HDR (ITU-R BT.2408) and becomes SDR's white. What phones
# record goes up to 1,000.
PAPER_NITS: Final = 203
BRIGHTEST: Final = 1000 / PAPER_NITS
# Up to 0.6 of paper white, where faces are, light is left alone; above, it is pressed together.
# Colour is taken only from what is near paper white or above, or clouds turn yellow.
TONE_CURVE: Final = f"tonemap=mobius:param=0.6:desat=0.75:peak={BRIGHTEST:.3f}"
# Every picture that leaves the graph is of this one kind, and says so.
PLAIN: Final = (
    "setsar=1,format=yuv420p,"
    "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
)
# A preview is looked at small and for a moment.
PREVIEW_ENCODER: Final = ("-preset", "superfast", "-crf", "31", *ONE_THREAD)
# A line that is seen on dark and on light ground; the rest is transparent.
WAVEFORM_SIZE: Final = (640, 96)
WAVEFORM: Final = (
    "aformat=channel_layouts=mono,aresample=8000,"
    f"showwavespic=s={WAVEFORM_SIZE[0]}x{WAVEFORM_SIZE[1]}:scale=sqrt:colors=0x2f8f83"
)


def commands(plan: VideoPlan, source: Path, into: Path) -> tuple[tuple[str, ...], ...]:
    """Return what to run, one after another, behind the program's name; files go into `into`.

    Of a picture that is encoded, one run makes everything. One that is taken over is not decoded:
    the frames that the stills are made of are copied out of it, and a second run decodes those.
    """
    if plan.mode is Mode.TRANSCODE:
        shown = (*_stills_outputs(plan.stills, into),)
        return (_command(plan, source, _encoding_graph(plan), into, shown),)
    keys = into / KEYS_NAME
    stills = f"[0:0]{_rendered(plan)},{_stills_graph(plan)}"
    showing = ("-filter_complex", stills, *_stills_outputs(plan.stills, into))
    return (
        _command(plan, source, "", into, _keys_output(plan, keys)),
        (*ONE_THREAD, *guarded_input(keys, Container.MP4), *showing),
    )


def _command(
    plan: VideoPlan, source: Path, picture: str, into: Path, others: tuple[str, ...]
) -> tuple[str, ...]:
    graphs = (graph for graph in (picture, *_sound_graphs(plan)) if graph)
    return (
        *DECODING_THREADS,
        *guarded_input(source, plan.container),
        *(word for graph in graphs for word in ("-filter_complex", graph)),
        *video_outputs(plan, into / NAMES[Role.VIDEO]),
        *others,
        *(_waveform_output(into) if plan.sound else ()),
    )


def _sound_graphs(plan: VideoPlan) -> Iterator[str]:
    """Yield a graph for each result; a track that both begin with is decoded once.

    Results of one graph wait for each other in memory: until the waveform came, at the very end, a
    minute of video waited in 2 GB.
    """
    if plan.sound is None:
        return
    track = f"[0:{plan.sound.track.stream}]"
    if not plan.sound.is_copied:
        yield f"{track}{sound_graph(plan.sound)}[sound]"
    yield f"{track}volume={plan.sound.gain_db}dB,{WAVEFORM}[waveform]"


def _encoding_graph(plan: VideoPlan) -> str:
    """A frame is decoded once and brought to its size once."""
    stills = plan.stills
    chosen = f"select='gte(t,{stills.first_s:.6f}+selected_n*{stills.every_s:.6f})'"
    return f"{video_graph(plan)},split[video][stills];[stills]{chosen},{_stills_graph(plan)}"


def _stills_graph(plan: VideoPlan) -> str:
    size, fps = plan.preview, plan.stills.fps
    small = f"scale={size.width}:{size.height}:flags=area"
    # Ticks fine enough for any pace: in those of the clip, frames would come unevenly.
    pace = f"settb=1/90000,setpts=N/({fps})/TB,fps={fps}"
    return f"split[pictures][small];[small]{small},{pace}[preview]"


def video_graph(plan: VideoPlan) -> str:
    """Return the filters that make the video's pictures, from its track on, without an end."""
    return f"[0:{plan.video_stream}]fps={plan.fps}:start_time=0,{_rendered(plan)}"


def _rendered(plan: VideoPlan) -> str:
    """A frame at the rendition's size and in its colours; turned upright it is already."""
    shaped = f"scale={plan.size.width}:{plan.size.height}:flags=bicubic:out_range=tv"
    if plan.tone_map:
        return f"{shaped},{_tone_mapping(plan.transfer)},{PLAIN}"
    return f"{shaped}:in_color_matrix={plan.matrix}:out_color_matrix=bt709,{PLAIN}"


def _tone_mapping(transfer: Transfer) -> str:
    """From HDR to SDR on the small picture. Files may leave out what their transfer implies."""
    known = f"tin={TRANSFER_NAMES[transfer]}:min=bt2020nc:pin=bt2020:rin=limited"
    return (
        f"zscale={known}:t=linear:npl={PAPER_NITS},format=gbrpf32le,zscale=p=bt709,"
        # The curve weighs colours by the name of their matrix, which linear RGB has not.
        f"setparams=colorspace=bt709,{TONE_CURVE},setparams=colorspace=gbr,"
        "zscale=t=bt709:m=bt709:r=limited"
    )


def video_outputs(plan: VideoPlan, path: Path) -> tuple[str, ...]:
    """Return how picture and sound become the one rendition."""
    is_taken_over = plan.mode is Mode.REMUX
    return (
        *(_same_picture(plan) if is_taken_over else _new_picture(plan)),
        *_sound_output(plan.sound),
        *(*BARE, "-t", f"{plan.duration_s:.6f}", *MP4, f"file:{path}"),
    )


def _new_picture(plan: VideoPlan) -> tuple[str, ...]:
    rate = str(plan.max_rate_bps)
    return (
        *("-map", "[video]", "-c:v", "libx264", *ENCODING_THREADS, "-profile:v", "high"),
        *("-preset", plan.preset),
        *("-crf", str(plan.crf), "-x264-params", plan.x264, "-maxrate", rate, "-bufsize", rate),
        *("-bsf:v", f"filter_units=remove_types={SEI_TYPE}"),
    )


def _same_picture(plan: VideoPlan) -> tuple[str, ...]:
    kept = f"filter_units=pass_types={PICTURE_TYPES}"
    return ("-map", f"0:{plan.video_stream}", "-c:v", "copy", "-bsf:v", kept)


def _sound_output(sound: SoundPlan | None) -> tuple[str, ...]:
    if sound is None:
        return ()
    if sound.is_copied:
        # What lies before the beginning is priming, which an edit list would hide.
        priming = "noise=drop='lt(pts+d/2,0)'"
        return ("-map", f"0:{sound.track.stream}", "-c:a", "copy", "-bsf:a", priming)
    channels = str(min(MOST_CHANNELS, sound.track.channels))
    return ("-map", "[sound]", "-c:a", "aac", "-b:a", str(sound.rate_bps), "-ac", channels)


def _keys_output(plan: VideoPlan, path: Path) -> tuple[str, ...]:
    """Copy one frame that stands by itself out of each part of the clip; `ld(0)` counts parts."""
    due = f"key*gte(pts*tb,ld(0)*{plan.stills.every_s:.6f})"
    others = f"noise=drop='if({due},st(0,ld(0)+1)*0,1)'"
    return ("-map", f"0:{plan.video_stream}", "-c:v", "copy", "-bsf:v", others, "-f", "mp4",
            f"file:{path}")  # fmt: skip


def _stills_outputs(stills: Stills, into: Path) -> tuple[str, ...]:
    # Frames as they come: nothing is to be repeated where they are far apart.
    count = ("-frames:v", str(stills.count), "-fps_mode", "passthrough")
    pictures = ("-map", "[pictures]", *count, "-c:v", "rawvideo", *ONE_THREAD, "-f", "rawvideo")
    encoder = ("-c:v", "libx264", "-profile:v", "high", *PREVIEW_ENCODER)
    preview = ("-map", "[preview]", *count, *encoder)
    unnamed = ("-bsf:v", f"filter_units=remove_types={SEI_TYPE}")
    return (
        *(*pictures, f"file:{into / PICTURES_NAME}"),
        *(*preview, *unnamed, *BARE, *MP4, f"file:{into / NAMES[Role.PREVIEW]}"),
    )


def _waveform_output(into: Path) -> tuple[str, ...]:
    drawn = ("-map", "[waveform]", "-frames:v", "1", "-c:v", "png", *ONE_THREAD)
    return (*drawn, *BARE, "-f", "image2", "-update", "1", f"file:{into / NAMES[Role.WAVEFORM]}")
