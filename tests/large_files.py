"""Files that are large and still quick to make and to decode."""

from pathlib import Path


def grown(clip: Path, path: Path, size_bytes: int) -> Path:
    """Write the clip with a `free` box behind it, which players skip, up to a size."""
    whole = clip.read_bytes()
    box_bytes = size_bytes - len(whole)
    box = box_bytes.to_bytes(4, "big") + b"free" + bytes(box_bytes - 8)
    path.write_bytes(whole + box)
    return path
