"""The steps of an installation, each whole or not at all, under the store's lock."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from edge_app.errors import ModelFileError, ModelStoreError
from edge_app.model_store.catalogue import Catalogue
from edge_app.model_store.facts import read_record
from edge_app.model_store.folder import publish, remove_folder
from edge_app.model_store.generations import Generation, folders_of, highest_number, write_manifest
from edge_app.model_store.stored import StoredModel

KEPT_GENERATIONS = 2


def check_names(catalogue: Catalogue, package: str, models: list[StoredModel]) -> None:
    """Raises ModelStoreError: another package has a model of the same name."""
    for generation in catalogue.current():
        if generation.package == package:
            continue
        for name in {m.name for m in models} & {m.name for m in generation.models}:
            raise ModelStoreError(
                f"There is another model {name}, of {generation.package}. Remove that one, or "
                "rename the file that you bring."
            )


def to_serve(catalogue: Catalogue, models: list[StoredModel], *, use: bool) -> str | None:
    """Which of the brought ``models`` shall serve: None where what serves now serves on.

    Of several, the one that their record recommends, or else the one that served.
    """
    names = [model.name for model in models]
    serving = catalogue.serving
    served = serving.name if serving is not None and serving.name in names else None
    if not use:
        return served
    if len(models) == 1:
        return names[0]
    record = read_record(models[0].record) if models[0].record else {}
    variant = record.get("recommended")
    chosen = next((m.name for m in models if m.facts.variant == variant), served)
    if chosen is None:
        raise ModelStoreError(
            f"Which of {', '.join(names)} shall be active is not said. Install them without --use, "
            "and choose with: edge-app models use NAME"
        )
    return chosen


def carried_over(
    catalogue: Catalogue, package: str, models: list[StoredModel], folder: Path
) -> tuple[list[StoredModel], list[str]]:
    """The models with those of the package that were not brought again, copied to ``folder``.

    Also gives the names of those that are not taken along: another record describes them.

    Raises ModelStoreError: one of these serves. OSError.
    """
    names = [model.name for model in models]
    current = [g for g in catalogue.current() if g.package == package]
    carried, gone = [], []
    for old in (m for generation in current for m in generation.models if m.name not in names):
        if _has_same_record(old, models[0]) and _is_sound(old):
            shutil.copyfile(old.path, folder / old.path.name)
            carried.append(replace(old, path=folder / old.path.name))
        elif old == catalogue.serving:
            raise ModelStoreError(
                f"{old.name} is the active model, and the record that is brought describes another "
                "one. Bring that too, or choose another model first: edge-app models use NAME"
            )
        else:
            gone.append(old.name)
    return [*models, *carried], gone


def add(
    store: Path, catalogue: Catalogue, package: str, models: list[StoredModel], folder: Path
) -> bool:
    """Make ``folder`` the newest generation; False where the newest is the same, and sound."""
    newest = next((g for g in catalogue.generations if g.package == package), None)
    if (
        newest is not None
        and _is_same(newest.models, models)
        and all(map(_is_sound, newest.models))
    ):
        return False
    write_manifest(folder, models)
    publish(folder, store / f"{package}@{highest_number(store, package) + 1}")
    return True


def prune(store: Path, catalogue: Catalogue, package: str) -> None:
    """Keep the newest generations of a package, and those of which a model serves or served."""
    pinned = [catalogue.resolve(catalogue.active), catalogue.resolve(catalogue.previous)]
    kept: list[Generation] = []
    for generation in (g for g in catalogue.generations if g.package == package):
        is_pinned = any(model in pinned for model in generation.models)
        is_copy = any(_is_same(generation.models, other.models) for other in kept)
        if is_pinned or (len(kept) < KEPT_GENERATIONS and not is_copy):
            kept.append(generation)
    for folder in folders_of(store, package):
        if folder not in [generation.folder for generation in kept]:
            remove_folder(folder)


def _is_same(some: Sequence[StoredModel], others: Sequence[StoredModel]) -> bool:
    """Whether two generations hold the same files under the same settings."""

    def content(models: Sequence[StoredModel]) -> list[tuple[str, str]]:
        return sorted((model.name, model.content) for model in models)

    return content(some) == content(others)


def _is_sound(model: StoredModel) -> bool:
    try:
        model.check_files()
    except ModelFileError:
        return False
    return True


def _has_same_record(model: StoredModel, other: StoredModel) -> bool:
    records = [m.hashes.get(m.record.name) if m.record else None for m in (model, other)]
    return records[0] is not None and records[0] == records[1]
