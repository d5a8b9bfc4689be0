"""The search itself: trial after trial, with what is known so far written after each."""

import shutil
from contextlib import suppress
from dataclasses import KW_ONLY, asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import optuna

from edge_app.files import write_json, write_text
from training.datasets import Dataset
from training.progress import FRESH_LINE
from training.recipe import recipe_settings
from training.record import environment
from training.search.picture import draw_search
from training.search.plan import Plan
from training.search.report import best_recipe, place, search_record, trial_line
from training.search.study import ask, counted_trials, next_was_cut_off, open_study
from training.search.trial import run_trial
from training.search.trials import TrialResult, ranked, trial_results


@dataclass(frozen=True)
class Search:
    """A search of a ``plan`` in a ``folder``, until there are ``trials`` of them in all.

    ``stream`` is where its progress is printed.
    """

    plan: Plan
    dataset: Dataset
    _: KW_ONLY
    folder: Path
    trials: int
    stream: TextIO

    def run(self) -> tuple[list[TrialResult], dict[str, Any]]:
        """Run what is missing of the trials; give the results of all, and the record.

        After each trial, the record, the picture and the best recipe are written.

        Raises PipelineError: the folder holds another search.
        """
        study = open_study(self.folder, identity=self._identity(), epochs=self.plan.trial_epochs)
        results = trial_results(counted_trials(study))
        already = len(results)
        while len(results) < self.trials:
            self._run_next(study, number=1 + len(results))
            results = trial_results(counted_trials(study))
            self._write(results)
            self._print(results, already=already)
        return results, self._write(results)

    def _identity(self) -> dict[str, Any]:
        return {
            "recipe": recipe_settings(self.plan.recipe),
            "space": {key: asdict(drawn) for key, drawn in self.plan.space.items()},
            "epochs_per_trial": self.plan.trial_epochs,
            "data": self.dataset.summary(),
        }

    def _run_next(self, study: optuna.Study, *, number: int) -> None:
        checkpoints = self.folder / "trials"
        if not next_was_cut_off(study):
            _remove(checkpoints)
        run_trial(
            ask(study, seed=self.plan.recipe.seed),
            self.plan,
            replace(self.dataset, test=self.dataset.test.take([])),  # Out of sight.
            checkpoint=checkpoints / f"{number:03d}" / "checkpoint.npz",
            title=place(number, self.trials),
            stream=self.stream,
        )
        _remove(checkpoints)

    def _write(self, results: list[TrialResult]) -> dict[str, Any]:
        record = search_record(self.plan, results, data=self.dataset.summary(), made=environment())
        for best in ranked(results)[:1]:
            images = len(self.dataset.validation.labels)
            text = best_recipe(self.plan, best, trials=len(results), images=images)
            write_text(self.folder / "best.toml", text)
        draw_search(self.folder / "search.png", results, self.plan.space)
        write_json(self.folder / "search.json", record)
        return record

    def _print(self, results: list[TrialResult], *, already: int) -> None:
        seconds = [result.seconds for result in results[already:]]
        left = (self.trials - len(results)) * sum(seconds) / len(seconds)
        line = trial_line(results[-1], trials=self.trials, seconds_left=left)
        fresh = FRESH_LINE if self.stream.isatty() else ""
        print(f"{fresh}{line}", file=self.stream, flush=True)


def _remove(checkpoints: Path) -> None:
    """Remove the folders of trials, and nothing else that somebody may have put beside them."""
    for folder in checkpoints.glob("[0-9][0-9][0-9]*"):
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        checkpoints.rmdir()
