from pathlib import Path

import numpy as np
import pytest

from convert.proof.open_file import OpenFile
from edge_app import Classifier
from edge_app.errors import PipelineError
from tests.convert.changing import changed


@pytest.fixture(params=["cifar10-resnet8.tflite", "cifar10-resnet8.float32.tflite"])
def path(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / "models" / request.param


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (32, 32, 3), np.uint8)


def test_the_output_is_that_of_the_device_but_for_rounding(path: Path, image: np.ndarray) -> None:
    file = OpenFile(path.read_bytes())
    file.ask(image)
    expected = Classifier(path).probabilities(image)
    np.testing.assert_allclose(file.values(file.output)[0], expected, atol=0.1)
    assert file.input_size == (32, 32)


def test_every_operator_of_the_file_is_listed_in_its_order(path: Path) -> None:
    names = [operator.name for operator in OpenFile(path.read_bytes()).operators]
    assert names.count("CONV_2D") == 9
    assert names.count("ADD") == 3
    assert [name for name in names if name != "QUANTIZE"][-3:] == [
        "MEAN",
        "FULLY_CONNECTED",
        "SOFTMAX",
    ]


def test_inner_tensors_keep_their_values(path: Path, image: np.ndarray) -> None:
    """Each sum is what its two summands add up to, with the rectifier: nothing was overwritten."""
    file = OpenFile(path.read_bytes())
    file.ask(image)
    for operator in (one for one in file.operators if one.name == "ADD"):
        one, other, total = (file.values(i) for i in (*operator.inputs, *operator.outputs))
        assert one.shape == file.shape(operator.outputs[0])
        step = file.step(operator.outputs[0]) or 1e-4
        np.testing.assert_allclose(np.maximum(one + other, 0), total, atol=0.6 * step)


def test_values_that_are_stored_and_read_are_off_by_half_a_step(root: Path) -> None:
    file = OpenFile((root / "models/cifar10-resnet8.tflite").read_bytes())
    tensor = next(one.inputs[0] for one in file.operators if one.name == "SOFTMAX")
    step, values = file.step(tensor), np.linspace(-5, 5, 50, dtype=np.float32)
    stored = file.stored(values, tensor)
    assert np.abs(stored - values).max() <= step / 2 * 1.001
    assert len(np.unique(stored)) > 40
    assert file.stored(np.array([1e6], np.float32), tensor)[0] < 1000  # Clipped, not wrapped.


def test_a_file_that_the_kernels_refuse_is_an_error_of_this_project(root: Path) -> None:
    def from_the_future(model: object) -> None:
        model.operatorCodes[0].version = 99

    content = (root / "models/cifar10-resnet8.tflite").read_bytes()
    with pytest.raises(PipelineError, match="built-in kernels cannot run this file"):
        OpenFile(changed(content, from_the_future))
