import numpy as np
import pytest

from edge_app.confidence import with_temperature
from tests.training.confidence.conftest import DrawAnswers
from training.confidence.temperature import fit_temperature
from training.reliability import calibration_error


def test_probabilities_that_are_true_have_the_temperature_1(draw_answers: DrawAnswers) -> None:
    fitted = fit_temperature(*draw_answers(20_000))
    assert fitted.value == pytest.approx(1, abs=0.03)
    assert fitted.reason is None


@pytest.mark.parametrize("applied", [0.5, 0.8, 1.5, 3.0])
def test_a_temperature_that_was_applied_is_found_and_undone(
    draw_answers: DrawAnswers, applied: float
) -> None:
    true, labels = draw_answers(20_000)
    claimed = with_temperature(true, 1 / applied)
    fitted = fit_temperature(claimed, labels)
    assert fitted.value == pytest.approx(applied, rel=0.03)
    mended = with_temperature(claimed, fitted.value)
    assert calibration_error(claimed, labels) > 0.03
    assert calibration_error(mended, labels) < 0.015


def test_it_minimises_the_loss(draw_answers: DrawAnswers) -> None:
    true, labels = draw_answers(500)
    claimed = with_temperature(true, 0.6)
    best = fit_temperature(claimed, labels).value

    def loss(temperature: float) -> float:
        scaled = with_temperature(claimed, temperature).astype(np.float64)
        return float(-np.log(scaled[np.arange(len(labels)), labels]).mean())

    assert loss(best) < min(loss(best * 1.02), loss(best / 1.02))


def test_the_best_class_stays_the_best(draw_answers: DrawAnswers) -> None:
    probabilities, _ = draw_answers(2000, classes=10, spread=5)
    for temperature in (0.3, 1.1, 7.0):
        scaled = with_temperature(probabilities, temperature)
        assert (scaled.argmax(axis=1) == probabilities.argmax(axis=1)).all()
        assert scaled.sum(axis=1) == pytest.approx(1, abs=1e-5)
        assert scaled.dtype == np.float32


def test_zeros_and_ones_stay_numbers() -> None:
    exact = np.array([[1, 0, 0], [0, 0.5, 0.5]], np.float32)
    for temperature in (0.05, 20.0):
        assert np.isfinite(with_temperature(exact, temperature)).all()
    assert with_temperature(exact, 1) is exact


@pytest.mark.parametrize("temperature", [0, -1, float("nan")])
def test_a_temperature_that_is_none_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="expected a number above 0"):
        with_temperature(np.ones((1, 1), np.float32), temperature)


def test_too_few_images_or_wrong_answers_leave_it_at_1(draw_answers: DrawAnswers) -> None:
    probabilities, labels = draw_answers(99)
    assert fit_temperature(probabilities, labels).value == 1
    assert fit_temperature(probabilities, labels).reason == (
        "99 images are too few, expected at least 100"
    )
    all_right = fit_temperature(probabilities.repeat(2, axis=0), probabilities.argmax(1).repeat(2))
    assert (all_right.value, all_right.reason) == (
        1,
        "0 wrong answers are too few, expected at least 5",
    )


def test_a_net_that_knows_nothing_has_no_temperature() -> None:
    random = np.random.default_rng(3)
    probabilities = with_temperature(random.dirichlet(np.ones(4), 4000).astype(np.float32), 0.2)
    fitted = fit_temperature(probabilities, random.integers(0, 4, 4000))
    assert (fitted.value, fitted.reason) == (
        1,
        "the best temperature is not between the bounds 0.05 to 20",
    )
