"""One line of a list of models, for the shell and for the API."""

from dataclasses import dataclass
from typing import Any

from edge_app.model_store.facts import ModelFacts
from edge_app.model_store.store import ModelStore


@dataclass(frozen=True)
class ModelEntry:
    """A model that can be asked. ``origin`` is "shipped", "installed", or "given" by --model."""

    name: str
    active: bool
    origin: str
    facts: ModelFacts

    def as_json(self) -> dict[str, Any]:
        """The fields that ``edge-app models list --json`` and the API have."""
        facts = self.facts.as_json()
        heading = {"name": self.name, "active": self.active, "variant": facts.pop("variant")}
        files = {key: facts.pop(key) for key in ("file", "bytes", "sha256")}
        return {**heading, **files, "origin": self.origin, **facts}


def read_entries(store: ModelStore) -> list[ModelEntry]:
    """All models of a store, the one that serves first, then by name.

    Raises ModelNotFoundError: there is none at all.
    """
    active = store.active()
    models = sorted(store.models(), key=lambda model: (model != active, model.name))
    return [ModelEntry(one.name, one == active, one.origin, one.facts) for one in models]
