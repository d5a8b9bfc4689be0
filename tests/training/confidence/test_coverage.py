import numpy as np

from training.confidence.coverage import coverage, coverage_by_class, plain_coverage

PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.55, 0.45]], np.float32)
LABELS = np.array([0, 1, 0, 1, 1])


def test_it_counts_the_sure_answers_and_the_right_ones_among_them() -> None:
    found = coverage(PROBABILITIES, LABELS, [0.65, 0.65])
    assert (found.sure.correct, found.sure.count) == (3, 5)
    assert (found.right.correct, found.right.count) == (2, 3)
    assert found.right.low < 2 / 3 < found.right.high
    assert str(found) == "sure of 3 of 5 (60.0 %), 66.7 % of them right"


def test_without_a_sure_answer_nothing_is_right_or_wrong() -> None:
    found = coverage(PROBABILITIES, LABELS, [None, None])
    assert (found.sure.correct, found.right) == (0, None)
    assert str(found) == "sure of 0 of 5 (0.0 %)"
    assert found.summary()["right"] is None


def test_each_class_counts_the_answers_that_name_it() -> None:
    first, second, third = coverage_by_class(
        np.pad(PROBABILITIES, ((0, 0), (0, 1))), LABELS, [0.65, 0.9, 0.5]
    )
    assert (first.sure.correct, first.sure.count, first.right.correct) == (2, 4, 1)
    assert (second.sure.correct, second.sure.count, second.right) == (0, 1, None)
    assert third is None


def test_the_plain_threshold_is_a_half_for_all() -> None:
    assert plain_coverage(PROBABILITIES, LABELS) == coverage(PROBABILITIES, LABELS, [0.5, 0.5])
