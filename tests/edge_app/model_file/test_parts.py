"""Tensors and operators as they stand in a file."""

import numpy as np
import pytest

from edge_app.errors import ModelFileError
from edge_app.model_file.parts import OperatorPart, TensorPart, read_parts
from tests.edge_app.tiny_models import TinyTensor, color_graph, tiny_model, with_operator


def test_scale_and_zero_point_are_those_of_the_file():
    content = tiny_model(color_graph(dtype=np.int8, scale=1 / 256, zero_point=-128))

    parts = read_parts(content)

    assert parts.tensors[parts.inputs[0]] == TensorPart((1, 8, 8, 3), "int8", 1 / 256, -128, 1)
    assert parts.tensors[parts.outputs[0]].shape == (1, 3)


def test_what_is_not_quantized_has_neither():
    parts = read_parts(tiny_model(color_graph()))

    assert {(one.scale, one.zero_point, one.scales) for one in parts.tensors} == {(None, None, 0)}


def test_each_channels_own_scale_is_seen_in_the_shipped_model(root):
    parts = read_parts((root / "models/cifar10-resnet8.tflite").read_bytes())

    weights = [parts.tensors[one.inputs[1]] for one in parts.operators if one.name == "CONV_2D"]
    assert len(weights) == 9
    assert {one.scales for one in weights} == {2}


def test_operators_that_tflite_lacks_are_marked():
    graph = with_operator(color_graph(last=""), "FlexErf", TinyTensor((1, 3)))

    parts = read_parts(tiny_model(graph))

    assert parts.operators == (
        OperatorPart("MEAN", False, (0, 1), (2,)),
        OperatorPart("FlexErf", True, (2,), (3,)),
    )


@pytest.mark.parametrize("length", [8, 100, 300])
def test_a_file_that_is_cut_off_is_refused(length):
    with pytest.raises(ModelFileError, match="cut off or damaged"):
        read_parts(tiny_model(color_graph())[:length])
