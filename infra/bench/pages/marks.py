"""Lighthouse's marks for the pages; a figure is what a page lacks to the full hundred.

A desk is marked as a desktop computer on a good line, the pages of phones as a cheap phone on a
slow one, which Lighthouse reckons from what it saw. Each page is marked some times, and the median
counts: the machine is not alone.
"""

import json
import shutil
import statistics
from pathlib import Path
from typing import Any, Final

from infra import node
from infra.bench.pages import chromium
from infra.bench.report import BenchFailed, Figure

HERE: Final = Path(__file__).parent / "lighthouse"
CATEGORIES: Final = ("performance", "accessibility", "best-practices")
TIMES: Final = 3
LEAST: Final = 95
WITHIN_S: Final = 900
Json = dict[str, Any]


def measure(info: Json, folder: Path) -> tuple[dict[str, Figure], dict[str, list[str]]]:
    """Return what each page lacks, and which audits it lost; raise BenchFailed."""
    runs = _marked(_pages(info), folder)
    figures, lost = {}, {}
    for name in runs[0]:
        lost[name] = sorted({audit for run in runs for audit in run[name]["missed"]})
        for category in CATEGORIES:
            score = statistics.median(run[name][category] or 0 for run in runs)
            figures[f"{name}_{category.replace('-', '_')}_lacks"] = Figure(
                value=round(100 * (1 - score)), unit="points of 100", must=100 - LEAST
            )
    return figures, lost


def _pages(info: Json) -> list[Json]:
    api = str(info["api"])
    signed_in = chromium.signing_in(info["users"]["moderator"])
    return [
        {"name": "home", "url": f"{api}/", "script": "", "isDesk": False},
        {"name": "withdraw", "url": f"{api}/withdraw", "script": "", "isDesk": False},
        {"name": "field", "url": f"{api}/field", "script": "", "isDesk": False},
        {"name": "console", "url": f"{api}/console", "script": "", "isDesk": True},
        {"name": "queue", "url": f"{api}/console", "script": signed_in, "isDesk": True},
    ]


def _marked(pages: list[Json], folder: Path) -> list[Json]:
    work = shutil.copytree(HERE, folder / "lighthouse")
    try:
        node.install(work)
    except node.NotInstalled as why:
        raise BenchFailed(f"Lighthouse gives the marks: {why}") from None
    given = json.dumps({"chrome": chromium.path(), "pages": pages})
    runs = []
    for _ in range(TIMES):
        done = node.run(work / "run.mjs", given, within=work, within_s=WITHIN_S)
        if done.returncode != 0:
            raise BenchFailed(f"Lighthouse stopped: {done.stderr.strip()[-500:]}")
        runs.append(dict(json.loads(done.stdout)))
    return runs
