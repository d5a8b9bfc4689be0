import json

import numpy as np
import pytest

from convert.proof.comparison import WORST_IMAGES, WorstImage, compare, worst_images
from edge_app.errors import PipelineError

LABELS = np.array([0, 1, 1, 0])
EXPECTED = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]], np.float32)


@pytest.fixture
def got() -> np.ndarray:
    """The answers of a variant that names another class for the third image."""
    answers = EXPECTED.copy()
    answers[2] = (0.6, 0.4)
    return answers


def test_an_identical_answer_loses_nothing() -> None:
    comparison = compare(EXPECTED, EXPECTED, LABELS)
    assert comparison.accuracy.value == 1.0
    assert comparison.accuracy_drop_points == 0.0
    assert comparison.agreement.correct == 4
    assert comparison.largest_probability_difference == 0.0
    assert comparison.recall_change_points == (0.0, 0.0)
    assert comparison.mcnemar.p_value == 1.0
    assert comparison.worst == ()


def test_a_changed_answer_is_counted_against_keras_and_against_the_truth(got: np.ndarray) -> None:
    comparison = compare(EXPECTED, got, LABELS)
    assert comparison.accuracy.correct == 3
    assert comparison.accuracy_drop_points == pytest.approx(25)
    assert comparison.agreement.correct == 3
    assert comparison.largest_probability_difference == pytest.approx(0.2)
    assert comparison.mean_probability_difference == pytest.approx(0.05)
    assert comparison.recall_change_points == (0.0, -50.0)
    assert (comparison.mcnemar.only_keras_right, comparison.mcnemar.only_variant_right) == (1, 0)
    assert comparison.favourite.variant_count == 3


def test_a_better_answer_than_keras_is_a_negative_drop_and_a_gain_of_recall() -> None:
    worse = EXPECTED.copy()
    worse[0] = (0.1, 0.9)
    comparison = compare(worse, EXPECTED, LABELS)
    assert comparison.accuracy_drop_points == pytest.approx(-25)
    assert comparison.recall_change_points == (50.0, 0.0)
    assert comparison.mcnemar.only_variant_right == 1
    assert comparison.worst == ()


def test_a_class_without_images_has_no_recall(got: np.ndarray) -> None:
    three = [np.pad(answers, ((0, 0), (0, 1))) for answers in (EXPECTED, got)]
    assert compare(*three, LABELS).recall_change_points == (0.0, -50.0, None)


def test_the_calibration_error_is_the_variants_own(got: np.ndarray) -> None:
    sure, surer = (np.eye(2, dtype=np.float32)[a.argmax(axis=1)] for a in (EXPECTED, got))
    assert compare(sure, surer, LABELS).calibration_error == pytest.approx(0.25)
    assert compare(surer, sure, LABELS).calibration_error == 0


def test_worst_images_are_those_that_only_keras_answers_rightly_the_surest_first() -> None:
    labels = np.zeros(4, np.int64)
    keras = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.7, 0.3]], np.float32)
    variant = np.array([[0.45, 0.55], [0.1, 0.9], [0.1, 0.9], [0.6, 0.4]], np.float32)
    first, second = worst_images(keras, variant, labels)
    assert first == WorstImage(1, 0, 0, 1, pytest.approx(0.6), pytest.approx(0.9))
    assert second.index == 0
    assert worst_images(keras, variant, labels, count=1) == (first,)


def test_no_more_than_sixteen_images_are_kept() -> None:
    labels = np.zeros(40, np.int64)
    keras = np.tile(np.array([[0.9, 0.1]], np.float32), (40, 1))
    assert len(compare(keras, keras[:, ::-1], labels).worst) == WORST_IMAGES == 16


def test_the_summary_is_ready_for_json(got: np.ndarray) -> None:
    summary = compare(EXPECTED, got, LABELS).summary()
    assert json.loads(json.dumps(summary, allow_nan=False))["worst"][0]["index"] == 2
    assert summary["mcnemar"] == {
        "only_keras_right": 1,
        "only_variant_right": 0,
        "p_value": 1.0,
    }


def test_another_number_of_classes_is_refused() -> None:
    with pytest.raises(PipelineError, match="tells 3 classes apart, the Keras model 2"):
        compare(EXPECTED, np.pad(EXPECTED, ((0, 0), (0, 1))), LABELS)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_probabilities_that_are_no_numbers_are_refused_by_name(number: float) -> None:
    damaged = EXPECTED.copy()
    damaged[1, 1] = number
    with pytest.raises(PipelineError, match=r"The Keras model gives .* not finite numbers, for 1"):
        compare(damaged, EXPECTED, LABELS)
    with pytest.raises(PipelineError, match=r"The converted file gives .* not finite numbers"):
        compare(EXPECTED, damaged, LABELS)
