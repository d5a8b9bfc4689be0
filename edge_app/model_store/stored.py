"""One model of a store, and how it is opened: only if its files are what they were."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app.errors import ModelFileError
from edge_app.model_store.facts import ModelFacts, sha256_of

if TYPE_CHECKING:
    from edge_app.classifier import Classifier

OpenModel = Callable[..., "Classifier"]


@dataclass(frozen=True)
class StoredModel:
    """A model file that is there. ``origin`` is "shipped" or "installed".

    ``record`` is its NAME.json, if it has one. ``labels`` (a file) and ``input_range`` are what its
    ``Classifier`` must be told. ``hashes`` has the SHA-256 of each file that belongs to an
    installed one, by name.
    """

    name: str
    path: Path
    origin: str
    facts: ModelFacts
    record: Path | None = None
    labels: Path | None = None
    input_range: str | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """A SHA-256 of all that makes its answers: its files, and what its classifier is told."""
        labels = self.labels.name if self.labels else None
        all_of_it = [self.facts.sha256, sorted(self.hashes.items()), labels, self.input_range]
        return hashlib.sha256(json.dumps(all_of_it).encode()).hexdigest()

    def open(self, open_model: OpenModel | None = None) -> "Classifier":
        """Load it, once its files are found to be those that were installed.

        ``open_model`` makes the classifier of a path, ``Classifier`` unless given; it gets
        ``labels`` and ``input_range`` as keywords where the model has such settings.

        Raises ModelFileError: a file is missing or damaged, or the model cannot be used.
        """
        if open_model is None:
            from edge_app.classifier import Classifier  # Here: a list of models needs no NumPy.

            open_model = Classifier
        self.check_files()
        settings: dict[str, Any] = {"labels": self.labels, "input_range": self.input_range}
        return open_model(self.path, **{k: v for k, v in settings.items() if v is not None})

    def check_files(self) -> None:
        """Raises ModelFileError: a file is missing, or is not what was installed."""
        for name, expected in self.hashes.items():
            path = self.path.with_name(name)
            try:
                found = sha256_of(path)
            except OSError as error:
                raise ModelFileError(
                    f"{path}: Cannot read it: {error.strerror}. Install the model again."
                ) from error
            if found != expected:
                raise ModelFileError(
                    f"{path}: The file is damaged: its SHA-256 is {found}, expected {expected}. "
                    "Install the model again."
                )


@dataclass(frozen=True)
class Opened:
    """A model that was opened to serve; ``problem`` says why it is not the chosen one, if so."""

    classifier: "Classifier"
    model: StoredModel
    problem: str | None


@dataclass(frozen=True)
class Installed:
    """What an installation did.

    ``names`` are the models that were brought, ``is_new`` is false where they were there already.
    ``gone`` are other variants of an older record, which ``rollback`` can bring back. ``serving``
    is the one of ``names`` that serves now, None where another one does.
    """

    names: list[str]
    is_new: bool
    gone: list[str]
    serving: str | None
