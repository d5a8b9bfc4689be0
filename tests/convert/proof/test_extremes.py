"""The shipped files agree on drawn inputs; a file with a layer or a scale broken does not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convert.proof.extremes import LARGEST_MEDIAN_ERROR, compare_logits, extremes
from convert.proof.open_file import OpenFile
from edge_app.errors import PipelineError
from tests.convert.changing import changed, set_values, weights_of

NAMES = ("one", "two", "three")
LOGITS = np.array([[1, 2, 3], [3, 1, 2], [0, 5, 1]], np.float32)


@pytest.fixture(scope="module")
def float32(root: Path) -> bytes:
    return (root / "models" / "cifar10-resnet8.float32.tflite").read_bytes()


@pytest.fixture(scope="module")
def int8(root: Path) -> bytes:
    return (root / "models" / "cifar10-resnet8.tflite").read_bytes()


def test_the_shipped_int8_file_is_sound(float32: bytes, int8: bytes) -> None:
    found = extremes(float32, int8)
    assert found.failure is None
    assert found.inputs == 63
    assert found.step == OpenFile(int8).step(weights_input_of_softmax(int8))
    # 1.3 steps, 5.8 % and 59 where this was written; other kernels may round otherwise.
    assert found.median_error_steps < 2.5
    assert found.median_relative_error < 0.12
    assert found.same_class >= 55
    assert found.largest_error_on == "checkerboard of 1 px"
    assert str(found).startswith("63 drawn inputs, the same class for ")
    assert json.loads(json.dumps(found.summary(), allow_nan=False))["seed"] == found.seed


def weights_input_of_softmax(content: bytes) -> int:
    return next(one.inputs[0] for one in OpenFile(content).operators if one.name == "SOFTMAX")


def test_the_same_file_has_no_error_and_floats_have_no_steps(float32: bytes) -> None:
    found = extremes(float32, float32)
    assert (found.step, found.median_error_steps, found.largest_error_steps) == (None, None, None)
    assert found.largest_relative_error == 0
    assert found.same_class == 63
    assert "steps" not in str(found)


def doubled_weights(model: Any) -> None:
    scales = weights_of(model, "CONV_2D", place=1).quantization
    scales.scale = [2 * scale for scale in scales.scale]


def negated_weights(model: Any) -> None:
    tensor = weights_of(model, "CONV_2D", place=1)
    set_values(model, tensor, lambda values: np.maximum(values, -127) * -1)


def zero_weights(model: Any) -> None:
    set_values(model, weights_of(model, "CONV_2D", place=1), np.zeros_like)


def another_scale(model: Any) -> None:
    graph = model.subgraphs[0]
    output = graph.tensors[graph.operators[2].outputs[0]].quantization
    output.scale = [3 * output.scale[0]]


@pytest.mark.parametrize(
    "breakage", [doubled_weights, negated_weights, zero_weights, another_scale]
)
def test_a_file_with_one_broken_layer_is_found(
    breakage: Callable[[Any], None], float32: bytes, int8: bytes
) -> None:
    found = extremes(float32, changed(int8, breakage))
    assert found.failure is not None
    assert "the file is broken" in found.failure
    assert found.median_relative_error > LARGEST_MEDIAN_ERROR


def test_a_file_that_always_answers_one_class_is_found_and_the_counts_are_said(
    float32: bytes, int8: bytes
) -> None:
    def no_logits(model: Any) -> None:
        set_values(model, weights_of(model, "FULLY_CONNECTED"), np.zeros_like)

    found = extremes(float32, changed(int8, no_logits))
    assert "63 get the same class, instead of" in found.failure


def test_errors_are_counted_in_steps_and_in_the_spread_of_the_logits() -> None:
    got = LOGITS.copy()
    got[0] += 0.5
    got[1] += (0.2, -0.2, 0.2)
    found = compare_logits(LOGITS, got, step=0.1, names=NAMES, seed=3)
    assert (found.inputs, found.seed, found.same_class) == (3, 3, 3)
    assert found.median_error_steps == pytest.approx(2)
    assert found.largest_error_steps == pytest.approx(5)
    assert found.largest_error_on == "one"
    assert found.largest_relative_error == pytest.approx(0.5 / LOGITS[0].std())
    assert found.median_relative_error == pytest.approx(0.2 / LOGITS[1].std())
    assert found.failure is None


def test_logits_that_are_all_the_same_are_measured_by_the_spread_of_the_others() -> None:
    expected = np.concatenate([LOGITS, np.ones((1, 3), np.float32)])
    found = compare_logits(expected, expected + 0.01, step=None, names=(*NAMES, "flat"), seed=1)
    assert found.largest_error_on == "flat"
    assert found.largest_relative_error < 0.2


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_logits_that_are_no_numbers_are_refused(number: float) -> None:
    damaged = LOGITS.copy()
    damaged[1, 1] = number
    with pytest.raises(PipelineError, match="logits that are not finite numbers"):
        compare_logits(LOGITS, damaged, step=None, names=NAMES, seed=1)
