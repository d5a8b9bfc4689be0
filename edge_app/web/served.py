"""The models that the web answers with: the active one, and others by name."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError, ModelFileError, ModelNotFoundError
from edge_app.event_log import WARNING, tell
from edge_app.model_store import ModelStore, StoredModel
from edge_app.model_store.entry import ModelEntry
from edge_app.model_store.facts import read_record
from edge_app.model_store.pointers import stamp
from edge_app.web.loaded import LoadedModels, open_stored
from edge_app.web.serving import Serving, record_path, serving_of

MOST_LOADED = 3
POLL_S = 0.5


class ServedModels:
    """The active classifier, and the others that may be asked by name. For many threads.

    Another active model is opened and verified before the old one is let go. Requests that have
    the old one end with it. At most three models are in memory, and one more that is being opened.
    """

    def __init__(
        self,
        active: Classifier,
        *,
        store: ModelStore | None = None,
        open_model: Callable[..., Classifier] = Classifier,
        problem: str | None = None,
        most_loaded: int = MOST_LOADED,
    ) -> None:
        """``store`` has the models that may be asked by name; ``open_model`` makes a classifier of
        a path. ``problem`` says why another model serves than the chosen one, if so."""
        self._store = store
        self._open_model = open_model
        self._problem = problem
        self._changing = threading.Lock()
        self._serving = serving_of(active, self._stored())
        # What the store does not have cannot be opened again: it stays in memory.
        self._given = self._serving if self._serving.stored is None else None
        others = most_loaded - 1 - (self._given is not None)
        self._loaded = LoadedModels(store, open_model, most=max(1, others)) if store else None
        self._seen = store and stamp(store.active_file)

    @property
    def active(self) -> Classifier:
        """The classifier that answers where no model is named."""
        return self._serving.classifier

    @property
    def problem(self) -> str | None:
        """Why the model that was chosen last does not serve; None where it does."""
        return self._problem

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all models, the active one first."""
        return tuple(entry.name for entry in self.entries())

    def entries(self) -> list[ModelEntry]:
        """All models that may be asked, the active one first, then by name."""
        serving = self._serving
        found = {model.name: (model.origin, model.facts) for model in self._stored()}
        for one in (self._given, serving):
            if one is not None:
                found[one.name] = (one.origin, one.facts)
        names = sorted(found, key=lambda name: (name != serving.name, name))
        return [ModelEntry(name, name == serving.name, *found[name]) for name in names]

    def entry(self, name: str) -> ModelEntry:
        """One of ``entries``. Raises ModelNotFoundError."""
        for entry in self.entries():
            if entry.name == name:
                return entry
        raise self._not_found(name)

    def classifier(self, name: str | None = None) -> Classifier:
        """The classifier of this name, loaded if need be; the active one where it is None.

        Raises ModelNotFoundError: there is no such model. ModelRefusedError: it cannot be used.
        """
        serving = self._serving
        if name is None or name == serving.name:
            return serving.classifier
        if self._given is not None and name == self._given.name:
            return self._given.classifier
        if self._loaded is None:
            raise self._not_found(name)
        return self._loaded.get(name)[0]

    def record(self, name: str) -> dict[str, Any] | None:
        """The record NAME.json of a model; None where it has none, or it cannot be read."""
        paths = [model.record for model in self._stored() if model.name == name]
        if self._given is not None and name == self._given.name:
            paths = [record_path(self._given.classifier)]
        for path in filter(None, paths):
            with suppress(ModelFileError):
                return read_record(path)
        return None

    def activate(self, name: str) -> Classifier:
        """Let another model answer from now on, here and after a restart.

        One that was given by --model and is in no store is not remembered.

        Raises ModelNotFoundError. ModelRefusedError: it cannot be used. ModelStoreError: the
        choice cannot be written. The old one answers on.
        """
        with self._changing:
            if self._given is not None and name == self._given.name:
                self._swap(self._given)
            elif self._store is None:
                if name != self._serving.name:
                    raise self._not_found(name)
            else:
                classifier, model = self._opened(name, self._store)
                self._store.choose(model)
                self._seen = stamp(self._store.active_file)
                self._swap(Serving(classifier, model.origin, model.facts, model))
            return self.active

    def follow(self) -> None:
        """Take over the choice of another process, if there was one since the last look.

        It never raises: what went wrong is the ``problem`` then, and the old model answers on.
        """
        with self._changing:
            found = self._store and stamp(self._store.active_file)
            if found == self._seen or self._store is None:
                return
            self._seen = found
            try:
                self._take_over(self._store)
            except EdgeAppError as error:
                self._report(f"{error} {self._serving.name} answers on.")

    @contextmanager
    def following(self) -> Iterator[None]:
        """Look twice a second whether another process chose a model, as long as the block lasts."""
        end = threading.Event()

        def look() -> None:
            while not end.wait(POLL_S):
                self.follow()

        thread = threading.Thread(target=look, name="model-follower", daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def _take_over(self, store: ModelStore) -> None:
        catalogue = store.catalogue()
        model = catalogue.resolve(catalogue.active)
        if model is None:
            if catalogue.active_problem:
                raise ModelFileError(" ".join(catalogue.problems))
            return
        classifier, model = self._opened(model.name, store)
        self._swap(Serving(classifier, model.origin, model.facts, model))

    def _opened(self, name: str, store: ModelStore) -> tuple[Classifier, StoredModel]:
        """The classifier of a stored model: the active or a loaded one, if it is the same file."""
        model, serving = store.find(name), self._serving
        if serving.stored is not None and serving.name == name:
            if serving.stored.content == model.content:
                return serving.classifier, model
            return open_stored(store, name, self._open_model)
        if self._loaded is not None:
            return self._loaded.get_now(name)
        return open_stored(store, name, self._open_model)

    def _swap(self, new: Serving) -> None:
        old, self._serving, self._problem = self._serving, new, None
        if self._loaded is not None:
            self._loaded.drop(new.name)
            if old.stored is not None and old.name != new.name:
                self._loaded.keep(old.classifier, old.stored)
        if old.classifier is not new.classifier:
            tell("model_changed", f"The model {new.name} answers now.", model=new.name)

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            tell("model_problem", problem, level=WARNING)

    def _stored(self) -> list[StoredModel]:
        return self._store.models() if self._store else []

    def _not_found(self, name: str) -> ModelNotFoundError:
        there = ", ".join(self.names)
        return ModelNotFoundError(f"There is no model {name[:80]!r} here. There is: {there}.")
