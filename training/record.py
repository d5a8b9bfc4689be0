"""The record of a training run: what made the model, and what it reached."""

import datetime
import importlib.metadata
import platform
import subprocess
from pathlib import Path
from typing import Any

import keras

from edge_app.processor import processor_name, usable_cores
from training.checkpoint import Progress
from training.cost import multiply_accumulates
from training.datasets import Dataset
from training.recipe import Recipe, recipe_settings

SCHEMA = 1
PACKAGES = ("keras", "tensorflow-cpu", "tensorflow", "jax", "numpy", "pillow")


def run_identity(
    recipe: Recipe, dataset: Dataset, *, models: dict[str, dict[str, str]] | None = None
) -> dict[str, Any]:
    """What must be equal for two runs to be the same run: recipe, data, and other models.

    ``models`` are those that take part, by their part ("teacher", "initial_weights").
    """
    return {"recipe": recipe_settings(recipe), "data": dataset.summary(), **(models or {})}


def training_record(
    *,
    run: dict[str, Any],
    progress: Progress,
    model: keras.Model,
    metrics: dict[str, Any],
    confidence: dict[str, Any],
) -> dict[str, Any]:
    """Everything that is known of a finished run, ready for JSON.

    ``metrics`` are of the model as it was saved, without the temperature in ``confidence``.
    """
    return {
        "schema": SCHEMA,
        **run,
        "parameters": model.count_params(),
        "multiply_accumulates": multiply_accumulates(model),
        "epochs_trained": progress.epochs_done,
        "kept_epoch": progress.best_epoch + 1,
        "metrics": metrics,
        "confidence": confidence,
        "curves": progress.history,
        "epoch_seconds": progress.epoch_seconds,
        "made": environment(),
    }


def environment() -> dict[str, Any]:
    """Date (UTC), source revision, Python, machine, processor, cores and library versions."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "source_revision": source_revision(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "cpu": processor_name(),
        "cores": usable_cores(),
        "keras_backend": keras.backend.backend(),
        "versions": installed_versions(PACKAGES),
    }


def made_line(made: dict[str, Any]) -> str:
    """When and with what a page was made, from what ``environment`` gave, in one line."""
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    where = f"{made['machine']}, {made.get('cpu') or 'unknown processor'}"
    return f"Made on {made['date']} with {versions}, Python {made['python']}; {where}."


def installed_versions(packages: tuple[str, ...]) -> dict[str, str]:
    """The versions of those of ``packages`` that are installed."""
    versions = {}
    for package in packages:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def source_revision() -> str | None:
    """The git revision of this source, with "+changes" when it was edited; None outside git."""
    folder = Path(__file__).parent

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        revision = git("rev-parse", "HEAD")
        return revision + ("+changes" if git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.CalledProcessError):
        return None
