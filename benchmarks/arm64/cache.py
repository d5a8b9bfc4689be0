"""A folder of things that are made once: each is there whole, or not at all."""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.files import PARTIAL_PREFIX


def default_cache() -> Path:
    """The folder for emulated systems in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "edge-image-classifier" / "arm64"


def key(*parts: str) -> str:
    """Twelve hexadecimal digits that stand for ``parts``."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Let one process at a time make things; what a killed one left half-made is removed."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove_partial(cache)
        try:
            yield
        finally:
            _remove_partial(cache)


def _remove_partial(cache: Path) -> None:
    for path in cache.glob(f"{PARTIAL_PREFIX}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def once(path: Path, make: Callable[[Path], None], what: str | None = None) -> Path:
    """``path``, which ``make`` fills under a temporary name unless it is there already."""
    if not path.exists():
        if what:
            print(f"Making the emulated system: {what} (once) ...", file=sys.stderr, flush=True)
        partial = path.with_name(f"{PARTIAL_PREFIX}{path.name}")
        make(partial)
        partial.rename(path)
    return path
