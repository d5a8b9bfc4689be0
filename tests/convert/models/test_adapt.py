from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import layers, ops

from convert.models.adapt import adapt, scales_its_input
from convert.models.output import kind_of_answers
from edge_app.errors import PipelineError
from tests.convert.small_models import CLASSES, SIZE, behind, features, image, nested, net
from tests.convert.small_models import random_images as drawn
from training.folding import fold_branches

Make = Callable[[], keras.Model]


@pytest.fixture(autouse=True)
def seed() -> None:
    keras.utils.set_random_seed(1)


def answers(model: keras.Model, *, scale: float = 1, offset: float = 0) -> np.ndarray:
    return np.asarray(model(drawn(6) * np.float32(scale) + np.float32(offset), training=False))


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: net(activation="softmax"),
        lambda: behind(layers.Softmax()),
        lambda: behind(ops.softmax),
        lambda: behind(lambda x: layers.Dropout(0.5)(layers.Activation("softmax")(x))),
    ],
)
def test_a_model_in_the_standard_form_is_left_as_it_is(make: Make) -> None:
    model = make()
    adapted = adapt(model, input_range=None)
    assert adapted.model is model
    assert adapted.remarks == ()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (net, "its last layer, dense"),
        (lambda: behind(layers.Activation("linear")), "its last layer, dense"),
        (lambda: behind(lambda x: 9 * x - 1), "its answers to drawn images are from -"),
    ],
)
def test_a_softmax_is_added_to_logits_and_said(make: Make, reason: str) -> None:
    model = make()
    adapted = adapt(model, input_range=None)
    np.testing.assert_allclose(answers(adapted.model), softmax(answers(model)), atol=1e-6)
    (remark,) = adapted.remarks
    assert remark.startswith(f"The model ends in logits ({reason}")


def convolved(*last: Callable) -> keras.Model:
    """A net without a dense layer."""
    x = image()
    y = layers.Conv2D(6, 3, activation="relu")(layers.Rescaling(1 / 255)(x))
    for layer in last:
        y = layer(y)
    return keras.Model(x, y)


def same_names() -> keras.Model:
    """Two models that cannot be opened, for a layer in each has the same name."""
    x = image()
    inner = keras.Sequential([image(), layers.Conv2D(3, 1, name="same")])
    head = keras.Sequential([keras.Input((SIZE, SIZE, 3)), layers.Flatten(name="same")])
    head.add(layers.Dense(1, activation="sigmoid"))
    return keras.Model(x, head(inner(x)))


def test_logarithms_of_probabilities_are_undone() -> None:
    model = net(activation="log_softmax")
    adapted = adapt(model, input_range=None)
    np.testing.assert_allclose(answers(adapted.model), np.exp(answers(model)), atol=1e-6)
    assert "logarithms" in adapted.remarks[0]


def test_probabilities_that_the_graph_does_not_tell_are_found_by_their_sums() -> None:
    model = behind(lambda x: (layers.Softmax()(x) + 1 / CLASSES) / 2)
    assert adapt(model, input_range=None).model is model


def test_answers_are_judged_by_range_and_sums() -> None:
    assert kind_of_answers(np.array([[0.25, 0.75], [1, 0]], np.float32)) == "probabilities"
    assert kind_of_answers(np.array([[0.25, 0.75], [0.5, 0.7]], np.float32)) == "scores"
    assert kind_of_answers(np.array([[0.25, 0.75], [2, -1]], np.float32)) == "logits"


def test_a_sigmoid_for_each_class_is_kept_and_said() -> None:
    model = net(activation="sigmoid")
    adapted = adapt(model, input_range=None)
    assert adapted.model is model
    assert "they do not add up to 1" in adapted.remarks[0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: net(1, "sigmoid"),
        lambda: behind(layers.Activation("sigmoid"), units=1),
        lambda: behind(ops.sigmoid, units=1),
        lambda: behind(lambda x: layers.Reshape((1,))(layers.Activation("sigmoid")(x)), units=1),
        lambda: convolved(layers.Conv2D(1, SIZE - 2, activation="sigmoid"), layers.Flatten()),
        lambda: convolved(layers.Conv2D(1, SIZE - 2), ops.sigmoid),
    ],
)
@pytest.mark.parametrize("input_range", [None, "-1,1"])
def test_one_sigmoid_becomes_a_softmax_of_two_classes(make: Make, input_range: str) -> None:
    model = make()
    scaling = {"scale": 1 / 127.5, "offset": -1} if input_range else {}
    second = answers(model, **scaling).reshape(-1, 1)
    adapted = adapt(model, input_range=input_range)
    expected = np.concatenate([1 - second, second], axis=1)
    np.testing.assert_allclose(answers(adapted.model), expected, atol=1e-6)
    assert "second of two classes" in adapted.remarks[0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: net(1), "one number that is not the output of a sigmoid"),
        (lambda: behind(lambda x: ops.clip(x, 0, 1), units=1), "one number that is not the output"),
        (lambda: net(1, "softmax"), "which is always 1"),
        (same_names, "a sigmoid that cannot be taken apart.*a model within the model"),
        (
            lambda: convolved(
                layers.Conv2D(1, 1, activation="sigmoid"), layers.GlobalAveragePooling2D()
            ),
            "it stands before a pooling",
        ),
        (
            lambda: convolved(
                layers.Dense(1), layers.Activation("sigmoid"), layers.GlobalAveragePooling2D()
            ),
            "it stands before a pooling",
        ),
        (
            lambda: convolved(layers.SeparableConv2D(1, SIZE - 2, activation="sigmoid")),
            "in another layer than Dense, Conv2D",
        ),
    ],
)
def test_one_number_of_another_kind_is_refused(make: Make, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        adapt(make(), input_range=None)


def test_values_for_a_single_place_are_a_vector() -> None:
    x = image()
    model = keras.Model(x, layers.Softmax()(layers.Conv2D(CLASSES, SIZE)(x)))
    adapted = adapt(model, input_range=None)
    assert adapted.model.outputs[0].shape == (None, CLASSES)
    np.testing.assert_allclose(answers(adapted.model), answers(model)[:, 0, 0], atol=1e-6)


@pytest.mark.parametrize(
    ("input_range", "scale", "offset"), [("0,1", 1 / 255, 0), ("-1,1", 1 / 127.5, -1)]
)
def test_a_range_puts_the_scaling_into_the_model(
    input_range: str, scale: float, offset: float
) -> None:
    x = image()
    probabilities = layers.Dense(CLASSES, activation="softmax")(features(x, scale=1))
    model = keras.Model(x, probabilities)
    adapted = adapt(model, input_range=input_range)
    expected = answers(model, scale=scale, offset=offset)
    np.testing.assert_allclose(answers(adapted.model), expected, atol=1e-6)
    assert adapt(model, input_range="0,255").model is model


@pytest.mark.parametrize(
    ("scale", "scales"),
    [
        (layers.Rescaling(1 / 255), True),
        (lambda x: (x - 127.5) / 127.5, True),
        (keras.applications.resnet50.preprocess_input, True),
        (layers.Conv2D(3, 1), False),
        (lambda x: 2 * layers.Conv2D(3, 1)(x), False),
    ],
)
def test_a_layer_or_sums_before_the_first_weights_scale_the_input(
    scale: Callable, scales: bool
) -> None:
    x = image()
    model = keras.Model(x, layers.Dense(CLASSES)(features(scale(x), scale=1)))
    assert scales_its_input(model) == scales


def test_an_unknown_range_is_refused() -> None:
    with pytest.raises(PipelineError, match="No input range '0,2'"):
        adapt(net(), input_range="0,2")


def test_nested_models_are_opened_so_that_their_branches_fold() -> None:
    model = nested()
    adapted = adapt(model, input_range=None).model
    folded = fold_branches(adapted)
    assert not any(isinstance(layer, keras.Model) for layer in adapted.layers)
    assert [type(layer) for layer in folded.layers].count(layers.Conv2D) == 1
    np.testing.assert_allclose(answers(folded), answers(model), atol=1e-5)
    assert any(isinstance(layer, keras.Model) for layer in model.layers)


def test_nested_models_whose_layers_have_the_same_names_stay_nested() -> None:
    x = image()
    inner = keras.Sequential([image(), layers.Conv2D(3, 1, name="same")])
    y = layers.Flatten()(layers.Conv2D(3, 3, name="same")(inner(x)))
    model = keras.Model(x, layers.Dense(CLASSES, activation="softmax")(y))
    assert adapt(model, input_range=None).model is model


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_a_model_of_half_precision_is_made_one_of_float32(policy: str) -> None:
    keras.config.set_dtype_policy(policy)
    try:
        model = nested()
    finally:
        keras.config.set_dtype_policy("float32")
    adapted = adapt(model, input_range=None)
    assert {layer.compute_dtype for layer in adapted.model.layers} == {"float32"}
    np.testing.assert_allclose(answers(adapted.model), answers(model), atol=0.01)
    assert "float16" in adapted.remarks[0]


def test_inputs_of_bytes_and_of_one_image_become_float32_of_any_number() -> None:
    for options in ({"dtype": "uint8"}, {"batch_size": 1}):
        x = image(**options)
        model = keras.Model(x, layers.Dense(CLASSES, activation="softmax")(features(x)))
        adapted = adapt(model, input_range=None).model
        assert adapted.inputs[0].shape == (None, SIZE, SIZE, 3)
        assert adapted.inputs[0].dtype == "float32"
        one = drawn(1).astype(np.float32)
        np.testing.assert_allclose(adapted(one), model(one.astype(x.dtype)), atol=1e-6)


def test_named_inputs_and_outputs_become_plain_ones() -> None:
    x = image(name="picture")
    model = keras.Model({"picture": x}, {"classes": layers.Dense(CLASSES)(features(x))})
    adapted = adapt(model, input_range=None).model
    expected = softmax(np.asarray(model({"picture": drawn(6).astype(np.float32)})["classes"]))
    np.testing.assert_allclose(adapted.predict(drawn(6), verbose=0), expected, atol=1e-6)


def test_a_list_of_one_input_is_asked_without_a_warning() -> None:
    x = image()
    model = keras.Model([x], layers.Dense(CLASSES, activation="softmax")(features(x)))
    adapted = adapt(model, input_range=None).model
    assert adapted.predict(drawn(3), verbose=0).shape == (3, CLASSES)
