"""What a list of models shows of each: its file, its accuracy, its classes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app.errors import ModelFileError

if TYPE_CHECKING:
    from edge_app.classifier import Classifier

MAX_RECORD_BYTES = 16 * 2**20


@dataclass(frozen=True)
class ModelFacts:
    """``variant`` and ``accuracy`` (0 to 1, of ``accuracy_count`` test images) are those of its
    record, None where that has none; ``input_size`` is (height, width) in pixels."""

    file: str
    bytes: int
    sha256: str
    variant: str | None
    accuracy: float | None
    accuracy_count: int | None
    classes: int
    input_size: tuple[int, int]

    def as_json(self) -> dict[str, Any]:
        """The fields as the API and the manifest have them."""
        return {
            "variant": self.variant,
            "file": self.file,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "accuracy": self.accuracy,
            "accuracy_count": self.accuracy_count,
            "classes": self.classes,
            "input": list(self.input_size),
        }


def facts_from_json(fields: Mapping[str, Any]) -> ModelFacts:
    """The facts that ``as_json`` made. Raises KeyError, TypeError or ValueError: others."""
    height, width = fields["input"]
    accuracy, count = fields["accuracy"], fields["accuracy_count"]
    return ModelFacts(
        file=str(fields["file"]),
        bytes=int(fields["bytes"]),
        sha256=str(fields["sha256"]),
        variant=None if fields["variant"] is None else str(fields["variant"]),
        accuracy=None if accuracy is None else float(accuracy),
        accuracy_count=None if count is None else int(count),
        classes=int(fields["classes"]),
        input_size=(int(height), int(width)),
    )


def facts_of(classifier: "Classifier", record: Mapping[str, Any] | None) -> ModelFacts:
    """The facts of a loaded model; ``record`` is what ``read_record`` gives of it.

    Raises ModelFileError: the file is gone, or the record is damaged.
    """
    return make_facts(
        classifier.path,
        record,
        sha256=classifier.info.sha256,
        classes=len(classifier.labels),
        input_size=classifier.input_size,
    )


def make_facts(
    path: Path,
    record: Mapping[str, Any] | None,
    *,
    sha256: str,
    classes: int,
    input_size: tuple[int, int],
) -> ModelFacts:
    """The facts of a model file, with those of its record. Raises ModelFileError, as above."""
    variant, entry = variant_of(record, path.name)
    try:
        accuracy = (entry.get("test") or {}).get("accuracy") or {}
        value, count = accuracy.get("value"), accuracy.get("count")
        return ModelFacts(
            file=path.name,
            bytes=path.stat().st_size,
            sha256=sha256,
            variant=variant,
            accuracy=None if value is None else float(value),
            accuracy_count=None if count is None else int(count),
            classes=classes,
            input_size=input_size,
        )
    except OSError as error:
        raise ModelFileError(f"Cannot read {path}: {error.strerror}.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelFileError(f"The record of {path.name} is damaged. Copy it again.") from error


def read_record(path: Path) -> dict[str, Any]:
    """The content of a record NAME.json.

    Raises ModelFileError: it is missing, larger than 16 MiB, or not a record.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_RECORD_BYTES + 1)
        if len(content) > MAX_RECORD_BYTES:
            raise ModelFileError(f"The record {path} is larger than {MAX_RECORD_BYTES} bytes.")
        record = json.loads(content)
        _entries(record)
    except OSError as error:
        raise ModelFileError(f"Cannot read the record {path}: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(
            f"The record {path} is damaged, or is not the record of a model. Copy it again."
        ) from error
    return dict(record)


def variant_of(record: Mapping[str, Any] | None, file: str) -> tuple[str | None, Mapping[str, Any]]:
    """The variant that a record says ``file`` is, with its entry; (None, {}) where it does not."""
    if record is not None:
        for variant, entry in _entries(record).items():
            if entry["file"] == file:
                return variant, entry
    return None, {}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as ``sha256sum`` prints it. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _entries(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    entries = dict(record["variants"])
    if not all(isinstance(entry["file"], str) for entry in entries.values()):
        raise TypeError("a file's name is no text")
    return entries
