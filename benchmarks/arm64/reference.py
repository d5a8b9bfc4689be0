"""The counts that were accepted, in a file of the repository, and what changed since."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.arm64.counting import CountedModel
from edge_app.errors import PipelineError

REFERENCE = Path(__file__).with_name("reference.json")
SCHEMA = 1
TOLERANCE = 0.02
# A kind of instruction is compared when it is at least this part of all: a few hundred more or
# fewer of a kind that hardly occurs say nothing.
NOTICEABLE = 0.05


def read_reference(path: Path) -> list[dict[str, Any]]:
    """The entries of a reference file; none when there is no such file.

    Raises PipelineError: the file is damaged, or of another schema.
    """
    if not path.exists():
        return []
    try:
        content = json.loads(path.read_bytes())
        if content["schema"] != SCHEMA:
            raise ValueError(f"schema {content['schema']}, expected {SCHEMA}")
        return list(content["counts"])
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise PipelineError(f"The reference {path} cannot be read: {error}.") from error


def updated(entries: list[dict[str, Any]], counted: Iterable[CountedModel]) -> dict[str, Any]:
    """A reference file's content: ``entries`` with those of the same name, runtime and processor
    replaced by what was counted."""
    found = {_place(entry): entry for entry in entries}
    for model in counted:
        entry = {key: value for key, value in asdict(model).items() if key != "count"}
        entry.update(asdict(model.count))
        found[_place(entry)] = entry
    return {"schema": SCHEMA, "counts": [found[place] for place in sorted(found)]}


def changes(entries: list[dict[str, Any]], model: CountedModel) -> list[str]:
    """What is wrong with a model's count against the reference, one line each; none is good."""
    heading = f"{model.name} on {model.cpu} with {model.runtime}"
    entry = next((entry for entry in entries if _same(entry, model)), None)
    if entry is None:
        return [f"{heading}: this file has no reference. Accept it with --update-reference."]
    return [
        f"{heading}: {kind.replace('_', ' ')} went from {entry[kind]:,} to {now:,} "
        f"({100 * (now - entry[kind]) / max(entry[kind], 1):+.1f} %)."
        for kind, now in asdict(model.count).items()
        if _differs(entry[kind], now, total=entry["instructions"])
    ]


def _differs(before: int, now: int, *, total: int) -> bool:
    return max(before, now) >= NOTICEABLE * total and abs(now - before) > TOLERANCE * before


def _same(entry: dict[str, Any], model: CountedModel) -> bool:
    """Whether an entry is of this file; another version of the runtime is still compared."""
    return (entry["sha256"], entry["cpu"], _library(entry["runtime"])) == (
        model.sha256,
        model.cpu,
        _library(model.runtime),
    )


def _place(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["name"], _library(entry["runtime"]), entry["cpu"]


def _library(runtime: str) -> str:
    return runtime.partition(" ")[0]
