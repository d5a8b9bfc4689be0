from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.tensors import dequantize, quantize
from tests.edge_app.tiny_models import TinyGraph, TinyTensor, color_graph, linear, with_operator

Load = Callable[..., Classifier]
AXES = np.array([1, 2], np.int32)


def test_quantizing_clips_and_rounds() -> None:
    values = np.array([-1.0, 0.0, 0.26, 300.0], np.float32)
    got = quantize(values, 0.5, -128, np.int8)
    assert got.dtype == np.int8
    assert got.tolist() == [-128, -128, -127, 127]


def test_dequantizing_does_not_wrap_around() -> None:
    got = dequantize(np.array([-128, 127], np.int8), 1 / 256, -128)
    assert got.tolist() == [0.0, 255 / 256]


def with_input(shape: tuple[int, ...], signature: tuple[int, ...] = ()) -> TinyGraph:
    """A graph that takes a tensor of ``shape`` and passes it on as it is."""
    tensors = [TinyTensor(shape, signature=signature), TinyTensor(shape)]
    return TinyGraph(tensors, [("LOGISTIC", [0], [1])], outputs=[1])


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((1, 128), r"its input has the shape \(1, 128\)\. Expected one picture"),
        ((1, 49, 40), "Expected one picture"),
        ((1, 16000, 1), "Expected one picture"),
        ((1, 8, 8, 4), "Expected one picture"),
        ((1, 8, 8, 3, 1), "Expected one picture"),
        ((8, 8, 8, 3), "Expected one picture at a time"),
        ((1, 9000, 1, 3), "at most 8192 x 8192 pixels"),
    ],
)
def test_what_takes_no_picture_is_refused(shape: tuple[int, ...], message: str, load: Load) -> None:
    with pytest.raises(ModelFileError, match=f"not an image classifier.*{message}"):
        load(with_input(shape))


def test_an_output_of_integers_without_a_scale_is_refused(load: Load) -> None:
    graph = color_graph(dtype=np.uint8, scale=1.0, last="")
    graph.tensors[graph.outputs[0]].scale = 0.0
    with pytest.raises(ModelFileError, match="output has the type uint8, scale 0"):
        load(graph)


def test_a_picture_of_any_size_is_refused(load: Load) -> None:
    with pytest.raises(ModelFileError, match=r"\(-1, -1, -1, 3\), where -1 is any size"):
        load(with_input((1, 1, 1, 3), (-1, -1, -1, 3)))


def test_a_batch_of_any_size_is_served(load: Load) -> None:
    graph = color_graph()
    graph.tensors[0].signature = (-1, 8, 8, 3)
    assert load(graph, input_range="0,1").input_size == (8, 8)


def test_several_inputs_or_outputs_are_refused(load: Load) -> None:
    graph = color_graph()
    graph.outputs = [2, 3]
    with pytest.raises(ModelFileError, match=r"2 outputs, of the shapes \(1, 3\), \(1, 3\), as ob"):
        load(graph, input_range="0,1")
    graph.tensors.append(TinyTensor((1, 4)))
    graph.inputs, graph.outputs = [0, 4], [3]
    with pytest.raises(ModelFileError, match=r"2 inputs, of the shapes .*Expected one, a picture"):
        load(graph, input_range="0,1")


def test_an_outlined_picture_is_no_class(load: Load) -> None:
    with pytest.raises(ModelFileError, match=r"output has the shape \(1, 8, 8, 3\), as models"):
        load(with_input((1, 8, 8, 3)), input_range="0,1")


@pytest.mark.parametrize("shape", [(3,), (1, 1, 3), (1, 1, 1, 3), (1, 3, 1, 1)])
def test_classes_may_stand_in_any_form(shape: tuple[int, ...], load: Load) -> None:
    graph = color_graph()
    size = np.array(shape, np.int32)
    graph.tensors.append(TinyTensor(size.shape, np.int32, data=size))
    graph = with_operator(graph, "RESHAPE", TinyTensor(shape), len(graph.tensors) - 1)
    picture = np.full((8, 8, 3), (0, 200, 0), np.uint8)
    assert load(graph, input_range="0,1").classify(picture).predictions[0].label == "green"


@pytest.mark.parametrize("shape", [(1, 8, 8, 1), (1, 8, 8)])
def test_a_grey_model_sees_how_bright_a_picture_is(
    shape: tuple[int, ...], load: Load, tmp_path: Path
) -> None:
    (tmp_path / "labels.txt").write_text("bright\ndark\n")
    tensors = [TinyTensor(shape), TinyTensor((2,), np.int32, data=AXES), TinyTensor((1, 1))]
    graph = TinyGraph(tensors, [("MEAN", [0, 1], [2])], outputs=[2])
    classifier = load(linear(graph, np.array([[1.0], [-1.0]])), input_range="-1,1")
    for value, label in ((250, "bright"), (5, "dark")):
        picture = np.full((20, 10, 3), value, np.uint8)
        assert classifier.classify(picture).predictions[0].label == label


def test_a_model_with_its_channels_first_is_served(load: Load) -> None:
    """As PyTorch models are: the last two sides are averaged, the channels stay."""
    axes = TinyTensor((2,), np.int32, data=np.array([2, 3], np.int32))
    tensors = [TinyTensor((1, 3, 8, 6)), axes, TinyTensor((1, 3))]
    classifier = load(TinyGraph(tensors, [("MEAN", [0, 1], [2])], outputs=[2]), input_range="-1,1")
    assert classifier.input_size == (8, 6)
    for color, label in (((255, 0, 0), "red"), ((0, 0, 255), "blue")):
        picture = np.full((20, 10, 3), color, np.uint8)
        assert classifier.classify(picture).predictions[0].label == label


@pytest.mark.parametrize("zero_point", [-129, 256, 2**40])
def test_a_zero_point_outside_its_type_is_refused(zero_point: int, load: Load) -> None:
    with pytest.raises(ModelFileError):
        load(color_graph(dtype=np.int8, scale=1.0, zero_point=zero_point))


def test_an_input_of_another_type_is_refused(load: Load) -> None:
    graph = color_graph()
    graph.tensors[0].dtype = np.int32
    with pytest.raises(ModelFileError):
        load(graph, input_range="0,1")
