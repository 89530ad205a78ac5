"""`python -m infra.screenshots [NAME…]`: pictures of the pages, or only of views named so."""

import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Error as PageFault
from rich.console import Console

from infra.bench.pages import chromium
from infra.bench.report import BenchFailed
from infra.demo.people import People
from infra.demo.stacks import stack
from infra.demo.watch import DemoFailed
from infra.local.places import ROOT, CannotStart, Places
from infra.screenshots import content, index
from infra.screenshots.camera import Camera
from infra.screenshots.place import Campaign
from infra.screenshots.shots import HOLDER, SHOTS, Shot

FOLDER: Final = ROOT / "docs" / "screenshots"
MOST_BYTES: Final = 5_000_000
STOPPED: Final = 130
out = Console(highlight=False, soft_wrap=True)


def main(names: list[str]) -> int:
    """Take the pictures and return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run([shot for shot in SHOTS if not names or shot.name in names])
    except KeyboardInterrupt:
        out.print("Stopped.")
        return STOPPED
    except (DemoFailed, CannotStart, BenchFailed) as why:
        out.print(f"No pictures: {why}", markup=False)
    except (PageFault, AssertionError) as why:
        out.print(f"A page did not come so far: {str(why)[:600]}", markup=False)
    return 1


def _run(shots: list[Shot]) -> int:
    with tempfile.TemporaryDirectory(prefix="sampark-pictures-") as name:
        folder = Path(name)
        nobody = Places(folder=folder / "none", port=1, aws_port=1, practice_port=1)
        with stack(nobody, folder, lambda _: out.print("Starting a stack of its own…")) as running:
            campaign = Campaign(stack=running, people=People(running))
            content.fill(campaign, content.make_files(folder / "files"), out.print)
            _take_all(campaign, shots)
    (FOLDER / "README.md").write_text(index.page(SHOTS), encoding="utf-8")
    return _told()


def _told() -> int:
    """Remove pictures that nobody takes any more, and say what there is."""
    wanted = set(index.names(SHOTS))
    found = list(FOLDER.glob("*.webp"))
    for path in found:
        if path.name not in wanted:
            path.unlink()
    total = sum(path.stat().st_size for path in found if path.exists())
    out.print(f"{len(wanted)} pictures, {total / 1e6:.1f} MB, in {FOLDER}")
    if total > MOST_BYTES:
        raise DemoFailed(f"All of them together are heavier than {MOST_BYTES / 1e6:.0f} MB.")
    return 0


def _take_all(campaign: Campaign, shots: list[Shot]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium.browser() as browser:
        camera = Camera(browser=browser, campaign=campaign, folder=FOLDER, code=_code(campaign))
        for shot in shots:
            if not shot.holds:
                _take(camera, shot)
        _take_held(camera, [shot for shot in shots if shot.holds])


def _take_held(camera: Camera, shots: list[Shot]) -> None:
    """Take what shows an item that its moderator holds, in the order in which she gets them."""
    left = {camera.campaign.visits[shot.holds] for shot in shots if shot.holds}
    for visit_id, _ in camera.campaign.handed_out(HOLDER):
        for shot in shots:
            if shot.holds and camera.campaign.visits[shot.holds] == visit_id:
                _take(camera, shot)
        left.discard(visit_id)
        if not left:
            return
    if left:
        raise DemoFailed("An item that waits was not handed out.")


def _take(camera: Camera, shot: Shot) -> None:
    for look in shot.looks():
        taken = camera.take(shot, look)
        out.print(f"{taken.name}  {taken.stat().st_size / 1000:.0f} kB")


def _code(campaign: Campaign) -> str:
    """Return the code on the leaflet of somebody whose post is live."""
    worker = campaign.people.worker(3)
    booth = campaign.worklist(3)["booth"]["area_id"]
    return str(worker.call("GET", f"/v1/leaflets?booth={booth}").json()["items"][0]["code"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
