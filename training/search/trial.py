"""One trial: a training that may be ended before its time."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import keras
import optuna

from edge_app.errors import PipelineError
from training.callbacks import DivergedError
from training.checkpoint import Progress
from training.datasets import Dataset
from training.first_weights import new_model
from training.fit import train
from training.phases import all_epochs
from training.progress import FRESH_LINE
from training.recipe import Recipe
from training.record import run_identity
from training.search.plan import Plan
from training.search.study import suggest
from training.search.trials import PRUNED, end_early


def run_trial(
    trial: optuna.Trial,
    plan: Plan,
    dataset: Dataset,
    *,
    checkpoint: Path,
    title: str,
    stream: TextIO,
) -> None:
    """Train once with the values of ``trial``, and tell its study what came of it.

    It goes on from ``checkpoint`` where that exists. On a terminal, ``stream`` shows how far it
    has come, after ``title``.
    """
    values = suggest(trial, plan.space)
    try:
        recipe = plan.trial_recipe(values)
    except PipelineError:
        return end_early(trial, "refused")
    reporter = _Reporter(trial, last_epoch=all_epochs(recipe))
    try:
        with redirect_stdout(_OneLine(stream, title) if stream.isatty() else io.StringIO()):
            progress = _train(recipe, dataset, checkpoint=checkpoint, after_epoch=reporter)
    except optuna.TrialPruned:
        return end_early(trial, PRUNED)
    except DivergedError:
        return end_early(trial, "diverged")
    reporter.report(progress)  # Where a stopped process had left nothing but this to do.
    trial.study.tell(trial, max(progress.history["val_accuracy"]))
    return None


def _train(recipe: Recipe, dataset: Dataset, *, checkpoint: Path, after_epoch: Any) -> Progress:
    keras.utils.clear_session()  # Or each net would stay in memory.
    model = new_model(recipe, dataset)
    identity = run_identity(recipe, dataset)
    return train(
        model, dataset, recipe, checkpoint=checkpoint, run=identity, after_epoch=after_epoch
    )


class _Reporter:
    """Reports each epoch to the study, and stops the training of a trial that falls behind."""

    def __init__(self, trial: optuna.Trial, *, last_epoch: int) -> None:
        self._trial = trial
        self._last_epoch = last_epoch
        self._reported = 0

    def __call__(self, progress: Progress) -> None:
        self.report(progress)
        if progress.epochs_done < self._last_epoch and self._trial.should_prune():
            raise optuna.TrialPruned

    def report(self, progress: Progress) -> None:
        for epoch, accuracy in enumerate(progress.history["val_accuracy"], start=1):
            if epoch > self._reported:
                self._trial.report(accuracy, epoch)
        self._reported = progress.epochs_done


class _OneLine(io.TextIOBase):
    """A terminal on which what a training prints overwrites itself, after a title."""

    def __init__(self, terminal: TextIO, title: str) -> None:
        self._terminal = terminal
        self._title = title

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        line = text.replace("\n", "").replace(FRESH_LINE, f"{FRESH_LINE}{self._title}  ")
        return self._terminal.write(line)

    def flush(self) -> None:
        self._terminal.flush()
