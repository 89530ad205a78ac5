"""`make run`: the whole system on one machine, until Ctrl-C."""

import os
import shutil
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table

from infra import libraries
from infra.local.locks import end_orphan, hold_folder
from infra.local.places import CannotStart, Places, places, require_folder, require_free

if TYPE_CHECKING:
    from infra.local.system import System

out = Console(file=sys.__stdout__)


def main() -> int:
    """Start, print where everything is, serve until a signal, save. Return the exit code."""
    ended = listen_for_signals()
    try:
        at = places()
        lock = prepare(at)
        system = start(at)
    except CannotStart as why:
        out.print(f"[bold red]Cannot start:[/] {why}", highlight=False, soft_wrap=True)
        return 1
    try:
        introduce(system)
        ended.wait()
    finally:
        out.print("Saving…")
        system.stop()
        lock.close()
    out.print("Saved. `make run` finds everything again.")
    return 0


def start(at: Places) -> "System":
    """Return the running system. Its log lines go to a file, so that this page stays readable."""
    sys.stdout = (at.folder / "sampark.log").open("a", buffering=1, encoding="utf-8")
    from infra.local.system import System  # noqa: PLC0415  the logger takes stdout as it loads

    system = System(at)
    system.start()
    return system


def prepare(at: Places) -> TextIO:
    """Check libraries, ports and folder before anything is started; return the folder's lock.

    FRESH=1 wipes the folder. What a killed run left behind, its emulator, is stopped first.
    """
    try:
        libraries.require()
    except libraries.LibrariesMissing as why:
        raise CannotStart(str(why)) from None
    if at.folder.is_dir():
        hold_folder(at.folder).close()
        end_orphan(at.folder)
    for port, name in ((at.port, "PORT"), (at.aws_port, "AWS_PORT")):
        require_free(port, name)
    require_free(at.practice_port, "PRACTICE_PORT")
    if os.environ.get("FRESH") == "1" and at.folder.is_dir():
        shutil.rmtree(at.folder, ignore_errors=True)
    require_folder(at.folder)
    at.info.unlink(missing_ok=True)  # of a run that was killed
    return hold_folder(at.folder)


def introduce(system: "System") -> None:
    """Print the pages and a sign-in for each role."""
    info = system.info
    pages = Table(title="Sampark is up", show_header=False, title_justify="left")
    pages.add_row("Start here: the journey, step by step", f"{info['api']}/")
    pages.add_row("Field workers' page", str(info["field"]))
    pages.add_row("Moderators' console", str(info["console"]))
    pages.add_row("One testimonial's whole story", str(info["explain"]))
    pages.add_row("Page of those who steer an area", str(info["registry"]))
    pages.add_row("Cards and codes to print", f"{info['api']}/sheet")
    pages.add_row("Taking consent back", str(info["withdraw"]))
    pages.add_row("API documentation", f"{info['api']}/docs")
    pages.add_row("Practice network (posts appear here)", str(info["practice"]))
    out.print(pages)
    people = Table(title="Demo sign-ins (made-up people)", title_justify="left")
    for title in ("role", "user name", "password", "where"):
        people.add_column(title)
    for role, username, where in system.sign_ins():
        people.add_row(role, username, system.password, where)
    out.print(people)
    out.print("Try it by hand on the pages, or watch the whole journey: [bold]make demo[/]")
    out.print("Ctrl-C saves and stops.")


def listen_for_signals() -> threading.Event:
    """Return what Ctrl-C or SIGTERM sets; one that comes while starting waits its turn."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return ended


if __name__ == "__main__":
    sys.exit(main())
