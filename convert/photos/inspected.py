"""Whether the photos are those that were inspected before: by names, sizes and times of files."""

import hashlib
import json
from pathlib import Path
from typing import Any

from convert.photos.steps import INSPECTION
from edge_app.files import write_json

MARK = "inspected.json"


def is_inspected(data: str, output: Path, *, image_size: int) -> bool:
    """Whether nothing has changed since ``mark_inspected`` said that the photos can be used."""
    try:
        found = json.loads((output / INSPECTION / MARK).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(found == _mark(data, image_size))


def mark_inspected(data: str, output: Path, *, image_size: int) -> None:
    """Note that the photos, as they are now, can be used. Raises OSError: it cannot be written."""
    write_json(output / INSPECTION / MARK, _mark(data, image_size))


def _mark(data: str, image_size: int) -> dict[str, Any]:
    root, listing = Path(data), hashlib.sha256()
    for path in sorted(root.rglob("*")):
        state = path.lstat()
        line = (str(path.relative_to(root)), state.st_size, state.st_mtime_ns)
        listing.update(ascii(line).encode())
    return {"image_size": image_size, "sha256_of_listing": listing.hexdigest()}
