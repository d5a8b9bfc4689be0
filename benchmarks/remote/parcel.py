"""What travels to a device: one archive with our wheel, the benchmarks, the models, the order."""

import argparse
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.arm64.packages import build_wheel
from benchmarks.environments import TREE
from edge_app.model_file.labels import names_beside

OPTIONS = "options.json"
REQUIREMENTS = ("requirements/device.txt", "requirements/check_python.py")
# What concerns this machine alone.
OF_HOME = ("run", "output", "json", "device", "device_python", "ssh_config")


def pack(options: argparse.Namespace, models: Mapping[str, Path]) -> bytes:
    """A tar archive, compressed with gzip, to be unpacked and run by ``benchmarks.remote.agent``.

    ``models`` are model files by their short names. Each travels with its record and its labels,
    in a folder of its own, named so that it has the same short name there.

    Raises PipelineError: the wheel cannot be built. OSError: a file cannot be read.
    """
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        with tempfile.TemporaryDirectory() as folder:
            wheel = build_wheel(Path(folder))
            archive.add(wheel, wheel.name)
        for path in (TREE / "benchmarks").rglob("*.py"):
            archive.add(path, path.relative_to(TREE).as_posix())
        for name in REQUIREMENTS:
            archive.add(TREE / name, name)
        places = [_add_model(archive, place, path) for place, path in enumerate(models.values())]
        order = {**order_of(options), "models": places}
        if order.get("labels"):
            order["labels"] = f"labels/{options.labels.name}"
            archive.add(options.labels.resolve(), order["labels"])
        _add_text(archive, OPTIONS, json.dumps(order, default=str))
    return content.getvalue()


def order_of(options: argparse.Namespace) -> dict[str, Any]:
    """The options that the device is given, as they are but for paths of this machine."""
    return {name: value for name, value in vars(options).items() if name not in OF_HOME}


def companions(model: Path) -> Iterator[Path]:
    """The files that may belong to a model file: its record, and lists of its labels."""
    for stem in dict.fromkeys((model.stem, model.stem.rpartition(".")[0])):
        if stem:
            yield model.with_name(f"{stem}.json")
    yield from names_beside(model)


def _add_model(archive: tarfile.TarFile, place: int, model: Path) -> str:
    folder = f"models/{place}/{model.resolve().parent.name or 'models'}"
    archive.add(model.resolve(), f"{folder}/{model.name}")
    for path in dict.fromkeys(companions(model)):
        if path.is_file():
            archive.add(path.resolve(), f"{folder}/{path.name}")
    return f"{folder}/{model.name}"


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))
