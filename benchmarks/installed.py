"""What some distributions and all that they need take on the disk: a script for any environment.

It runs in environments that hold nothing of this project, so that it needs the standard library
alone: ``PYTHON installed.py NAME ...`` prints one JSON object.
"""

import importlib.metadata
import json
import platform
import re
import sys
from collections.abc import Iterable
from typing import Any


def installed(roots: Iterable[str]) -> list[dict[str, Any]]:
    """Name, version and bytes of each distribution that ``roots`` need, the largest first.

    The bytes are those of the files that the distribution's own list names. What it needs only
    for an extra is not followed; what is not installed is left out.
    """
    found: dict[str, dict[str, Any]] = {}
    waiting = [normalized(root) for root in roots]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[name] = {"name": name, "version": distribution.version, "bytes": size(distribution)}
        waiting += [needed for needed in map(requirement, distribution.requires or ()) if needed]
    return sorted(found.values(), key=lambda item: (-item["bytes"], item["name"]))


def size(distribution: importlib.metadata.Distribution) -> int:
    """The bytes of a distribution's files."""
    files = [distribution.locate_file(file) for file in distribution.files or ()]
    return sum(file.stat().st_size for file in files if file.is_file())  # type: ignore[attr-defined]


def requirement(text: str) -> str | None:
    """The name in a line such as "numpy>=2 ; python_version > '3.9'"; None for an extra's."""
    specification, _, marker = text.partition(";")
    if "extra" in marker:
        return None
    name = re.match(r"[A-Za-z0-9._-]+", specification.strip())
    return normalized(name.group()) if name else None


def normalized(name: str) -> str:
    """A distribution's name as packaging.python.org's "Names and normalization" writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    found = {"python": platform.python_version(), "distributions": installed(sys.argv[1:])}
    print(json.dumps(found))
