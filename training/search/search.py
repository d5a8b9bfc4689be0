"""The search itself: trial after trial, with what is known so far written after each."""

import shutil
import time
from contextlib import nullcontext, suppress
from dataclasses import KW_ONLY, asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import optuna
from optuna.exceptions import UpdateFinishedTrialError

from edge_app.files import write_json, write_text
from training.datasets import Dataset
from training.progress import FRESH_LINE
from training.recipe import recipe_settings
from training.record import environment
from training.search.picture import draw_search
from training.search.plan import Plan
from training.search.report import best_recipe, place, search_record, trial_line
from training.search.storage import Shared, open_shared_study, take
from training.search.study import (
    ask,
    counted_trials,
    next_was_cut_off,
    open_study,
)
from training.search.trial import run_trial
from training.search.trials import TrialResult, ranked, trial_results

# At a shared study of which others work at the last trials: one of them may stop.
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class Search:
    """A search of a ``plan`` in a ``folder``, until there are ``trials`` of them in all.

    ``stream`` is where its progress is printed. With ``shared``, the trials are those of all
    workers at that database, each in a folder of its own.
    """

    plan: Plan
    dataset: Dataset
    _: KW_ONLY
    folder: Path
    trials: int
    stream: TextIO
    shared: Shared | None = None

    def run(self) -> tuple[list[TrialResult], dict[str, Any]]:
        """Run what is missing of the trials; give the results of all, and the record.

        After each trial, the record, the picture and the best recipe are written.

        Raises PipelineError: the folder holds another search.
        """
        identity, epochs = self._identity(), self.plan.trial_epochs
        if self.shared:
            study = open_shared_study(self.shared, identity=identity, epochs=epochs)
        else:
            study = open_study(self.folder, identity=identity, epochs=epochs)
        results = trial_results(counted_trials(study))
        already = len(results)
        while len(results) < self.trials:
            ended = self._run_next(study, number=1 + len(results))
            counted = counted_trials(study)
            results = trial_results(counted)
            if ended is not None:
                self._write(results)
            for result, trial in zip(results, counted, strict=True):
                if trial.number == ended:
                    self._print(result, results, already=already)
        return results, self._write(results)

    def _identity(self) -> dict[str, Any]:
        return {
            "recipe": recipe_settings(self.plan.recipe),
            "space": {key: asdict(drawn) for key, drawn in self.plan.space.items()},
            "epochs_per_trial": self.plan.trial_epochs,
            "data": self.dataset.summary(),
        }

    def _run_next(self, study: optuna.Study, *, number: int) -> int | None:
        """Run a trial and give its number in the study; None where others have the last ones."""
        checkpoints, seed = self.folder / "trials", self.plan.recipe.seed
        if self.shared or not next_was_cut_off(study):
            _remove(checkpoints)
        trial = take(study, seed=seed, trials=self.trials) if self.shared else ask(study, seed=seed)
        if trial is None:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            return None
        try:
            with self.shared.alive(study, trial) if self.shared else nullcontext():
                run_trial(
                    trial,
                    self.plan,
                    replace(self.dataset, test=self.dataset.test.take([])),  # Out of sight.
                    checkpoint=checkpoints / f"{number:03d}" / "checkpoint.npz",
                    title=place(number, self.trials),
                    stream=self.stream,
                )
        except UpdateFinishedTrialError:
            # This worker was silent for too long, and another one has taken the trial.
            return None
        _remove(checkpoints)
        return trial.number

    def _write(self, results: list[TrialResult]) -> dict[str, Any]:
        record = search_record(self.plan, results, data=self.dataset.summary(), made=environment())
        for best in ranked(results)[:1]:
            images = len(self.dataset.validation.labels)
            text = best_recipe(self.plan, best, trials=len(results), images=images)
            write_text(self.folder / "best.toml", text)
        draw_search(self.folder / "search.png", results, self.plan.space)
        write_json(self.folder / "search.json", record)
        return record

    def _print(self, result: TrialResult, results: list[TrialResult], *, already: int) -> None:
        seconds = [result.seconds for result in results[already:]]
        left = (self.trials - len(results)) * sum(seconds) / len(seconds)
        line = trial_line(result, trials=self.trials, seconds_left=left)
        fresh = FRESH_LINE if self.stream.isatty() else ""
        print(f"{fresh}{line}", file=self.stream, flush=True)


def _remove(checkpoints: Path) -> None:
    """Remove the folders of trials, and nothing else that somebody may have put beside them."""
    for folder in checkpoints.glob("[0-9][0-9][0-9]*"):
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        checkpoints.rmdir()
