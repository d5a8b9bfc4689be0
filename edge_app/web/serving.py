"""The model that answers, with what is said of it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edge_app.classifier import Classifier, default_model_path
from edge_app.errors import ModelFileError
from edge_app.model_store import ModelFacts, StoredModel
from edge_app.model_store.facts import facts_of, read_record


@dataclass(frozen=True)
class Serving:
    """``stored`` is None for a classifier that came from outside the store."""

    classifier: Classifier
    origin: str
    facts: ModelFacts
    stored: StoredModel | None = None

    @property
    def name(self) -> str:
        """What the API calls it: the name of its file without the ending."""
        return self.classifier.path.stem


def serving_of(classifier: Classifier, stored: Iterable[StoredModel]) -> Serving:
    """A loaded classifier, recognised by its path among the models of a store."""
    path = classifier.path.resolve()
    for model in stored:
        if model.path.resolve() == path:
            return Serving(classifier, model.origin, model.facts, model)
    record = None
    with suppress(ModelFileError):  # A model of others has none.
        record = read_record(record_path(classifier))
    shipped = path.parent == default_model_path().parent.resolve()
    return Serving(classifier, "shipped" if shipped else "given", facts_of(classifier, record))


def record_path(classifier: Classifier) -> Path:
    """Where the record of a model lies, if it has one."""
    return classifier.path.with_name(f"{classifier.info.name}.json")
