"""What ffmpeg says of a file is read for what it is, however a file tries to say it itself."""

import pytest

from chalicelib.adapters.media.descriptions import (
    Track,
    channels_of,
    coding_of,
    declared_in,
    rate_of,
    tracks_in,
)
from chalicelib.adapters.media.packets import timings_in
from chalicelib.adapters.media.sound import heard
from chalicelib.domain.media_measures import AudioTrack, Coding

H264 = "h264 (High) (avc1 / 0x31637661), yuv420p{said}, 640x360, 800 kb/s, 30 fps, 30 tbr"
LISTING = "#tb 0: 1/30\n#tb 1: 1/48000\n"


def picture(said: str) -> Track:
    return Track(index=0, text=H264.format(said=said))


@pytest.mark.parametrize(
    ("said", "coding"),
    [
        ("", {}),
        ("(progressive)", {}),
        ("(tv, bt709, progressive)", {"matrix": "bt709"}),
        ("(tv, bt2020nc/bt2020/arib-std-b67)", {"matrix": "bt2020nc"}),
        (
            "(pc, bt470bg/unknown/unknown, progressive)",
            {"matrix": "bt470bg", "is_full_range": True},
        ),
        ("(tv, unknown/bt709/bt709)", {}),
        ("(tv, bt709, top first)", {"matrix": "bt709", "is_interlaced": True}),
        ("(top coded first (swapped))", {"is_interlaced": True}),
    ],
)
def test_a_pictures_colours_and_fields_are_read(said: str, coding: dict[str, object]) -> None:
    expected = Coding(profile="High", pixels="yuv420p", **coding)  # type: ignore[arg-type]

    assert coding_of(picture(said)) == expected


def test_a_picture_of_which_nothing_is_told_is_of_no_kind() -> None:
    assert coding_of(Track(index=0, text="none")) == Coding()


@pytest.mark.parametrize(
    ("layout", "channels"),
    [
        ("mono", 1),
        ("stereo", 2),
        ("downmix", 2),
        ("2.1", 3),
        ("5.1(side)", 6),
        ("7.1", 8),
        ("3 channels", 3),
        ("quad", 6),
        ("ambisonic 1", 6),
    ],
)
def test_channels_are_counted(layout: str, channels: int) -> None:
    sound = Track(index=1, text=f"aac (LC) (mp4a / 0x6134706D), 48000 Hz, {layout}, fltp, 128 kb/s")

    assert channels_of(sound) == channels
    assert rate_of(sound) == 48_000


def test_a_sound_of_which_nothing_is_told_may_have_many_channels() -> None:
    assert channels_of(Track(index=1, text="none")) == 6
    assert rate_of(Track(index=1, text="none")) == 0


def test_turns_belong_to_the_track_before_them_and_covers_are_none() -> None:
    description = (
        "Input #0, mov, from 'x':\n"
        "  Duration: 00:01:02.50, start: 0.000000, bitrate: 9 kb/s\n"
        "  Stream #0:0[0x1](und): Video: mjpeg (Baseline), yuvj420p(pc), 64x64 (attached pic)\n"
        f"  Stream #0:1[0x2](und): Video: {H264.format(said='')}\n"
        "      Side data:\n"
        "        displaymatrix: rotation of -90.00 degrees\n"
        "  Stream #0:2[0x3](und): Audio: aac (LC), 48000 Hz, mono, fltp\n"
        "    Metadata:\n"
        "      title           : x\x85  Stream #0:9: Audio: aac, 8000 Hz, mono\n"
        "                      :   Stream #0:8: Audio: aac, 8000 Hz, mono\n"
        "Output #0, framecrc, to 'pipe:1':\n"
        "  Stream #0:0: Audio: aac (LC), 8000 Hz, mono\n"
    )

    tracks = tracks_in(description)

    assert [(track.index, track.turn) for track in tracks.pictures] == [(1, 90)]
    assert [track.index for track in tracks.sounds] == [2]
    assert (tracks.pictures[0].codec, tracks.pictures[0].profile) == ("h264", "High")
    assert declared_in(description) == 62.5
    assert declared_in("nothing") is None


def test_packets_are_counted_weighed_and_put_in_the_order_of_showing() -> None:
    rows = ("0, 0, 0, 1, 900, 0x1", "0, 1, 2, 1, 100, 0x2, F=0x0", "0, 2, 1, 1, 200, 0x3, F=0x0")
    sounds = ("1, 0, 0, 1024, 50, 0x4", "1, 1024, 1024, 1024, 50, 0x5")

    timings = timings_in(LISTING + "\n".join((*rows, *sounds, "0, NOPTS, NOPTS, 1, 9, 0x6")))

    pictures, sound = timings[0], timings[1]
    assert (pictures.count, pictures.size_bytes, pictures.keys) == (3, 1200, 1)
    assert (pictures.first_s, pictures.end_s) == (0, 0.1)
    assert pictures.is_steady
    assert sound.is_gapless
    assert sound.lasts_s == pytest.approx(2048 / 48_000)


def test_what_an_edit_list_hides_does_not_count_as_played() -> None:
    rows = (
        "0, 0, -1, 1, 9, 0x1, F=0x5",
        "0, 1, 0, 1, 9, 0x1, F=0x0",
        "0, 2, 1, 1, 9, 0x1, F=0x0",
        "0, 3, 2, 1, 9, 0x1, F=0x4",
    )

    pictures = timings_in(LISTING + "\n".join(rows))[0]

    assert pictures.first_s < 0
    assert pictures.end_s == pytest.approx(2 / 30)
    assert pictures.hidden == 1


@pytest.mark.parametrize(
    ("shown", "is_steady"),
    [((0, 1000, 2000, 3000), True), ((0, 1002, 2000, 3001), True), ((0, 1000, 2500, 3000), False),
     ((0,), False)],
    ids=["even", "rounded", "uneven", "one"],
)  # fmt: skip
def test_an_even_rate_is_told_from_an_uneven_one(shown: tuple[int, ...], is_steady: bool) -> None:
    rows = (f"0, {at}, {at}, 1000, 9, 0x1" for at in shown)

    assert timings_in("#tb 0: 1/30000\n" + "\n".join(rows))[0].is_steady == is_steady


@pytest.mark.parametrize("messages", ["", "[Parsed_volumedetect_4 @ 0x1] n_samples: 96000\n"])
def test_a_track_of_which_nothing_was_heard_has_no_sound(messages: str) -> None:
    assert heard(messages, AudioTrack(stream=1, channels=1, lasts_s=2.0)) is None
