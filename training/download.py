"""Fetch the official CIFAR-10 archive once, check it, and keep it in the user's cache."""

import fcntl
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from edge_app.errors import PipelineError
from edge_app.files import PARTIAL_PREFIX, sync

CIFAR10_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
# Of the 170,052,171 bytes published at CIFAR10_URL.
CIFAR10_SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
CHUNK_BYTES = 2**20
TIMEOUT_S = 30
ATTEMPTS = 3
PAUSE_S = 2.0


def cache_folder() -> Path:
    """Where downloads are kept: ``$XDG_CACHE_HOME/edge-image-classifier``, or under ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "edge-image-classifier"


def fetch_cifar10() -> Path:
    """Return the path of the official archive, downloading it the first time."""
    target = cache_folder() / "cifar-10-binary.tar.gz"
    return fetch(CIFAR10_URL, target, sha256=CIFAR10_SHA256)


def fetch(url: str, target: Path, *, sha256: str, pause_s: float = PAUSE_S) -> Path:
    """Download ``url`` to ``target``, unless it is there already.

    The bytes go to a partial file that is renamed only when its SHA-256 is the expected one. A cut
    connection keeps the partial file, and the next attempt asks the server for the rest of it,
    after ``pause_s`` seconds the first time and twice as long each time after.

    Raises PipelineError: the server cannot be reached or breaks off again and again, another
    process is downloading, the disk cannot be written, or the content has another hash (the
    partial file is then removed).
    """
    if target.is_file():
        return target
    partial = target.with_name(PARTIAL_PREFIX + target.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(partial):
            _receive_all(url, partial, pause_s=pause_s)
            _check(url, partial, sha256=sha256)
            sync(partial)
            partial.replace(target)
            sync(target.parent)
    except (http.client.HTTPException, OSError) as error:
        raise PipelineError(
            f"Cannot download {url} to {target}: {error}. Try again (what has arrived is kept), or "
            "fetch the file on another machine and give its path: --data PATH, or CIFAR10_ARCHIVE."
        ) from error
    return target


@contextmanager
def _locked(partial: Path) -> Iterator[None]:
    """Keep other processes from ``partial``, which is made where it is missing.

    Raises PipelineError: another process has it.
    """
    with open(partial, "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The other process may have renamed or removed the file before the lock was ours.
            ours = os.path.samestat(os.fstat(file.fileno()), partial.stat())
        except (BlockingIOError, FileNotFoundError):
            ours = False
        if not ours:
            raise PipelineError(
                f"Another process is downloading to {partial}. Wait for its end, then try again."
            )
        yield


def _receive_all(url: str, partial: Path, *, pause_s: float) -> None:
    """Complete ``partial`` in at most ATTEMPTS attempts; raise what the last one met."""
    for attempt in range(ATTEMPTS):
        try:
            _receive(url, partial)
            return
        except (http.client.HTTPException, OSError) as error:
            if attempt + 1 == ATTEMPTS or _is_final(error):
                raise
        time.sleep(pause_s * 2**attempt)


def _check(url: str, partial: Path, *, sha256: str) -> None:
    received = _sha256(partial)
    if received != sha256:
        partial.unlink()
        raise PipelineError(
            f"{url} has the SHA-256 {received}, expected {sha256}. The file was removed; try "
            "again, and if this repeats, the server does not hold the expected file."
        )


def _receive(url: str, partial: Path) -> None:
    """Append to ``partial`` what it lacks of ``url``; raise when the connection is cut."""
    have = partial.stat().st_size if partial.is_file() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    # The address is a constant of this project, so no other scheme can be asked for.
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT_S)  # nosec B310  # noqa: S310
    except urllib.error.HTTPError as error:
        if have and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # Everything is here already; the hash decides.
        raise
    with response:
        if response.status != http.HTTPStatus.PARTIAL_CONTENT:
            have = 0  # The server sends the whole file again.
        length = response.headers.get("Content-Length")
        total = have + int(length) if length else None
        with (
            open(partial, "ab" if have else "wb") as file,
            tqdm(
                desc=f"Downloading {partial.name.removeprefix(PARTIAL_PREFIX)}",
                initial=have,
                total=total,
                unit="B",
                unit_scale=True,
                disable=None,
            ) as progress,
        ):
            while chunk := response.read(CHUNK_BYTES):
                file.write(chunk)
                progress.update(len(chunk))
        if total is not None and partial.stat().st_size != total:
            raise http.client.IncompleteRead(b"", total - partial.stat().st_size)


def _is_final(error: Exception) -> bool:
    """Whether asking again cannot help: the server answered, with a refusal."""
    return isinstance(error, urllib.error.HTTPError) and error.code < 500


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
