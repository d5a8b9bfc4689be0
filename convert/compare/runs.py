"""The runs to compare: finished trainings, all of one data set in one split."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import PipelineError
from training.file_names import printable
from training.finished import SAME_DATA, FinishedRun
from training.identity import model_identity
from training.run_folder import MODEL, read_run

PARTS = tuple(key for key in SAME_DATA if key != "class_names")


@dataclass(frozen=True)
class Run:
    """A finished training in ``folder``, under a short ``name``; ``sha256`` is its model file's."""

    name: str
    folder: Path
    finished: FinishedRun
    sha256: str

    @property
    def model(self) -> Path:
        return self.folder / MODEL


def read_runs(folders: Sequence[Path]) -> list[Run]:
    """The runs in ``folders``, in that order, each called as its folder where that tells it.

    Raises PipelineError: fewer than two, the same one twice, one that is no finished run, or runs
    that cannot be compared.
    """
    _check_distinct(folders)
    names = _short_names(folders)
    runs = [
        Run(name, folder, read_run(folder), model_identity(folder / MODEL)["sha256"])
        for name, folder in zip(names, folders, strict=True)
    ]
    _check_models(runs)
    for run in runs[1:]:
        _check_same_data(runs[0], run)
    if not runs[0].finished.data["validation"].get("images"):
        raise PipelineError(
            f"The validation split of {runs[0].folder} is empty, and validation images decide. "
            "Train with validation images: put some in val, or delete val, and they are drawn."
        )
    return runs


def _check_distinct(folders: Sequence[Path]) -> None:
    for folder, count in Counter(folder.resolve() for folder in folders).items():
        if count > 1:
            raise PipelineError(f"The run {folder} is given {count} times. Name each run once.")
    if len(folders) < 2:
        raise PipelineError(
            f"Only the run {folders[0]} is given, expected two or more to compare. To convert a "
            f"single one: python -m convert {folders[0] / MODEL} --output DIR"
        )


def _check_models(runs: Sequence[Run]) -> None:
    first: dict[str, Run] = {}
    for run in runs:
        other = first.setdefault(run.sha256, run)
        if other is not run:
            raise PipelineError(
                f"{other.folder} and {run.folder} hold the same model file. Leave one of them out."
            )


def _check_same_data(first: Run, run: Run) -> None:
    """Raises PipelineError: other classes, or other images in one of the parts."""
    ours, theirs = first.finished.data, run.finished.data
    if ours["class_names"] != theirs["class_names"]:
        raise PipelineError(
            f"{run.folder} knows the classes {_shown(theirs['class_names'])}, and {first.folder} "
            f"the classes {_shown(ours['class_names'])}. Only nets of the same classes, in the "
            "same order, can be compared."
        )
    differing = [part for part in PARTS if ours[part] != theirs[part]]
    if differing:
        raise PipelineError(
            f"{run.folder} was not trained on the data and split of {first.folder}: their "
            f"{' and '.join(differing)} images differ. Train both with the same --data, --split, "
            "and seed in the recipe."
        )


def _short_names(folders: Sequence[Path]) -> list[str]:
    """The names of the folders, with the folder above where two have the same, else numbered."""
    for depth in (1, 2):
        names = ["-".join(folder.resolve().parts[-depth:]) for folder in folders]
        if len(set(names)) == len(names):
            return [printable(name) for name in names]
    return [printable(f"{i}-{name}") for i, name in enumerate(names, start=1)]


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
