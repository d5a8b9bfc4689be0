"""Thresholds by class: what the lowest one is, and what few answers leave open."""

import numpy as np
import pytest

from edge_app.confidence import is_sure
from tests.training.confidence.conftest import DrawAnswers
from training.confidence.coverage import coverage
from training.confidence.thresholds import fit_thresholds, least_answers

PRECISION = 0.95


def answers(*groups: tuple[int, float, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Two classes: of each (class, probability, number, wrong ones), probabilities and labels."""
    rows, labels = [], []
    for best, probability, count, wrong in groups:
        row = np.full(2, 1 - probability)
        row[best] = probability
        rows += [row] * count
        labels += [1 - best] * wrong + [best] * (count - wrong)
    return np.array(rows, np.float32), np.array(labels)


def fit(*groups: tuple[int, float, int, int], precision: float = PRECISION):
    return fit_thresholds(*answers(*groups), precision=precision)


@pytest.mark.parametrize(("precision", "least"), [(0.95, 45), (0.9, 22), (0.5, 4), (0.999, 2302)])
def test_so_many_answers_without_an_error_show_a_precision(precision: float, least: int) -> None:
    assert least_answers(precision) == least
    assert precision**least <= 0.1 < precision ** (least - 1)
    fitted = fit((0, 0.9, least, 0), (1, 0.9, 1, 0), precision=precision)
    assert fitted.sources[0] == "own"


def test_the_threshold_of_a_class_is_where_its_answers_begin_to_be_right_often_enough() -> None:
    fitted = fit((0, 0.875, 200, 2), (0, 0.75, 100, 2), (0, 0.625, 99, 40), (1, 0.625, 200, 0))
    assert fitted.values == (0.75, 0.625)
    assert fitted.sources == ("own", "own")


def test_the_bound_of_the_precision_must_reach_it_and_not_the_share_itself() -> None:
    """97 of 100 is 97 %, but with 90 % certainty no more than 93.4 % (Clopper and Pearson)."""
    assert fit((0, 0.875, 100, 3), (1, 0.875, 100, 0)).values == (None, 0.875)
    assert fit((0, 0.875, 1000, 30), (1, 0.875, 100, 0)).values == (0.875, 0.875)


def test_a_class_of_which_too_many_answers_are_wrong_is_never_sure() -> None:
    fitted = fit((0, 0.99, 300, 60), (1, 0.9, 300, 0))
    assert (fitted.values[0], fitted.sources[0]) == (None, "never")


def test_a_class_with_few_answers_takes_the_threshold_of_all_together() -> None:
    fitted = fit((0, 0.875, 400, 4), (0, 0.75, 99, 50), (1, 0.9375, 20, 0), (1, 0.75, 10, 5))
    assert fitted.values == (0.875, 0.875)
    assert fitted.sources == ("own", "all classes")


def test_unless_its_own_few_answers_contradict_it() -> None:
    fitted = fit((0, 0.9, 400, 4), (1, 0.95, 20, 5))
    assert (fitted.values[1], fitted.sources[1]) == (None, "never")


def test_a_class_that_was_never_the_answer_is_never_sure() -> None:
    fitted = fit((0, 0.875, 400, 4))
    assert fitted.values == (0.875, None)
    assert fitted.sources == ("own", "never")


def test_of_fewer_answers_than_any_precision_could_be_seen_in_nothing_is_said() -> None:
    assert fit((0, 0.875, 22, 0), (1, 0.875, 22, 0)) is None
    pooled = fit((0, 0.875, 22, 0), (1, 0.875, 23, 0))
    assert pooled.values == (0.875, 0.875)
    assert pooled.sources == ("all classes", "all classes")


def test_a_threshold_stands_below_no_answer_that_it_was_not_fitted_on() -> None:
    """All answers of one probability are taken, or none: the one that is wrong counts too."""
    assert fit((0, 0.875, 60, 0), (0, 0.75, 60, 30), (1, 0.875, 60, 0)).values[0] == 0.875


@pytest.mark.parametrize("step", [136, 200, 254])
def test_on_8_bit_steps_it_lies_above_the_next_lower_step(step: int) -> None:
    probability, lower = step / 256, (step - 1) / 256
    threshold = fit((0, probability, 60, 0), (0, lower, 60, 60), (1, 0.9, 60, 0)).values[0]
    assert lower < threshold <= probability
    assert probability - threshold < 1e-4
    both = np.array([[probability, 0], [lower, 0]], np.float32)
    assert is_sure(both, [threshold, None]).tolist() == [True, False]


def test_a_probability_of_1_may_be_a_little_less_elsewhere() -> None:
    (threshold, _) = fit((0, 1.0, 60, 0), (1, 0.9, 60, 0)).values
    assert threshold == 0.9999
    assert is_sure(np.array([[1 - 1e-6, 0]], np.float32), [threshold, None]).all()


def test_a_higher_precision_never_lowers_a_threshold(draw_answers: DrawAnswers) -> None:
    probabilities, labels = draw_answers(4000)
    found = [
        [np.inf if one is None else one for one in fitted.values]
        for precision in (0.6, 0.8, 0.9, 0.95, 0.99)
        if (fitted := fit_thresholds(probabilities, labels, precision=precision))
    ]
    assert (np.array(found[1:]) >= np.array(found[:-1])).all()
    assert found[0] < found[3]


def test_on_other_answers_the_precision_is_kept(draw_answers: DrawAnswers) -> None:
    """In each of ten draws all sure answers together; by the share alone it would be half."""
    for seed in range(10):
        fitted = fit_thresholds(*draw_answers(3000, spread=4, seed=seed), precision=PRECISION)
        reached = coverage(*draw_answers(20_000, spread=4, seed=100 + seed), fitted.values)
        assert reached.right.value > PRECISION
        assert reached.sure.value > 0.3
