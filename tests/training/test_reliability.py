"""Calibration errors by hand and against their definition."""

import numpy as np
import pytest

from training.reliability import CALIBRATION_BINS, calibration_error, reliability_bins


def two_classes(confidences: list[float]) -> np.ndarray:
    """Probabilities (n, 2) of a net that always names class 0."""
    first = np.array(confidences, np.float32)
    return np.stack([first, 1 - first], axis=1)


def test_a_net_that_is_right_as_often_as_it_says_has_no_calibration_error() -> None:
    labels = np.array([0, 0, 0, 1])
    assert calibration_error(two_classes([0.75] * 4), labels) == pytest.approx(0)
    assert calibration_error(two_classes([1.0] * 4), np.zeros(4, int)) == 0


def test_over_and_under_confidence_both_count_and_do_not_cancel() -> None:
    probabilities = two_classes([0.95] * 4 + [0.55] * 4)
    labels = np.array([0, 1, 1, 1, 0, 0, 0, 0])
    # |0.25 - 0.95| and |1 - 0.55|, half of the images each.
    assert calibration_error(probabilities, labels) == pytest.approx((0.70 + 0.45) / 2)


def test_errors_cancel_within_a_bin_to_which_its_upper_edge_belongs() -> None:
    probabilities, labels = two_classes([0.95, 1.0]), np.array([0, 1])
    assert calibration_error(probabilities, labels) == pytest.approx((1 - 0.05) / 2)


def test_the_calibration_error_is_that_of_its_definition() -> None:
    random = np.random.default_rng(1)
    probabilities = random.dirichlet(np.full(5, 0.5), 400).astype(np.float32)
    labels = random.integers(0, 5, 400)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    expected = 0.0
    for m in range(1, CALIBRATION_BINS + 1):
        in_bin = ((m - 1) / CALIBRATION_BINS < confidence) & (confidence <= m / CALIBRATION_BINS)
        if in_bin.any():
            expected += in_bin.mean() * abs(right[in_bin].mean() - confidence[in_bin].mean())
    assert expected > 0.1
    assert calibration_error(probabilities, labels) == pytest.approx(expected, rel=1e-5)


def test_each_answer_is_counted_in_the_bin_of_its_confidence() -> None:
    probabilities, labels = two_classes([0.55, 0.97, 0.99, 1.0]), np.array([0, 0, 1, 0])
    bins = reliability_bins(probabilities, labels)
    assert bins.count.tolist() == [0] * 8 + [1] + [0] * 5 + [3]
    assert bins.correct.tolist() == [0] * 8 + [1] + [0] * 5 + [2]
    assert bins.confidence[-1] == pytest.approx(0.97 + 0.99 + 1.0)
