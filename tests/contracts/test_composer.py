"""Editions and reels as they are composed: what is seen, what is heard, and what is left behind."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from chalicelib.adapters.media.composer import LIMITS, MoviepyComposer
from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.overlays import lower_third
from chalicelib.adapters.media.sandbox import Limits, Sandbox
from chalicelib.domain.edition_layout import label_area
from chalicelib.domain.edition_plans import AI_LABEL, plan_edition, plan_reel
from chalicelib.domain.edition_timeline import duration_of, poster_frame
from chalicelib.domain.editions import Card, Clip, Cut, EditionPlan, LowerThird, Style
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import MadeFile, PixelSize, Role
from chalicelib.ports import Composer
from tests import media_factory
from tests.contracts import composed
from tests.fakes import FakeComposer

WORDS = LowerThird(language="hi", name="श्रीमती लक्ष्मी", place="क्षेत्रपुर", scheme="PM Awas")
OPENING = Card(language="hi", title="फूलपुर की आवाज़ें", seconds=1.0)
CLOSING = Card(language="en", title="Shared with consent", seconds=1.0)
# A colour may come back a little different from 4:2:0 and the encoder.
CLOSE = 12
# Read with the wrong matrix it would come back as (185, 31, 49).
RED = (200, 50, 50)
WORN = Style(has_lower_third=True)
# What a file is made of, and nothing that anybody wrote into it.
STRUCTURE = {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite", "QuickTime", "Track"}
WRITTEN = ("comment", "artist", "author", "software", "encoder", "gps", "location", "make", "model")


@dataclass(frozen=True)
class Result:
    """What was made of a plan, by role."""

    plan: EditionPlan
    files: dict[Role, MadeFile]
    clip: Clip

    @property
    def film(self) -> Path:
        return self.files[Role.VIDEO].path


@pytest.fixture(scope="module")
def ffmpeg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program under a name that only this module's processes have."""
    link = tmp_path_factory.mktemp("program") / "ffmpeg-of-the-composer"
    link.symlink_to(find_ffmpeg())
    return link


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    # Loaded once for all: a second for each test otherwise.
    made = Sandbox(warm=["chalicelib.adapters.media.composing", "tests.contracts.composed"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def composer(ffmpeg: Path, sandbox: Sandbox) -> MoviepyComposer:
    return MoviepyComposer(ffmpeg, sandbox)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("renditions")


@pytest.fixture(scope="module")
def grey(folder: Path) -> Path:
    return composed.rendition(folder / "grey.mp4")


@pytest.fixture(scope="module")
def green(folder: Path) -> Path:
    return composed.rendition(
        folder / "green.mp4", composed.GREEN, size=(320, 180), seconds=3.0, sound=None
    )


@pytest.fixture(scope="module")
def photo(folder: Path) -> Path:
    return composed.photo(folder / "display.jpg")


def compose(
    composer: MoviepyComposer, plan: EditionPlan, sources: list[Path], into: Path
) -> Result:
    into.mkdir()
    files = {file.role: file for file in composer.compose(plan, sources, into).files}
    main = files.get(Role.VIDEO) or files[Role.DISPLAY]
    return Result(plan=plan, files=files, clip=composer.measure(main.path))


@pytest.fixture(scope="module")
def edition(composer: MoviepyComposer, grey: Path, folder: Path) -> Result:
    """A clip with a lower third and nothing else."""
    plan = plan_edition(composer.measure(grey), WORN, lower_third=WORDS, opening=None, closing=None)
    return compose(composer, plan, [grey], folder / "edition")


@pytest.fixture(scope="module")
def reel(composer: MoviepyComposer, grey: Path, green: Path, photo: Path, folder: Path) -> Result:
    """Two clips and a photo between cards, stamped as altered."""
    sources = [grey, green, photo]
    plan = plan_reel(
        [composer.measure(source) for source in sources], [WORDS, None, None],
        opening=OPENING, closing=CLOSING, cut=Cut.ORIGINAL, ai_label=AI_LABEL,
    )  # fmt: skip
    return compose(composer, plan, sources, folder / "reel")


@pytest.fixture(scope="module")
def still(composer: MoviepyComposer, photo: Path, folder: Path) -> Result:
    """A square of a photo with both words and label."""
    style = Style(cut=Cut.SQUARE, has_lower_third=True)
    plan = plan_edition(
        composer.measure(photo), style,
        lower_third=WORDS, opening=OPENING, closing=None, ai_label=AI_LABEL,
    )  # fmt: skip
    return compose(composer, plan, [photo], folder / "still")


def is_like(colour: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) <= CLOSE for a, b in zip(colour, other, strict=True))


def test_a_rendition_is_measured(composer: MoviepyComposer, grey: Path, green: Path, photo: Path):
    film, silent = composer.measure(grey), composer.measure(green)

    assert (film.size, film.has_audio) == (PixelSize(180, 320), True)
    assert film.duration_s == pytest.approx(2.0, abs=0.01)
    assert (silent.size, silent.has_audio) == (PixelSize(320, 180), False)
    assert composer.measure(photo) == Clip(size=PixelSize(480, 640))


def test_what_is_no_rendition_is_a_fault(composer: MoviepyComposer, tmp_path: Path):
    words, cut = tmp_path / "words.mp4", tmp_path / "cut.jpg"
    words.write_text("no film")
    cut.write_bytes(b"\xff\xd8\xff\xe0nothing")

    for path in (words, cut):
        with pytest.raises(Fault):
            composer.measure(path)


@pytest.mark.parametrize("made", ["edition", "reel", "still"])
def test_files_are_what_the_plan_says(made: str, request: pytest.FixtureRequest, tmp_path: Path):
    result: Result = request.getfixturevalue(made)
    fake: Composer = FakeComposer()
    sources = [result.files[Role.THUMB].path] * len(result.plan.pieces)

    promised = {file.role: file for file in fake.compose(result.plan, sources, tmp_path).files}

    assert result.files.keys() == promised.keys()
    for role, file in result.files.items():
        same = promised[role]
        assert (file.content_type, file.width, file.height) == (
            same.content_type, same.width, same.height,
        )  # fmt: skip
        assert file.size_bytes == file.path.stat().st_size
    assert result.clip.size == result.plan.size


def test_words_change_their_own_rows_and_nothing_else(edition: Result):
    band = lower_third(WORDS, edition.plan.size)
    box = (band.left, band.top, band.left + band.image.width, band.top + band.image.height)

    for number in (0, 30, 59):
        shown = composed.frame(edition.film, number)
        plain = Image.new("RGB", shown.size, composed.GREY)
        changed = ImageChops.difference(shown, plain).convert("L")
        changed.paste(0, (box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4))
        assert changed.getextrema()[1] <= CLOSE
        # Most of the band is its dark ground, and its letters are bright.
        inside = sorted(shown.crop(box).convert("L").getdata())
        assert inside[len(inside) // 2] < 60
        assert inside[-1] > 200


def test_a_label_covers_a_tenth_of_every_frame_and_picture(reel: Result, still: Result):
    frames = round(duration_of(reel.plan) * 30)
    seen = [composed.frame(reel.film, number) for number in (0, 20, 29, 60, 100, frames - 1)]
    stills = [reel.files[Role.POSTER], reel.files[Role.THUMB], *still.files.values()]

    for picture in [*seen, *(Image.open(file.path).convert("RGB") for file in stills)]:
        assert dark_rows(picture) * 10 >= picture.height
        top = picture.crop((0, 0, picture.width, picture.height // 10)).convert("L")
        assert top.getextrema()[1] > 150


def dark_rows(picture: Image.Image) -> int:
    """How many rows from the top are the label's ground, at both ends and just inside them."""
    for row in range(picture.height):
        ends = [
            picture.getpixel((across, row))
            for across in (0, 2, -3, -1)
            for across in [across % picture.width]
        ]
        if not all(is_like(end, (13, 18, 28)) for end in ends):
            return row
    return picture.height


def test_a_reel_shows_its_parts_in_their_order(reel: Result):
    size = reel.plan.size
    middle = (size.width // 2, label_area(size).height + 20)
    at = {"card": 10, "first": 55, "second": 110, "end": round(duration_of(reel.plan) * 30) - 5}

    shown = {
        name: composed.frame(reel.film, number).getpixel(middle) for name, number in at.items()
    }

    assert is_like(shown["first"], composed.GREY)
    assert is_like(shown["second"], composed.GREEN)
    for card in ("card", "end"):
        assert max(shown[card]) < 70


def test_a_reel_is_as_long_as_its_parts_less_the_crossfades(reel: Result):
    parts = 1.0 + 2.0 + 3.0 + 4.0 + 1.0

    fade = reel.plan.crossfade_s
    assert reel.clip.duration_s == pytest.approx(parts - 4 * fade, abs=0.15)
    assert reel.clip.duration_s == pytest.approx(duration_of(reel.plan), abs=0.02)


def test_neighbours_fade_into_each_other_evenly(reel: Result):
    # The grey clip begins with frame 20 and gives way to the green one from frame 70 to 80.
    size = reel.plan.size
    spot = (size.width // 2, label_area(size).height + 20)

    reds = [composed.frame(reel.film, number).getpixel(spot)[0] for number in range(69, 81, 2)]

    assert reds == sorted(reds, reverse=True)
    assert reds[0] - reds[-1] == pytest.approx(composed.GREY[0] - composed.GREEN[0], abs=CLOSE)


def test_a_reels_sound_is_its_clips_and_silent_where_they_are(reel: Result):
    heard = composed.sound(reel.film)

    def loudness(first_s: float, last_s: float) -> int:
        return max(map(abs, heard[int(first_s * composed.HZ) : int(last_s * composed.HZ)]))

    assert loudness(0.0, 0.6) < 50
    assert loudness(1.2, 2.2) > 2_000
    assert loudness(0.7, 0.8) < loudness(0.9, 1.0) < loudness(1.2, 1.4)
    assert loudness(3.0, 8.0) < 50


def test_a_poster_is_the_frame_that_the_plan_names(edition: Result, reel: Result):
    for result in (edition, reel):
        with Image.open(result.files[Role.POSTER].path) as poster:
            shown = composed.frame(result.film, poster_frame(result.plan))
            difference = ImageChops.difference(poster.convert("RGB"), shown).convert("L")
            assert sum(difference.getdata()) / len(difference.getdata()) < 4


def test_lips_and_voice_stay_together(composer: MoviepyComposer, folder: Path, tmp_path: Path):
    source = composed.rendition(
        folder / "clap.mp4", (0, 0, 0), sound="gte(t,1)*sin(2764*t)",
        filters="drawbox=enable='gte(t,1)':color=white:t=fill",
    )  # fmt: skip
    plan = plan_edition(
        composer.measure(source), Style(has_cards=True),
        lower_third=None, opening=OPENING, closing=None,
    )  # fmt: skip

    result = compose(composer, plan, [source], tmp_path / "made")

    begins = 30 - round(plan.crossfade_s * 30)
    bright = [
        number
        for number in range(begins + 27, begins + 34)
        if composed.frame(result.film, number).getpixel((90, 160))[0] > 128
    ]
    heard = composed.sound(result.film)
    onset_s = next(at for at, value in enumerate(heard) if abs(value) > 3_000) / composed.HZ
    assert bright[0] == begins + 30
    # Half a frame: people notice from about one and a half on (ITU-R BT.1359).
    assert onset_s == pytest.approx(bright[0] / 30, abs=0.017)


def test_a_vertical_cut_of_a_wide_clip_keeps_the_place_of_the_face(
    composer: MoviepyComposer, folder: Path, tmp_path: Path
):
    face = "drawbox=x=iw/2-6:y=ih/3-6:w=12:h=12:color=white:t=fill"
    wide = composed.rendition(
        folder / "wide.mp4", size=(320, 180), seconds=1.0, sound=None, filters=face
    )
    plan = plan_edition(
        composer.measure(wide), Style(cut=Cut.VERTICAL),
        lower_third=None, opening=None, closing=None,
    )  # fmt: skip

    result = compose(composer, plan, [wide], tmp_path / "made")

    shown = composed.frame(result.film, 15)
    assert shown.size == (540, 960)
    assert min(shown.getpixel((270, 320))) > 220
    assert is_like(shown.getpixel((270, 640)), composed.GREY)
    assert not result.clip.has_audio


def test_colours_that_a_film_does_not_name_are_read_as_players_do(
    composer: MoviepyComposer, folder: Path, tmp_path: Path
):
    plain = composed.rendition(folder / "red.mp4", RED, size=(640, 640), seconds=1.0, sound=None)
    unnamed = folder / "unnamed.mp4"
    forget = "h264_metadata=colour_primaries=2:transfer_characteristics=2:matrix_coefficients=2"
    media_factory.ffmpeg("-i", str(plain), "-c", "copy", "-bsf:v", forget, str(unnamed))
    clip = composer.measure(unnamed)
    plan = plan_edition(
        clip, Style(), lower_third=None, opening=None, closing=None, ai_label=AI_LABEL
    )

    result = compose(composer, plan, [unnamed], tmp_path / "made")

    assert clip.is_unnamed_hd
    assert not composer.measure(result.film).is_unnamed_hd
    assert is_like(composed.frame(result.film, 15).getpixel((320, 400)), RED)


def test_a_photo_is_cut_and_labelled(still: Result):
    with Image.open(still.files[Role.DISPLAY].path) as opened:
        picture = opened.convert("RGB")

    assert picture.size == (480, 480)
    assert still.files.keys() == {Role.DISPLAY, Role.THUMB}
    # A third of the rows that went was above: below the label the upper corners are left.
    assert is_like(picture.getpixel((20, 90)), media_factory.CORNER_COLOURS["red"])
    assert is_like(picture.getpixel((460, 90)), media_factory.CORNER_COLOURS["green"])


@pytest.mark.parametrize("made", ["edition", "reel", "still"])
def test_nothing_is_written_into_the_files(made: str, request: pytest.FixtureRequest):
    program = shutil.which("exiftool")
    assert program, "This test needs exiftool: apt-get install libimage-exiftool-perl"
    result: Result = request.getfixturevalue(made)

    for file in result.files.values():
        command = [program, "-j", "-a", "-G1", "-ee", str(file.path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - installed program, our own files
        tags = [name.partition(":") for name in json.loads(told)[0]]
        assert {group.rstrip("0123456789") for group, _, _ in tags} <= STRUCTURE
        assert not [tag for _, _, tag in tags if tag.lower() in WRITTEN]


def test_a_film_is_the_rendition_that_every_channel_takes(reel: Result):
    about = media_factory.described(reel.film)

    assert "h264 (High)" in about
    assert "yuv420p(tv, bt709" in about
    assert "30 fps" in about
    assert "aac (LC)" in about
    assert "48000 Hz" in about
    data = reel.film.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"elst" not in data
    assert b"x264" not in data
    assert b"Lavf" not in data


@pytest.fixture(params=["whole", "failing"])
def source(request: pytest.FixtureRequest, grey: Path, tmp_path: Path) -> Path:
    if request.param == "whole":
        return grey
    return media_factory.cut(grey, tmp_path / "cut.mp4", 0.55)


def test_every_clip_is_closed_also_when_one_fails(
    composer: MoviepyComposer, sandbox: Sandbox, ffmpeg: Path, grey: Path, green: Path, source: Path
):
    plan = plan_reel(
        [composer.measure(path) for path in (green, grey)], [None, None],
        opening=None, closing=None, cut=Cut.ORIGINAL,
    )  # fmt: skip

    left = sandbox.call(LIMITS, composed.children_left, plan, (green, source), ffmpeg)

    assert left == []
    assert_none_runs(ffmpeg)


def assert_none_runs(program: Path) -> None:
    """No process of this program is left; the system may need a moment to bury it."""
    deadline = time.monotonic() + 10
    while (found := running(program)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found == []


def running(program: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if command.startswith(bytes(program)):
            found.append(process.name)
    return found


@pytest.mark.parametrize("share", [0.55, 0.0], ids=["cut off", "empty"])
def test_a_source_that_fails_is_a_fault_and_leaves_nothing(
    composer: MoviepyComposer, grey: Path, tmp_path: Path, share: float
):
    plan = plan_edition(composer.measure(grey), WORN, lower_third=WORDS, opening=None, closing=None)
    bad = media_factory.cut(grey, tmp_path / "bad.mp4", share)
    into = tmp_path / "made"
    into.mkdir()

    with pytest.raises(Fault):
        composer.compose(plan, [bad], into)

    assert list(into.iterdir()) == []


def test_an_edition_beyond_its_limits_is_a_fault_and_no_refusal(
    ffmpeg: Path, sandbox: Sandbox, grey: Path, tmp_path: Path
):
    tight = MoviepyComposer(
        ffmpeg, sandbox, limits=Limits(memory_bytes=2**32, cpu_s=60, file_bytes=2_000, wall_s=60)
    )
    plan = plan_edition(tight.measure(grey), WORN, lower_third=WORDS, opening=None, closing=None)

    with pytest.raises(Fault):
        tight.compose(plan, [grey], tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert_none_runs(ffmpeg)


def test_a_source_that_is_not_what_the_plan_says_is_a_fault(
    composer: MoviepyComposer, grey: Path, green: Path, tmp_path: Path
):
    plan = plan_edition(composer.measure(grey), WORN, lower_third=WORDS, opening=None, closing=None)

    with pytest.raises(Fault):
        composer.compose(plan, [green], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_cold_child_finds_the_program_it_is_given(ffmpeg: Path, grey: Path, tmp_path: Path):
    cold = Sandbox()
    composer = MoviepyComposer(ffmpeg, cold)
    plan = plan_edition(composer.measure(grey), WORN, lower_third=WORDS, opening=None, closing=None)

    try:
        result = compose(composer, plan, [grey], tmp_path / "made")
    finally:
        cold.close()

    assert result.clip.duration_s == pytest.approx(2.0, abs=0.02)
