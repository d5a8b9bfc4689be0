"""By what a run is known again: its recipe, its data, and the other models that take part."""

import hashlib
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError
from training.recipe import with_defaults

Identity = dict[str, Any]


def model_identity(path: Path) -> Identity:
    """The SHA-256 of a model file.

    Raises PipelineError: there is no such file, or it cannot be read.
    """
    try:
        return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    except OSError as error:
        raise PipelineError(
            f"Cannot read the model {path}: {error.strerror}. Expected a .keras file, such as the "
            "model.keras of a training."
        ) from error


def differences(stored: Identity, run: Identity) -> list[str]:
    """The names of what differs between two runs, in alphabetical order.

    A stored identity may be older than a setting of recipes: what it lacks has its default.
    """
    old, new = _complete(stored), _complete(run)
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def _complete(run: Identity) -> Identity:
    return {**run, "recipe": with_defaults(run.get("recipe", {}))}
