"""Start each native library and the model in a process of its own, and ask afterwards."""

import importlib.util
import platform
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app.board import board_name
from edge_app.doctor import facts, model_probes
from edge_app.doctor.camera_probes import HEADLESS, OPENCV_NAMES, opencv, picamera
from edge_app.doctor.findings import Finding
from edge_app.doctor.numpy_probes import Versions, numpy_clashes, numpy_import
from edge_app.doctor.runtime_probes import TriedRuntime, runtime_choice
from edge_app.doctor.trials import Outcome, Trial
from edge_app.runtime import RUNTIMES

if TYPE_CHECKING:
    from edge_app.model_choice import Chosen

# A Raspberry Pi Zero 2 with a slow card needs a few seconds for each, all at once.
TIMEOUT_S = 60.0


class LibraryTrials:
    """All begin when it is made, at once. Each may be asked for once.

    ``open_model`` opens the model that is examined.
    """

    def __init__(self, open_model: "Callable[[], Chosen]") -> None:
        self._numpy = Trial(partial(model_probes.try_module, "numpy"))
        self._runtimes = {
            name: Trial(partial(model_probes.try_runtime, module))
            for name, module in RUNTIMES
            if facts.module_version(name, module)
        }
        self._opencv = Trial(partial(model_probes.try_module, "cv2"))
        self._model = Trial(partial(model_probes.try_model, open_model))

    def numpy(self) -> Finding:
        """Does NumPy start?"""
        error = _of(self._numpy).error
        return numpy_import(facts.version_of("numpy"), error, pip=facts.pip_command())

    def clashes(self, system_packages: Path) -> list[Finding]:
        """Which libraries want another NumPy? ``system_packages`` is the system's folder."""
        installed = _opencv_versions()
        sees_picamera = importlib.util.find_spec("picamera2") is not None
        versions = Versions(
            numpy=facts.version_of("numpy"),
            tflite_runtime=facts.version_of("tflite-runtime"),
            litert=facts.version_of("ai-edge-litert"),
            opencv=next(iter(installed.values()), None),
            opencv_name=next(iter(installed), HEADLESS),
            system_numpy=facts.system_numpy(system_packages) if sees_picamera else None,
        )
        return numpy_clashes(versions, pip=facts.pip_command())

    def runtime(self) -> Finding:
        """Which runtime is used, and why not the others?"""
        tried = [
            TriedRuntime(
                name,
                facts.module_version(name, module),
                _of(self._runtimes[name]).error if name in self._runtimes else "",
            )
            for name, module in RUNTIMES
        ]
        return runtime_choice(
            tried,
            machine=platform.machine(),
            bits=facts.address_bits(),
            python=sys.version_info[:2],
            pip=facts.pip_command(),
        )

    def opencv(self) -> Finding:
        """Does OpenCV start, and which one is it?"""
        outcome = _of(self._opencv)
        version = str(outcome.value or "")
        pip = facts.pip_command()
        return opencv(_opencv_versions(), outcome.error, version=version, pip=pip)

    def picamera(self, proc: Path, system_packages: Path) -> list[Finding]:
        """Is Raspberry Pi OS's camera library there, and seen from here?"""
        return picamera(
            board=board_name(proc),
            in_system=(system_packages / "picamera2").is_dir(),
            visible=importlib.util.find_spec("picamera2") is not None,
            prefix=Path(sys.prefix),
        )

    def model(self) -> Finding:
        """Is the model whole, and does it answer as it should?"""
        return model_probes.model(_of(self._model))


def _of(trial: Trial) -> Outcome:
    return trial.outcome(timeout_s=TIMEOUT_S)


def _opencv_versions() -> dict[str, str]:
    found = {name: facts.version_of(name) for name in OPENCV_NAMES}
    return {name: version for name, version in found.items() if version}
