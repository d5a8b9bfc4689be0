"""Pictures of one colour, and models that name the colour: every answer is known."""

from collections.abc import Sequence
from pathlib import Path

from tests.drawing import write_archive
from tests.edge_app.tiny_models import TinyGraph, TinyMetadata, color_graph, tiny_model

COLORS = {
    "red": (200, 10, 10),
    "green": (10, 200, 10),
    "blue": (10, 10, 200),
    "black": (0, 0, 0),
}


def color_record(label: int, color: str) -> bytes:
    """A record of a CIFAR-10 archive: a picture of one colour."""
    return bytes([label]) + b"".join(bytes([value]) * 1024 for value in COLORS[color])


def write_color_model(path: Path, names: str, graph: TinyGraph | None = None) -> Path:
    """A model whose outputs are red, green and blue, in this order, and are called ``names``."""
    metadata = TinyMetadata(mean=(0,), deviation=(255,), label_files=(("own.txt", 2, ""),))
    files = {"own.txt": names.encode()}
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(tiny_model(graph or color_graph(), metadata=metadata, files=files))
    return path


def write_color_archive(path: Path, test: Sequence[tuple[int, str]]) -> Path:
    """Two training pictures each of blue, green and red, and the ``test`` pictures."""
    train = [color_record(i, color) for i, color in enumerate(("blue", "green", "red"))] * 2
    members = {
        "data_batch_1.bin": b"".join(train),
        "test_batch.bin": b"".join(color_record(label, color) for label, color in test),
        "batches.meta.txt": b"Blue\ngreen\nRED\n",
    }
    return write_archive(path, members)
