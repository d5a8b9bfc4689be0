import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from convert.data.calibration import choose_calibration
from convert.export.tflite import _convert, _write, convert_variant, to_float32, to_int8, to_int16x8
from convert.models.parent import Parent
from convert.variants import VARIANTS
from edge_app.errors import PipelineError
from tests.convert.interpreting import open_interpreter
from tests.convert.small_models import (
    CLASSES,
    SIZE,
    behind,
    nested,
    net,
    random_images,
)
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


def test_every_variant_answers_as_keras_does(parent: Parent, dataset: Dataset) -> None:
    calibration = choose_calibration(dataset.train, count=60, seed=1).images
    images = dataset.test.images[:30]
    expected = parent.model.predict(images.astype(np.float32), verbose=0)
    sizes = {}
    for variant in VARIANTS:
        content = convert_variant(variant, parent.model, calibration)
        sizes[variant] = len(content)
        got = ask(content, images)
        assert (got.argmax(axis=1) == expected.argmax(axis=1)).mean() > 0.96
        np.testing.assert_allclose(got, expected, atol=0.1 if variant == "int8" else 0.02)
    assert sizes["float16"] < 0.6 * sizes["float32"]
    assert max(sizes["dynamic"], sizes["int8"], sizes["int16x8"]) < 0.4 * sizes["float32"]


def ask(content: bytes, images: np.ndarray) -> np.ndarray:
    """The answers to uint8 images as probabilities, by the built-in kernels."""
    interpreter = open_interpreter(content)
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    scale = target["quantization"][0] or 1
    rows = []
    for one in images:
        interpreter.set_tensor(source["index"], one[np.newaxis].astype(source["dtype"]))
        interpreter.invoke()
        rows.append(interpreter.get_tensor(target["index"])[0] * np.float32(scale))
    return np.stack(rows)


def test_int16_activations_have_float_input_and_output_between_integers(parent, dataset) -> None:
    images = choose_calibration(dataset.train, count=20, seed=1).images
    interpreter = open_interpreter(to_int16x8(parent.model, images))
    for (tensor,) in (interpreter.get_input_details(), interpreter.get_output_details()):
        assert tensor["dtype"] == np.float32
    kinds = [tensor["dtype"] for tensor in interpreter.get_tensor_details()]
    assert kinds.count(np.int16) > 4


@pytest.mark.parametrize(
    ("variant", "last", "names"),
    [
        *((variant, ops.erfinv, "Erfinv") for variant in VARIANTS),
        ("int8", lambda x: ops.irfft(ops.rfft(x)), "Complex, IRFFT"),
    ],
)
def test_an_operator_that_is_not_built_in_is_named(variant: str, last, names: str) -> None:
    with pytest.raises(PipelineError, match=f"does not have built in: {names}. A device"):
        convert_variant(variant, behind(last), random_images())


def test_an_operator_without_int16_is_named() -> None:
    model = behind(ops.elu)
    with pytest.raises(PipelineError, match=r"integers of this kind: ELU\. Choose another"):
        convert_variant("int16x8", model, random_images())


@pytest.mark.parametrize("variant", ["int8", "int16x8"])
def test_a_recurrent_layer_is_refused_before_it_ends_the_process(variant: str) -> None:
    rows = keras.layers.Reshape((SIZE, SIZE * 3))
    recurrent = keras.layers.LSTM(4, name="memory")
    softmax = keras.layers.Dense(CLASSES, activation="softmax")
    model = keras.Sequential(
        [keras.Input((SIZE, SIZE, 3)), keras.Sequential([rows, recurrent]), softmax]
    )
    with pytest.raises(PipelineError, match=r"The layer 'memory' is recurrent \(LSTM\)"):
        convert_variant(variant, model, random_images())


def test_a_temporary_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.write_text("no folder")
    with pytest.raises(
        PipelineError, match=r"temporary folder .*full: .*or name another folder in"
    ):
        _write(net(activation="softmax"), full / "model")


def test_an_unknown_variant_and_missing_images_are_refused(parent: Parent) -> None:
    with pytest.raises(PipelineError, match=r"No variant 'int4'\. Expected one of float32"):
        convert_variant("int4", parent.model, None)
    with pytest.raises(PipelineError, match="int8 needs calibration images"):
        convert_variant("int8", parent.model, None)


def test_a_model_that_scales_with_an_offset_still_takes_raw_bytes() -> None:
    interpreter = open_interpreter(to_int8(nested(), random_images()))
    assert interpreter.get_input_details()[0]["quantization"] == (1.0, 0)


def test_a_setting_that_tensorflow_has_no_more_is_not_set_in_vain() -> None:
    with pytest.raises(PipelineError, match=r"TensorFlow \d.* has no setting _dropped\. Install"):
        _convert(net(activation="softmax"), _dropped=True)


def test_another_runtime_runs_every_variant(other_python: Path, tmp_path: Path) -> None:
    """tflite-runtime 2.14, where its environment is there."""
    keras.utils.set_random_seed(1)
    model, images = net(activation="softmax"), random_images()
    paths = []
    for variant in VARIANTS:
        content = convert_variant(variant, model, images)
        expected = ask(content, images[:1])
        paths.append(tmp_path / variant)
        paths[-1].write_bytes(content)
        np.save(tmp_path / f"{variant}.npy", expected)
    np.save(tmp_path / "image.npy", images[:1])
    command = [str(other_python), "-c", ASK, *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


ASK = """
import sys
from pathlib import Path
import numpy as np
try:
    from tflite_runtime.interpreter import Interpreter
except ImportError:
    from ai_edge_litert.interpreter import Interpreter

for path in map(Path, sys.argv[1:]):
    interpreter = Interpreter(str(path))
    interpreter.allocate_tensors()
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    image = np.load(path.with_name("image.npy")).astype(source["dtype"])
    interpreter.set_tensor(source["index"], image)
    interpreter.invoke()
    scale = target["quantization"][0] or 1
    got = interpreter.get_tensor(target["index"]) * scale
    np.testing.assert_allclose(got, np.load(f"{path}.npy"), atol=0.02)
"""
