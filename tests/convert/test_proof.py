import numpy as np
import pytest

from convert.proof import Proof, compare, failures
from edge_app.errors import PipelineError
from training.evaluation import accuracy

LABELS = np.array([0, 1, 1, 0])
EXPECTED = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]], np.float32)


def test_an_identical_answer_loses_nothing() -> None:
    comparison = compare(EXPECTED, EXPECTED, LABELS)
    assert comparison.accuracy.value == 1.0
    assert comparison.accuracy_drop_points == 0.0
    assert comparison.agreement.correct == 4
    assert comparison.largest_probability_difference == 0.0


def test_a_changed_answer_is_counted_against_keras_and_against_the_truth() -> None:
    got = EXPECTED.copy()
    got[2] = (0.6, 0.4)
    comparison = compare(EXPECTED, got, LABELS)
    assert comparison.accuracy.correct == 3
    assert comparison.accuracy_drop_points == pytest.approx(25)
    assert comparison.agreement.correct == 3
    assert comparison.largest_probability_difference == pytest.approx(0.2)
    assert comparison.mean_probability_difference == pytest.approx(0.05)


def test_a_better_answer_than_keras_is_a_negative_drop() -> None:
    worse = EXPECTED.copy()
    worse[0] = (0.1, 0.9)
    assert compare(worse, EXPECTED, LABELS).accuracy_drop_points == pytest.approx(-25)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_probabilities_that_are_no_numbers_are_refused(number: float) -> None:
    damaged = EXPECTED.copy()
    damaged[1, 1] = number
    for expected, got in ((damaged, EXPECTED), (EXPECTED, damaged), (damaged, damaged)):
        with pytest.raises(PipelineError, match="not finite numbers"):
            compare(expected, got, LABELS)


def test_the_limit_itself_passes_and_more_fails_by_name() -> None:
    got = EXPECTED.copy()
    got[2] = (0.6, 0.4)
    proof = Proof(accuracy(4, 4), {"int8": compare(EXPECTED, got, LABELS)})
    assert failures(proof, max_accuracy_drop_points=25) == []
    (sentence,) = failures(proof, max_accuracy_drop_points=24.9)
    assert sentence.startswith("int8 lost 25.00 points of accuracy against Keras")
