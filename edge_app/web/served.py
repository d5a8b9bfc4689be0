"""The models that the web answers with: the active one, and others by name."""

import threading

from edge_app.classifier import Classifier
from edge_app.errors import ModelNotFoundError


class ServedModels:
    """The active classifier, and the others that may be asked by name. For many threads."""

    def __init__(self, active: Classifier) -> None:
        self._lock = threading.Lock()
        self._active = active

    @property
    def active(self) -> Classifier:
        """The classifier that answers where no model is named."""
        return self._active

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all models, the active one first."""
        return (self._active.path.stem,)

    def classifier(self, name: str | None = None) -> Classifier:
        """The classifier of this name, loaded if need be; the active one where it is None.

        Raises ModelNotFoundError: there is no such model. ModelFileError: it cannot be used.
        """
        if name is None or name == self._active.path.stem:
            return self._active
        raise ModelNotFoundError(f"There is no model {name!r} here. There is: {self.names[0]}.")
