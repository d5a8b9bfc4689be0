import io
import zipfile

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as tflite_schema

from convert.metadata import add_metadata
from convert.parent import Parent
from convert.tflite import to_float32
from edge_app.model_file import read_model_info
from edge_app.runtime import open_runtime

LABELS = ("circle", "crème brûlée", "traffic light", "stripes")


@pytest.fixture(scope="module")
def bare(parent: Parent) -> bytes:
    return to_float32(parent.model)


def with_metadata(bare: bytes) -> bytes:
    return add_metadata(bare, name="net", description="What it is.", version="7", labels=LABELS)


def test_what_is_written_is_what_the_device_reads(bare: bytes) -> None:
    info = read_model_info(with_metadata(bare))
    assert (info.name, info.description, info.version) == ("net", "What it is.", "7")
    assert info.labels == LABELS
    assert (info.mean, info.standard_deviation) == (0.0, 1.0)


def test_the_labels_can_be_unzipped(bare: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(with_metadata(bare))) as archive:
        assert archive.testzip() is None
        assert archive.read("labels.txt").decode() == "\n".join(LABELS) + "\n"


def test_the_same_model_gives_the_same_bytes(bare: bytes) -> None:
    assert with_metadata(bare) == with_metadata(bare)


def test_metadata_does_not_change_an_answer(bare: bytes) -> None:
    image = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3)).astype(np.float32)
    answers = []
    for content in (bare, with_metadata(bare)):
        interpreter = open_runtime(content).interpreter
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
        interpreter.invoke()
        answers.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
    np.testing.assert_array_equal(*answers)


def test_weights_stay_where_the_schema_wants_them(bare: bytes) -> None:
    content = with_metadata(bare)
    model = tflite_schema.Model.GetRootAs(content, 0)
    places = []
    for i in range(model.BuffersLength()):
        buffer = model.Buffers(i)
        if buffer.DataLength():
            table = buffer._tab
            places.append(table.Vector(table.Offset(4)))
    assert len(places) > 5
    assert [place % 16 for place in places] == [0] * len(places)
