"""The app in another Python environment, asked through its own command line."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import edge_app
from edge_app.errors import PipelineError
from edge_app.settings.places import without_settings

# Says which runtime would run the model file that it is given, or why that cannot; without a file,
# which runtime is the first that is installed.
PROBE = """
import importlib, importlib.metadata, json, sys
from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError, RuntimeUnavailableError
from edge_app.runtime import REMEDIES, RUNTIMES

def first_installed():
    for distribution, module in RUNTIMES:
        try:
            importlib.import_module(module)
            return distribution
        except (ImportError, OSError):
            continue
    sys.exit(f"No TFLite runtime is installed. {REMEDIES}")

found = {"name": first_installed(), "classes": 0, "reason": None}
try:
    for path in sys.argv[1:]:
        classifier = Classifier(path)
        found |= {"name": classifier.runtime.name, "classes": len(classifier.labels)}
except ModelFileError as error:
    found["reason"] = str(error)
except RuntimeUnavailableError as error:
    sys.exit(str(error))
print(json.dumps({**found, "version": importlib.metadata.version(found["name"])}))
"""
NUMPY_1_WANTED = "compiled using NumPy 1.x cannot be run in"
REMEDY = (
    "Expected the interpreter of an environment with what the app needs, such as "
    ".venv-device-tflite-runtime/bin/python, which `make .venv-device-tflite-runtime/.ready` makes."
)


class CannotRunError(PipelineError):
    """The runtime of the other environment cannot run this model file; the message says why."""


@dataclass(frozen=True)
class Runner:
    """The runtime that is asked about a model file, and why it cannot run it where it cannot."""

    name: str
    version: str
    classes: int
    reason: str | None


class OtherEnvironment:
    """The environment of the interpreter ``python``, with a ``folder`` to put files in for it.

    It runs a copy of the app that this process runs, and sees nothing else of this environment:
    the packages of one must not get into the other.
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self._python = Path(os.path.abspath(python))  # noqa: PTH100  Path.resolve() leaves a venv.
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "models")
        shutil.copytree(Path(edge_app.__file__).parent, folder / "edge_app", ignore=ignored)

    def runner(self, *model: str) -> Runner:
        """Which runtime runs the file ``model`` in the folder, and whether it can.

        Without a ``model``, which runtime is installed.

        Raises PipelineError: no such interpreter, or the app does not start there.
        """
        done = self._run("-c", PROBE, *model)
        if done.returncode < 0:
            return Runner("unknown", "unknown", 0, _end_by_signal(done))
        try:
            found = json.loads(done.stdout)
        except ValueError:
            raise PipelineError(
                f"{self._python} cannot run the app: {_why(done.stderr)}. {REMEDY}"
            ) from None
        return Runner(**found)

    def classify(self, model: str, pictures: Sequence[str], *, classes: int) -> NDArray[np.float32]:
        """Probabilities, float32 (n, ``classes``), of ``model`` for the files ``pictures``.

        Both are names in the folder. The command prints six decimals; the class that it names first
        is the first of the highest here too.

        Raises CannotRunError: the runtime gives up. PipelineError: a picture cannot be read there.
        """
        command = ["-m", "edge_app", "classify", "--json", "--top", str(classes)]
        done = self._run(*command, "--model", model, *pictures)
        if done.returncode < 0:
            raise CannotRunError(_end_by_signal(done))
        if not done.stdout:
            raise CannotRunError(_why(done.stderr))
        results = json.loads(done.stdout)["results"]
        return np.stack([self._probabilities(result, classes) for result in results])

    def _probabilities(self, result: dict[str, Any], classes: int) -> NDArray[np.float32]:
        if "error" in result:
            raise PipelineError(
                f"{self._python} cannot read a picture that can be read here: {result['error']}"
            )
        probabilities = np.zeros(classes, np.float32)
        for prediction in result["predictions"]:
            probabilities[prediction["index"]] = prediction["probability"]
        first = result["predictions"][0]["index"]
        if probabilities.argmax() != first:  # Equal only since they were rounded.
            probabilities[first] = np.nextafter(probabilities[first], np.float32(2))
        return probabilities

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        plain = without_settings(os.environ)
        ours = {name: value for name, value in plain.items() if not name.startswith("PYTHON")}
        try:
            return subprocess.run(
                [str(self._python), *words],
                cwd=self.folder,
                env={**ours, "PYTHONIOENCODING": "utf-8"},
                capture_output=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            reason = f"{self._python}: {error.strerror}"
            raise PipelineError(
                f"No Python interpreter can be started at {reason}. {REMEDY}"
            ) from error


def _end_by_signal(done: subprocess.CompletedProcess[str]) -> str:
    return f"The runtime was ended by {signal.Signals(-done.returncode).name}."


def _why(stderr: str) -> str:
    """The last line that a Python program said, without the full stop."""
    if NUMPY_1_WANTED in stderr:  # What follows it does not say what to do.
        return "its TFLite runtime works with NumPy 1 only, and it has NumPy 2: install 'numpy<2'"
    lines = [line for line in stderr.splitlines() if line.strip()]
    return lines[-1].strip().removeprefix("error: ").rstrip(".") if lines else "it says nothing"
