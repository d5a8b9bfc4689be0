"""What a .tflite file says of itself: labels, normalization, resize rule, description."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.images import RESIZE_RULE
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import first_table, text
from edge_app.model_file.label_lists import LabelList, best_list, packed_lists
from edge_app.model_file.metadata_reader import custom_fields, metadata_table, stated_normalization
from edge_app.model_file.thresholds import Thresholds, stated_thresholds
from edge_app.normalization import Normalization

CUSTOM_METADATA_NAME = "edge_image_classifier"
TFLITE_IDENTIFIER = b"TFL3"
MAX_MODEL_BYTES = 512 * 2**20
MAX_NAME_BYTES = 200  # With an ending, it must be the name of a file.


@dataclass(frozen=True)
class ModelInfo:
    """What one model file says; a text that it does not state is empty.

    ``label_lists`` are all that it holds, the sensible one first. ``normalization`` is None where
    it states none. ``is_ours`` tells a file of ``python -m convert``. ``sha256`` is of the whole
    file. ``resize_rule`` names the rule of ``edge_app.images`` that the model wants. ``thresholds``
    are the probabilities from which on an answer of each class is sure, None where it states none.
    """

    name: str
    description: str
    version: str
    author: str
    license: str
    label_lists: tuple[LabelList, ...]
    normalization: Normalization | None
    is_ours: bool
    resize_rule: str
    sha256: str
    thresholds: Thresholds | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The class names inside the file, () where there are none."""
        best = best_list(self.label_lists)
        return best.labels if best else ()


def read_model_file(path: Path) -> bytes:
    """The content of a model file.

    Raises ModelFileError: it cannot be read, is no regular file, or is larger than 512 MiB.
    """
    try:
        if path.exists() and not path.is_file():
            raise ModelFileError("This is not a file. Expected a .tflite file.")
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelFileError(f"The file is larger than {MAX_MODEL_BYTES} bytes.")
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"Cannot read the model: {error.strerror}.") from error


def read_model_info(content: bytes) -> ModelInfo:
    """Read the TFLite Metadata of a model file, where there is any, and the files packed into it.

    Raises ModelFileError: not a TFLite model, one that is damaged, a resize rule that this version
    does not know, or thresholds that are no probabilities.
    """
    if content[4:8] != TFLITE_IDENTIFIER:
        raise ModelFileError("This is not a TFLite model. Expected a .tflite file.")
    try:
        info = _read(metadata_table(content), content)
    except ModelFileError:
        raise
    except Exception as error:  # The flatbuffers library checks nothing: any error, anywhere.
        raise ModelFileError(
            "The model is cut off or damaged: its metadata cannot be read. Copy the file again."
        ) from error
    if info.resize_rule != RESIZE_RULE:
        raise ModelFileError(
            f"The model asks for the resize rule {info.resize_rule!r}; this version knows only "
            f"{RESIZE_RULE!r}. Update the app, or convert the model again."
        )
    return info


def check_against_record(path: Path, info: ModelInfo) -> None:
    """Compare a model file with the record ``NAME.json`` beside it, where there is one.

    Half of all single flipped bits in a .tflite file change its answers and nothing else: only a
    hash finds them.

    Raises ModelFileError: the record is damaged, or names another SHA-256 for this file.
    """
    record_path = path.with_name(f"{info.name}.json")
    if not info.name or not record_path.is_file():
        return
    try:
        variants = json.loads(record_path.read_bytes())["variants"].values()
        hashes = {entry["file"]: entry["sha256"] for entry in variants}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFileError(f"Its record {record_path} cannot be read: {error!r}.") from error
    expected = hashes.get(path.name)
    if expected is not None and expected != info.sha256:
        raise ModelFileError(
            f"The file is damaged, or is not the one that its record {record_path.name} describes: "
            f"its SHA-256 is {info.sha256}, expected {expected}. Copy both files again."
        )


def _read(table: Table, content: bytes) -> ModelInfo:
    subgraph = first_table(table, schema.ModelMetadata.SUBGRAPHS)
    input_tensor = first_table(subgraph, schema.SubGraphMetadata.INPUTS)
    output_tensor = first_table(subgraph, schema.SubGraphMetadata.OUTPUTS)
    custom = custom_fields(subgraph, CUSTOM_METADATA_NAME)
    return ModelInfo(
        name=_file_name(text(table, schema.ModelMetadata.NAME)),
        description=text(table, schema.ModelMetadata.DESCRIPTION),
        version=text(table, schema.ModelMetadata.VERSION),
        author=text(table, schema.ModelMetadata.AUTHOR),
        license=text(table, schema.ModelMetadata.LICENSE),
        label_lists=packed_lists(output_tensor, content),
        normalization=stated_normalization(input_tensor),
        is_ours=custom is not None,
        resize_rule=(custom or {}).get("resize_rule", RESIZE_RULE),
        sha256=hashlib.sha256(content).hexdigest(),
        thresholds=stated_thresholds(custom or {}),
    )


def _file_name(words: str) -> str:
    """A name that may be part of a file's: no folders in it, and not too long."""
    return words.replace("/", "_").encode()[:MAX_NAME_BYTES].decode(errors="ignore")
