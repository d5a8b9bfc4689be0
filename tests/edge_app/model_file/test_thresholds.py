"""The thresholds in a model file, and what a damaged file may hold in their place."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_file.summary import sure_words
from edge_app.model_file.thresholds import stated_thresholds
from tests.edge_app.tiny_models import color_graph

RED = np.full((8, 8, 3), (255, 0, 0), np.uint8)
EVEN = np.zeros((8, 8, 3), np.uint8)


def test_a_file_without_them_states_none(load: Callable[..., Classifier]) -> None:
    classifier = load(color_graph(), input_range="0,255")
    answer = classifier.classify(RED)
    assert classifier.info.thresholds is answer.sure is answer.threshold is None


def test_an_answer_says_whether_it_is_sure_and_from_when_on(
    with_thresholds: Callable[..., Classifier],
) -> None:
    classifier = with_thresholds("[0.3, null, 1]")
    assert classifier.info.thresholds == (0.3, None, 1.0)
    assert (classifier.classify(EVEN).sure, classifier.classify(EVEN).threshold) == (True, 0.3)
    green, blue = np.roll(RED, 1, axis=2), np.roll(RED, 2, axis=2)
    assert (classifier.classify(green).sure, classifier.classify(green).threshold) == (False, None)
    assert (classifier.classify(blue).sure, classifier.classify(blue).threshold) == (True, 1.0)


def test_one_class_asked_for_is_enough_to_know(
    with_thresholds: Callable[..., Classifier],
) -> None:
    assert with_thresholds("[0.4, 0.4, 0.4]").classify(EVEN, top=1).sure is False


def test_the_summary_says_from_when_on(with_thresholds: Callable[..., Classifier]) -> None:
    def said(thresholds: str) -> str:
        classifier = with_thresholds(thresholds)
        return sure_words(classifier.labels, classifier.info.thresholds)

    assert said("[0.3, null, 0.925]") == "from 30.0 % to 92.5 % on, by class; never of green"
    assert said("[null, null, null]") == "never, of no class"


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ("[0.5, 0.5]", "has 2 thresholds for 3 classes"),
        ("[]", "has 0 thresholds for 3 classes"),
        ("[0.5, 0.5, NaN]", "One of the model's thresholds is nan"),
        ("[0.5, 1.5, 0.5]", r"One of the model's thresholds is 1\.5"),
        ("[0.5, -0.1, 0.5]", r"One of the model's thresholds is -0\.1"),
        (f"[0.5, 0.5, 1{'0' * 400}]", r"One of the model's thresholds is 10{50,60}\.\.\."),
        ("[0.5, true, 0.5]", "One of the model's thresholds is True"),
        ('[0.5, "0.5", 0.5]', r"One of the model's thresholds is '0\.5'"),
        ("0.5", r"The model's thresholds are 0\.5"),
        ('{"red": 0.5}', "The model's thresholds are {'red'"),
    ],
)
def test_what_cannot_be_thresholds_is_refused(
    with_thresholds: Callable[..., Classifier], thresholds: str, message: str
) -> None:
    with pytest.raises(ModelFileError, match=message) as caught:
        with_thresholds(thresholds)
    assert "Convert the model again." in str(caught.value)


def test_thresholds_that_are_null_are_none() -> None:
    custom: dict[str, Any] = json.loads('{"thresholds": null}')
    assert stated_thresholds(custom) is None
