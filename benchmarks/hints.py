"""What a user says of models whose files do not say it themselves: class names, pixel values."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from edge_app import Classifier
from edge_app.errors import ModelFileError, PipelineError
from edge_app.normalization import INPUT_RANGES


@dataclass(frozen=True)
class Hints:
    """``labels`` is the path of a list of class names, ``input_range`` a key of INPUT_RANGES."""

    labels: str | None = None
    input_range: str | None = None

    def words(self) -> list[str]:
        """The same on the command line of ``edge-app``."""
        labels = ["--labels", self.labels] if self.labels else []
        return [*labels, *([f"--input-range={self.input_range}"] if self.input_range else [])]


def add_hint_flags(parser: argparse.ArgumentParser) -> None:
    """The flags for models that do not say enough."""
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help="class names, one a line, for those of the models that name none",
    )
    parser.add_argument(
        "--input-range",
        choices=list(INPUT_RANGES),
        metavar="LOW,HIGH",
        help="what black and white become, for those of the models that do not say it: "
        f"{' or '.join(INPUT_RANGES)}",
    )


def hints_of(options: argparse.Namespace) -> Hints:
    """What the command line says. Raises PipelineError: there is no such file of class names."""
    if options.labels is None:
        return Hints(None, options.input_range)
    if not options.labels.is_file():
        raise PipelineError(
            f"There is no file {options.labels}. Expected class names, one a line, for --labels."
        )
    return Hints(str(options.labels.absolute()), options.input_range)


def open_classifier(path: Path, hints: Hints, *, threads: int = 1) -> tuple[Classifier, Hints]:
    """Open a model with as few of the hints as it needs; gives those too.

    What a file says of itself goes before a hint, so that one set of hints serves many models.

    Raises ModelFileError: it cannot be used, or says too little even so. RuntimeUnavailableError:
    nothing can be run on this machine.
    """
    labels, input_range = (
        dict.fromkeys((None, hint)) for hint in (hints.labels, hints.input_range)
    )
    *fewer, all_of_them = [Hints(names, values) for names in labels for values in input_range]
    for needed in fewer:
        try:
            return _opened(path, needed, threads), needed
        except ModelFileError:
            continue  # The error that counts is the one in spite of all hints.
    return _opened(path, all_of_them, threads), all_of_them


def _opened(path: Path, hints: Hints, threads: int) -> Classifier:
    return Classifier(path, threads=threads, labels=hints.labels, input_range=hints.input_range)
