"""From runs to entries: each converted, and its file asked about the validation images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from convert.attempts import Say
from convert.compare.conversions import carry_along, convert_run, made_before
from convert.compare.entry import DeviceFile, Entry
from convert.compare.folder import CANDIDATES
from convert.compare.runs import Run
from convert.conversion import Conversion
from convert.job import Job
from convert.names import default_name
from convert.proof.device_answers import device_answers
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from edge_app.model_file.graph_cost import graph_cost
from training.datasets import Dataset, DataSettings
from training.evaluation import Accuracy, top1_accuracy
from training.finished import load_training_data


class Data:
    """The data of all runs, each at the size that its net takes; those of the last one are kept."""

    def __init__(self, source: str, *, say: Say) -> None:
        self._source = source
        self._say = say
        self._last: tuple[DataSettings, Dataset] | None = None

    def of(self, run: Run) -> Dataset:
        """The data of ``run``. Raises PipelineError: they are not those of its training."""
        settings = run.finished.data_settings
        if self._last is None or self._last[0] != settings:
            self._last = None  # Or two data sets would be in memory at once.
            self._say(f"Reading {self._source} at {settings.image_size} px ...")
            self._last = settings, load_training_data(run.finished, self._source)
        return self._last[1]


@dataclass(frozen=True)
class Maker:
    """Makes entries in ``folder``, all by one ``job``, whose name is that of each run's files."""

    folder: Path
    job: Job
    data: Data
    say: Say

    def entries(self, runs: Sequence[Run]) -> list[Entry]:
        """The entry of each run, without what it costs.

        Raises PipelineError: the data are not those of the runs, or one can no longer be read.
        """
        found = []
        for i, run in enumerate(runs, start=1):
            self.say(f"[{i}/{len(runs)}] {run.name}")
            found.append(self._entry(run))
        return found

    def conversion(self, run: Run, *, score_test: bool = False) -> tuple[Conversion, bool]:
        """The conversion of ``run``, and whether it had been made before.

        Raises PipelineError: as ``convert_run``, or the data are not those of its training.
        """
        dataset = self.data.of(run)
        name = default_name(dataset.name, run.finished.recipe["name"])
        job = replace(self.job, name=name, score_test=score_test)
        folder = self._folder(run)
        done = made_before(folder, run, job)
        if done is None:
            if score_test:
                self.say(f"{run.name} once more, now with its test images")
            conversion = convert_run(folder, run, job, dataset, say=self.say)
        carry_along(run, folder)
        return done or conversion, done is not None

    def _entry(self, run: Run) -> Entry:
        entry = Entry(name=run.name, recipe=run.finished.recipe, folder=self._folder(run))
        dataset = self.data.of(run)  # Before the block: without data there is no comparison.
        try:
            conversion, reused = self.conversion(run)
            if reused:
                self.say("Converted before, from the same model and data: taken from there.")
            entry = replace(entry, reused=reused)
            if not conversion.files:
                return replace(entry, failure=conversion.record["advice"][0])
            return replace(entry, file=self._asked(conversion, entry.folder, dataset))
        except PipelineError as error:
            return replace(entry, failure=str(error))

    def _folder(self, run: Run) -> Path:
        return self.folder / CANDIDATES / run.name

    def _asked(self, conversion: Conversion, folder: Path, dataset: Dataset) -> DeviceFile:
        """The recommended file, asked about the validation images as a device would be.

        Raises PipelineError: it gives no numbers, or a picture can no longer be read.
        """
        record = conversion.record
        variant = record["recommended"]
        path = folder / record["variants"][variant]["file"]
        asked = device_answers({variant: Classifier(path)}, dataset.validation, progress="  asking")
        if variant in asked.refused:
            raise PipelineError(asked.refused[variant])
        probabilities, labels = asked.probabilities[variant], dataset.validation.labels
        content = conversion.files[variant]
        return DeviceFile(
            path=path,
            variant=variant,
            size_bytes=len(content),
            multiply_accumulates=graph_cost(content).multiply_accumulates,
            accuracy=top1_accuracy(probabilities, labels),
            keras=Accuracy(**record["keras"]["validation"]["accuracy"]),
            right=probabilities.argmax(axis=1) == labels,
            elsewhere=_failing_elsewhere(record["variants"][variant]["second_runtime"]),
        )


def _failing_elsewhere(second: Mapping[str, Any]) -> str:
    """The first check that a file fails in the second runtime, in words; "" where it passes."""
    checks = second["verdict"]["checks"] if second else ()
    return next((str(check["sentence"]) for check in checks if not check["passed"]), "")
