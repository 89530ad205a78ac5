"""`python -m infra.explain [ID]`: the whole story of a testimonial of a running stack, as tables.

Without an ID it lists the newest ones to choose from. LANG=hi speaks Hindi. The exit code is 1 when
nothing runs or the id is not there.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from urllib.parse import quote

import httpx
from rich.console import Console

from chalicelib.domain.testimonial import State
from infra.demo.board import console
from infra.demo.people import Json, People, Person, Refused
from infra.demo.stacks import Stack, answering, nothing_to_check
from infra.demo.watch import DemoFailed, Watch
from infra.explain.choice import choice_table
from infra.explain.render import story
from infra.local.places import CannotStart, places

NEWEST = 10
PER_PAGE = 50
MOST_PAGES = 4
# Whoever sees the most first; the two look after different areas in some campaigns.
ROLES = ("admin", "moderator")


def main(arguments: list[str]) -> int:
    """Print a story or a choice; return the exit code."""
    parser = argparse.ArgumentParser(prog="make explain", description=__doc__)
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="a testimonial")
    wanted, out = parser.parse_args(arguments).id.strip(), console()
    try:
        return _tell(wanted, _running(), out)
    except (DemoFailed, CannotStart) as why:
        out.print(str(why), markup=False)
        return 1


def _running() -> Stack:
    at = places()
    info = answering(at.info)
    if info is None:
        raise DemoFailed(f"Nothing runs in {at.folder}. Start it with `make run`, and ask again.")
    return Stack(info=info, watch=Watch(nothing_to_check), is_own=False)


def _tell(wanted: str, running: Stack, out: Console) -> int:
    people = People(running)
    with people.http:
        if not wanted:
            return _offer(people.role(ROLES[0]), out)
        readers = map(people.role, ROLES)
        found = next((told for each in readers if (told := _story(wanted, each))), None)
    if found is not None:
        for part in story(found, language(), f"{running.api}/explain?id={quote(wanted)}"):
            out.print(part)
        return 0
    raise DemoFailed(f"There is no testimonial {wanted}. `make explain` lists the newest.")


def _story(wanted: str, reader: Person) -> Json | None:
    try:
        answer = reader.call("GET", f"/v1/testimonials/{quote(wanted, safe='')}/explain")
    except Refused as no:
        if no.status == httpx.codes.NOT_FOUND:
            return None
        raise
    found: Json = answer.json()
    return found


def _offer(reader: Person, out: Console) -> int:
    items = [item for state in State for item in _listed(reader, state)]
    newest = sorted(items, key=lambda item: str(item["waiting_since"]), reverse=True)[:NEWEST]
    out.print(choice_table(newest, language()))
    return 0


def _listed(reader: Person, state: State) -> Iterator[Json]:
    cursor = ""
    for _ in range(MOST_PAGES):
        more = f"&cursor={quote(cursor)}" if cursor else ""
        page = reader.call("GET", f"/v1/testimonials?state={state}&limit={PER_PAGE}{more}").json()
        yield from page["items"]
        cursor = page["next_cursor"] or ""
        if not cursor:
            return


def language() -> str:
    """Return the language to speak: Hindi when LANG begins with hi, else English."""
    return "hi" if os.environ.get("LANG", "").startswith("hi") else "en"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
