"""Other Python environments of this machine: what they hold, and programs that run in them."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import installed
from edge_app.errors import PipelineError
from edge_app.settings.places import without_settings

# The source tree: in it, every environment finds the packages of this project.
TREE = Path(__file__).resolve().parent.parent
TENSORFLOW = ("tensorflow", "tensorflow-cpu", "tensorflow-aarch64", "tensorflow-macos")


class LeftOutError(PipelineError):
    """A peer that this machine does not have; the message says which, and how it can be had."""


@dataclass(frozen=True)
class Distribution:
    """An installed distribution, with the size of its files in ``bytes``."""

    name: str
    version: str
    bytes: int


@dataclass(frozen=True)
class Environment:
    """A Python environment, with those ``distributions`` that were asked for and all they need."""

    python: Path
    python_version: str
    distributions: tuple[Distribution, ...]

    def version(self, *names: str) -> str | None:
        """The version of the first of the distributions ``names`` that is there."""
        versions = {item.name: item.version for item in self.distributions}
        return next((versions[name] for name in names if name in versions), None)


def read_environment(python: Path, *, roots: Sequence[str]) -> Environment:
    """What the environment of the interpreter ``python`` holds of the distributions ``roots``.

    Raises LeftOutError: no such interpreter. PipelineError: it does not run.
    """
    # Path.resolve() would follow the link out of a virtual environment.
    absolute = Path(os.path.abspath(python))  # noqa: PTH100
    if not absolute.is_file():
        raise LeftOutError(f"There is no Python at {python}.")
    try:
        done = subprocess.run(
            [str(absolute), "-I", str(Path(installed.__file__)), *roots],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise PipelineError(f"{python} is not a Python that runs: {error}.") from error
    distributions = tuple(Distribution(**item) for item in found["distributions"])
    return Environment(absolute, found["python"], distributions)


def tensorflow_environment(python: Path | None) -> Environment:
    """The environment that has TensorFlow: that of ``python``, or this one where it has it.

    Raises LeftOutError: neither has it. PipelineError: ``python`` does not run.
    """
    if python is None and importlib.util.find_spec("tensorflow") is None:
        raise LeftOutError(
            "This Python has no TensorFlow. Name one that has with --tensorflow PYTHON."
        )
    found = read_environment(
        python or Path(sys.executable), roots=(*TENSORFLOW, "keras", "pillow", "flask")
    )
    if found.version(*TENSORFLOW) is None:
        raise LeftOutError(
            f"{found.python} has no TensorFlow. Name another with --tensorflow PYTHON."
        )
    return found


def tensorflow_library(environment: Environment) -> str:
    """Name and version of TensorFlow and Keras in their environment."""
    tensorflow, keras = environment.version(*TENSORFLOW), environment.version("keras")
    return f"tensorflow {tensorflow}, keras {keras}"


def keras_parent(model: Path) -> Path:
    """The Keras model beside a .tflite file of ours: NAME.keras for NAME.tflite, NAME.int8.tflite.

    Raises LeftOutError: there is none.
    """
    stem = model.name.removesuffix(".tflite")
    for name in (stem, stem.rpartition(".")[0]):
        if name and model.with_name(f"{name}.keras").is_file():
            return model.with_name(f"{name}.keras")
    raise LeftOutError(
        f"There is no Keras model {stem}.keras beside {model.name}. Name one with --keras FILE."
    )


def keras_file(named: Path | None, *, models: Iterable[Path]) -> Path:
    """The Keras model that was named, or that beside the first of ``models``; an absolute path.

    Raises LeftOutError: none was named, and there is none. PipelineError: no file ``named``.
    """
    found = named or keras_parent(next(iter(models)))
    if not found.is_file():
        raise PipelineError(f"There is no file {found}.")
    return found.absolute()


def last_line(text: str) -> str:
    """The last line that is not empty: of a Python program that failed, the reason."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ")[:300] if lines else "it printed no message."


def plain_environment() -> dict[str, str]:
    """This process's variables without those that steer its own Python, or set up the app."""
    ours = without_settings(os.environ)
    return {name: value for name, value in ours.items() if not name.startswith("PYTHON")}
