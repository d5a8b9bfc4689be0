"""Files that claim to be of integers throughout, made of real models."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import layers, ops

from convert.export.tflite import to_int8, to_int16x8
from convert.export.whole_numbers import check_raw_input
from edge_app.errors import PipelineError
from tests.convert.changing import changed
from tests.convert.interpreting import open_interpreter
from tests.convert.small_models import CLASSES, image, nested, random_images

Layer = Callable[[keras.KerasTensor], keras.KerasTensor]


def with_middle(middle: Layer) -> keras.Model:
    """A net with ``middle`` between two layers of weights."""
    x = image()
    y = middle(layers.Conv2D(6, 3)(layers.Rescaling(1 / 255)(x)))
    return keras.Model(x, layers.Dense(CLASSES, activation="softmax")(layers.Flatten()(y)))


@pytest.mark.parametrize(
    ("middle", "names"),
    [
        (layers.ELU(), "ELU"),
        (layers.LayerNormalization(), "NEG"),
        (lambda x: ops.floor(ops.cos(x)), "COS, FLOOR"),
        (lambda x: ops.cast(x > 0, "float32"), "CAST"),
    ],
)
def test_an_operator_that_stays_in_floats_is_refused_by_its_name(middle: Layer, names: str) -> None:
    with pytest.raises(PipelineError, match=f"in floats: {names}. The file"):
        to_int8(with_middle(middle), random_images())


@pytest.mark.parametrize("convert", [to_int8, to_int16x8])
def test_operators_that_integers_have_are_no_reason_to_refuse(convert: Callable) -> None:
    model = with_middle(lambda x: ops.tanh(layers.ReLU()(layers.BatchNormalization()(x))))
    content = convert(model, random_images())
    assert np.int8 in {one["dtype"] for one in open_interpreter(content).get_tensor_details()}


def test_a_float_operator_between_int16_activations_is_refused() -> None:
    with pytest.raises(PipelineError, match=r"COS"):
        to_int16x8(with_middle(ops.cos), random_images())


def test_an_input_that_is_not_of_raw_bytes_is_noticed() -> None:
    def rescale(tree: object) -> None:
        graph = tree.subgraphs[0]
        graph.tensors[graph.inputs[0]].quantization.scale = [0.5]

    content = to_int8(nested(), random_images())
    check_raw_input(content)
    with pytest.raises(PipelineError, match=r"scale 0\.5 and zero point 0, expected 1 and 0"):
        check_raw_input(changed(content, rescale))
