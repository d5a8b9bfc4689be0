"""Damaged model files that are taken for sound."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app import Classifier
from edge_app.classifier import default_model_path
from tests.reliability.damaged_models import damages, drawn_pictures, outcome
from tests.reliability.figure import Figure
from tests.reliability.tutorial import Net

DAMAGES = 700
SILENT = ("other answers", "another class")


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """How many of the damaged files answer otherwise without a word."""
    count = 21 if quick else DAMAGES
    ours = outcomes(folder / "ours", open_ours, count=count)
    forged = outcomes(folder / "forged", open_ours, count=count, forge=True)
    plain = outcomes(folder / "unprotected", open_plain, count=count)
    how = (
        "Single bits turned over (500 of 700), blocks of 4 KiB of zeros (100) and cut files (100) "
        "of the shipped int8 model, opened and asked about 20 drawn pictures; unprotected: the "
        "interpreter alone."
    )
    return [
        Figure(
            name=f"damaged models of {ours.total()} that answer otherwise without a word",
            unit="files",
            ours=sum(ours[kind] for kind in SILENT),
            unprotected=sum(plain[kind] for kind in SILENT),
            how=how,
        ),
        Figure(
            name="the same where the record beside the file is forged to fit, another class",
            unit="files",
            ours=forged["another class"],
            unprotected=plain["another class"],
            how="The hash fits then, and only the golden samples are between the damage and the "
            "answers; counted are those of which at least one of 20 pictures gets another class.",
        ),
    ]


def outcomes(
    folder: Path, open_model: Callable[[Path], object], *, count: int, forge: bool = False
) -> Counter[str]:
    """How many damaged copies had which outcome; ``forge`` lets the record name their hash."""
    folder.mkdir()
    source = default_model_path()
    path, record = folder / source.name, folder / f"{source.stem}.json"
    shutil.copy(source, path)
    shutil.copy(source.with_suffix(".json"), record)
    truth = json.loads(record.read_text())
    pictures = drawn_pictures(Classifier(path).input_size)
    ask = open_model(path)
    expected = np.stack([ask(picture) for picture in pictures])  # type: ignore[operator]
    found: Counter[str] = Counter()
    for _, content in damages(source.read_bytes(), count=count):
        path.write_bytes(content)
        if forge:
            for entry in truth["variants"].values():
                if entry["file"] == path.name:
                    entry["sha256"] = hashlib.sha256(content).hexdigest()
            record.write_text(json.dumps(truth))
        found[outcome(path, open_model, pictures, expected)] += 1  # type: ignore[arg-type]
    return found


def open_ours(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """As the app opens a model."""
    return Classifier(path).probabilities


def open_plain(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """As tutorials open one."""
    from PIL import Image

    net = Net(path)
    return lambda picture: np.array(net.scores(Image.fromarray(picture)), np.float32)
