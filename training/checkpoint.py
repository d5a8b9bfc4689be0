"""Everything a training run needs to go on after it was stopped, in one file."""

import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from edge_app.files import replacing

History = dict[str, list[float]]


@dataclass(frozen=True)
class Progress:
    """How far a run has come: the metrics of each finished epoch, and the best of them.

    ``run`` identifies the run: its recipe and the digests of its data. ``best_epoch`` counts from
    zero; -1 means that no epoch has ended yet.
    """

    run: dict[str, Any]
    history: History
    best_epoch: int = -1

    @property
    def epochs_done(self) -> int:
        return len(self.history.get("loss", []))


def save_checkpoint(
    path: Path,
    progress: Progress,
    *,
    model: keras.Model,
    best_weights: list[NDArray[np.float32]],
) -> None:
    """Write progress, model, optimizer and best weights to ``path``, whole or not at all."""
    arrays = {
        **_numbered("model", [np.asarray(v) for v in model.variables]),
        **_numbered("optimizer", [np.asarray(v) for v in model.optimizer.variables]),
        **_numbered("best", best_weights),
    }
    with replacing(path) as partial, open(partial, "wb") as file:
        np.savez(file, progress=np.array(json.dumps(asdict(progress))), **arrays)


def load_checkpoint(
    path: Path, *, model: keras.Model, run: dict[str, Any]
) -> tuple[Progress, list[NDArray[np.float32]]]:
    """Put a compiled ``model`` where the checkpoint left it; give its progress and best weights.

    Raises PipelineError: the file is damaged, or belongs to another recipe or other data.
    """
    try:
        # Opened here, because np.load leaves a damaged file open.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as stored:
            progress = Progress(**json.loads(str(stored["progress"])))
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise PipelineError(
            f"The checkpoint {path} cannot be read ({error}). Delete it to train from the start."
        ) from error
    if progress.run != run:
        changed = sorted(key for key in run if progress.run.get(key) != run[key])
        raise PipelineError(
            f"The checkpoint {path} belongs to another run (different: {', '.join(changed)}). "
            "Choose another --output, or delete the checkpoint to train from the start."
        )
    model.optimizer.build(model.trainable_variables)
    try:
        _assign(model.variables, "model", arrays)
        _assign(model.optimizer.variables, "optimizer", arrays)
        best = [arrays[f"best-{i}"] for i in range(len(model.get_weights()))]
    except (KeyError, ValueError) as error:
        raise PipelineError(
            f"The checkpoint {path} does not fit the net ({error}): it was written by another "
            "version of this program. Delete it to train from the start."
        ) from error
    return progress, best


def _numbered(prefix: str, arrays: list[Any]) -> dict[str, Any]:
    return {f"{prefix}-{i}": array for i, array in enumerate(arrays)}


def _assign(variables: list[Any], prefix: str, arrays: dict[str, Any]) -> None:
    for i, variable in enumerate(variables):
        variable.assign(arrays[f"{prefix}-{i}"])
