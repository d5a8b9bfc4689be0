"""The models that are in memory beside the active one, because somebody asked them by name."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError, ModelNotFoundError, ModelRefusedError
from edge_app.model_store import ModelStore, StoredModel

# How long what is known of a model is believed: then the disk is looked at again.
BELIEVED_S = 1.0
REFUSED_S = 5.0


@dataclass
class _Loaded:
    classifier: Classifier
    model: StoredModel
    checked: float


class LoadedModels:
    """Opens the models of a store when they are asked for, and keeps the last asked ones.

    A request for one that is in memory never waits for another that is being opened. One is opened
    at a time, so that no more than one comes on top of ``most``.
    """

    def __init__(self, store: ModelStore, open_model: Callable[..., Classifier], *, most: int):
        self._store = store
        self._open_model = open_model
        self._most = most
        self._opening = threading.Lock()
        self._lock = threading.Lock()
        self._loaded: OrderedDict[str, _Loaded] = OrderedDict()
        self._refused: dict[str, tuple[float, str]] = {}

    def get(self, name: str) -> tuple[Classifier, StoredModel]:
        """The model of this name, as it is in the store now, or was a second ago.

        Raises ModelNotFoundError. ModelRefusedError: it cannot be used.
        """
        return self._fresh(name) or self._get_slowly(name)

    def get_now(self, name: str) -> tuple[Classifier, StoredModel]:
        """As ``get``, but as it is in the store now, and tried again if it was refused."""
        self._refused.pop(name, None)
        return self._get_slowly(name)

    def keep(self, classifier: Classifier, model: StoredModel) -> None:
        """Have this one in memory, too, as the last asked one."""
        with self._lock:
            self._loaded[model.name] = _Loaded(classifier, model, time.monotonic())
            self._loaded.move_to_end(model.name)
            while len(self._loaded) > self._most:
                self._loaded.popitem(last=False)

    def drop(self, name: str) -> None:
        """Forget a model: it is the active one now, or no longer wanted."""
        with self._lock:
            self._loaded.pop(name, None)

    def _fresh(self, name: str) -> tuple[Classifier, StoredModel] | None:
        with self._lock:
            found = self._loaded.get(name)
            if found is None or time.monotonic() - found.checked > BELIEVED_S:
                return None
            self._loaded.move_to_end(name)
            return found.classifier, found.model

    def _get_slowly(self, name: str) -> tuple[Classifier, StoredModel]:
        try:
            model = self._store.find(name)
        except ModelNotFoundError:
            self.drop(name)
            raise
        found = self._same(model)
        if found is None:
            with self._opening:
                # Another request may have opened it while this one waited.
                found = self._same(model) or self._open(name)
                self.keep(*found)
        else:
            self.keep(*found)
        return found

    def _same(self, model: StoredModel) -> tuple[Classifier, StoredModel] | None:
        """What is in memory of this model, if that is what the store has now."""
        found = self._loaded.get(model.name)
        if found is None or found.model.content != model.content:
            return None
        return found.classifier, found.model

    def _open(self, name: str) -> tuple[Classifier, StoredModel]:
        refused_at, reason = self._refused.get(name, (float("-inf"), ""))
        if time.monotonic() - refused_at < REFUSED_S:  # Opening it again would only cost time.
            raise ModelRefusedError(reason)
        try:
            return open_stored(self._store, name, self._open_model)
        except ModelRefusedError as error:
            self._refused[name] = (time.monotonic(), str(error))
            raise


def open_stored(
    store: ModelStore, name: str, open_model: Callable[..., Classifier]
) -> tuple[Classifier, StoredModel]:
    """Open a model of the store; again where its folder got another number meanwhile.

    Raises ModelNotFoundError. ModelRefusedError: it cannot be used.
    """
    model = store.find(name)
    try:
        try:
            return model.open(open_model), model
        except ModelFileError:
            again = store.find(name)
            if again.path == model.path:
                raise
            return again.open(open_model), again
    except ModelFileError as error:
        raise ModelRefusedError(str(error)) from error
