from collections.abc import Callable

import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_file.graph import read_graph
from tests.edge_app.tiny_models import TinyTensor, color_graph, tiny_model, with_operator

Load = Callable[..., Classifier]


@pytest.mark.parametrize("last", ["SOFTMAX", "LOGISTIC", "MEAN"])
def test_the_last_operator_is_found(last: str) -> None:
    graph = color_graph(last="" if last == "MEAN" else last)
    assert read_graph(tiny_model(graph)).last_operator == last


def test_our_model_ends_in_a_softmax(classifier: Classifier) -> None:
    assert read_graph(classifier.path.read_bytes()).last_operator == "SOFTMAX"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("edgetpu-custom-op", "compiled for the Coral Edge TPU.*without _edgetpu"),
        ("FlexErf", "needs the TensorFlow operator Erf.*without SELECT_TF_OPS"),
        ("TFLite_Detection_PostProcess", "finds objects in a picture"),
        ("MyOwn", "cannot run this model"),
    ],
)
def test_an_operator_that_no_device_has_is_named(name: str, message: str, load: Load) -> None:
    graph = with_operator(color_graph(), name, TinyTensor((1, 3)))
    with pytest.raises(ModelFileError, match=message) as caught:
        load(graph, input_range="0,1")
    assert "\n" not in str(caught.value)


def test_a_tensor_that_no_device_can_hold_is_refused_before_it_is_allocated(load: Load) -> None:
    with pytest.raises(ModelFileError, match=r"tensor of the shape \(1, 30000, 30000, 3\)"):
        load(color_graph(size=(30000, 30000)), input_range="0,1")


def test_a_graph_that_runs_in_a_circle_ends() -> None:
    graph = color_graph(last="")
    graph.tensors.append(TinyTensor((1, 3)))
    graph.operators = [("RESHAPE", [3], [2]), ("RESHAPE", [2], [3])]
    assert read_graph(tiny_model(graph)).last_operator == "RESHAPE"


def test_a_graph_without_operators_or_outputs_is_read() -> None:
    graph = color_graph(last="")
    graph.operators = []
    assert read_graph(tiny_model(graph)).last_operator == ""
    graph.outputs = []
    assert read_graph(tiny_model(graph)).last_operator == ""
