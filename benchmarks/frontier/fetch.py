"""Bring the references into a folder: from their addresses, or from copies of them.

These are files of 2 MB at most, so that nothing is gained by taking a cut download up again, as
``training.download`` does with an archive of 170 MB. Therefore the two share no code, and the
device's package, the only place for it, is not made to carry a downloader that it does not use.
"""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.frontier.others import Reference
from edge_app.errors import PipelineError
from edge_app.files import write_bytes

CHUNK_BYTES = 2**16
TIMEOUT_S = 30


def is_there(reference: Reference, folder: Path) -> bool:
    """Whether the file is in ``folder``, with the right content."""
    path = folder / reference.file
    return path.is_file() and _sha256(path.read_bytes()) == reference.sha256


def download(reference: Reference, folder: Path, *, show: Callable[[str], None]) -> None:
    """Fetch a reference into ``folder``: whole and with its SHA-256, or not at all.

    Raises PipelineError: the server cannot be reached, or holds another file. OSError: the folder
    cannot be written.
    """
    try:
        content = _received(reference, show)
    except (http.client.HTTPException, OSError, ValueError) as error:
        reason = str(error).removeprefix("<urlopen error ").removesuffix(">")
        raise PipelineError(
            f"Cannot download {reference.url}: {reason}. Try again, or fetch the file on another "
            "machine and name its folder: --from FOLDER."
        ) from error
    if _sha256(content) != reference.sha256:
        raise PipelineError(
            f"{reference.url} has the SHA-256 {_sha256(content)}, expected {reference.sha256}: it "
            "was cut off on its way, or is another file now. Nothing was kept."
        )
    write_bytes(folder / reference.file, content)


def copies_in(folder: Path, references: Iterable[Reference]) -> dict[str, Path]:
    """Where in ``folder`` the references lie, under whatever names: paths by their SHA-256.

    Raises PipelineError: no such folder.
    """
    if not folder.is_dir():
        raise PipelineError(f"There is no folder {folder}. Expected one that holds the references.")
    sizes = {reference.bytes for reference in references}
    files = [path for path in sorted(folder.glob("*.tflite")) if path.stat().st_size in sizes]
    return {_sha256(path.read_bytes()): path for path in files}


def _received(reference: Reference, show: Callable[[str], None]) -> bytes:
    """The content; one byte more than expected tells another file as well as all of it would."""
    request = urllib.request.Request(reference.url)  # noqa: S310 - an address of our own table
    content = bytearray()
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # nosec B310  # noqa: S310
        while chunk := response.read(min(CHUNK_BYTES, reference.bytes + 1 - len(content))):
            content += chunk
            show(f"Downloading {reference.file}: {len(content):,} of {reference.bytes:,} bytes")
    return bytes(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
