"""What every model file promises its reader, whatever the net was."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as tflite_schema

from convert.export.metadata import add_metadata
from convert.export.minimum_runtime import INT16_RUNTIME
from convert.export.tflite import convert_variant
from convert.variants import VARIANTS
from tests.convert.interpreting import open_interpreter

SIZE = (20, 28)
CLASSES = 3
SHAPE_ARITHMETIC = {
    *("SHAPE", "STRIDED_SLICE", "SLICE", "PACK", "UNPACK", "CONCATENATION"),
    *("REDUCE_PROD", "GATHER", "FILL", "RANGE", "BROADCAST_TO", "CAST", "WHERE"),
}
# From FindMinimumRuntimeVersionForOp in TensorFlow's compiler/mlir/lite/tools/versioning/
# runtime_version.cc: the first TensorFlow release that knows this version of the operator.
MINIMUM_RUNTIME = {
    ("ADD", 1): "1.5.0",
    ("ADD", 2): "1.14.0",
    ("ADD", 3): "2.4.0",
    ("CONV_2D", 1): "1.5.0",
    ("CONV_2D", 3): "1.14.0",
    ("CONV_2D", 4): "2.3.0",
    ("CONV_2D", 5): "2.4.0",
    ("DEPTHWISE_CONV_2D", 1): "1.5.0",
    ("DEPTHWISE_CONV_2D", 2): "1.12.0",
    ("DEPTHWISE_CONV_2D", 3): "1.14.0",
    ("DEPTHWISE_CONV_2D", 5): "2.3.0",
    ("DEPTHWISE_CONV_2D", 6): "2.3.0",
    ("DEQUANTIZE", 2): "1.14.0",
    ("DEQUANTIZE", 3): "1.15.0",
    ("FULLY_CONNECTED", 1): "1.5.0",
    ("FULLY_CONNECTED", 3): "1.14.0",
    ("FULLY_CONNECTED", 4): "1.14.0",
    ("FULLY_CONNECTED", 5): "2.0.0",
    ("FULLY_CONNECTED", 7): "2.3.0",
    ("FULLY_CONNECTED", 9): "2.3.0",
    ("FULLY_CONNECTED", 11): "2.15.0",
    ("MEAN", 1): "1.6.0",
    ("MEAN", 2): "1.14.0",
    ("MEAN", 3): "2.4.0",
    ("QUANTIZE", 1): "1.14.0",
    ("QUANTIZE", 2): "1.15.0",
    ("RESHAPE", 1): "1.5.0",
    ("SOFTMAX", 1): "1.5.0",
    ("SOFTMAX", 2): "1.14.0",
    ("SOFTMAX", 3): "2.3.0",
}


def flattening_net() -> keras.Model:
    """Flatten and Reshape ask for the shape of their input, unless the batch is fixed."""
    layers = keras.layers
    image = keras.Input((*SIZE, 3))
    x = layers.Rescaling(1 / 255)(image)
    x = layers.Conv2D(12, 3, strides=4, activation="relu")(x)
    x = layers.Reshape((-1, 12))(x)
    x = layers.Flatten()(x)
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax")(x))


def residual_net() -> keras.Model:
    layers = keras.layers
    image = keras.Input((*SIZE, 3))
    x = layers.Rescaling(1 / 255)(image)
    x = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.GlobalAveragePooling2D()(layers.Add()([x, y]))
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax")(x))


NETS = {"flattening": flattening_net, "residual": residual_net}


def calibration_images() -> np.ndarray:
    images = np.random.default_rng(3).integers(0, 256, (20, *SIZE, 3), np.uint8)
    images[0, 0, 0] = [0, 255, 0]
    return images


@pytest.fixture(scope="module", params=[(n, v) for n in NETS for v in VARIANTS], ids="-".join)
def converted(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """The variant's name, and a file of it."""
    net, variant = request.param
    keras.utils.set_random_seed(1)
    content = convert_variant(variant, NETS[net](), calibration_images())
    labels = [f"class {number}" for number in range(CLASSES)]
    return variant, add_metadata(content, name="net", description="", version="1", labels=labels)


def test_the_signature_has_one_named_input_and_a_fixed_batch_of_one(
    converted: tuple[str, bytes],
) -> None:
    interpreter = open_interpreter(converted[1])
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert source["shape"].tolist() == source["shape_signature"].tolist() == [1, *SIZE, 3]
    assert target["shape"].tolist() == target["shape_signature"].tolist() == [1, CLASSES]
    signature = interpreter.get_signature_list()
    assert signature["serving_default"]["inputs"] == ["image"]
    assert len(signature["serving_default"]["outputs"]) == 1


def test_the_signature_runs_by_the_name_of_its_input(converted: tuple[str, bytes]) -> None:
    variant, content = converted
    dtype = np.uint8 if variant == "int8" else np.float32
    runner = open_interpreter(content).get_signature_runner("serving_default")
    (answer,) = runner(image=calibration_images()[:1].astype(dtype)).values()
    scale = 1 / 256 if variant == "int8" else 1
    assert answer.sum() * scale == pytest.approx(1, abs=0.02)


def test_no_shape_arithmetic_is_left_in_the_graph(converted: tuple[str, bytes]) -> None:
    operators = {entry["op_name"] for entry in open_interpreter(converted[1])._get_ops_details()}
    assert not operators & SHAPE_ARITHMETIC


def test_every_tensor_has_a_fixed_shape(converted: tuple[str, bytes]) -> None:
    for tensor in open_interpreter(converted[1]).get_tensor_details():
        assert -1 not in tensor["shape_signature"]


def test_raw_values_are_the_input_of_every_variant(converted: tuple[str, bytes]) -> None:
    variant, content = converted
    (source,) = open_interpreter(content).get_input_details()
    if variant == "int8":
        assert (source["dtype"], source["quantization"]) == (np.uint8, (1.0, 0))
    else:
        assert (source["dtype"], source["quantization"]) == (np.float32, (0.0, 0))


def test_the_file_names_the_oldest_runtime_that_can_run_it(converted: tuple[str, bytes]) -> None:
    """TensorFlow's converter writes it, although it prints that it skips it; nothing newer than
    tflite-runtime 2.14 may be needed."""
    tree = tflite_schema.ModelT.InitFromPackedBuf(converted[1], 0)
    (entry,) = (entry for entry in tree.metadata if entry.name == b"min_runtime_version")
    packed = bytes(tree.buffers[entry.buffer].data)
    assert len(packed) == 16
    names = {code: name for name, code in vars(tflite_schema.BuiltinOperator).items()}
    operators = [(names[code.builtinCode], code.version) for code in tree.operatorCodes]
    needed = max(numbers(MINIMUM_RUNTIME[operator]) for operator in operators)
    if converted[0] == "int16x8":
        needed = numbers(INT16_RUNTIME)  # The operators' versions are those of int8, as it is.
    assert numbers(packed.rstrip(b"\0").decode()) == needed <= (2, 14, 0)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


CONVERT = """
import sys
from pathlib import Path
import keras, numpy as np
from convert.export.metadata import add_metadata
from convert.export.tflite import convert_variant

model, images = keras.models.load_model(sys.argv[1]), np.load(sys.argv[2])
for variant in ("float32", "int8"):
    content = convert_variant(variant, model, images)
    texts = {"name": "net", "description": "", "version": "1", "labels": ["a", "b", "c"]}
    Path(f"{sys.argv[3]}.{variant}").write_bytes(add_metadata(content, **texts))
"""


def test_two_processes_make_the_same_file(tmp_path: Path, root: Path) -> None:
    """Another hash seed orders Python's sets otherwise."""
    keras.utils.set_random_seed(2)
    residual_net().save(tmp_path / "model.keras")
    np.save(tmp_path / "images.npy", calibration_images())
    processes = []
    for seed in ("1", "2"):
        words = [tmp_path / "model.keras", tmp_path / "images.npy", tmp_path / seed]
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", CONVERT, *map(str, words)],
                cwd=root,
                env={**os.environ, "PYTHONHASHSEED": seed},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    for process in processes:
        errors = process.communicate()[1]
        assert process.returncode == 0, errors
    for variant in ("float32", "int8"):
        first, second = ((tmp_path / f"{seed}.{variant}").read_bytes() for seed in ("1", "2"))
        assert first == second, variant
