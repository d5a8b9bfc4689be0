"""Measuring candidates, each in its process; one that fails does not take the others along."""

import pytest

from training.speed.candidates import Candidate
from training.speed.measure import Measurement, measure


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def measured(said) -> list[Measurement]:
    rows = [
        Candidate(recipe="plain-cnn", backend="nonsense"),
        Candidate(recipe="plain-cnn", backend=None),
        Candidate(recipe="plain-cnn", backend="tensorflow", threads=1),
    ]
    return measure(rows, steps=3, rounds=2, say=said.append)


def test_each_round_gives_images_per_second(measured):
    _, pipeline, training = measured
    for each in (pipeline, training):
        assert len(each.images_per_second) == 2
        assert each.batch_size == 64
        assert each.error is None
    assert pipeline.median > training.median
    assert training.first_step_seconds > 64 / training.median  # For it was traced, too.


def test_a_candidate_that_fails_says_why(measured, said):
    assert measured[0].images_per_second == ()
    assert "the process ended with status 1: " in measured[0].error
    assert "nonsense" in measured[0].error
    assert said[0] == f"plain-cnn, nonsense: {measured[0].error}"
    assert said[1].startswith("plain-cnn, input pipeline alone: first step after ")
    assert said[2].startswith("plain-cnn, TensorFlow, threads 1: first step after ")
    assert said[3:] == ["plain-cnn: round 1/2", "plain-cnn: round 2/2"]


def test_median_and_spread_are_those_of_the_rounds():
    row = Candidate(recipe="a", backend="jax")
    three = Measurement(candidate=row, images_per_second=(90.0, 120.0, 100.0))
    assert three.median == 100.0
    assert three.spread == pytest.approx(0.3)
