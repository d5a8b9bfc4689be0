"""The models of a device: those that came with the app, and those that were installed."""

from edge_app.model_store.facts import ModelFacts
from edge_app.model_store.store import ModelStore
from edge_app.model_store.stored import Opened, StoredModel

__all__ = ["ModelFacts", "ModelStore", "Opened", "StoredModel"]
