"""The process of one candidate: it trains on random images when it is told to.

It gets the candidate as JSON, in its only argument, and answers each line of its input by a line of
JSON. The first line comes by itself, when the net has made its first step.
"""

import dataclasses
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

import keras
import numpy as np

from training.architectures import build_model
from training.augmented_batches import AugmentedBatches
from training.distillation import with_training_loss
from training.fit import compile_model
from training.parts import Split
from training.phases import current_phase
from training.precision import in_precision
from training.recipe import Recipe, load_recipe

CLASSES = 10
BATCHES = 4


def main() -> int:
    # What libraries print must not mix with the answers.
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)
        try:
            _serve(json.loads(sys.argv[1]), answers)
        except Exception as error:  # Whatever it is, it is the answer.
            _answer(answers, error=" ".join(str(error).split()) or type(error).__name__)
            return 1
    return 0


def _serve(task: dict[str, Any], answers: TextIO) -> None:
    # The teacher of a distillation is not measured.
    recipe = dataclasses.replace(
        load_recipe(task["recipe"]),
        jit_compile=task["jit_compile"],
        distillation_weight=0.0,
        distillation_temperature=1.0,
    )
    batches = AugmentedBatches(random_images(recipe), recipe, class_count=CLASSES)
    run = read_batches(batches) if task["backend"] is None else train_steps(batches, recipe)
    started = time.perf_counter()
    run(1)
    _answer(answers, batch_size=recipe.batch_size, first_step_seconds=time.perf_counter() - started)
    for line in sys.stdin:
        _answer(answers, seconds=run(int(line)))


def random_images(recipe: Recipe) -> Split:
    """Training images for a few batches of ``recipe``, of equally frequent classes."""
    random = np.random.default_rng(recipe.seed)
    count = BATCHES * recipe.batch_size
    images = random.integers(0, 256, (count, recipe.image_size, recipe.image_size, 3), np.uint8)
    labels = np.arange(count, dtype=np.int64) % CLASSES
    return Split(images, labels, tuple(i.to_bytes(32, "big") for i in range(count)))


def read_batches(batches: AugmentedBatches) -> Callable[[int], float]:
    """A function that draws so many augmented batches: the seconds that they took."""

    def run(steps: int) -> float:
        started = time.perf_counter()
        for step in range(steps):
            batches[step % len(batches)]
        return time.perf_counter() - started

    return run


def train_steps(batches: AugmentedBatches, recipe: Recipe) -> Callable[[int], float]:
    """A function that trains so many steps on one batch: the seconds that they took.

    They are the steps of a real run, without its images: these are ready in memory.
    """
    size = (recipe.image_size, recipe.image_size)
    net = in_precision(build_model(recipe, image_size=size, class_count=CLASSES), recipe.precision)
    phase = current_phase(recipe, {})
    if phase is None:
        raise ValueError(f"The recipe {recipe.name!r} trains nothing.")
    model = with_training_loss(net, recipe, teacher=None)
    compile_model(model, recipe, phase, steps_per_epoch=1000)

    def run(steps: int) -> float:
        clock = _Clock()
        model.fit(_SameBatch(batches[0], steps), callbacks=[clock], shuffle=False, verbose=0)
        return clock.seconds

    return run


class _SameBatch(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types.
    def __init__(self, batch: Any, steps: int) -> None:
        super().__init__()
        self._batch = batch
        self._steps = steps

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, index: int) -> Any:
        return self._batch


class _Clock(keras.callbacks.Callback):  # type: ignore[misc]
    """The time from the first step of an epoch to its last result, without fit's preparations."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        self.seconds = time.perf_counter() - self._started


def _answer(answers: TextIO, **values: Any) -> None:
    print(json.dumps(values), file=answers, flush=True)


if __name__ == "__main__":
    sys.exit(main())
