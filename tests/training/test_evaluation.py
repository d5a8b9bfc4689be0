"""Metrics against values from the literature and by hand."""

import math

import numpy as np
import pytest

from training.evaluation import accuracy, confusion_matrix, cross_entropy, top1_accuracy

PROBABILITIES = np.array(
    [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.25, 0.25], [0.0, 0.0, 1.0]], np.float32
)
LABELS = np.array([0, 1, 2, 2])


@pytest.mark.parametrize(
    ("correct", "count", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # By hand: z**2 / (n + z**2) is the width at either end.
        (10, 10, 10 / (10 + 3.841459), 1.0),
        (0, 10, 0.0, 3.841459 / (10 + 3.841459)),
    ],
)
def test_the_interval_is_wilsons(correct, count, low, high):
    reached = accuracy(correct, count)
    assert reached.value == correct / count
    assert (reached.low, reached.high) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_never_leaves_zero_to_one():
    for count in (1, 7, 10_000):
        assert accuracy(0, count).low == 0.0
        assert accuracy(count, count).high == pytest.approx(1.0, abs=1e-12)
        assert accuracy(count, count).high <= 1.0


@pytest.mark.parametrize(("correct", "count"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(correct, count):
    with pytest.raises(ValueError, match="expected 0 <= correct <= count"):
        accuracy(correct, count)


def test_an_accuracy_prints_its_counts_and_its_interval():
    assert str(accuracy(81, 263)) == "30.80 % (81 of 263; 95 % interval 25.53-36.62)"


def test_top1_counts_the_right_answers():
    reached = top1_accuracy(PROBABILITIES, LABELS)
    assert (reached.correct, reached.count) == (3, 4)


def test_cross_entropy_is_the_mean_negative_log_of_the_right_class():
    by_hand = -(math.log(0.7) + math.log(0.6) + math.log(0.25) + math.log(1.0)) / 4
    assert cross_entropy(PROBABILITIES, LABELS) == pytest.approx(by_hand, rel=1e-6)


def test_cross_entropy_stays_finite_when_the_right_class_got_nothing():
    assert cross_entropy(np.array([[1.0, 0.0]], np.float32), np.array([1])) == pytest.approx(
        -math.log(1e-7), rel=1e-6
    )


def test_rows_of_the_confusion_matrix_are_the_true_classes():
    predicted = PROBABILITIES.argmax(axis=1)
    assert confusion_matrix(predicted, LABELS, class_count=3).tolist() == [
        [1, 0, 0],
        [0, 1, 0],
        [1, 0, 1],
    ]


def test_the_confusion_matrix_counts_repeated_pairs_and_keeps_absent_classes():
    counts = confusion_matrix(np.array([1, 1, 1]), np.array([0, 0, 1]), class_count=3)
    assert counts.tolist() == [[0, 2, 0], [0, 1, 0], [0, 0, 0]]
