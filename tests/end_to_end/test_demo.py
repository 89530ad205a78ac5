"""`make demo` as a person runs it: one command, its exit code, its words and its contact sheet.

No `make run` is up in the fresh folder, so each run that gets that far starts a stack of its own.
"""

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from tests.media_factory import clip, cut, jpeg

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240


def demo(home: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of a demo whose data lies in `home`."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "LOCAL_DIR": str(home), "UNDO_SECONDS": "2"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A phone's folder: a turned photo, a portrait video, a photo cut off, and a list."""
    folder, workshop = tmp_path / "camera", tmp_path / "workshop"
    folder.mkdir()
    workshop.mkdir()
    whole = jpeg(folder / "AT HOME.JPG", orientation=6, size=(900, 1200))
    cut(whole, folder / "half.jpg", 0.4)
    clip(workshop / "words.mov", seconds=2, rotation=90).rename(folder / "words.MOV")
    (folder / "list.txt").write_text("two photos, one video")
    return folder


def test_a_folder_goes_from_the_door_to_the_post_and_back(tmp_path: Path, camera: Path) -> None:
    home = tmp_path / "local"

    code, said = demo(home, str(camera))

    assert code == 0, said
    assert "list.txt: not media, left out" in said
    assert re.search(r"│ 1 +│ AT HOME.JPG +│ photo │ ready ", said)
    assert re.search(r"│ 1 +│ words.MOV +│ video │ ready ", said)
    assert re.search(r"│ 2 +│ half.jpg +│ photo │ rejected: The photo or video is cut", said)
    for step in (
        "sync", "grant", "upload", "process", "verdict", "approve", "post", "edition", "count",
        "takedown",
    ):  # fmt: skip
        assert re.search(rf"│ {step} +│ +[12] │", said), step
    assert re.search(
        r"│ 1 +│ Demo network +│ [0-9:]{8} +│ taken_down │ +1 │ +0 │ seen gone at ", said
    )
    assert "Posts live: 0, taken down: 2, posted twice: 0." in said
    assert "\x1b" not in said
    # Two visits, three files and two captioned editions in one row, each in a cell wider and higher
    # than its 320 px picture.
    with Image.open(home / "demo" / "contact-sheet.png") as sheet:
        assert sheet.width > 5 * 320
        assert sheet.height > 320
        assert _saturation(sheet) > 10


def _saturation(sheet: Image.Image) -> float:
    """Mean saturation, 0 to 255: the made pictures are strongly coloured, the paper is not."""
    return ImageStat.Stat(sheet.convert("HSV").getchannel("S")).mean[0]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (None, "is not a folder. Name one: make demo MEDIA=folder"),
        ({}, "There is no photo and no video in"),
        ({"list.txt": "no media"}, "There is no photo and no video in"),
    ],
    ids=["no folder", "an empty folder", "a folder without media"],
)
def test_a_folder_without_media_is_named_in_one_sentence(
    tmp_path: Path, contents: dict[str, str] | None, sentence: str
) -> None:
    folder = tmp_path / "camera"
    if contents is not None:
        folder.mkdir()
        for name, text in contents.items():
            (folder / name).write_text(text)

    code, said = demo(tmp_path / "local", str(folder))

    assert code == 1
    assert sentence in said
    assert said.startswith("The demo failed: ")
    assert said.count("\n") == 1


def test_a_second_demo_in_the_same_folder_waits_for_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        code, said = demo(tmp_path)

    assert (code, said.count("\n")) == (1, 1)
    assert "Another demo is at work" in said
