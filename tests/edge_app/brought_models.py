"""Tiny models as a person brings them to a device: with a record, or with a label file."""

import hashlib
import json
from pathlib import Path

import numpy as np

from edge_app.model_file import metadata_schema as schema
from tests.edge_app.tiny_models import TinyMetadata, color_graph, tiny_model

LABELS = b"red\ngreen\nblue\n"
SUFFIXES = {"int8": ".tflite", "float32": ".float32.tflite"}


def write_ours(
    folder: Path,
    *,
    name: str = "net",
    variants: tuple[str, ...] = ("int8", "float32"),
    labels: bytes = LABELS,
    accuracy: float | None = 0.9,
) -> Path:
    """Files as ``python -m convert`` makes them; other ``labels`` make other files."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for variant in variants:
        content = ours(name, variant, labels)
        file = folder / (name + SUFFIXES[variant])
        file.write_bytes(content)
        test = None if accuracy is None else {"accuracy": {"value": accuracy, "count": 200}}
        digest = hashlib.sha256(content).hexdigest()
        entries[variant] = {"file": file.name, "sha256": digest, "test": test}
    record = {"schema": 3, "name": name, "recommended": variants[0], "variants": entries}
    (folder / f"{name}.json").write_text(json.dumps(record))
    return folder


def ours(name: str, variant: str, labels: bytes = LABELS) -> bytes:
    """A model file with the mark of ``python -m convert``; it knows its labels and input range."""
    metadata = TinyMetadata(
        name=name,
        mean=[0.0],
        deviation=[1.0],
        label_files=[("labels.txt", schema.AssociatedFile.AXIS_LABELS, "")],
        custom='{"resize_rule": "center-crop-bilinear"}',
    )
    quantized = {"dtype": np.uint8, "scale": 1.0} if variant == "int8" else {}
    return tiny_model(color_graph(**quantized), metadata=metadata, files={"labels.txt": labels})


def write_foreign(
    folder: Path, *, file: str = "theirs.tflite", labels: bytes | None = LABELS, **graph: object
) -> Path:
    """A uint8 model without metadata; its labels, if any, in a file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"dtype": np.uint8, "scale": 1.0, **graph}
    (folder / file).write_bytes(tiny_model(color_graph(**settings)))
    if labels is not None:
        (folder / "labels.txt").write_bytes(labels)
    return folder / file


def flip_byte(path: Path, place: int = -1) -> None:
    """Damage one byte of a file, in its middle unless said."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if place < 0 else place] ^= 0x10
    path.write_bytes(content)
