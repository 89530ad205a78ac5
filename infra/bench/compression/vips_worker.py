"""Makes a display and a thumb with pyvips, as its authors advise, and tells the CPU that it took.

Reads orders from its input; see `rivals.py`. `thumbnail` decodes a JPEG at a fraction of its size,
turns it upright and converts its colours.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any


def make(vips: Any, order: dict[str, Any]) -> None:
    """Write the two files of an order."""
    width, height = order["display"]
    # Asked for where there is one: pyvips also converts what has none, at five times the CPU.
    colours = {"output_profile": "srgb"} if order["has_icc"] else {}
    display = vips.Image.thumbnail(
        order["source"], width, height=height, size="force", **colours
    ).copy_memory()
    width, height = order["thumb"]
    thumb = display.thumbnail_image(width, height=height, size="force")
    display.jpegsave(f"{order['into']}/display.jpg", Q=order["quality"], keep="none")
    thumb.jpegsave(f"{order['into']}/thumb.jpg", Q=order["thumb_quality"], keep="none")


def main() -> None:
    """Carry out one order a line."""
    vips = import_module("pyvips")
    vips.cache_set_max(0)
    for line in sys.stdin:
        before = time.process_time()
        make(vips, json.loads(line))
        print(json.dumps({"cpu_s": time.process_time() - before}), flush=True)


if __name__ == "__main__":
    main()
