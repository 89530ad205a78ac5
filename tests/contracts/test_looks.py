"""The look of a picture is that of its copies, however they were saved, cut or laid."""

from itertools import permutations
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.looks import INSETS, clear_share, look_of, looks_of
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.copies import Filed
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.likeness import ALIKE, DIGITS, UNSURE_DIGITS, Turn, filed, nearest, probes
from chalicelib.domain.signals import LEAST_DETAIL
from chalicelib.domain.video_plans import plan_video
from infra.bench.looks.files import Files
from infra.bench.looks.pictures import EDITS, cropped, made, real, saved
from tests.builders import CAMPAIGN, a_ready_photo
from tests.fakes import FakeRecords
from tests.looks import a_look, differing
from tests.media_factory import TONE, ffmpeg

SIZE = (450, 600)
SEEDS = range(6)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
TURNS = {
    "mirrored": Turn.MIRRORED,
    "turned left": Turn.TURNED_LEFT,
    "turned over": Turn.UPSIDE_DOWN,
    "turned right": Turn.TURNED_RIGHT,
}
LAID = {
    Image.Transpose.FLIP_LEFT_RIGHT: Turn.MIRRORED,
    Image.Transpose.FLIP_TOP_BOTTOM: Turn.FLIPPED,
    Image.Transpose.ROTATE_90: Turn.TURNED_LEFT,
    Image.Transpose.ROTATE_180: Turn.UPSIDE_DOWN,
    Image.Transpose.ROTATE_270: Turn.TURNED_RIGHT,
    Image.Transpose.TRANSPOSE: Turn.MIRRORED_LEFT,
    Image.Transpose.TRANSVERSE: Turn.MIRRORED_RIGHT,
}


@pytest.fixture(scope="module")
def scenes() -> list[Image.Image]:
    return [made(seed, SIZE) for seed in SEEDS]


def plain(grey: int, grain: float = 0.0) -> Image.Image:
    """A wall, a sheet of paper, a covered lens: one tone, with the noise of a sensor."""
    noise = Image.effect_noise(SIZE, grain) if grain else Image.new("L", SIZE, 128)
    tone = Image.new("L", SIZE, grey)
    return saved(Image.blend(tone, noise, 0.2).convert("RGB"), 80)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_copy_looks_like_the_first(edit: str, scenes: list[Image.Image]) -> None:
    for scene in scenes:
        difference, turn = nearest(looks_of(EDITS[edit](scene)), filed(look_of(scene)))

        assert difference <= ALIKE
        assert turn is TURNS.get(edit, Turn.SAME)


@pytest.mark.parametrize("edit", ["saved again", "by messenger", "20 % darker", "mirrored"])
def test_such_a_copy_asks_where_the_first_is_filed(edit: str, scenes: list[Image.Image]) -> None:
    for scene in scenes:
        asked = {probe[:4] for probe in probes(looks_of(EDITS[edit](scene)))}

        assert filed(look_of(scene))[:4] in asked


@pytest.mark.parametrize("way", LAID)
def test_a_pictures_look_foretells_its_look_laid_in_any_way(
    way: Image.Transpose, scenes: list[Image.Image]
) -> None:
    for scene in scenes:
        difference, turn = nearest([look_of(scene.transpose(way))], filed(look_of(scene)))

        assert turn is LAID[way]
        assert difference <= 2  # rounding of pixels that are averaged


def test_different_pictures_do_not_look_alike(scenes: list[Image.Image]) -> None:
    for scene in scenes:
        others = [other for other in scenes if other is not scene]
        found = [nearest(looks_of(scene), filed(look_of(other)))[0] for other in others]

        assert min(found) > ALIKE


def test_the_first_look_is_the_one_that_it_is_filed_under(scenes: list[Image.Image]) -> None:
    looks = looks_of(scenes[0])

    assert looks[0] == look_of(scenes[0])
    assert len(looks) == len(INSETS) == len(set(looks))
    assert {len(look) for look in looks} == {DIGITS + UNSURE_DIGITS}


def test_a_cut_copy_is_found_by_the_look_of_more_of_it(scenes: list[Image.Image]) -> None:
    for scene in scenes:
        cut, text = cropped(scene, INSETS[0]), filed(look_of(scene))

        assert nearest(looks_of(cut), text)[0] < nearest([look_of(cut)], text)[0] / 2


@pytest.mark.parametrize("grain", [0.0, 20.0])
@pytest.mark.parametrize("grey", [0, 120, 255])
def test_a_picture_of_nothing_has_no_look(grey: int, grain: float) -> None:
    assert look_of(plain(grey, grain)) == ""
    assert looks_of(plain(grey, grain)) == ()
    assert clear_share(plain(grey, grain)) < LEAST_DETAIL


def test_a_wall_that_is_lit_from_one_side_has_no_look() -> None:
    light = Image.linear_gradient("L").resize(SIZE).point(lambda level: 100 + level // 4)

    assert look_of(saved(light.convert("RGB"), 85)) == ""


def test_a_blurred_picture_still_has_its_look(scenes: list[Image.Image]) -> None:
    blurred = scenes[0].filter(ImageFilter.GaussianBlur(4))

    assert nearest([look_of(blurred)], filed(look_of(scenes[0])))[0] <= ALIKE


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P", "1"])
def test_a_picture_in_any_mode_has_a_look(mode: str, scenes: list[Image.Image]) -> None:
    assert look_of(scenes[0].convert(mode))


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (7, 3), (32, 32)])
def test_however_small_a_picture_is_its_looks_are_taken(size: tuple[int, int]) -> None:
    assert all(len(look) == DIGITS + UNSURE_DIGITS for look in looks_of(made(1, SIZE).resize(size)))


def test_the_same_pixels_have_the_same_look_ever_since() -> None:
    drawn = Image.frombytes(
        "L", (256, 256), bytes(x * y * 3 % 251 for x in range(256) for y in range(256))
    )

    assert look_of(drawn) == "d033f661fc3c00667f9cc70037078cfc045a8ca5"


def test_no_two_whole_pictures_look_alike() -> None:
    wholes = {f"made {seed}": made(seed, SIZE) for seed in SEEDS}
    for name, image in real(CORPUS) if CORPUS.is_dir() else ():
        wholes.setdefault(name, image)  # which come before their parts
    looks = [found for image in wholes.values() if (found := looks_of(image))]

    for one, other in permutations(looks, 2):
        assert nearest(one, filed(other[0]))[0] > ALIKE


def film(scene: Image.Image, path: Path) -> Path:
    """A clip in which the camera moves over a scene."""
    scene.save(path.with_suffix(".png"))
    moving = "crop=480:640:x=2*n:y=n"
    still = ("-loop", "1", "-framerate", "30", "-i", str(path.with_suffix(".png")))
    ffmpeg(*still, *TONE, "-vf", moving, "-t", "3", "-c:v", "libx264", "-crf", "18", "-pix_fmt",
           "yuv420p", "-preset", "ultrafast", "-c:a", "aac", str(path))  # fmt: skip
    return path


def test_a_video_that_a_messenger_encoded_anew_looks_like_the_first(tmp_path: Path) -> None:
    first = film(made(7, (700, 800)), tmp_path / "first.mp4")
    other = film(made(8, (700, 800)), tmp_path / "other.mp4")
    copy = tmp_path / "copy.mp4"
    ffmpeg("-i", str(first), "-vf", "scale=360:-2", "-crf", "34", "-r", "25", "-preset", "veryfast",
           str(copy))  # fmt: skip
    videos = FfmpegVideoCompressor(find_ffmpeg(), deadline_s=120)

    def looks(source: Path) -> tuple[str, ...]:
        into = tmp_path / f"made-{source.stem}"
        into.mkdir()
        return videos.carry_out(plan_video(videos.measure(source)), source, into).looks

    try:
        ours, theirs, strange = looks(first), looks(copy), looks(other)
    finally:
        videos.close()

    assert nearest(theirs, filed(ours[0]))[0] <= ALIKE
    assert nearest(strange, filed(ours[0]))[0] > ALIKE
    assert {probe[:4] for probe in probes(theirs)} & {filed(ours[0])[:4]}


def test_the_benchs_files_answer_as_the_table_does() -> None:
    rows = [
        a_ready_photo(
            media_id=MediaId(f"media-{number}"), visit_id=VisitId(f"media-{number}"),
            looks=(differing(a_look(1 + number % 3), number),),
        )
        for number in range(20)
    ]  # fmt: skip
    records = FakeRecords(*rows)
    texts = {each.media_id: each.text for row in rows for each in _filed(records, row.looks[0])}
    files = Files(texts.items())

    for text in texts.values():
        for letters in (2, 4, 5, len(text)):
            asked = files.filed(CAMPAIGN, text[:letters], limit=5)
            assert asked == records.filed(CAMPAIGN, text[:letters], limit=5)
    assert files.queries == 4 * len(texts)


def _filed(records: FakeRecords, look: str) -> list[Filed]:
    return list(records.filed(CAMPAIGN, filed(look)[:5], limit=99))
