"""Everything a training run needs to go on after it was stopped, in one file."""

import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from edge_app.files import replacing
from training.identity import differences

History = dict[str, list[float]]


@dataclass(frozen=True)
class Progress:
    """How far a run has come: the metrics of each finished epoch, and the best of them.

    ``run`` identifies the run: its recipe, and the digests of its data and of other models that
    take part. ``best_epoch`` counts from zero; -1 means that no epoch has ended yet.
    ``epoch_seconds`` are how long each epoch took, its validation included. A resumed run repeats
    everything but these, and so they do not count where two are compared.
    """

    run: dict[str, Any]
    history: History
    best_epoch: int = -1
    epoch_seconds: list[float | None] = field(default_factory=list, compare=False)

    @property
    def epochs_done(self) -> int:
        return len(self.history.get("loss", []))


def save_checkpoint(
    path: Path,
    progress: Progress,
    *,
    model: keras.Model,
    optimizer: keras.Optimizer,
    best_weights: list[NDArray[np.float32]],
) -> None:
    """Write progress, model, optimizer and best weights to ``path``, whole or not at all."""
    arrays = {
        **_numbered("model", [np.asarray(v) for v in model.variables]),
        **_numbered("optimizer", [np.asarray(v) for v in optimizer.variables]),
        **_numbered("best", best_weights),
    }
    with replacing(path) as partial, open(partial, "wb") as file:
        np.savez(file, progress=np.array(json.dumps(asdict(progress))), **arrays)


@dataclass(frozen=True)
class Checkpoint:
    """What was read from a checkpoint: the progress, and arrays to put where they came from."""

    path: Path
    progress: Progress
    arrays: dict[str, NDArray[Any]]

    def restore_model(self, model: keras.Model) -> None:
        """Give ``model`` its weights back, and the state of its random layers.

        Raises PipelineError: the arrays are those of another net.
        """
        self._assign(model.variables, "model")

    def restore_optimizer(self, optimizer: keras.Optimizer) -> None:
        """Give a built ``optimizer`` its state back.

        Raises PipelineError: the arrays are those of another net or optimizer.
        """
        self._assign(optimizer.variables, "optimizer")

    def best_weights(self, model: keras.Model) -> list[NDArray[np.float32]]:
        """The weights of the best epoch, in the order of ``model.get_weights()``.

        Raises PipelineError: the arrays are those of another net.
        """
        weights = [self.arrays.get(f"best-{i}") for i in range(len(model.weights))]
        shapes = [None if array is None else array.shape for array in weights]
        if shapes != [tuple(variable.shape) for variable in model.weights]:
            raise self._misfit("its best weights have other shapes")
        return [array for array in weights if array is not None]

    def _assign(self, variables: list[Any], prefix: str) -> None:
        stored = [name for name in self.arrays if name.startswith(f"{prefix}-")]
        if len(stored) != len(variables):
            raise self._misfit(f"{len(stored)} arrays for {len(variables)} of the {prefix}")
        try:
            for i, variable in enumerate(variables):
                variable.assign(self.arrays[f"{prefix}-{i}"])
        except (KeyError, ValueError) as error:
            raise self._misfit(str(error)) from error

    def _misfit(self, reason: str) -> PipelineError:
        return PipelineError(
            f"The checkpoint {self.path} does not fit the net ({reason}): it was written by "
            "another version of this program. Delete it to train from the start."
        )


def load_checkpoint(path: Path, *, run: dict[str, Any], content: bytes | None = None) -> Checkpoint:
    """Read the checkpoint of a run, from its ``content`` where that is at hand.

    Raises PipelineError: the file is damaged, or belongs to another recipe, data or teacher.
    """
    try:
        # Read here, because np.load leaves a damaged file open.
        file = io.BytesIO(path.read_bytes() if content is None else content)
        with np.load(file, allow_pickle=False) as stored:
            progress = Progress(**json.loads(str(stored["progress"])))
            arrays = {name: stored[name] for name in stored.files if name != "progress"}
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise PipelineError(
            f"The checkpoint {path} cannot be read ({error}). Delete it to train from the start."
        ) from error
    changed = differences(progress.run, run)
    if changed:
        raise PipelineError(
            f"The checkpoint {path} belongs to another run (different: {', '.join(changed)}). "
            "Choose another --output, or delete the checkpoint to train from the start."
        )
    return Checkpoint(path, progress, arrays)


def _numbered(prefix: str, arrays: list[Any]) -> dict[str, Any]:
    return {f"{prefix}-{i}": array for i, array in enumerate(arrays)}
