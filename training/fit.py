"""The training loop: phase by phase, epoch by epoch; the best is kept, a stopped run goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.augmented_batches import AugmentedBatches
from training.batches import (
    EvaluationBatches,
    ForImages,
    RaiseReadingErrors,
    SharedEvaluation,
)
from training.callbacks import EpochStarter, Keeper
from training.checkpoint import Checkpoint, Progress, load_checkpoint
from training.crops import net_of
from training.datasets import Dataset
from training.distillation import with_training_loss
from training.distributed import ALONE, Team
from training.first_weights import freeze_whitening
from training.phases import Phase, all_epochs, current_phase
from training.precision import in_precision
from training.progress import Reporter
from training.recipe import Recipe
from training.schedules import make_optimizer


@dataclass(frozen=True)
class _Run:
    """What all phases of a run share."""

    dataset: Dataset
    recipe: Recipe
    batches: AugmentedBatches
    checkpoint: Path
    after_epoch: Callable[[Progress], None] | None
    tensorboard: Path | None
    team: Team


def train(
    model: keras.Model,
    dataset: Dataset,
    recipe: Recipe,
    *,
    checkpoint: Path,
    run: dict[str, Any],
    teacher: keras.Model | None = None,
    after_epoch: Callable[[Progress], None] | None = None,
    tensorboard: Path | None = None,
    team: Team = ALONE,
) -> Progress:
    """Train ``model`` in place and leave it with the weights of its best epoch.

    The best epoch is the first of the highest validation accuracy. After each epoch everything
    that is needed to go on is written to ``checkpoint``; where that file exists, training goes on
    from it. ``run`` identifies the run, so that a checkpoint of another one is refused. A
    ``teacher`` gives probabilities for the same images and classes. ``after_epoch`` is called with
    each new checkpoint, and may raise to stop. Curves are also written to ``tensorboard``, a
    folder, where it is given. The hosts of a ``team`` train together on the batches of one process;
    host 0 alone reads and writes the checkpoint, and reports.

    Raises PipelineError: the checkpoint is damaged or belongs to another run, or the loss is no
    longer a finite number.
    """
    class_count = len(dataset.class_names)
    batches = AugmentedBatches(dataset.train, recipe, class_count=class_count, share=team.share)
    shared = _Run(dataset, recipe, batches, checkpoint, after_epoch, tensorboard, team)
    net = whole = in_precision(model, recipe.precision)
    freeze_whitening(net)
    stored = _stored(checkpoint, run=run, team=team)
    progress, best_weights = Progress(run, {}), net.get_weights()
    if stored:
        stored.restore_model(net)
        progress, best_weights = stored.progress, stored.best_weights(net)
    while phase := current_phase(recipe, progress.history):
        net = net_of(phase, recipe, whole=whole, now=net)
        _start(net, phase, best_weights, epochs_done=progress.epochs_done)
        student = with_training_loss(net, recipe, teacher=teacher)
        compile_model(student, recipe, phase, steps_per_epoch=len(batches), team=team)
        if stored and progress.epochs_done > phase.first_epoch:
            stored.restore_optimizer(student.optimizer)
        keeper = _keeper(net, shared, phase, progress, best_weights)
        _fit(student, shared, phase, keeper)
        progress, best_weights = keeper.progress, keeper.best_weights
    for trained in (whole, model):
        trained.set_weights(best_weights)
    return progress


def compile_model(
    model: keras.Model, recipe: Recipe, phase: Phase, *, steps_per_epoch: int, team: Team = ALONE
) -> None:
    """Give ``model`` a new optimizer for a phase of the recipe, and the cross-entropy loss.

    The step of a ``team`` is always compiled: as a whole it is one computation of all devices.
    """
    optimizer = make_optimizer(recipe, phase, steps_per_epoch=steps_per_epoch)
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy" if team is ALONE else ForImages(name="accuracy")],
        jit_compile=recipe.jit_compile or team is not ALONE,
    )
    optimizer.build(model.trainable_variables)


def _stored(checkpoint: Path, *, run: dict[str, Any], team: Team) -> Checkpoint | None:
    """The checkpoint to go on from, which need be on host 0 only."""
    content = team.ask_first(lambda: checkpoint.read_bytes() if checkpoint.exists() else b"")
    return load_checkpoint(checkpoint, run=run, content=content) if content else None


def _start(
    net: keras.Model, phase: Phase, best_weights: list[NDArray[np.float32]], *, epochs_done: int
) -> None:
    """Make the net what a phase trains: fine-tuning goes on from the best weights before it."""
    if phase.fine_tuned_blocks is None:
        return
    from training.transfer import set_trainable

    set_trainable(net, blocks=phase.fine_tuned_blocks)
    if epochs_done == phase.first_epoch:
        net.set_weights(best_weights)
        print(f"Fine-tuning the top {phase.fine_tuned_blocks} blocks.", flush=True)


def _keeper(
    net: keras.Model,
    shared: _Run,
    phase: Phase,
    progress: Progress,
    best_weights: list[NDArray[np.float32]],
) -> Keeper:
    return Keeper(
        progress,
        best_weights,
        net=net,
        recipe=shared.recipe,
        phase=phase,
        checkpoint=shared.checkpoint if shared.team.leads else None,
    )


def _fit(student: keras.Model, shared: _Run, phase: Phase, keeper: Keeper) -> None:
    """Train the epochs of a phase that are left of it."""
    # Keras looks at a batch before the epoch begins, to learn its shape.
    shared.batches.start_epoch(keeper.progress.epochs_done)
    student.fit(
        shared.batches,
        initial_epoch=keeper.progress.epochs_done,
        epochs=phase.end,
        validation_data=_validation(shared, phase),
        callbacks=_callbacks(shared, keeper),
        shuffle=False,  # AugmentedBatches shuffles images; fit would shuffle batches.
        verbose=0,
    )
    _say_if_early(keeper.progress, phase)


def _validation(shared: _Run, phase: Phase) -> EvaluationBatches:
    split, team, crop_px = shared.dataset.validation, shared.team, phase.crop_px
    if team is ALONE:
        return EvaluationBatches(split, crop_px=crop_px)
    return SharedEvaluation(split, share=team.share, devices=team.devices, crop_px=crop_px)


def _callbacks(shared: _Run, keeper: Keeper) -> list[keras.callbacks.Callback]:
    recipe = shared.recipe
    watch = RaiseReadingErrors(shared.dataset.train, shared.dataset.validation)
    callbacks = [watch, EpochStarter(shared.batches), keeper]
    if shared.team.leads:
        # After the keeper: what is reported has been kept.
        callbacks.append(Reporter(epochs=all_epochs(recipe), steps_per_epoch=len(shared.batches)))
    if shared.tensorboard is not None:
        from training.tensorboard import TensorBoardLog

        callbacks.append(TensorBoardLog(shared.tensorboard))
    after_epoch = shared.after_epoch
    if after_epoch is not None:
        callbacks.append(
            keras.callbacks.LambdaCallback(
                on_epoch_end=lambda epoch, logs: after_epoch(keeper.progress)  # noqa: ARG005
            )
        )
    if recipe.weight_averaging:
        callbacks.append(keras.callbacks.SwapEMAWeights())
    return callbacks


def _say_if_early(progress: Progress, phase: Phase) -> None:
    if progress.epochs_done < phase.end:
        print(
            f"Stopped early, after epoch {progress.epochs_done}: no later epoch was better than "
            f"epoch {progress.best_epoch + 1}.",
            flush=True,
        )
