"""What can be told of a file that nobody has loaded."""

import json
import shutil

import numpy as np
import pytest

from edge_app.errors import ModelFileError
from edge_app.model_file.file_facts import read_file_facts
from tests.edge_app.tiny_models import TinyTensor, color_graph, linear, tiny_model, with_operator


@pytest.fixture
def facts(tmp_path):
    def facts_of(graph):
        (tmp_path / "net.tflite").write_bytes(tiny_model(graph))
        return read_file_facts(tmp_path / "net.tflite")

    return facts_of


@pytest.fixture
def copied(root, tmp_path):
    for path in (root / "models").glob("cifar10-resnet8*"):
        shutil.copy(path, tmp_path)
    return tmp_path / "cifar10-resnet8.tflite"


def test_the_shipped_model_is_described_by_its_graph_and_its_record(copied):
    facts = read_file_facts(copied)

    assert facts.quantization == "int8, weights per channel"
    assert facts.operators["CONV_2D"] == 9
    assert facts.types["int8"] > facts.types["uint8"] == 2
    assert facts.cost.multiply_accumulates > 10**7
    assert facts.variant == "int8"
    record = json.loads(copied.with_suffix(".json").read_text())
    assert facts.entry == record["variants"]["int8"]


def test_another_file_than_the_recorded_one_has_no_record(copied):
    content = bytearray(copied.read_bytes())
    content[len(content) // 2] ^= 1
    copied.write_bytes(content)

    assert read_file_facts(copied).entry == {}


def test_a_damaged_record_is_as_none(copied):
    copied.with_suffix(".json").write_text("{}")

    assert read_file_facts(copied).variant is None


def test_what_a_damaged_file_still_tells_is_told(copied):
    copied.write_bytes(copied.read_bytes()[:40_000])

    facts = read_file_facts(copied)

    assert (facts.bytes, facts.info, facts.parts, facts.quantization) == (40_000, None, None, None)
    assert len(facts.sha256) == 64


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ModelFileError, match="Cannot read the model"):
        read_file_facts(tmp_path / "none.tflite")


def test_the_kind_of_quantization_is_told(facts):
    floats = linear(color_graph(last=""), np.ones((3, 3)))
    hybrid = linear(color_graph(last=""), np.ones((3, 3)))
    hybrid.tensors[3] = TinyTensor((3, 3), np.int8, scale=0.5, data=np.ones((3, 3), np.int8))

    assert facts(floats).quantization == "none"
    assert facts(hybrid).quantization == "int8 weights per tensor, float32 arithmetic"
    whole = color_graph(dtype=np.uint8, scale=1 / 255)
    assert facts(whole).quantization == "uint8, weights per tensor"


def test_custom_operators_are_counted_and_marked(facts):
    graph = with_operator(color_graph(last=""), "FlexErf", TinyTensor((1, 3)))

    found = facts(graph)

    assert found.operators == {"MEAN": 1, "FlexErf": 1}
    assert found.custom_operators == ("FlexErf",)
