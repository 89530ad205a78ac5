"""`python -m infra.demo [FOLDER]`: find or start a stack, walk every visit, show how it ended."""

import fcntl
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from infra.demo import made, report
from infra.demo.board import Board, console
from infra.demo.channel import DemoChannel
from infra.demo.desk import Desk
from infra.demo.files import MediaFile, gather
from infra.demo.journey import AT_ONCE, Journey
from infra.demo.people import People
from infra.demo.sheet import draw_sheet
from infra.demo.stacks import Stack, stack
from infra.demo.visits import Visit, plan
from infra.demo.watch import DemoFailed, Stopped
from infra.local.places import CannotStart, places, require_folder

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Run the demo and return the exit code: 0 only if everything ended where it should."""
    out = console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(arguments, out)
    except KeyboardInterrupt:
        out.print("Stopped. What was started for the demo is closed again.")
        return INTERRUPTED
    except (DemoFailed, CannotStart) as why:
        out.print(f"The demo failed: {why}", markup=False)
        return 1


def _run(arguments: list[str], out: Console) -> int:
    at = places()
    folder = at.folder / "demo"
    require_folder(folder)
    with _alone(folder):
        files = _files(arguments, folder, out)
        with stack(at, folder, lambda said: out.print(said, markup=False)) as running:
            return _demonstrate(files, running, folder, out)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one demo at a time use a folder: they would share a channel and a contact sheet."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoFailed(f"Another demo is at work in {folder}; wait until it ends.") from None
        yield


def _files(arguments: list[str], folder: Path, out: Console) -> list[MediaFile]:
    if not arguments:
        out.print("No folder was named, so photos and videos are made: make demo MEDIA=folder")
        return made.make(folder / "made")
    if len(arguments) > 1:
        raise DemoFailed("Name one folder: make demo MEDIA=folder")
    files, left_out = gather(Path(arguments[0]).expanduser())
    for name in left_out:
        out.print(f"{name}: not media, left out", markup=False)
    return files


def _demonstrate(files: list[MediaFile], running: Stack, folder: Path, out: Console) -> int:
    people = People(running)
    moderator = people.role("moderator_2")  # the first moderator is often a person at the console
    desk = Desk(moderator, people.role("moderator"), running.watch)
    channel = DemoChannel(
        people.role("admin"), moderator, running.info["campaign_id"], folder / "network"
    )
    visits = plan(files, people, len(running.info["booths"]), desk.waiting)
    with _opened(channel, out), Board(out) as board:
        out.print(f"{len(files)} files in {len(visits)} visits, {AT_ONCE} at a time. "
                  f"The demo's own network: {channel.network.base_url}")  # fmt: skip
        journey = Journey(desk=desk, channel=channel, board=board, watch=running.watch)
        journey.walk_all(visits)
        withdrawn = journey.withdraw(visits)
    troubles = report.troubles(visits, withdrawn, channel.network.duplicates)
    troubles += report.crowded(visits, channel.spacing_s())
    return _conclude(visits, troubles, channel, folder, out)


@contextmanager
def _opened(channel: DemoChannel, out: Console) -> Iterator[None]:
    channel.open()
    try:
        yield
    finally:
        # A second Ctrl-C must not leave the campaign with a channel that leads nowhere.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            channel.close()
        except (DemoFailed, Stopped):
            out.print("The demo's channels could not be disabled; the next demo puts them right.")


def _conclude(
    visits: list[Visit], troubles: list[str], channel: DemoChannel, folder: Path, out: Console
) -> int:
    sheet = draw_sheet(visits, folder / "contact-sheet.png")
    report.show(out, visits)
    posts, gone = len(channel.network.posts), len(channel.network.taken_down)
    out.print(f"Posts live: {posts}, taken down: {gone}, posted twice: "
              f"{channel.network.duplicates}.")  # fmt: skip
    out.print(f"Contact sheet: {sheet}", markup=False, soft_wrap=True)
    if not troubles:
        out.print("Everything ended where it should.", style="bold green")
        return 0
    for one in troubles:
        out.print(f"✗ {one}", style="red", markup=False)
    out.print("The demo failed: not everything ended where it should.", style="bold red")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
