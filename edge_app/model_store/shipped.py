"""The models that came with the app: in the wheel, or in the source tree that it runs from."""

from functools import lru_cache
from pathlib import Path

from edge_app.model_store.facts import ModelFacts, make_facts, read_record
from edge_app.model_store.stored import StoredModel


def shipped_models(default: Path) -> tuple[StoredModel, ...]:
    """All models beside the ``default`` one, which comes first; one without a record is left out.

    They are not opened, and not compared with their records: ``StoredModel.open`` does that.
    """
    paths = sorted(default.parent.glob("*.tflite"), key=lambda path: (path != default, path.name))
    models = []
    for path in paths:
        try:
            changed = path.stat()
            record, facts = _described(path, changed.st_mtime_ns, changed.st_size)
        except (OSError, ValueError):
            continue
        models.append(StoredModel(path.stem, path, "shipped", facts, record=record))
    return tuple(models)


@lru_cache(maxsize=32)
def _described(path: Path, _changed_ns: int, _size_bytes: int) -> tuple[Path, ModelFacts]:
    from edge_app.model_file.graph import input_shape  # Here: they need NumPy, if it is there.
    from edge_app.model_file.info import read_model_file, read_model_info

    content = read_model_file(path)
    info = read_model_info(content)
    _, height, width, _ = input_shape(content)
    record = path.with_name(f"{info.name}.json")
    return record, make_facts(
        path,
        read_record(record),
        sha256=info.sha256,
        classes=len(info.labels),
        input_size=(height, width),
    )
