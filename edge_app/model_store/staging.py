"""Copy what a person brings into a folder of the store that nobody sees, and verify the copy."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app.errors import ModelFileError
from edge_app.model_store.facts import facts_of, read_record, sha256_of, variant_of
from edge_app.model_store.stored import OpenModel, StoredModel

if TYPE_CHECKING:
    from edge_app.model_file.info import ModelInfo

SUFFIX = ".tflite"
MOST_MODELS = 32
MOST_NAME_BYTES = 200
RESERVED = "active"
CONVERTED = "the folder that `python -m convert` made"


def model_files(source: Path) -> list[Path]:
    """The model files of a file or a folder. Raises ModelFileError: there is none, or too many."""
    if source.is_dir():
        files = sorted(path for path in source.iterdir() if path.suffix == SUFFIX)
        if not 1 <= len(files) <= MOST_MODELS:
            raise ModelFileError(
                f"{source} holds {len(files)} .tflite files. Expected a file, or {CONVERTED}."
            )
        return files
    if not source.exists():
        raise ModelFileError(f"There is no {source}. Expected a .tflite file, or {CONVERTED}.")
    if source.suffix != SUFFIX:
        raise ModelFileError(f"{source.name} is no .tflite file. Expected one, or {CONVERTED}.")
    return [source]


def stage(
    source: Path, folder: Path, *, labels: Path | None, input_range: str | None, opener: OpenModel
) -> tuple[str, list[StoredModel]]:
    """Copy the models of ``source`` to ``folder`` with all that they need, and open each copy.

    Gives the package, which is the name of their record or that of a model without one, and the
    models, which lie in ``folder``.

    Raises ModelFileError: one of them cannot be used here, is not what its record describes, lacks
    its record, or they do not belong together. OSError.
    """
    packages: dict[str, list[StoredModel]] = {}
    for file in model_files(source):
        try:
            package, model = _stage_one(file, folder, labels, input_range, opener)
        except ModelFileError as error:  # It shall name what the person knows: what was brought.
            raise ModelFileError(str(error).replace(str(folder), str(file.parent))) from error
        packages.setdefault(package, []).append(model)
    if len(packages) > 1:
        raise ModelFileError(
            f"{source} holds {len(packages)} models that do not belong together: "
            f"{', '.join(packages)}. Install them one by one."
        )
    return packages.popitem()


def _stage_one(
    file: Path, folder: Path, labels: Path | None, input_range: str | None, opener: OpenModel
) -> tuple[str, StoredModel]:
    from edge_app.model_file.info import read_model_file, read_model_info

    _check_name(file.stem)
    copy = folder / file.name
    try:
        content = read_model_file(file)
        info = read_model_info(content)
    except ModelFileError as error:
        raise ModelFileError(f"{file}: {error}") from error
    copy.write_bytes(content)
    if info.is_ours:
        _check_name(info.name)
        if labels or input_range:
            raise ModelFileError(
                f"{file} says itself which labels and which input range it has. Leave out --labels "
                "and --input-range."
            )
        record = _stage_record(file, folder, info)
        classifier = opener(copy)
        return info.name, _described(classifier, record, [copy.name, record.name])
    return file.stem, _stage_foreign(file, copy, labels, input_range, opener)


def _stage_record(file: Path, folder: Path, info: "ModelInfo") -> Path:
    record = file.with_name(f"{info.name}.json")
    if not info.name or not record.is_file():
        raise ModelFileError(
            f"{file}: Its record {record.name} is not beside it. `python -m convert` wrote both: "
            "copy the record too. Without it, nothing tells whether the model is damaged."
        )
    content = read_record(record)
    if variant_of(content, file.name)[0] is None:
        known = ", ".join(entry["file"] for entry in content["variants"].values())
        raise ModelFileError(
            f"{file}: Its record {record.name} does not describe {file.name}, but {known}. Give "
            "the file its name back, or copy the record that was made with it."
        )
    copy = folder / record.name
    shutil.copyfile(record, copy)
    return copy


def _stage_foreign(
    file: Path, copy: Path, labels: Path | None, input_range: str | None, opener: OpenModel
) -> StoredModel:
    """A model of others: with the label file that it needs, and no other."""
    from edge_app.model_file.labels import names_beside

    settings: dict[str, Any] = {}
    if input_range:
        settings["input_range"] = input_range
    if labels:
        settings["labels"] = _copy_labels(labels, copy.parent)
    else:
        for path in names_beside(file):
            if _is_file(path):
                _copy_labels(path, copy.parent)
    classifier = opener(copy, **settings)
    used = classifier.label_choice.file
    for path in copy.parent.iterdir():
        if path not in (copy, used) and path.suffix != SUFFIX:
            path.unlink()
    names = [copy.name] if used is None else [copy.name, used.name]
    return _described(classifier, None, names, **settings)


def _described(
    classifier: Any, record: Path | None, files: list[str], **settings: Any
) -> StoredModel:
    return StoredModel(
        name=classifier.path.stem,
        path=classifier.path,
        origin="installed",
        facts=facts_of(classifier, None if record is None else read_record(record)),
        record=record,
        hashes={name: sha256_of(classifier.path.with_name(name)) for name in files},
        **settings,
    )


def _copy_labels(file: Path, folder: Path) -> Path:
    from edge_app.model_file.label_text import MAX_LABELS_BYTES

    copy = folder / file.name
    try:
        with file.open("rb") as labels:
            content = labels.read(MAX_LABELS_BYTES + 1)  # One more than is accepted.
    except OSError as error:
        raise ModelFileError(f"Cannot read the label file {file}: {error.strerror}.") from error
    if file.suffix == SUFFIX or file.name.startswith("."):
        raise ModelFileError(f"The label file {file} has the name of something else. Rename it.")
    copy.write_bytes(content)
    return copy


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # A name too long for the file system.
        return False


def _check_name(name: str) -> None:
    if name == RESERVED:
        raise ModelFileError(f"{name} is what the API calls the active model. Rename the file.")
    if name.startswith(".") or not name.isprintable() or len(name.encode()) > MOST_NAME_BYTES:
        raise ModelFileError(
            f"{name!a} is no name for a model. Expected at most {MOST_NAME_BYTES} letters, "
            "digits and signs, none of them invisible. Rename the file."
        )
