import numpy as np
import pytest

from convert.proof.formulas import CALIBRATION_BINS, calibration_error, mcnemar


def answers(only_keras: int, only_variant: int, *, both: int = 3, none: int = 2) -> tuple:
    """Right-or-wrong answers of Keras and of a variant, bool (n,) each."""
    keras = [True] * only_keras + [False] * only_variant + [True] * both + [False] * none
    variant = [False] * only_keras + [True] * only_variant + [True] * both + [False] * none
    return np.array(keras), np.array(variant)


@pytest.mark.parametrize(
    ("only_keras", "only_variant", "p_value"),
    [
        (0, 0, 1.0),
        (4, 4, 1.0),
        (5, 0, 2 / 2**5),
        (0, 5, 2 / 2**5),
        (10, 2, 2 * (1 + 12 + 66) / 2**12),
        (2, 1, 1.0),
        (3, 1, 2 * (1 + 4) / 2**4),
    ],
)
def test_the_p_value_is_that_of_a_fair_coin(
    only_keras: int, only_variant: int, p_value: float
) -> None:
    test = mcnemar(*answers(only_keras, only_variant))
    assert (test.only_keras_right, test.only_variant_right) == (only_keras, only_variant)
    assert test.p_value == pytest.approx(p_value)


def test_images_on_which_both_are_right_or_wrong_change_nothing() -> None:
    assert mcnemar(*answers(9, 3, both=0, none=0)) == mcnemar(*answers(9, 3, both=500, none=80))


def test_thousands_of_images_neither_overflow_nor_take_long() -> None:
    assert mcnemar(*answers(5000, 5000)).p_value == 1.0
    # The normal approximation with its correction of continuity: z = (200 - 1) / sqrt(5200).
    assert mcnemar(*answers(2700, 2500)).p_value == pytest.approx(0.00579, rel=0.01)
    assert mcnemar(*answers(5000, 0)).p_value == 0.0  # Below the smallest float.


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
