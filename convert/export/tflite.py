"""A Keras model as the bytes of a TFLite file: one function for each variant."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from convert.export.operators import refusal
from convert.export.saved_model import write_saved_model
from convert.export.whole_numbers import check_operators, check_raw_input
from convert.variants import CALIBRATED, VARIANTS
from edge_app.errors import PipelineError

Images = NDArray[np.uint8]


def convert_variant(variant: str, model: keras.Model, calibration_images: Images | None) -> bytes:
    """Convert to one of VARIANTS; ``calibration_images`` may be None for those that need none.

    ``model`` takes one raw RGB image, 0..255, and gives probabilities; the images are uint8 (n,
    height, width, 3), RGB. The file takes one image (1, height, width, 3), its signature calls it
    ``image``, and it holds built-in operators only.

    Raises PipelineError: as the function of the variant does; or no such variant, or no images.
    """
    if variant not in VARIANTS:
        raise PipelineError(f"No variant {variant!r}. Expected one of {', '.join(VARIANTS)}.")
    if variant not in CALIBRATED:
        return _UNCALIBRATED[variant](model)
    if calibration_images is None:
        raise PipelineError(f"{variant} needs calibration images, and none were given.")
    to_variant = to_int8 if variant == "int8" else to_int16x8
    return to_variant(model, calibration_images)


def to_float32(model: keras.Model) -> bytes:
    """Convert to float32: input float32 (1, height, width, 3), raw RGB 0..255.

    Raises PipelineError: the model needs an operator that TFLite does not have built in.
    """
    return _convert(model)


def to_float16(model: keras.Model) -> bytes:
    """Convert to weights of float16; input, output and arithmetic are those of ``to_float32``.

    Raises PipelineError: as ``to_float32`` does.
    """
    return _convert(
        model,
        optimizations=[tf.lite.Optimize.DEFAULT],
        supported_types=[tf.float16],
    )


def to_dynamic(model: keras.Model) -> bytes:
    """Convert to int8 weights; activations are quantized as they come. Input as ``to_float32``.

    Arrays of fewer than 1,024 weights stay float32, by a rule of TFLite's converter. Those of dense
    layers have one scale each, not one a channel: for that, a runtime of TensorFlow 2.17 is needed,
    and tflite-runtime 2.14 would refuse the file.

    Raises PipelineError: as ``to_float32`` does.
    """
    return _convert(
        model,
        optimizations=[tf.lite.Optimize.DEFAULT],
        _experimental_disable_per_channel_quantization_for_dense_layers=True,
    )


def to_int8(model: keras.Model, calibration_images: Images) -> bytes:
    """Convert to full-integer int8: weights per channel, input and output uint8.

    ``calibration_images`` is uint8 (n, height, width, 3), RGB, and must contain the values 0 and
    255: the range of the input is read off them, and only with the full range a raw byte is its
    own quantized value.

    Raises PipelineError: the images do not span 0..255; the model needs an operator that TFLite
    does not have built in, in integers; it has a recurrent layer; or the input's scale and zero
    point are not 1 and 0.
    """
    _check_range(calibration_images)
    _check_not_recurrent(model)
    content = _convert(
        model,
        operators=tf.lite.OpsSet.TFLITE_BUILTINS_INT8,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=_representative(calibration_images),
        inference_input_type=tf.uint8,
        inference_output_type=tf.uint8,
    )
    check_raw_input(content)
    check_operators(content)
    return content


def to_int16x8(model: keras.Model, calibration_images: Images) -> bytes:
    """Convert to int8 weights and int16 activations; input and output are float32, raw RGB 0..255.

    ``calibration_images`` as for ``to_int8``. The built-in kernels of such convolutions are
    reference kernels: slow.

    Raises PipelineError: as ``to_int8`` does, but for the input, which is not quantized.
    """
    _check_range(calibration_images)
    _check_not_recurrent(model)
    content = _convert(
        model,
        operators=tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=_representative(calibration_images),
    )
    check_operators(content)
    return content


_UNCALIBRATED: dict[str, Callable[[keras.Model], bytes]] = {
    "float32": to_float32,
    "float16": to_float16,
    "dynamic": to_dynamic,
}


def _check_not_recurrent(model: keras.Model) -> None:
    """Refuse what TensorFlow 2.21's calibrator ends the whole process at, without a word."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _check_not_recurrent(layer)
        elif isinstance(layer, (keras.layers.RNN, keras.layers.Bidirectional)):
            raise PipelineError(
                f"The layer {layer.name!r} is recurrent ({type(layer).__name__}), and TensorFlow "
                "cannot calibrate one for integers. Choose the variant dynamic, or another layer."
            )


def _check_range(images: Images) -> None:
    low, high = images.min(), images.max()
    if low != 0 or high != 255:
        raise PipelineError(
            f"The calibration images span {low}..{high}; they must contain the values 0 and 255."
        )


def _representative(images: Images) -> Callable[[], Iterator[list[NDArray[np.float32]]]]:
    def representative_dataset() -> Iterator[list[NDArray[np.float32]]]:
        for image in images:
            yield [image[np.newaxis].astype(np.float32)]

    return representative_dataset


def _convert(
    model: keras.Model,
    *,
    operators: tf.lite.OpsSet = tf.lite.OpsSet.TFLITE_BUILTINS,
    supported_types: tuple[tf.DType, ...] | list[tf.DType] = (),
    **settings: Any,
) -> bytes:
    """Convert through a SavedModel, with ``settings`` as attributes of TFLite's converter.

    Not ``from_concrete_functions``: on a Keras 3 model it writes uninitialised weights without a
    word.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        _write(model, path)
        converter = tf.lite.TFLiteConverter.from_saved_model(str(path))
        # Named, so that an operation which only a larger runtime has fails here, not on the device.
        converter.target_spec.supported_ops = [operators]
        converter.target_spec.supported_types = list(supported_types)
        for name, value in settings.items():
            _set(converter, name, value)
        try:
            return bytes(converter.convert())
        except Exception as error:  # The converter's own kinds are not part of its interface.
            raise PipelineError(refusal(str(error))) from error


def _write(model: keras.Model, path: Path) -> None:
    try:
        write_saved_model(model, path)
    except (OSError, tf.errors.OpError) as error:
        raise PipelineError(
            f"The model cannot be written to the temporary folder {path.parent}: {error}. Free "
            "space there, or name another folder in the environment variable TMPDIR."
        ) from error


def _set(converter: Any, name: str, value: Any) -> None:
    """Set an attribute that is there: TFLite's converter takes any other without a word.

    Raises PipelineError: there is no such attribute.
    """
    if not hasattr(converter, name):
        raise PipelineError(
            f"The converter of TensorFlow {tf.__version__} has no setting {name}. Install the "
            "release that requirements/workstation.txt names."
        )
    setattr(converter, name, value)
