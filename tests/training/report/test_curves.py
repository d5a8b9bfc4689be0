"""ROC and precision-recall curves against their definitions."""

import numpy as np
import pytest

from training.report.curves import POINTS, mean_curve, precision_recall, roc_curve

IS_CLASS = np.array([True, True, False, True, False, False])
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.3, 0.1], np.float32)


def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    is_class = random.random(count) < 0.3
    return is_class, (random.random(count) + 0.6 * is_class).astype(np.float32)


def test_the_area_of_a_roc_curve_is_the_share_of_pairs_in_the_right_order() -> None:
    pairs = [(a > b) for a in SCORES[IS_CLASS] for b in SCORES[~IS_CLASS]]
    assert roc_curve(IS_CLASS, SCORES).area == pytest.approx(np.mean(pairs))


def test_average_precision_is_the_mean_precision_at_each_image_that_is_found() -> None:
    # The images of the class come at the places 1, 2 and 4 in the order of their scores.
    by_hand = (1 / 1 + 2 / 2 + 3 / 4) / 3
    assert precision_recall(IS_CLASS, SCORES).area == pytest.approx(by_hand)


def test_a_perfect_net_has_areas_of_one_and_a_useless_one_of_a_half() -> None:
    perfect = IS_CLASS.astype(np.float32)
    assert roc_curve(IS_CLASS, perfect).area == 1
    assert precision_recall(IS_CLASS, perfect).area == 1
    assert roc_curve(IS_CLASS, np.zeros(6, np.float32)).area == 0.5


@pytest.mark.parametrize("make", [roc_curve, precision_recall])
@pytest.mark.parametrize("count", [30, 20_000])
def test_a_curve_has_few_points_and_keeps_its_ends_its_order_and_its_shape(make, count) -> None:
    is_class, scores = drawn(count)
    curve = make(is_class, scores)
    assert 2 <= len(curve.x) == len(curve.y) <= POINTS
    assert np.all(np.diff(curve.x) >= 0)
    assert (curve.x[0], curve.x[-1]) == (0, 1)
    # At the lowest threshold, everything is taken for the class.
    assert curve.y[-1] == pytest.approx(1 if make is roc_curve else is_class.mean(), abs=1e-6)
    assert 0 <= min(curve.y) <= max(curve.y) <= 1
    # The few points enclose almost the area of all.
    assert np.trapezoid(curve.y, curve.x) == pytest.approx(curve.area, abs=0.02)


def test_the_macro_average_is_between_its_curves() -> None:
    low, high = (roc_curve(*drawn(count)) for count in (200, 5000))
    mean = mean_curve([low, high])
    assert mean.area == pytest.approx((low.area + high.area) / 2)
    middle = np.interp(0.3, mean.x, mean.y)
    ends = sorted(np.interp(0.3, one.x, one.y) for one in (low, high))
    assert ends[0] < middle < ends[1]
