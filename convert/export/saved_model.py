"""A Keras model as a TensorFlow SavedModel of one image: what TFLite's converter reads."""

from pathlib import Path

import keras
import tensorflow as tf

from training.folding import fold_branches

INPUT_NAME = "image"


def write_saved_model(model: keras.Model, folder: Path) -> None:
    """Write ``model`` to ``folder`` with a fixed batch of one and a named float32 input.

    Parallel branches are folded into one convolution first: TFLite's converter leaves them apart.

    Not ``model.export``: it makes the batch dynamic, which leaves shape arithmetic in the graph.
    """
    folded = fold_branches(model)
    _, height, width, channels = folded.inputs[0].shape
    signature = tf.TensorSpec((1, height, width, channels), tf.float32, name=INPUT_NAME)
    archive = keras.export.ExportArchive()
    archive.track(folded)
    archive.add_endpoint("serve", lambda image: folded(image, training=False), [signature])
    archive.write_out(str(folder), verbose=False)
