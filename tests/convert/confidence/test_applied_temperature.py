"""Which temperature a conversion takes, and what it says of it."""

from pathlib import Path

import keras
import numpy as np
import pytest

from convert.confidence.applied_temperature import apply_temperature
from convert.confidence.twin import Twin
from convert.models.parent import Parent
from edge_app.confidence import with_temperature
from tests.convert.small_models import net, random_images

IMAGES = random_images(400)
TWIN = Twin(Path("runs/twin/training.json"), 1.25, {})


@pytest.fixture(scope="module")
def parent() -> Parent:
    keras.utils.set_random_seed(2)
    model = net(activation="softmax")
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([20 * kernel, bias])
    return Parent(Path("net.keras"), model, None)


@pytest.fixture(scope="module")
def answers(parent: Parent) -> np.ndarray:
    return parent.model.predict(IMAGES, verbose=0)


@pytest.fixture(scope="module")
def labels(answers: np.ndarray) -> np.ndarray:
    """Labels for which the answers should have the temperature 2."""
    random = np.random.default_rng(1)
    true = with_temperature(answers, 2).cumsum(axis=1)
    return np.minimum((true < random.random((len(true), 1))).sum(axis=1), 3)


def test_it_is_fitted_on_the_validation_images(
    parent: Parent, answers: np.ndarray, labels: np.ndarray
) -> None:
    folded, found = apply_temperature(parent, answers, labels, given=None, twin=None)
    assert (found.origin, found.reason) == ("fitted", None)
    assert found.temperature == pytest.approx(2, rel=0.25)
    after = folded.model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(after, with_temperature(answers, found.temperature), atol=1e-5)
    assert found.error_before > 0.05
    assert str(found).endswith("fitted on the validation images.")


@pytest.mark.parametrize(
    ("given", "twin", "temperature", "words"),
    [
        (1.5, None, 1.5, "Temperature 1.5, given by --temperature."),
        (None, TWIN, 1.25, "Temperature 1.25, that of runs/twin/training.json."),
    ],
)
def test_one_that_is_given_goes_before(
    parent: Parent, answers: np.ndarray, labels: np.ndarray, given, twin, temperature, words: str
) -> None:
    folded, found = apply_temperature(parent, answers, labels, given=given, twin=twin)
    after = folded.model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(after, with_temperature(answers, temperature), atol=1e-5)
    assert str(found) == words
    assert found.summary()["twin"] == (twin and "training.json")


def test_the_temperature_1_leaves_the_model_alone(
    parent: Parent, answers: np.ndarray, labels: np.ndarray
) -> None:
    same, found = apply_temperature(parent, answers, labels, given=1.0, twin=None)
    assert same is parent
    assert str(found) == "Temperature 1, given by --temperature."


def test_what_cannot_be_fitted_or_folded_is_1_for_a_reason(
    parent: Parent, answers: np.ndarray
) -> None:
    right = answers.argmax(axis=1)
    same, found = apply_temperature(parent, answers, right, given=None, twin=None)
    assert same is parent
    assert str(found) == "Temperature 1: 0 wrong answers are too few, expected at least 5."
    scores = Parent(Path("net.keras"), net(activation="sigmoid"), None)
    same, found = apply_temperature(scores, answers, right, given=1.5, twin=None)
    assert (same, found.temperature) == (scores, 1)
    assert str(found) == (
        "Temperature 1: none can be put into the model, for it does not end in a softmax over the "
        "classes."
    )
