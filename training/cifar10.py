"""Read the records of a CIFAR-10 binary archive, without unpickling or extracting anything.

The format is the "binary version" of https://www.cs.toronto.edu/~kriz/cifar.html: a tar file with
``data_batch_1.bin`` to ``data_batch_5.bin``, ``test_batch.bin`` and ``batches.meta.txt``. A record
is 3,073 bytes: one label, then 1,024 red, 1,024 green and 1,024 blue values, row by row.
"""

import hashlib
import lzma
import re
import tarfile
import zlib
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
OTHERS = (TEST_MEMBER, NAMES_MEMBER)


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

    Raises PipelineError: no such file, no tar archive, a damaged one, a missing member, a truncated
    record, or a label without a class name.
    """
    try:
        members = _read_members(path)
    except FileNotFoundError:
        raise PipelineError(f"No archive at {path}. Give the path of a CIFAR-10 archive.") from None
    except (OSError, EOFError, tarfile.TarError, zlib.error, lzma.LZMAError) as error:
        reason = str(error).partition(":\n")[0]  # Without tarfile's list of the formats it tried.
        raise PipelineError(
            f"{path} cannot be read as a tar archive ({reason}). Expected cifar-10-binary.tar.gz; "
            "if the file is damaged, delete it and fetch it again."
        ) from error
    train = sorted(name for name in members if TRAIN_MEMBER.fullmatch(name))
    for name, found in (("data_batch_1.bin", train), *((name, name in members) for name in OTHERS)):
        if not found:
            raise PipelineError(
                f"{path} holds no {name}: this is not the binary version of CIFAR-10. Expected "
                "cifar-10-binary.tar.gz."
            )
    class_names = _class_names(members[NAMES_MEMBER], path)
    return Archive(
        class_names=class_names,
        train=_records({name: members[name] for name in train}, class_names, path),
        test=_records({TEST_MEMBER: members[TEST_MEMBER]}, class_names, path),
    )


def _read_members(path: Path) -> dict[str, bytes]:
    """The content of the members of a CIFAR-10 archive, by their names without a folder."""
    members = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            if TRAIN_MEMBER.fullmatch(name) or name in OTHERS:
                members[name] = _content(archive, member, path)
        # gzip and xz hold a checksum behind their content, where tarfile does not look; and after
        # a damaged header, tarfile ends the list of the members as if there were no more.
        while archive.fileobj and archive.fileobj.read(2**20):
            pass
    return members


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    stream = archive.extractfile(member) if member.isreg() else None
    if stream is None or member.size > MEMBER_LIMIT_BYTES:
        raise PipelineError(
            f"{path}: {member.name} is not a regular file of at most {MEMBER_LIMIT_BYTES} bytes."
        )
    return stream.read()


def _class_names(content: bytes, path: Path) -> tuple[str, ...]:
    lines = content.decode("utf-8", "replace").splitlines()
    class_names = tuple(line.strip() for line in lines if line.strip())
    if len(class_names) < 2:
        raise PipelineError(
            f"{path}: {NAMES_MEMBER} names {len(class_names)} classes; expected two or more, one "
            "name a line."
        )
    return class_names


def _records(members: dict[str, bytes], class_names: tuple[str, ...], path: Path) -> Records:
    for name, content in members.items():
        if not content or len(content) % RECORD_BYTES:
            raise PipelineError(
                f"{path}: {name} holds {len(content)} bytes, expected a multiple of "
                f"{RECORD_BYTES}. This is not the binary version of CIFAR-10, or it is cut off."
            )
    table = np.frombuffer(b"".join(members.values()), np.uint8).reshape(-1, RECORD_BYTES)
    hashes = [hashlib.sha256(record.tobytes()).digest() for record in table]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    table = table[order]
    if table[:, 0].max() >= len(class_names):
        raise PipelineError(
            f"{path}: {', '.join(members)} holds label {table[:, 0].max()}, but {NAMES_MEMBER} "
            f"names only {len(class_names)} classes."
        )
    planes = table[:, 1:].reshape(-1, 3, *IMAGE_SIZE)
    return Records(
        images=np.ascontiguousarray(planes.transpose(0, 2, 3, 1)),
        labels=table[:, 0].astype(np.int64),
        hashes=tuple(hashes[i] for i in order),
    )
