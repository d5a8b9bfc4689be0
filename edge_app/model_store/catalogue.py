"""What is in a store at one moment, and which of it serves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from edge_app.errors import ModelNotFoundError
from edge_app.model_store.generations import Generation, folders, read_generation
from edge_app.model_store.pointers import ACTIVE, PREVIOUS, Pointer, read_pointer
from edge_app.model_store.stored import StoredModel


@dataclass(frozen=True)
class Catalogue:
    """``generations`` are the newest first, ``shipped`` the default first.

    ``active`` and ``previous`` are None where nothing was chosen yet, or where the choice cannot
    be read; ``active_problem`` says why what was chosen is not there, "" where it is.
    ``problems`` are sentences of all that cannot be read or is gone, that one first.
    """

    generations: tuple[Generation, ...]
    shipped: tuple[StoredModel, ...]
    active: Pointer | None
    previous: Pointer | None
    active_problem: str
    problems: tuple[str, ...]

    def resolve(self, pointer: Pointer | None) -> StoredModel | None:
        """The model that a pointer means, None where it is not there."""
        return next((m for m in self._every() if pointer is not None and pointer.means(m)), None)

    def candidates(self) -> list[StoredModel]:
        """What may serve, the best first: the chosen model, the one before it, the shipped one.

        While nothing was ever chosen, that is the shipped one.
        """
        found = (self.resolve(self.active), self.resolve(self.previous), *self.shipped[:1])
        return list({model.path: model for model in found if model is not None}.values())

    @property
    def serving(self) -> StoredModel | None:
        """The model that serves, as far as it can be opened."""
        return next(iter(self.candidates()), None)

    def newest(self, package: str, name: str) -> StoredModel:
        """The installed model of this name, of the newest generation of its package that has it."""
        found = (g.models for g in self.generations if g.package == package)
        return next(model for models in found for model in models if model.name == name)

    def current(self) -> list[Generation]:
        """Of each package the generation that counts: the one that serves, else the newest."""
        serving = self.serving
        found: dict[str, Generation] = {}
        for generation in self.generations:
            if serving in generation.models:
                found[generation.package] = generation
            elif generation.models:
                found.setdefault(generation.package, generation)
        return list(found.values())

    def models(self) -> list[StoredModel]:
        """One of each name, by name: the one that serves before installed before shipped ones."""
        installed = (model for generation in self.current() for model in generation.models)
        found = {model.name: model for model in (*self.shipped, *installed)}
        if self.serving is not None:
            found[self.serving.name] = self.serving
        return [found[name] for name in sorted(found)]

    def find(self, name: str) -> StoredModel:
        """The model of this name. Raises ModelNotFoundError."""
        models = self.models()
        for model in models:
            if model.name == name:
                return model
        there = ", ".join(model.name for model in models) or "none"
        raise ModelNotFoundError(f"There is no model {name[:80]!r} here. There is: {there}.")

    def _every(self) -> Iterator[StoredModel]:
        for generation in self.generations:
            yield from generation.models
        yield from self.shipped


def read_catalogue(store: Path, shipped: tuple[StoredModel, ...]) -> Catalogue:
    """Read the folder of a store; what is damaged in it is left out, and said.

    It takes no lock. A folder may be renamed while it is read, and be missed: where the chosen
    model is, the folder is read once more.
    """
    catalogue = _read(store, shipped)
    if catalogue.active is not None and catalogue.resolve(catalogue.active) is None:
        catalogue = _read(store, shipped)
    return catalogue


def _read(store: Path, shipped: tuple[StoredModel, ...]) -> Catalogue:
    active, active_problem = _pointer(store / ACTIVE)
    previous, previous_problem = _pointer(store / PREVIOUS)
    generations, damaged = _generations(store)
    catalogue = Catalogue(generations, shipped, active, previous, "", ())
    if active is not None and catalogue.resolve(active) is None:
        active_problem = f"The active model {active.name} is gone."
    problems = tuple(filter(None, (active_problem, previous_problem, *damaged)))
    return replace(catalogue, active_problem=active_problem, problems=problems)


def _pointer(path: Path) -> tuple[Pointer | None, str]:
    try:
        return read_pointer(path), ""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        return None, f"{path} cannot be read: {reason}."


def _generations(store: Path) -> tuple[tuple[Generation, ...], list[str]]:
    """Those that can be read, and what to say of the others."""
    try:
        found = folders(store)
    except OSError as error:
        return (), [f"{store} cannot be read: {error.strerror}."]
    generations, damaged = [], []
    for folder in found:
        try:
            generations.append(read_generation(folder))
        except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
            if folder.exists():  # Else it was removed meanwhile, or got another number.
                damaged.append(f"{folder} is damaged: install the model again.")
    return tuple(generations), damaged
