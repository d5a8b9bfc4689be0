"""Installed models as they lie in the store: one folder for what came with one install.

NAME@3 is the third generation of the model NAME, in all the variants that its record describes.
A generation is never changed once it has its name, but for models that are removed from it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.files import write_json
from edge_app.model_store.facts import facts_from_json
from edge_app.model_store.stored import StoredModel

MANIFEST = ".package.json"
MAX_MANIFEST_BYTES = 2**20
SCHEMA = 1


@dataclass(frozen=True)
class Generation:
    """``package`` is the name of the record, or of a foreign model without one. ``models`` are
    those whose file is there."""

    package: str
    number: int
    folder: Path
    models: tuple[StoredModel, ...]


def numbered(folder: Path) -> tuple[str, int] | None:
    """The package and the number in the name of a generation's folder; None of another one."""
    package, at, number = folder.name.rpartition("@")
    if not (at and package) or package.startswith(".") or not number.isdecimal():
        return None
    return package, int(number)


def folders(store: Path) -> list[Path]:
    """The folders of all generations, the newest of each package first; [] without a store."""
    found = []
    if store.is_dir():
        found = [path for path in store.iterdir() if numbered(path) and path.is_dir()]
    return sorted(found, key=lambda path: numbered(path) or ("", 0), reverse=True)


def folders_of(store: Path, package: str) -> list[Path]:
    """The folders of all generations of a package, also of damaged ones; the newest first."""
    return [folder for folder in folders(store) if (numbered(folder) or ("",))[0] == package]


def highest_number(store: Path, package: str) -> int:
    """The number of the newest generation of a package; 0 where there is none."""
    return max(
        ((numbered(folder) or ("", 0))[1] for folder in folders_of(store, package)), default=0
    )


def read_generation(folder: Path) -> Generation:
    """Raises OSError, LookupError, TypeError, ValueError or AttributeError: it is damaged, or was
    just removed."""
    package, number = numbered(folder) or ("", 0)
    with (folder / MANIFEST).open("rb") as file:
        manifest = json.loads(file.read(MAX_MANIFEST_BYTES))
    if manifest["schema"] != SCHEMA:
        raise ValueError(f"the schema is {manifest['schema']}")
    models = [_model(folder, fields) for fields in manifest["models"]]
    return Generation(package, number, folder, tuple(m for m in models if m.path.is_file()))


def write_manifest(folder: Path, models: Sequence[StoredModel]) -> None:
    """Say in a generation's folder which models it has, and what is known of their files."""
    fields = [_fields(model) for model in models]
    write_json(folder / MANIFEST, {"schema": SCHEMA, "models": fields})


def _fields(model: StoredModel) -> dict[str, Any]:
    return {
        "name": model.name,
        **model.facts.as_json(),
        "record": model.record.name if model.record else None,
        "labels": model.labels.name if model.labels else None,
        "input_range": model.input_range,
        "hashes": dict(model.hashes),
    }


def _model(folder: Path, fields: dict[str, Any]) -> StoredModel:
    facts = facts_from_json(fields)
    input_range = fields["input_range"]
    return StoredModel(
        name=_plain(fields["name"]),
        path=folder / _plain(facts.file),
        origin="installed",
        facts=facts,
        record=_optional(folder, fields["record"]),
        labels=_optional(folder, fields["labels"]),
        input_range=None if input_range is None else str(input_range),
        hashes={_plain(name): str(digest) for name, digest in fields["hashes"].items()},
    )


def _optional(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / _plain(name)


def _plain(name: str) -> str:
    """A file name that leads nowhere else. Raises ValueError."""
    if name in ("", "..") or Path(name).name != name:
        raise ValueError(f"{name!r} is not the name of a file")
    return name
