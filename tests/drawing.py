"""Pictures that the project draws itself: a small data set in the format of CIFAR-10."""

import io
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

CLASS_NAMES = ("circle", "square", "triangle", "stripes")
SIDE_PX = 32
TRAIN_BATCHES = 5


def draw_shape(class_name: str, random: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a bright shape on a dark ground, with some noise: uint8 (32, 32, 3), RGB.

    Colours, size and place are random. The noise is clipped, so that exact 0 and 255 are frequent.
    """
    ground, ink = (tuple(map(int, random.integers(*ends, 3))) for ends in ((0, 90), (150, 256)))
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), ground)
    pen = ImageDraw.Draw(picture)
    size = int(random.integers(12, 25))
    left, top = (int(place) for place in random.integers(1, SIDE_PX - size, 2))
    right, bottom = left + size, top + size
    if class_name == "circle":
        pen.ellipse((left, top, right, bottom), fill=ink)
    elif class_name == "square":
        pen.rectangle((left, top, right, bottom), fill=ink)
    elif class_name == "triangle":
        pen.polygon(((left + right) // 2, top, right, bottom, left, bottom), fill=ink)
    else:
        for row in range(top % 8, SIDE_PX, 8):
            pen.rectangle((0, row, SIDE_PX, row + size // 6), fill=ink)
    noisy = np.asarray(picture) + random.normal(0, 12, (SIDE_PX, SIDE_PX, 3))
    return noisy.round().clip(0, 255).astype(np.uint8)


def draw_records(count: int, *, seed: int) -> list[bytes]:
    """Draw ``count`` records of 3,073 bytes: a label, then the red, green and blue plane."""
    random = np.random.default_rng(seed)
    records = []
    for i in range(count):
        label = i % len(CLASS_NAMES)
        planes = draw_shape(CLASS_NAMES[label], random).transpose(2, 0, 1)
        records.append(bytes([label]) + planes.tobytes())
    return records


def shapes_members(*, train_images: int, test_images: int, seed: int) -> dict[str, bytes]:
    """The members of a binary CIFAR-10 archive of drawn shapes, by their names."""
    train = draw_records(train_images, seed=seed)
    members = {
        f"data_batch_{i + 1}.bin": b"".join(train[i::TRAIN_BATCHES]) for i in range(TRAIN_BATCHES)
    }
    members["test_batch.bin"] = b"".join(draw_records(test_images, seed=seed + 1))
    # The official file, too, ends with an empty line.
    members["batches.meta.txt"] = ("\n".join(CLASS_NAMES) + "\n\n").encode()
    return members


def write_shapes_folder(root: Path, counts: Mapping[str, int], *, seed: int) -> Path:
    """Write drawn shapes as PNG files; returns ``root``.

    ``counts`` holds the number of pictures of each folder; the last part of its path is the class.
    """
    random = np.random.default_rng(seed)
    for folder, count in counts.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            picture = Image.fromarray(draw_shape(Path(folder).name, random))
            picture.save(root / folder / f"{i:04}.png")
    return root


def write_archive(
    path: Path, members: dict[str, bytes], *, mode: str = "w:gz", links: Iterable[str] = ()
) -> Path:
    """Write ``members`` as a tar archive; ``mode`` is tarfile's. Returns ``path``.

    The names in ``links`` become symbolic links to /etc/hostname.
    """
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name in links:
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(member)
    return path
