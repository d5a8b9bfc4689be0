"""Choose what serves, go back, and take models out: each under the store's lock."""

from pathlib import Path

from edge_app.errors import ModelStoreError
from edge_app.files import sync
from edge_app.model_store.catalogue import Catalogue
from edge_app.model_store.folder import remove_folder
from edge_app.model_store.generations import Generation, highest_number
from edge_app.model_store.pointers import ACTIVE, PREVIOUS, pointer_to, write_pointer
from edge_app.model_store.stored import StoredModel


def point_to(store: Path, catalogue: Catalogue, model: StoredModel) -> None:
    """Let a model serve, and remember what served before it.

    That is written first: a kill between the two leaves both pointing to what serves. The choice is
    written even where it is the same, because a server that could not use it tries again then.
    """
    pointer, serving = pointer_to(model), catalogue.serving
    if serving is not None and pointer_to(serving) != pointer:
        write_pointer(store / PREVIOUS, pointer_to(serving))
    write_pointer(store / ACTIVE, pointer)


def before(catalogue: Catalogue, name: str | None) -> StoredModel:
    """What a roll-back goes to: what served before, or the last generation of ``name`` but one.

    Where a variant of it serves, that variant is given.

    Raises ModelNotFoundError: no such model. ModelStoreError: nothing is before it.
    """
    serving = catalogue.serving
    if name is None:
        model = catalogue.resolve(catalogue.previous)
        if model is None or model == serving:
            raise ModelStoreError("No other model was active before, or it is gone.")
        return model
    current = generation_of(catalogue, catalogue.find(name))
    wanted = serving.name if serving and current and serving in current.models else name
    for generation in catalogue.generations:
        if current and generation.package == current.package and generation != current:
            for model in generation.models:
                if model.name == wanted:
                    return model
    raise ModelStoreError(f"There is no earlier {wanted} here: there is no way back.")


def generation_of(catalogue: Catalogue, model: StoredModel) -> Generation | None:
    """Where a model lies; None for a shipped one."""
    return next((g for g in catalogue.generations if model in g.models), None)


def make_newest(store: Path, catalogue: Catalogue, model: StoredModel) -> None:
    """Give the generation of a model the highest number of its package."""
    generation = generation_of(catalogue, model)
    if generation is None:
        return
    highest = highest_number(store, generation.package)
    if generation.number < highest:
        generation.folder.rename(store / f"{generation.package}@{highest + 1}")
        sync(store)


def remove(catalogue: Catalogue, name: str) -> None:
    """Take a model out of every generation. Raises as ``ModelStore.remove``."""
    model = catalogue.find(name)
    if model == catalogue.serving and model.origin == "installed":
        raise ModelStoreError(
            f"{name} is the active model. Choose another one first: edge-app models use NAME"
        )
    holders = [g for g in catalogue.generations if any(m.name == name for m in g.models)]
    if not holders:
        raise ModelStoreError(f"{name} came with the app, and goes with it only.")
    for generation in holders:
        if len(generation.models) == 1:
            remove_folder(generation.folder)
            continue
        for model in generation.models:
            if model.name == name:  # Its record stays: it is that of the other variants, too.
                model.path.unlink()
        sync(generation.folder)
