"""The shipped models, and the command as its user runs it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def shipped(root: Path) -> list[Path]:
    """The shipped model files, with their record beside them."""
    found = sorted((root / "models").glob("*.tflite"))
    assert found
    return found


@pytest.fixture(scope="session")
def models(shipped: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Copies of the shipped model files, in a folder without a record."""
    folder = tmp_path_factory.mktemp("models")
    return [Path(shutil.copy(path, folder)) for path in shipped]


@pytest.fixture(scope="session")
def run(root: Path) -> Run:
    """Run ``python -m benchmarks`` in a process of its own, in the source tree."""

    def run_command(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "benchmarks", *map(str, arguments)],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run_command


@pytest.fixture(scope="session")
def finished(
    run: Run, models: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> "tuple[subprocess.CompletedProcess[str], Path]":
    """A short run over the shipped models with --json, and the folder that it wrote to."""
    output = tmp_path_factory.mktemp("results")
    short = ("--threads", 1, "--rounds", 6, "--invocations", 20)
    return run("latency", "--models", *models, *short, "--output", output, "--json"), output


@pytest.fixture
def report(finished: "tuple[subprocess.CompletedProcess[str], Path]") -> dict[str, Any]:
    """What that run printed."""
    return json.loads(finished[0].stdout)


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds nothing."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin/python"
