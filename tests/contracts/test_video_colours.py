"""Faces look in the rendition as they did to the camera, whatever the original's colours are."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from chalicelib.domain.media_measures import Transfer
from tests import media_factory
from tests.contracts import video_tools

# Skins from the lightest to the darkest, in sRGB, and a grey card.
SKINS = (
    (236, 188, 180), (224, 172, 105), (198, 134, 66), (194, 150, 130),
    (141, 85, 36), (115, 82, 68), (92, 56, 38), (119, 119, 119),
)  # fmt: skip
ACROSS, PATCH = 4, 80
# White is 203 cd/m2 in HDR: ITU-R BT.2408.
TO_HDR = (
    "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuv444p,"
    "zscale=tin=bt709:min=bt709:pin=bt709:rin=limited:"
    "t={transfer}:m=bt2020nc:p=bt2020:npl=203:r=limited,format=yuv420p10le"
)
TRANSFERS = {Transfer.HLG: "arib-std-b67", Transfer.PQ: "smpte2084"}
LAB = ImageCms.buildTransform(
    ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
)
Lab = tuple[float, float, float]


def chart(path: Path) -> Path:
    """A patch of each skin."""
    image = Image.new("RGB", (ACROSS * PATCH, len(SKINS) // ACROSS * PATCH))
    pen = ImageDraw.Draw(image)
    for number, skin in enumerate(SKINS):
        x, y = number % ACROSS * PATCH, number // ACROSS * PATCH
        pen.rectangle((x, y, x + PATCH, y + PATCH), fill=skin)
    image.save(path)
    return path


def hdr_clip(folder: Path, transfer: Transfer) -> Path:
    still, path = chart(folder / "chart.png"), folder / "hdr.mp4"
    name = TRANSFERS[transfer]
    told = f"log-level=none:colorprim=bt2020:transfer={name}:colormatrix=bt2020nc"
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "8", "-x265-params", told)
    source = ("-loop", "1", "-framerate", "30", "-i", str(still), "-t", "1.1")
    media_factory.ffmpeg(*source, "-vf", TO_HDR.format(transfer=name), *codec, str(path))
    return path


def patches(image: Image.Image) -> list[Lab]:
    """The middle of each patch in CIE Lab."""
    found = []
    for number in range(len(SKINS)):
        x, y = number % ACROSS * PATCH, number // ACROSS * PATCH
        middle = image.crop((x + 30, y + 30, x + 50, y + 50)).resize((1, 1), Image.Resampling.BOX)
        converted = ImageCms.applyTransform(middle, LAB)
        assert converted
        light, *rest = converted.tobytes()
        a, b = (value - 256 if value > 127 else value for value in rest)
        found.append((light * 100 / 255, a, b))
    return found


def differences(image: Image.Image, folder: Path) -> list[float]:
    """The colour difference (CIE 1976) of each skin."""
    with Image.open(chart(folder / "again.png")) as true:
        pairs = zip(patches(true.convert("RGB")), patches(image), strict=True)
        return [sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5 for pair in pairs]


@pytest.mark.parametrize("transfer", [Transfer.HLG, Transfer.PQ])
def test_every_skin_keeps_its_colour_when_hdr_becomes_sdr(
    tmp_path: Path, transfer: Transfer
) -> None:
    source = hdr_clip(tmp_path, transfer)

    measured, plan, made = video_tools.all_of(source, tmp_path / "made")

    assert measured.transfer is transfer
    assert plan.tone_map
    for image in (
        video_tools.frame_of(video_tools.path_of(made, "video")),
        Image.open(video_tools.path_of(made, "poster")).convert("RGB"),
    ):
        found = differences(image, tmp_path)
        assert sum(found) / len(found) < 3
        assert max(found) < 8


def test_what_is_brighter_than_paper_keeps_its_shades(tmp_path: Path) -> None:
    # From black to five times paper white: a sky that SDR has no room for.
    source = tmp_path / "sky.mp4"
    ramp = "geq=lum='64+876*X/W':cb=512:cr=512,format=yuv420p10le"
    told = "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
    media_factory.ffmpeg(
        *("-f", "lavfi", "-i", "color=s=320x64:r=30:d=1.1,format=yuv420p10le"),
        *("-vf", ramp, "-c:v", "libx265", "-preset", "ultrafast", "-crf", "4"),
        *("-x265-params", told, str(source)),
    )

    _, _, made = video_tools.all_of(source, tmp_path / "made")

    row = video_tools.frame_of(video_tools.path_of(made, "video")).convert("L")
    shades = [row.resize((40, 1), Image.Resampling.BOX).getpixel((x, 0)) for x in range(40)]
    # Paper white stands at three quarters of HLG's scale; a quarter is left for what is brighter.
    assert shades == sorted(shades)
    assert 225 <= shades[29] <= 246
    assert shades[38] >= shades[29] + 8


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("out_color_matrix=bt601:out_range=tv", ("smpte170m", "tv")),
        ("out_color_matrix=bt601:out_range=pc", ("bt470bg", "pc")),
        ("out_color_matrix=bt709:out_range=pc", ("bt709", "pc")),
        ("out_color_matrix=bt601:out_range=tv", None),
    ],
    ids=["old", "old-full-range", "full-range", "untold"],
)
def test_sdr_of_any_kind_becomes_the_one_kind_that_all_players_read_alike(
    tmp_path: Path, stored: str, said: tuple[str, str] | None
) -> None:
    still = chart(tmp_path / "chart.png")
    source = ("-loop", "1", "-framerate", "30", "-i", str(still), "-t", "1.1")
    told = ("-colorspace", said[0], "-color_range", said[1]) if said else ()
    media_factory.ffmpeg(
        *(*source, "-vf", f"scale={stored}:flags=accurate_rnd,format=yuv420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "6", *told, str(tmp_path / "sdr.mkv")),
    )

    _, _, made = video_tools.all_of(tmp_path / "sdr.mkv", tmp_path / "made")

    for role in ("video", "preview"):
        text = media_factory.described(video_tools.path_of(made, role))
        assert re.search(r"yuv420p\(tv, bt709, progressive\)", text)
    for image in (
        video_tools.frame_of(video_tools.path_of(made, "video")),
        Image.open(video_tools.path_of(made, "poster")).convert("RGB"),
    ):
        assert max(differences(image, tmp_path)) < 4
