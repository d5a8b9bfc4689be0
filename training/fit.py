"""The training loop: compile, train epoch by epoch, keep the best, resume where it stopped."""

import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.augmentation import AugmentedBatches
from training.checkpoint import History, Progress, load_checkpoint, save_checkpoint
from training.datasets import Dataset
from training.recipe import Recipe

EVALUATION_BATCH = 500


def train(
    model: keras.Model,
    dataset: Dataset,
    recipe: Recipe,
    *,
    checkpoint: Path,
    run: dict[str, Any],
) -> Progress:
    """Train ``model`` in place and leave it with the weights of its best epoch.

    The best epoch is the first of the highest validation accuracy. After each epoch everything
    that is needed to go on is written to ``checkpoint``; where that file exists, training goes on
    from it. ``run`` identifies the run, so that a checkpoint of another one is refused.

    Raises PipelineError: the checkpoint is damaged or belongs to another run, or the loss is no
    longer a finite number.
    """
    batches = AugmentedBatches(dataset.train, recipe)
    compile_model(model, recipe, steps_per_epoch=len(batches))
    progress, best_weights = Progress(run, {}), model.get_weights()
    if checkpoint.exists():
        progress, best_weights = load_checkpoint(checkpoint, model=model, run=run)
    keeper = _Keeper(progress, best_weights, checkpoint)
    if progress.epochs_done < recipe.epochs:
        model.fit(
            batches,
            initial_epoch=progress.epochs_done,
            epochs=recipe.epochs,
            validation_data=(dataset.validation.images, dataset.validation.labels),
            validation_batch_size=EVALUATION_BATCH,
            callbacks=[_Starter(batches), keeper, _Reporter(recipe.epochs, len(batches))],
            shuffle=False,  # AugmentedBatches shuffles images; fit would shuffle batches.
            verbose=0,
        )
    model.set_weights(keeper.best_weights)
    return keeper.progress


def compile_model(model: keras.Model, recipe: Recipe, *, steps_per_epoch: int) -> None:
    """Give ``model`` the recipe's optimizer and schedule, and the cross-entropy loss."""
    rate: Any = recipe.learning_rate
    if recipe.schedule == "warmup-cosine":
        warmup_steps = recipe.warmup_epochs * steps_per_epoch
        rate = keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=0.0 if warmup_steps else recipe.learning_rate,
            decay_steps=recipe.epochs * steps_per_epoch - warmup_steps,
            warmup_target=recipe.learning_rate if warmup_steps else None,
            warmup_steps=warmup_steps,
        )
    decay = recipe.weight_decay or None
    optimizer: keras.Optimizer
    if recipe.optimizer == "sgd":
        optimizer = keras.optimizers.SGD(
            rate, momentum=recipe.momentum, nesterov=recipe.momentum > 0, weight_decay=decay
        )
    else:
        optimizer = keras.optimizers.Adam(rate, weight_decay=decay)
    if decay:
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
        jit_compile=recipe.jit_compile,
    )


class _Starter(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells the batches which epoch begins."""

    def __init__(self, batches: AugmentedBatches) -> None:
        super().__init__()
        self._batches = batches

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        self._batches.start_epoch(epoch)


class _Keeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the best weights, and writes a checkpoint after each epoch."""

    def __init__(
        self, progress: Progress, best_weights: list[NDArray[np.float32]], checkpoint: Path
    ) -> None:
        super().__init__()
        self.progress = progress
        self.best_weights = best_weights
        self._checkpoint = checkpoint

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        history = _appended(self.progress.history, logs or {})
        for name, values in history.items():
            if not math.isfinite(values[-1]):
                raise PipelineError(
                    f"The training diverged: {name} is {values[-1]} after epoch {epoch + 1}. Lower "
                    "learning_rate in the recipe, and train again into another --output."
                )
        accuracies = history["val_accuracy"]
        best_epoch = accuracies.index(max(accuracies))
        if best_epoch == epoch:
            self.best_weights = self.model.get_weights()
        self.progress = replace(self.progress, history=history, best_epoch=best_epoch)
        save_checkpoint(
            self._checkpoint, self.progress, model=self.model, best_weights=self.best_weights
        )


class _Reporter(keras.callbacks.Callback):  # type: ignore[misc]
    """Prints one line per epoch, and on a terminal the steps of the epoch under way."""

    def __init__(self, epochs: int, steps_per_epoch: int) -> None:
        super().__init__()
        self._epochs = epochs
        self._steps = steps_per_epoch
        self._terminal = sys.stdout.isatty()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        self._started = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        if self._terminal and (batch % 10 == 0 or batch + 1 == self._steps):
            print(f"\r  step {batch + 1}/{self._steps}", end="", flush=True)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        seconds = time.monotonic() - self._started
        values = logs or {}
        print(
            f"{chr(13) if self._terminal else ''}"
            f"epoch {epoch + 1:3d}/{self._epochs}"
            f"  loss {values['loss']:.4f}  accuracy {values['accuracy']:.4f}"
            f"  validation loss {values['val_loss']:.4f}"
            f"  accuracy {values['val_accuracy']:.4f}"
            f"  {seconds:.0f} s, about {_minutes((self._epochs - epoch - 1) * seconds)} left",
            flush=True,
        )


def _appended(history: History, logs: dict[str, float]) -> History:
    return {name: [*history.get(name, []), float(value)] for name, value in logs.items()}


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
