"""The nets, from raw RGB images (0..255) to class probabilities."""

from collections.abc import Callable

import keras
from keras import layers

from edge_app.errors import PipelineError
from training.architectures.resnet8 import resnet8
from training.architectures.resnet9 import resnet9
from training.architectures.stride_cnn import stride_cnn
from training.architectures.transfer import transfer
from training.architectures.tutorials import batchnorm_cnn, gap_cnn, plain_cnn, plain_cnn_2
from training.architectures.whitened_cnn import whitened_cnn
from training.recipe import Recipe

# Each goes from raw images, float32 (n, height, width, 3), 0..255, to features, float32 (n, width).
ARCHITECTURES: dict[str, Callable[[keras.KerasTensor, Recipe], keras.KerasTensor]] = {
    "plain-cnn": plain_cnn,
    "plain-cnn-2": plain_cnn_2,
    "batchnorm-cnn": batchnorm_cnn,
    "gap-cnn": gap_cnn,
    "resnet8": resnet8,
    "resnet9": resnet9,
    "stride-cnn": stride_cnn,
    "whitened-cnn": whitened_cnn,
    "transfer": transfer,
}


def build_model(recipe: Recipe, *, image_size: tuple[int, int], class_count: int) -> keras.Model:
    """Build the untrained net of a recipe.

    Its input is float32 (n, height, width, 3), raw RGB 0..255: whatever scale the net wants is
    inside it. Its output is float32 (n, class_count), probabilities. ``image_size`` is
    (height, width) in pixels.

    Raises PipelineError: the images are too small for the net, or its backbone cannot be had.
    """
    image = keras.Input((*image_size, 3), name="image")
    try:
        features = ARCHITECTURES[recipe.architecture](image, recipe)
    except PipelineError:
        raise
    except ValueError as error:  # Keras's, of a layer that would have no output left.
        height, width = image_size
        raise PipelineError(
            f"The architecture {recipe.architecture!r} cannot take images of {height} x {width} "
            f"pixels (height x width): {error} Train on larger images, or with another recipe."
        ) from error
    # In float32 also where the net computes in a mixed precision.
    logits = layers.Dense(class_count, name="logits", dtype="float32")(features)
    probabilities = layers.Softmax(name="probabilities", dtype="float32")(logits)
    return keras.Model(image, probabilities, name=recipe.architecture.replace("-", "_"))
