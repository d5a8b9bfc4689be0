"""A temperature inside a model: its answers are those that the formula gives, to any picture."""

import keras
import numpy as np
import pytest
from keras import layers

from convert.export.tflite import to_float32, to_int8
from convert.models.adapt import adapt
from convert.models.temperature import CannotFoldError, fold_temperature
from edge_app.confidence import with_temperature
from tests.convert.interpreting import open_interpreter
from tests.convert.small_models import (
    CLASSES,
    SIZE,
    behind,
    features,
    image,
    nested,
    net,
    random_images,
)

IMAGES = random_images(64)
TEMPERATURE = 0.4


def convolutional() -> keras.Model:
    """The classes are the channels of a convolution, of which a mean is taken."""
    x = image()
    y = layers.Conv2D(CLASSES, 3)(layers.Rescaling(1 / 255)(x))
    return keras.Model(x, layers.Softmax()(layers.GlobalAveragePooling2D()(y)))


def one_pixel() -> keras.Model:
    """A softmax over the channels of one pixel, which is flattened behind it."""
    x = image()
    y = layers.Conv2D(CLASSES, SIZE, activation="softmax")(layers.Rescaling(1 / 255)(x))
    return keras.Model(x, layers.Flatten()(y))


def sequential() -> keras.Model:
    return keras.Sequential(
        [image(), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(CLASSES, "softmax")]
    )


FOLDABLE = {
    "a softmax in the last dense layer": lambda: net(activation="softmax"),
    "a softmax layer": lambda: behind(layers.Softmax()),
    "an activation layer": lambda: behind(layers.Activation("softmax")),
    "the softmax operation": lambda: behind(keras.ops.softmax),
    "dropout and a shape between": lambda: behind(
        lambda x: layers.Softmax()(layers.Dropout(0.5)(layers.Reshape((CLASSES,))(x)))
    ),
    "logits": net,
    "one sigmoid": lambda: net(1, "sigmoid"),
    "a sigmoid layer": lambda: behind(layers.Activation("sigmoid"), units=1),
    "a model within": nested,
    "a mean of convolutions": convolutional,
    "one pixel": one_pixel,
    "a sequence": sequential,
}


@pytest.mark.parametrize("make", FOLDABLE.values(), ids=FOLDABLE)
def test_the_folded_model_answers_as_the_formula_says(make) -> None:
    keras.utils.set_random_seed(2)
    model = adapt(make(), input_range=None).model
    before = model.predict(IMAGES, verbose=0)
    folded = fold_temperature(model, TEMPERATURE)
    after = folded.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(after, with_temperature(before, TEMPERATURE), atol=1e-5)
    assert (after.argmax(axis=1) == before.argmax(axis=1)).all()
    assert np.abs(after - before).max() > 0.01
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), before)  # As it was.


def shared_head() -> keras.Model:
    """One dense layer for two halves of the picture: dividing it would change both logits."""
    x = image()
    y = layers.Flatten()(layers.Rescaling(1 / 255)(x))
    head = layers.Dense(SIZE * SIZE * 3)
    return keras.Model(x, layers.Softmax()(head(layers.ReLU()(head(y)))))


def mean_of_softmax() -> keras.Model:
    x = image()
    y = layers.Conv2D(CLASSES, 3, activation="softmax")(layers.Rescaling(1 / 255)(x))
    return keras.Model(x, layers.GlobalAveragePooling2D()(y))


def activated() -> keras.Model:
    x = image()
    return keras.Model(x, layers.Softmax()(layers.Dense(CLASSES, activation="relu")(features(x))))


def not_flat() -> keras.Model:
    """A model within a model whose layers have the names of the outer one's: it stays inside."""
    inner = net(activation="softmax")
    x = image(name=inner.layers[0].name)
    y = layers.Conv2D(3, 1, padding="same", name=inner.layers[2].name)(x)
    return keras.Model(x, inner(y))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: net(activation="sigmoid"), "does not end in a softmax"),
        (mean_of_softmax, "does not end in a softmax"),
        (shared_head, "no Dense or Conv2D layer of its own"),
        (activated, "no Dense or Conv2D layer of its own"),
        (lambda: behind(lambda x: layers.Softmax()(layers.BatchNormalization()(x))), "no Dense"),
        (not_flat, "no Dense or Conv2D layer of its own"),
    ],
)
def test_where_there_is_no_place_for_it_that_is_said(make, message: str) -> None:
    keras.utils.set_random_seed(2)
    model = adapt(make(), input_range=None).model
    with pytest.raises(CannotFoldError, match=message):
        fold_temperature(model, 2)


def test_the_files_hold_it_without_another_operator() -> None:
    keras.utils.set_random_seed(2)
    model = net(activation="softmax")
    folded = fold_temperature(model, 2)
    for convert in (to_float32, lambda one: to_int8(one, IMAGES)):
        before, after = (
            [one["op_name"] for one in open_interpreter(convert(each))._get_ops_details()]
            for each in (model, folded)
        )
        assert after == before
