"""The products of one inference, read from a file: against arithmetic done by hand."""

import os
from pathlib import Path

import numpy as np
import pytest

from edge_app.errors import ModelFileError
from edge_app.model_file.graph_cost import GraphCost, graph_cost
from tests.edge_app import tiny_models
from tests.edge_app.tiny_models import TinyGraph, TinyTensor, color_graph, linear, tiny_model

FOREIGN_MODELS = os.environ.get("FOREIGN_MODELS", "")


@pytest.fixture(scope="module")
def shipped(root: Path) -> list[Path]:
    """The model files that come with the app."""
    return sorted((root / "models").glob("*.tflite"))


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch):
    """A function that makes a file of one layer: data, weights, bias and output by their shapes."""

    def file_of(name: str, code: int, shapes: list[tuple[int, ...]], inputs: list[int]) -> bytes:
        monkeypatch.setitem(tiny_models.CODES, name, code)
        tensors = [TinyTensor(shape, np.int8) for shape in shapes]
        graph = TinyGraph(tensors, [(name, inputs, [len(tensors) - 1])], outputs=[len(tensors) - 1])
        return tiny_model(graph)

    return file_of


@pytest.mark.parametrize(
    ("name", "code", "shapes", "inputs", "expected"),
    [
        # 3x3 from 8 to 16 channels with stride 2: each of the 16 x 16 pixels takes all weights.
        (
            "CONV_2D",
            3,
            [(1, 32, 32, 8), (16, 3, 3, 8), (16,), (1, 16, 16, 16)],
            [0, 1, 2],
            16 * 16 * 16 * 9 * 8,
        ),
        (
            "DEPTHWISE_CONV_2D",
            4,
            [(1, 32, 32, 8), (1, 3, 3, 8), (8,), (1, 32, 32, 8)],
            [0, 1, 2],
            32 * 32 * 9 * 8,
        ),
        ("FULLY_CONNECTED", 9, [(1, 64), (10, 64), (1, 10)], [0, 1, -1], 640),
        # Upwards, each pixel of the input goes through all weights; the data is the third input.
        (
            "TRANSPOSE_CONV",
            67,
            [(4,), (8, 3, 3, 16), (1, 8, 8, 16), (1, 16, 16, 8)],
            [0, 1, 2],
            8 * 8 * 8 * 9 * 16,
        ),
    ],
)
def test_each_weight_is_used_once_for_each_pixel(layer, name, code, shapes, inputs, expected):
    assert graph_cost(layer(name, code, shapes, inputs)) == GraphCost(expected, "int8")


def test_what_is_no_layer_with_weights_counts_nothing():
    graph = color_graph()
    assert graph_cost(tiny_model(graph)) == GraphCost(0, "")
    assert graph_cost(tiny_model(linear(graph, np.ones((4, 3))))) == GraphCost(12, "float32")


def test_the_shipped_twins_cost_the_same_in_other_numbers(shipped):
    costs = {path.name: graph_cost(path.read_bytes()) for path in shipped}
    twins = [name for name in costs if f"{name.removesuffix('.tflite')}.float32.tflite" in costs]
    assert twins
    for name in twins:
        in_floats = costs[f"{name.removesuffix('.tflite')}.float32.tflite"]
        assert costs[name].multiply_accumulates == in_floats.multiply_accumulates > 10**6
        assert (costs[name].arithmetic, in_floats.arithmetic) == ("int8", "float32")


def test_a_damaged_file_is_refused(shipped):
    with pytest.raises(ModelFileError, match="cut off or damaged"):
        graph_cost(shipped[0].read_bytes()[:2000])


@pytest.mark.skipif(
    not FOREIGN_MODELS, reason="set FOREIGN_MODELS to a folder of other people's models"
)
@pytest.mark.parametrize(
    ("file", "million", "arithmetic"),
    [
        # https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet_v1.md
        ("mobilenet_v1_0.25_224_float_metadata.tflite", 41, "float32"),
        ("coral_mobilenet_v1_0.25_128_quant.tflite", 14, "uint8"),
    ],
)
def test_known_nets_cost_what_their_authors_say(file: str, million: int, arithmetic: str):
    cost = graph_cost((Path(FOREIGN_MODELS) / file).read_bytes())
    assert round(cost.multiply_accumulates / 1e6) == million
    assert cost.arithmetic == arithmetic
