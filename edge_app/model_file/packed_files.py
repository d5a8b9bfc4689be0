"""The files that are packed into a .tflite file: a zip archive behind the model."""

import io
import zipfile
from collections.abc import Iterator

from edge_app.model_file.label_text import MAX_LABELS_BYTES

MAX_FILES = 64
# Of all files together: a few kilobytes may unpack to what fills a small device, and its time.
MAX_UNPACKED_BYTES = 4 * MAX_LABELS_BYTES
_DIRECTORY_ENTRY = b"PK\x01\x02"


def read_packed_files(content: bytes) -> dict[str, bytes]:
    """The files in a model file by their names, in the order of the archive; {} without one.

    Of each, at most one byte more than a label list may have is read; of more than ``MAX_FILES``,
    the first ones. What would make them more than ``MAX_UNPACKED_BYTES`` is left out.

    Raises zipfile.BadZipFile, or another exception of its parsers: the archive is damaged.
    """
    # Counted first: the zipfile module makes an object of each entry, however many there are.
    if content.count(_DIRECTORY_ENTRY) > 100 * MAX_FILES:
        raise zipfile.BadZipFile("the archive has too many entries")
    stream = io.BytesIO(content)
    if not zipfile.is_zipfile(stream):
        return {}
    with zipfile.ZipFile(stream) as archive:
        files = [entry for entry in archive.infolist() if not entry.is_dir()][:MAX_FILES]
        return {entry.filename: _read(archive, entry) for entry in _fitting(files)}


def _fitting(files: list[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    left = MAX_UNPACKED_BYTES
    for entry in files:
        size = min(entry.file_size, MAX_LABELS_BYTES + 1)  # No more is read, whatever is packed.
        if size <= left:
            left -= size
            yield entry


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as packed:
        return packed.read(MAX_LABELS_BYTES + 1)
