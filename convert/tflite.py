"""A Keras model as the bytes of a TFLite file: one function for each variant."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.folding import fold_branches

INPUT_NAME = "image"


def to_float32(model: keras.Model) -> bytes:
    """Convert to float32: input float32 (1, height, width, 3), raw RGB 0..255.

    Raises PipelineError: the model holds an operation that TFLite does not have.
    """
    return _convert(model)


def to_int8(model: keras.Model, calibration_images: NDArray[np.uint8]) -> bytes:
    """Convert to full-integer int8: weights per channel, input and output uint8.

    ``calibration_images`` is uint8 (n, height, width, 3), RGB, and must contain the values 0 and
    255: the range of the input is read off them, and only with the full range a raw byte is its
    own quantized value.

    Raises PipelineError: the images do not span 0..255, or the model holds an operation that
    TFLite does not have in integers.
    """
    if calibration_images.min() != 0 or calibration_images.max() != 255:
        raise PipelineError(
            f"The calibration images span {calibration_images.min()}..{calibration_images.max()}; "
            "they must contain the values 0 and 255."
        )

    def representative_dataset() -> Iterator[list[NDArray[np.float32]]]:
        for image in calibration_images:
            yield [image[np.newaxis].astype(np.float32)]

    return _convert(
        model,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=representative_dataset,
        inference_input_type=tf.uint8,
        inference_output_type=tf.uint8,
    )


def _convert(model: keras.Model, **settings: Any) -> bytes:
    """Convert through a SavedModel with a fixed batch of one and a named input.

    Parallel branches are folded into one convolution first: TFLite's converter leaves them apart.

    Not ``from_concrete_functions``: on a Keras 3 model it writes uninitialised weights without a
    word. Not ``model.export``: it makes the batch dynamic, which leaves shape arithmetic in the
    graph.
    """
    model = fold_branches(model)
    _, height, width, channels = model.input_shape
    signature = tf.TensorSpec((1, height, width, channels), tf.float32, name=INPUT_NAME)
    with tempfile.TemporaryDirectory() as folder:
        saved_model = str(Path(folder, "model"))
        archive = keras.export.ExportArchive()
        archive.track(model)
        archive.add_endpoint("serve", lambda image: model(image, training=False), [signature])
        archive.write_out(saved_model, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(saved_model)
        integers_only = "inference_input_type" in settings
        builtins = "TFLITE_BUILTINS_INT8" if integers_only else "TFLITE_BUILTINS"
        # Named, so that an operation which only a larger runtime has fails here, not on the device.
        converter.target_spec.supported_ops = [tf.lite.OpsSet[builtins]]
        for name, value in settings.items():
            setattr(converter, name, value)
        try:
            return bytes(converter.convert())
        except Exception as error:
            raise PipelineError(f"TFLite cannot express this model: {error}") from error
