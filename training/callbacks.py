"""What happens around each epoch: its images, its learning rate, and the checkpoint after it."""

import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.augmented_batches import AugmentedBatches
from training.checkpoint import History, Progress, save_checkpoint
from training.phases import Phase, current_phase, first_that_counts, plateau_rate
from training.recipe import Recipe

Logs = dict[str, float] | None


class DivergedError(PipelineError):
    """The loss or a metric is no longer a finite number."""


class EpochStarter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types.
    """Tells the batches which epoch begins."""

    def __init__(self, batches: AugmentedBatches) -> None:
        super().__init__()
        self._batches = batches

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        self._batches.start_epoch(epoch)


class Keeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the best weights, and writes a checkpoint after each epoch.

    ``net`` is the model that is trained, or one of the same layers. The best weights are those that
    were validated: where weights are averaged, the averages. So this one must come before the
    callback that swaps these in for the validation, or the others would be back already. Where
    ``checkpoint`` is None, another process writes it.
    """

    def __init__(
        self,
        progress: Progress,
        best_weights: list[NDArray[np.float32]],
        *,
        net: keras.Model,
        recipe: Recipe,
        phase: Phase,
        checkpoint: Path | None,
    ) -> None:
        super().__init__()
        self.progress = progress
        self.best_weights = best_weights
        self._net = net
        self._recipe = recipe
        self._phase = phase
        self._checkpoint = checkpoint

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002
        """Take the time, and set the rate of the epoch where it follows from the curves."""
        self._started = time.monotonic()
        if self._recipe.schedule == "reduce-on-plateau":
            losses = self.progress.history.get("val_loss", [])[self._phase.first_epoch :]
            self.model.optimizer.learning_rate = plateau_rate(
                self._phase.learning_rate,
                losses,
                patience=self._recipe.plateau_patience,
                factor=self._recipe.plateau_factor,
            )

    def on_test_end(self, logs: Logs = None) -> None:
        """Take the weights that were validated, where they may be the best."""
        reached, before = (logs or {})["accuracy"], self.progress.history.get("val_accuracy", [])
        first = first_that_counts(self._recipe, epochs_done=len(before) + 1)
        if reached > max(before[first:], default=-math.inf):
            self.best_weights = self._net.get_weights()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        history = _appended(self.progress.history, logs or {})
        _check_finite(history, epoch=epoch)
        accuracies = history["val_accuracy"]
        first = first_that_counts(self._recipe, epochs_done=len(accuracies))
        best_epoch = accuracies.index(max(accuracies[first:]), first)
        self.progress = replace(
            self.progress,
            history=history,
            best_epoch=best_epoch,
            epoch_seconds=self._epoch_seconds(epoch),
        )
        if self._checkpoint:
            save_checkpoint(
                self._checkpoint,
                self.progress,
                model=self._net,
                optimizer=self.model.optimizer,
                best_weights=self.best_weights,
            )
        if current_phase(self._recipe, history) != self._phase:
            self.model.stop_training = True

    def _epoch_seconds(self, epoch: int) -> list[float | None]:
        earlier = self.progress.epoch_seconds
        # A checkpoint of an earlier version kept no times.
        untimed = [None] * (epoch - len(earlier))
        return [*earlier, *untimed, round(time.monotonic() - self._started, 3)]


def _check_finite(history: History, *, epoch: int) -> None:
    for name, values in history.items():
        if not math.isfinite(values[-1]):
            raise DivergedError(
                f"The training diverged: {name} is {values[-1]} after epoch {epoch + 1}. Lower "
                "learning_rate in the recipe, and train again into another --output."
            )


def _appended(history: History, logs: dict[str, Any]) -> History:
    return {name: [*history.get(name, []), float(value)] for name, value in logs.items()}
