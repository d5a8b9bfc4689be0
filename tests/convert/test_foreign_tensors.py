"""Model files that load, but would give answers without meaning, made from one of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as tflite_schema

from convert.export.metadata import add_metadata, pack_metadata
from convert.export.tflite import to_float32, to_int8
from convert.models.parent import Parent
from edge_app import Classifier, ModelFileError
from training.datasets import Dataset


@pytest.fixture(scope="module")
def int8(parent: Parent, dataset: Dataset) -> bytes:
    images = dataset.train.images[:50].copy()
    images[0, 0, 0], images[0, 1, 1] = 0, 255
    return to_int8(parent.model, images)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The model after ``change`` was applied to its first subgraph."""
    model = tflite_schema.ModelT.InitFromPackedBuf(content, 0)
    change(model.subgraphs[0])
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def load(content: bytes, dataset: Dataset, tmp_path: Path) -> Classifier:
    path = tmp_path / "net.tflite"
    named = add_metadata(
        content, name="net", description="", version="1", labels=dataset.class_names
    )
    path.write_bytes(named)
    return Classifier(path)


def test_the_unchanged_model_loads(int8: bytes, dataset: Dataset, tmp_path: Path) -> None:
    assert load(int8, dataset, tmp_path).labels == dataset.class_names


def test_an_input_of_another_type_is_refused(
    parent: Parent, dataset: Dataset, tmp_path: Path
) -> None:
    def halve(graph: Any) -> None:
        graph.tensors[graph.inputs[0]].type = tflite_schema.TensorType.FLOAT16

    with pytest.raises(ModelFileError):
        load(changed(to_float32(parent.model), halve), dataset, tmp_path)


def test_another_number_of_labels_is_refused(int8: bytes, tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    path.write_bytes(add_metadata(int8, name="", description="", version="1", labels=("a", "b")))
    with pytest.raises(
        ModelFileError, match=r"labels\.txt names 2 classes; the model tells \d+ apart"
    ):
        Classifier(path)


@pytest.mark.parametrize("deviation", [0.0, float("nan"), float("inf"), 1e-45])
def test_a_normalization_without_meaning_is_refused(
    deviation: float, int8: bytes, dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "net.tflite"
    said = {"name": "net", "description": "", "version": "1"}
    content = add_metadata(int8, labels=dataset.class_names, **said)
    packed = pack_metadata(**said)
    # The last vector of the one value 1.0 in it: a flatbuffer is written from its end.
    pattern = np.int32(1).tobytes() + np.float32(1).tobytes()
    place = content.index(packed) + packed.rindex(pattern) + 4
    path.write_bytes(content[:place] + np.float32(deviation).tobytes() + content[place + 4 :])
    with pytest.raises(ModelFileError, match="normalization"):
        Classifier(path)
