"""Read the records of a CIFAR-10 binary archive, without unpickling or extracting anything.

The format is the "binary version" of https://www.cs.toronto.edu/~kriz/cifar.html: a tar file with
``data_batch_1.bin`` to ``data_batch_5.bin``, ``test_batch.bin`` and ``batches.meta.txt``. A record
is 3,073 bytes: one label, then 1,024 red, 1,024 green and 1,024 blue values, row by row.
"""

import hashlib
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError

IMAGE_SIZE = (32, 32)
RECORD_BYTES = 1 + 3 * 32 * 32
MEMBER_LIMIT_BYTES = 256 * 2**20
TRAIN_MEMBER = re.compile(r"data_batch_\d+\.bin")
TEST_MEMBER = "test_batch.bin"
NAMES_MEMBER = "batches.meta.txt"


@dataclass(frozen=True)
class Records:
    """The records of one part of an archive, sorted by the SHA-256 of their bytes.

    The order, and so every split drawn from it, does not depend on the order in the archive.
    ``images`` is uint8 (n, 32, 32, 3), RGB, 0..255; ``labels`` is int64 (n,); ``hashes`` holds the
    n SHA-256 digests of the records, 32 bytes each.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True)
class Archive:
    """The content of a CIFAR-10 binary archive."""

    class_names: tuple[str, ...]
    train: Records
    test: Records


def read_archive(path: Path) -> Archive:
    """Read a CIFAR-10 binary archive, compressed by gzip, bzip2 or xz, or not at all.

    Raises PipelineError: no such file, no tar archive, a missing member, a truncated record, or a
    label without a class name.
    """
    train: list[bytes] = []
    test = names = b""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                member_name = PurePosixPath(member.name).name
                if TRAIN_MEMBER.fullmatch(member_name):
                    train.append(_content(archive, member, path))
                elif member_name == TEST_MEMBER:
                    test = _content(archive, member, path)
                elif member_name == NAMES_MEMBER:
                    names = _content(archive, member, path)
    except FileNotFoundError:
        raise PipelineError(f"No archive at {path}. Give the path of a CIFAR-10 archive.") from None
    except (OSError, EOFError, tarfile.TarError) as error:
        raise PipelineError(
            f"{path} cannot be read as a tar archive ({error}). Expected cifar-10-binary.tar.gz; "
            "if the file is damaged, delete it and fetch it again."
        ) from error
    class_names = tuple(names.decode("utf-8", "replace").split())
    if len(class_names) < 2:
        raise PipelineError(f"{path}: {NAMES_MEMBER} names no classes; expected one name a line.")
    return Archive(
        class_names=class_names,
        train=_records(b"".join(train), "data_batch_*.bin", class_names, path),
        test=_records(test, TEST_MEMBER, class_names, path),
    )


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    stream = archive.extractfile(member) if member.isreg() else None
    if stream is None or member.size > MEMBER_LIMIT_BYTES:
        raise PipelineError(
            f"{path}: {member.name} is not a regular file of at most {MEMBER_LIMIT_BYTES} bytes."
        )
    return stream.read()


def _records(content: bytes, what: str, class_names: tuple[str, ...], path: Path) -> Records:
    if not content or len(content) % RECORD_BYTES:
        raise PipelineError(
            f"{path}: {what} holds {len(content)} bytes, expected a multiple of {RECORD_BYTES}. "
            "This is not the binary version of CIFAR-10, or it is cut off."
        )
    table = np.frombuffer(content, np.uint8).reshape(-1, RECORD_BYTES)
    hashes = [hashlib.sha256(record).digest() for record in table]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    table = table[order]
    if table[:, 0].max() >= len(class_names):
        raise PipelineError(
            f"{path}: {what} holds label {table[:, 0].max()}, but {NAMES_MEMBER} names only "
            f"{len(class_names)} classes."
        )
    planes = table[:, 1:].reshape(-1, 3, *IMAGE_SIZE)
    return Records(
        images=np.ascontiguousarray(planes.transpose(0, 2, 3, 1)),
        labels=table[:, 0].astype(np.int64),
        hashes=tuple(hashes[i] for i in order),
    )
