import numpy as np
import pytest

from edge_app.confidence import is_sure, is_sure_of, with_temperature


def test_an_answer_is_sure_from_the_threshold_of_its_class_on() -> None:
    probabilities = np.array([[0.75, 0.25], [0.7, 0.3], [0.25, 0.75], [0.3, 0.7]], np.float32)
    assert is_sure(probabilities, [0.72, 0.75]).tolist() == [True, False, True, False]


@pytest.mark.parametrize("step", [1, 127, 200, 255])
def test_at_a_step_of_an_8_bit_output_an_answer_is_sure_and_one_below_it_is_not(step: int) -> None:
    steps = np.array([[step, 0], [step - 1, 0]], np.float32) / 256
    assert is_sure(steps, [step / 256, None]).tolist() == [True, False]


def test_of_a_class_without_a_threshold_no_answer_is_sure() -> None:
    probabilities = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert is_sure(probabilities, [None, 1.0]).tolist() == [False, True]
    assert is_sure(probabilities, [None, None]).tolist() == [False, False]


def test_of_equal_probabilities_the_first_class_decides() -> None:
    assert is_sure(np.full((1, 2), 0.5, np.float32), [0.6, 0.4]).tolist() == [False]


def test_an_answer_that_is_no_number_is_not_sure() -> None:
    assert is_sure(np.full((1, 2), np.nan, np.float32), [0.0, 0.0]).tolist() == [False]


def test_no_answers_are_none() -> None:
    assert is_sure(np.zeros((0, 3), np.float32), [0.1, 0.2, None]).shape == (0,)


SURE = np.float32([[0.9, 0.1], [0.2, 0.8]])


def test_a_temperature_spreads_the_probabilities_and_keeps_their_order() -> None:
    hot = with_temperature(SURE, 2)

    assert with_temperature(SURE, 1) is SURE
    assert hot[0] == pytest.approx([0.75, 0.25])  # 0.9 : 0.1 = 3 squared.
    assert np.allclose(with_temperature(hot, 0.5), SURE)


@pytest.mark.parametrize("threshold", [None, 0.0, 0.3, float(np.float32(0.7)), 0.7, 1.0])
@pytest.mark.parametrize("best", [0.5, 0.7, 1.0])
def test_one_answer_is_judged_as_many_are(best, threshold):
    probabilities = np.array([[best, 1 - best]], np.float32)
    of_many = is_sure(probabilities, [threshold, None])[0]
    assert is_sure_of(float(probabilities[0, 0]), threshold) == of_many
