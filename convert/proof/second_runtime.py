"""The answers of another runtime about the pictures of a split."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from convert.data.encoded import encoded_images
from convert.proof.device_answers import Answers
from convert.proof.other_environment import CannotRunError, OtherEnvironment, Runner
from training.parts import Split

# Pictures for one process: its start takes as long as some hundred answers of a small net.
CHUNK_PICTURES = 1000
CHUNK_BYTES = 64 * 2**20


@dataclass(frozen=True)
class SecondRuntime:
    """What another runtime, of this ``name`` and ``version``, answered."""

    name: str
    version: str
    answers: Answers


def second_runtime_answers(
    python: Path, files: Mapping[str, Path], split: Split, *, progress: str = ""
) -> SecondRuntime:
    """Ask the app in the environment of the interpreter ``python`` about the images of ``split``.

    ``files`` are model files by their variant, one at least. The pictures are those of
    ``encoded_images``. There is a bar of progress on a terminal, with the text ``progress`` before
    it.

    Raises PipelineError: no such interpreter, the app or a runtime does not work there, or a
    picture can no longer be read.
    """
    with tempfile.TemporaryDirectory() as name:
        other = OtherEnvironment(python, Path(name))
        runners = {variant: _bring(other, variant, path) for variant, path in files.items()}
        usable = {variant: one.classes for variant, one in runners.items() if one.reason is None}
        refused = {variant: one.reason for variant, one in runners.items() if one.reason}
        answers: dict[str, list[NDArray[np.float32]]] = {variant: [] for variant in usable}
        total = len(split.labels) * len(usable)
        with tqdm(total=total, desc=progress or None, unit=" images", disable=None) as bar:
            for chunk in chunks(encoded_images(split)) if usable else ():
                names = _write(other.folder, chunk)
                for variant in list(answers):
                    try:
                        got = other.classify(_file(variant), names, classes=usable[variant])
                        answers[variant].append(got)
                    except CannotRunError as error:
                        refused[variant] = str(error)
                        del answers[variant]
                    bar.update(len(chunk))
    # Any of them: there is one runtime, but one that crashed could not say its name.
    known = max(runners.values(), key=lambda one: one.name != "unknown")
    probabilities = {variant: np.concatenate(parts) for variant, parts in answers.items()}
    return SecondRuntime(known.name, known.version, Answers(probabilities, refused))


def check_second_runtime(python: Path) -> None:
    """Raises PipelineError: the app does not start in that environment, or it has no runtime."""
    with tempfile.TemporaryDirectory() as name:
        OtherEnvironment(python, Path(name)).runner()


def chunks(pictures: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The pictures in lists of at most CHUNK_PICTURES, and hardly more than CHUNK_BYTES."""
    chunk: list[bytes] = []
    size = 0
    for data in pictures:
        chunk.append(data)
        size += len(data)
        if len(chunk) == CHUNK_PICTURES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _bring(other: OtherEnvironment, variant: str, path: Path) -> Runner:
    """Copy a model file into the folder: away from a record of an earlier one beside it."""
    shutil.copyfile(path, other.folder / _file(variant))
    return other.runner(_file(variant))


def _file(variant: str) -> str:
    return f"{variant}.tflite"


def _write(folder: Path, chunk: list[bytes]) -> list[str]:
    names = [f"{i:04}" for i in range(len(chunk))]
    for name, data in zip(names, chunk, strict=True):
        (folder / name).write_bytes(data)
    return names
