import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as tflite_schema

from convert.export.metadata import add_metadata
from convert.export.tflite import to_float32
from convert.models.parent import Parent
from edge_app.errors import PipelineError
from edge_app.model_file.info import read_model_info
from edge_app.normalization import Normalization
from edge_app.runtime import open_runtime

LABELS = ("circle", "crème brûlée", "traffic light", "stripes")


@pytest.fixture(scope="module")
def bare(parent: Parent) -> bytes:
    return to_float32(parent.model)


def with_metadata(bare: bytes, **more: object) -> bytes:
    texts = {"name": "net", "description": "What it is.", "version": "7", "labels": LABELS}
    return add_metadata(bare, **{**texts, **more})


def test_what_is_written_is_what_the_device_reads(bare: bytes) -> None:
    info = read_model_info(with_metadata(bare))
    assert (info.name, info.description, info.version) == ("net", "What it is.", "7")
    assert info.labels == LABELS
    assert info.normalization == Normalization((0.0,), (1.0,))
    assert (info.author, info.license) == ("", "")


def test_author_and_licence_are_written_where_they_are_given(bare: bytes) -> None:
    info = read_model_info(with_metadata(bare, author="A. Nöther", license="Apache-2.0"))
    assert (info.author, info.license) == ("A. Nöther", "Apache-2.0")


def test_the_custom_field_holds_the_resize_rule_and_thresholds_where_they_are_given(
    bare: bytes,
) -> None:
    rule = json.dumps({"resize_rule": "center-crop-bilinear"}).encode()
    assert rule in with_metadata(bare)
    assert read_model_info(with_metadata(bare)).thresholds is None
    content = with_metadata(bare, thresholds=(0.35, None, 1.0, 0.9999))
    both = b'{"resize_rule": "center-crop-bilinear", "thresholds": [0.35, null, 1.0, 0.9999]}'
    assert both in content
    assert read_model_info(content).resize_rule == "center-crop-bilinear"
    assert read_model_info(content).thresholds == (0.35, None, 1.0, 0.9999)


@pytest.mark.parametrize("threshold", [-0.1, 1.5, float("nan"), "0.5"])
def test_a_threshold_that_is_no_probability_is_refused(bare: bytes, threshold: object) -> None:
    with pytest.raises(PipelineError, match="One of the model's thresholds is"):
        with_metadata(bare, thresholds=(0.5, 0.5, threshold, 0.5))
    with pytest.raises(PipelineError, match="1 thresholds for 4 classes"):
        with_metadata(bare, thresholds=(0.5,))


@pytest.mark.parametrize("label", ["", " ", "two\nlines", " ahead", "form\x0cfeed"])
def test_a_name_that_a_label_list_cannot_hold_is_refused(bare: bytes, label: str) -> None:
    """The reader would see another number of names, or other names."""
    with pytest.raises(PipelineError, match="cannot stand in a label list"):
        with_metadata(bare, labels=["cat", label])


def test_the_labels_can_be_unzipped(bare: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(with_metadata(bare))) as archive:
        assert archive.testzip() is None
        assert archive.read("labels.txt").decode() == "\n".join(LABELS) + "\n"


@pytest.mark.skipif(not shutil.which("unzip"), reason="needs the program unzip")
def test_unzip_prints_the_labels(bare: bytes, tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    path.write_bytes(with_metadata(bare))
    done = subprocess.run(["unzip", "-p", path, "labels.txt"], capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == list(LABELS)
    assert done.stderr == b""
    assert subprocess.run(["unzip", "-tq", path], capture_output=True).returncode == 0


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


def test_what_the_converter_wrote_stays(bare: bytes) -> None:
    """The oldest runtime that can run the file, and how it was converted."""
    before, after = (
        {
            entry.name: bytes(tree.buffers[entry.buffer].data)
            for entry in tree.metadata
            if entry.name != b"TFLITE_METADATA"
        }
        for tree in (
            tflite_schema.ModelT.InitFromPackedBuf(content, 0)
            for content in (bare, with_metadata(bare))
        )
    )
    assert before == after
    assert "min_runtime_version" in [name.decode() for name in after]


def test_the_metadata_starts_where_the_schema_wants_its_bytes(bare: bytes) -> None:
    content = with_metadata(bare)
    start = content.index(b"M001") - 4
    assert start % 16 == 0
    assert content.index(b'{"resize_rule"') % 16 == 0


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
