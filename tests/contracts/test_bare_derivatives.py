"""What we make of an original holds nothing that it said of itself: exiftool is the judge.

Originals are filled with every kind of tag that exiftool writes. Of what is made of them it may
find how a file is built and no more: the lists below name each such tag.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.photos import PillowPhotoCompressor
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.media_measures import MadeFile
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.video_plans import Mode, plan_video
from tests import media_factory, telling_media
from tests.telling_media import REAL_PHOTOS, REAL_VIDEOS

SECRET = "Secretnamewali"  # noqa: S105  a name that must not travel on
# Degrees in some of the forms in which programs write them.
PLACES = ("25.43", "25 deg 26", "81.84", "81 deg 50")
WORDS = (SECRET, "SM-A155F", "A155FXXU3BXE1", "2024:05:06", "2024-05-06", *PLACES)
SIZE = {"ImageWidth", "ImageHeight", "ImageSize", "Megapixels"}
# By group: how a file is built. `File` and `System` are exiftool's own words about the file.
STRUCTURAL = {
    "ExifTool": {"ExifToolVersion"},
    "System": {
        "FileName", "Directory", "FileSize", "FileModifyDate", "FileAccessDate",
        "FileInodeChangeDate", "FilePermissions",
    },
    "File": {
        "FileType", "FileTypeExtension", "MIMEType", "EncodingProcess", "BitsPerSample",
        "ColorComponents", "YCbCrSubSampling", *SIZE,
    },
    "JFIF": {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"},
    "RIFF": {
        "VP8Version", "HorizontalScale", "VerticalScale", "WebP_Flags", "AlphaIsUsed", *SIZE,
    },
    "PNG": {"BitDepth", "ColorType", "Compression", "Filter", "Interlace", *SIZE},
    "PNG-pHYs": {"PixelsPerUnitX", "PixelsPerUnitY", "PixelUnits"},
    "QuickTime": {
        "MajorBrand", "MinorVersion", "CompatibleBrands", "MediaDataSize", "MediaDataOffset",
        "MovieHeaderVersion", "CreateDate", "ModifyDate", "TimeScale", "Duration",
        "PreferredRate", "PreferredVolume", "MatrixStructure", "PreviewTime", "PreviewDuration",
        "PosterTime", "SelectionTime", "SelectionDuration", "CurrentTime", "NextTrackID",
        "HandlerType", "HandlerVendorID",
    },
    "Track": {
        "TrackHeaderVersion", "TrackCreateDate", "TrackModifyDate", "TrackID", "TrackDuration",
        "TrackLayer", "TrackVolume", "MatrixStructure", "MediaHeaderVersion", "MediaCreateDate",
        "MediaModifyDate", "MediaTimeScale", "MediaDuration", "MediaLanguageCode", "HandlerType",
        "HandlerDescription", "GraphicsMode", "OpColor", "CompressorID", "CompressorName",
        "SourceImageWidth",
        "SourceImageHeight", "XResolution", "YResolution", "BitDepth", "PixelAspectRatio",
        "ColorProfiles", "ColorPrimaries", "TransferCharacteristics", "MatrixCoefficients",
        "VideoFullRangeFlag", "VideoFrameRate", "Balance", "AudioFormat", "AudioChannels",
        "AudioBitsPerSample", "AudioSampleRate", "BufferSize", "MaxBitrate", "AverageBitrate",
        "ColorRepresentation", *SIZE,
    },
    "Composite": {"Rotation", "AvgBitrate", *SIZE},
}  # fmt: skip
NO_DATE = "0000:00:00 00:00:00"


@pytest.fixture(scope="module")
def photos() -> Iterator[PillowPhotoCompressor]:
    made = PillowPhotoCompressor()
    yield made
    made.close()


def made_from(photos: PillowPhotoCompressor, source: Path, into: Path) -> dict[str, MadeFile]:
    into.mkdir()
    made = photos.carry_out(plan_photo(photos.measure(source)), source, into)
    return {file.role.value: file for file in made.files}


@pytest.fixture(scope="module")
def videos() -> Iterator[FfmpegVideoCompressor]:
    made = FfmpegVideoCompressor(find_ffmpeg())
    yield made
    made.close()


def filmed_from(videos: FfmpegVideoCompressor, source: Path, into: Path) -> dict[str, MadeFile]:
    into.mkdir()
    made = videos.carry_out(plan_video(videos.measure(source)), source, into)
    return {file.role.value: file for file in made.files}


def exiftool(*arguments: str) -> str:
    program = shutil.which("exiftool")
    assert program, "This test needs exiftool: apt-get install libimage-exiftool-perl"
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  installed program, our own files
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(path: Path) -> dict[str, str]:
    """Every tag that exiftool finds, embedded streams included, as `Group:Tag`."""
    [found] = json.loads(
        exiftool("-json", "-a", "-G1", "-ee", "-api", "largefilesupport=1", str(path))
    )
    return {name: str(value) for name, value in found.items() if name != "SourceFile"}


def is_structural(name: str) -> bool:
    group, _, tag = name.partition(":")
    family = "Track" if group.startswith("Track") else group
    return tag in STRUCTURAL.get(family, set())


def assert_bare(made: dict[str, MadeFile]) -> None:
    for role, file in made.items():
        found, data = told(file.path), file.path.read_bytes()
        assert [name for name in found if not is_structural(name)] == [], role
        dates = {v for n, v in found.items() if n.endswith("Date") and not n.startswith("System:")}
        assert dates <= {NO_DATE}, role
        said = " ".join(value for name, value in found.items() if not name.startswith("System:"))
        assert not [word for word in WORDS if word in said or word.encode() in data], role


PHOTO_TAGS = (
    *(f"-{tag}={SECRET}" for tag in (
        "IFD0:Artist", "IFD0:Copyright", "IFD0:ImageDescription", "IFD0:XPAuthor",
        "ExifIFD:UserComment", "ExifIFD:OwnerName", "ExifIFD:SerialNumber", "ExifIFD:LensModel",
        "XMP-dc:Creator", "XMP-photoshop:City", "XMP-iptcCore:Location",
    )),
    "-XMP-exif:GPSLatitude=25.43581", "-XMP-exif:GPSLongitude=81.84631",
    "-GPS:GPSLatitude=25.43581", "-GPS:GPSLatitudeRef=N",
    "-GPS:GPSLongitude=81.84631", "-GPS:GPSLongitudeRef=E",
    "-ExifIFD:DateTimeOriginal=2024:05:06 07:08:09", "-IFD0:Model=SM-A155F",
    "-IFD0:Software=A155FXXU3BXE1", "-XMP-GCamera:MotionPhoto=1",
)  # fmt: skip
JPEG_TAGS = (
    f"-IPTC:By-line={SECRET}", f"-IPTC:City={SECRET}", f"-File:Comment={SECRET}",
    "-Photoshop:CopyrightFlag=1", f"-XMP-xmp:CreatorTool={SECRET}", "-JFIF:XResolution=97",
)  # fmt: skip


def filled(path: Path, *tags: str) -> Path:
    exiftool("-overwrite_original", "-q", "-m", *tags, str(path))
    return path


def a_jpeg(path: Path) -> Path:
    """With a profile, a comment, EXIF with a preview, XMP, IPTC and Photoshop's block."""
    return filled(media_factory.jpeg(path, size=(300, 400)), *PHOTO_TAGS, *JPEG_TAGS)


def a_second_picture(path: Path) -> Path:
    second = media_factory.picture(120, 160)
    media_factory.picture(300, 400).save(path, "MPO", save_all=True, append_images=[second])
    return filled(path, *PHOTO_TAGS, *JPEG_TAGS)


def a_motion_photo(path: Path) -> Path:
    filled(telling_media.photo(path), *PHOTO_TAGS)
    film = telling_media.film(path.with_suffix(".mp4"), telling_media.apple_list(
        {"com.apple.quicktime.make": SECRET}))  # fmt: skip
    trailer = b"\0\0\x30\x0a" + (16).to_bytes(4, "little") + b"MotionPhoto_Data"
    path.write_bytes(path.read_bytes() + trailer + film.read_bytes())
    return path


def a_photo_of(kind: str) -> Callable[[Path], Path]:
    def made(path: Path) -> Path:
        telling_media.photo(path, kind)
        return filled(path, *PHOTO_TAGS) if kind in {"PNG", "WEBP"} else path

    return made


PHOTOS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "jpeg": ("jpg", a_jpeg),
    "a second picture": ("jpg", a_second_picture),
    "a film behind it": ("jpg", a_motion_photo),
    "png": ("png", a_photo_of("PNG")),
    "webp": ("webp", a_photo_of("WEBP")),
    "heic": ("heic", a_photo_of("HEIF")),
    "avif": ("avif", a_photo_of("AVIF")),
}


@pytest.mark.parametrize(("ending", "make"), PHOTOS.values(), ids=PHOTOS)
def test_nothing_of_a_photo_s_own_words_is_in_what_is_made_of_it(
    photos: PillowPhotoCompressor, tmp_path: Path, ending: str, make: Callable[[Path], Path]
) -> None:
    source = make(tmp_path / f"photo.{ending}")
    said = told(source)
    assert any(name.startswith("GPS:") for name in said), "the original must tell something"
    assert any(name.endswith(":Model") for name in said)

    assert_bare(made_from(photos, source, tmp_path / "made"))


TELLING_PHOTOS = [path for path in REAL_PHOTOS if path.suffix.lower() == ".heic"]


@pytest.mark.parametrize("source", TELLING_PHOTOS, ids=lambda path: path.name)
def test_nothing_of_a_real_photo_s_own_words_is_in_what_is_made_of_it(
    photos: PillowPhotoCompressor, tmp_path: Path, source: Path
) -> None:
    assert_bare(made_from(photos, source, tmp_path / "made"))


FILM_TAGS = (
    *(f"-Keys:{tag}={SECRET}" for tag in ("Make", "Model", "Software", "Author", "Comment")),
    *(f"-ItemList:{tag}={SECRET}" for tag in ("Artist", "Title", "Comment", "Encoder")),
    *(f"-UserData:{tag}={SECRET}" for tag in ("Author", "Make", "Model", "SoftwareVersion")),
    "-Keys:GPSCoordinates=25.43581, 81.84631, 98",
    "-UserData:GPSCoordinates=25.43581, 81.84631, 98",
    "-Keys:CreationDate=2024:05:06 07:08:09+05:30", "-QuickTime:CreateDate=2024:05:06 07:08:09",
    "-QuickTime:TrackCreateDate=2024:05:06 07:08:09", f"-XMP-dc:Creator={SECRET}",
    "-QuickTime:MediaCreateDate=2024:05:06 07:08:09", "-XMP-exif:GPSLatitude=25.43581",
)  # fmt: skip


@pytest.mark.parametrize("ending", ["mov", "mp4"])
def test_nothing_of_a_film_s_own_words_is_in_what_is_made_of_it(
    videos: FfmpegVideoCompressor, tmp_path: Path, ending: str
) -> None:
    source = media_factory.clip(tmp_path / f"film.{ending}", seconds=1.0, rotation=90)
    filled(source, *FILM_TAGS)
    said = told(source)
    assert any(name.endswith("GPSCoordinates") for name in said), "the original must tell something"
    assert "2024:05:06 07:08:09" in said["QuickTime:CreateDate"]

    assert_bare(filmed_from(videos, source, tmp_path / "made"))


def test_nothing_of_the_words_of_a_film_that_is_taken_over_as_it_is_is_in_the_copy(
    videos: FfmpegVideoCompressor, tmp_path: Path
) -> None:
    first = media_factory.clip(tmp_path / "film.mp4", seconds=3.0)
    source = filmed_from(videos, first, tmp_path / "once")["video"].path
    filled(source, *FILM_TAGS)
    assert plan_video(videos.measure(source)).mode is Mode.REMUX

    assert_bare(filmed_from(videos, source, tmp_path / "twice"))


def test_nothing_of_a_matroska_film_s_own_words_is_in_what_is_made_of_it(
    videos: FfmpegVideoCompressor, tmp_path: Path
) -> None:
    named = ("-metadata", f"title={SECRET}", "-metadata", "creation_time=2024-05-06T07:08:09Z")
    source = media_factory.clip(tmp_path / "film.mkv", seconds=1.0, extra=named)
    assert SECRET in " ".join(told(source).values())

    assert_bare(filmed_from(videos, source, tmp_path / "made"))


# A place in one, a colour profile in the other: real stills are made of what a decoder passes on.
TELLING = {"Zulko__fire2.mp4", "Vanilagy__video-h265.mp4"}
TELLING_FILMS = [path for path in REAL_VIDEOS if path.name in TELLING]


@pytest.mark.parametrize("source", TELLING_FILMS, ids=lambda path: path.name)
def test_nothing_of_a_real_film_s_own_words_is_in_what_is_made_of_it(
    videos: FfmpegVideoCompressor, tmp_path: Path, source: Path
) -> None:
    assert_bare(filmed_from(videos, source, tmp_path / "made"))


def test_the_judge_would_notice(tmp_path: Path) -> None:
    path = tmp_path / "told.jpg"
    Image.new("RGB", (8, 8)).save(path, comment=SECRET)

    assert not all(is_structural(name) for name in told(path))
