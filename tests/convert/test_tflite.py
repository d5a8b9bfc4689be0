import numpy as np
import pytest

from convert.calibration import choose_calibration
from convert.parent import Parent
from convert.tflite import to_float32, to_int8
from edge_app.errors import PipelineError
from tests.convert.interpreting import open_interpreter
from training.datasets import Dataset

FOLDED = {"CONV_2D", "MAX_POOL_2D", "RESHAPE", "FULLY_CONNECTED", "SOFTMAX", "QUANTIZE"}


@pytest.fixture(scope="module")
def float32(parent: Parent) -> bytes:
    return to_float32(parent.model)


@pytest.fixture(scope="module")
def int8(parent: Parent, dataset: Dataset) -> bytes:
    images = choose_calibration(dataset.train, count=100, seed=1).images
    return to_int8(parent.model, images)


def operators(content: bytes) -> set[str]:
    return {operator["op_name"] for operator in open_interpreter(content)._get_ops_details()}


def test_the_float_file_gives_keras_probabilities(
    parent: Parent, dataset: Dataset, float32: bytes
) -> None:
    interpreter = open_interpreter(float32)
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    images = dataset.test.images[:20].astype(np.float32)
    expected = parent.model.predict(images, verbose=0)
    for image, row in zip(images, expected, strict=True):
        interpreter.set_tensor(source["index"], image[np.newaxis])
        interpreter.invoke()
        np.testing.assert_allclose(interpreter.get_tensor(target["index"])[0], row, atol=1e-5)


def test_the_int8_file_takes_and_gives_raw_bytes(int8: bytes) -> None:
    interpreter = open_interpreter(int8)
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert source["dtype"] == target["dtype"] == np.uint8
    assert source["quantization"] == (1.0, 0)
    assert target["quantization"] == (1 / 256, 0)


def test_the_batch_is_fixed_and_the_input_is_named(float32: bytes) -> None:
    interpreter = open_interpreter(float32)
    (source,) = interpreter.get_input_details()
    assert source["shape_signature"].tolist() == [1, 32, 32, 3]
    assert interpreter.get_signature_list()["serving_default"]["inputs"] == ["image"]


def test_the_scale_is_folded_and_no_shape_arithmetic_is_left(float32: bytes, int8: bytes) -> None:
    assert operators(float32) <= FOLDED - {"QUANTIZE"}
    assert operators(int8) <= FOLDED


def test_weights_are_quantized_per_channel(int8: bytes) -> None:
    scales = [
        len(tensor["quantization_parameters"]["scales"])
        for tensor in open_interpreter(int8).get_tensor_details()
        if tensor["dtype"] == np.int8 and len(tensor["shape"]) == 4
    ]
    assert max(scales) == 64


def test_calibration_images_without_the_full_range_are_refused(parent: Parent) -> None:
    with pytest.raises(PipelineError, match=r"span 5\.\.250"):
        to_int8(parent.model, np.array([5, 250], np.uint8)[:, None, None, None] * _ones())


def _ones() -> np.ndarray:
    return np.ones((1, 32, 32, 3), np.uint8)
