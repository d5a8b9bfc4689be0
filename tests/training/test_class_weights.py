"""Weights for classes of unequal size."""

import numpy as np
import pytest

from training.class_weights import chosen_class_weights, class_weights, weights_line


def labels(*counts: int) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts)


def test_rare_classes_weigh_more_in_inverse_proportion():
    assert class_weights(labels(60, 30, 10), class_count=3) == pytest.approx(
        (100 / 180, 100 / 90, 100 / 30)
    )


def test_every_class_weighs_the_same_in_all_and_the_mean_over_the_images_is_one():
    rows = labels(7, 90, 3, 41)
    weights = np.array(class_weights(rows, class_count=4))[rows]
    sums = [weights[rows == label].sum() for label in range(4)]
    assert sums == pytest.approx([141 / 4] * 4)
    assert weights.mean() == pytest.approx(1)


def test_a_class_without_images_changes_nothing_for_the_others():
    weights = class_weights(labels(10, 0, 30), class_count=4)
    assert weights == pytest.approx((2.0, 1.0, 2 / 3, 1.0))


@pytest.mark.parametrize(("counts", "on"), [((30, 10), False), ((31, 10), True), ((5, 5), False)])
def test_auto_weighs_where_the_ratio_is_above_three(counts, on):
    weights = chosen_class_weights("auto", labels(*counts), class_count=2)
    assert (weights is not None) is on


def test_on_and_off_do_not_look_at_the_ratio():
    assert chosen_class_weights("on", labels(5, 5), class_count=2) == (1.0, 1.0)
    assert chosen_class_weights("off", labels(1, 99), class_count=2) is None


def test_the_line_for_the_user_names_the_ends_of_the_range():
    line = weights_line((0.5, 4.0, 1.0), ("cat", "emu", "dog"))
    assert line.startswith(
        "The classes are of unequal size: an image counts 0.50 (cat) to 4.00 (emu)"
    )


def test_the_line_for_equal_classes_does_not_call_them_unequal():
    line = weights_line((1.0, 1.0), ("cat", "dog"))
    assert line == "The class weights are on, and all equal: every image counts the same."
