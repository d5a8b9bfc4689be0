"""What the record and the user get: plain data, and two lines."""

import json

import numpy as np

from edge_app.confidence import with_temperature
from tests.training.confidence.conftest import DrawAnswers
from training.confidence.summary import confidence_lines, confidence_summary

NAMES = ("cat", "dog", "frog", "ship")
EVEN = np.full((20, 4), 0.25, np.float32)
NOISE = np.full((50, 4), (0.97, 0.01, 0.01, 0.01), np.float32)


def summarized(draw_answers: DrawAnswers, count: int, *, spread: float = 4.0) -> dict:
    true, labels = draw_answers(count, spread=spread)
    claimed = with_temperature(true, 0.5)
    summary = confidence_summary(
        claimed,
        labels,
        class_names=NAMES,
        precision=0.95,
        unknown={"uniform noise": NOISE, "pictures: frogs": EVEN},
    )
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    return summary


def test_it_holds_temperature_thresholds_and_what_they_come_to(draw_answers: DrawAnswers) -> None:
    summary = summarized(draw_answers, 4000)
    assert 1.9 < summary["temperature"] < 2.1
    assert summary["calibration_error"]["after"] < 0.5 * summary["calibration_error"]["before"]
    assert [row["class"] for row in summary["thresholds"]] == list(NAMES)
    for row in summary["thresholds"]:
        assert row["precision"] >= 0.95
        assert 0 < row["coverage"] <= 1
        assert row["interval"][0] < row["precision"] < row["interval"][1]
    assert sum(row["answers"] for row in summary["thresholds"]) == 4000
    assert summary["not_sure_share"] == 1 - summary["sure"]["sure"]["value"]
    assert summary["unknown"] == [
        {"kind": "uniform noise", "count": 50, "answered_sure": 0, "above_half": 50},
        {"kind": "pictures: frogs", "count": 20, "answered_sure": 0, "above_half": 0},
    ]


def test_the_answers_about_nothing_known_get_the_temperature_too(
    draw_answers: DrawAnswers,
) -> None:
    """0.97 is 0.83 at the temperature 2: below the thresholds, which are of such probabilities."""
    summary = summarized(draw_answers, 4000)
    assert with_temperature(NOISE, summary["temperature"])[0, 0] < 0.85
    assert summary["thresholds"][0]["threshold"] > 0.8


def test_the_user_reads_a_line_on_each(draw_answers: DrawAnswers) -> None:
    first, second, third = confidence_lines(summarized(draw_answers, 4000))
    assert first.startswith("Confidence: temperature 1.9") or "temperature 2.0" in first
    assert second.startswith("Sure of ")
    assert second.endswith("0.0 % of 50 drawn pictures of nothing that it knows.")
    assert third == "Of the 20 pictures of --unknown it is sure of 0.0 %."


def test_few_images_are_said_to_be_too_few(draw_answers: DrawAnswers) -> None:
    summary = summarized(draw_answers, 40)
    assert (summary["temperature"], summary["thresholds"], summary["sure"]) == (1, [], None)
    assert summary["not_sure_share"] is None
    assert confidence_lines(summary)[0].startswith(
        "Confidence: no temperature (40 images are too few, expected at least 100)"
    )
    assert confidence_lines(summary)[1] == (
        "When the net is sure cannot be said: 40 validation images are too few, expected at least "
        "45."
    )


def test_a_net_that_is_never_sure_says_so(draw_answers: DrawAnswers) -> None:
    summary = summarized(draw_answers, 2000, spread=0.1)
    assert [row["threshold"] for row in summary["thresholds"]] == [None] * 4
    assert summary["not_sure_share"] == 1
    assert confidence_lines(summary)[1] == (
        "The net is never sure: of no class are 95 % of the answers right."
    )
