"""Our files in MediaPipe Tasks, which reads them by the standard metadata alone."""

from typing import Any

import mediapipe as mp
import numpy as np

from edge_app import Classifier
from edge_app.images import fit_to_input
from edge_app.model_file.golden_samples import draw_sample

PICTURES = 500
# MediaPipe brings its own build of the runtime: a sum may be rounded to the next of the output's
# 256 steps, or added up in another order. On x86-64 all answers were equal to the last bit.
TOLERANCE = {"uint8": 1 / 256 + 1e-6, "float32": 1e-5}


def their_probabilities(classifier: Any, pixels: np.ndarray) -> dict[str, float]:
    image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(pixels))
    (answer,) = classifier.classify(image).classifications
    return {category.category_name: category.score for category in answer.categories}


def compare(ours: Classifier, theirs: Any, pictures: np.ndarray) -> None:
    assert len(pictures) == PICTURES
    expected = np.stack([ours.probabilities(picture) for picture in pictures])
    answers = [their_probabilities(theirs, picture) for picture in pictures]
    assert all(set(answer) == set(ours.labels) for answer in answers)
    got = np.array([[answer[label] for label in ours.labels] for answer in answers])
    (details,) = ours.runtime.interpreter.get_output_details()
    tolerance = TOLERANCE[np.dtype(details["dtype"]).name]
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance)
    second, first = np.sort(expected)[:, -2:].T
    sure = first - second > 2 * tolerance
    assert sure.mean() > 0.9
    assert (got.argmax(axis=1) == expected.argmax(axis=1))[sure].all()


def test_five_hundred_drawn_pictures_get_the_same_answers(ours: Classifier, theirs: Any) -> None:
    height, width = ours.input_size
    drawn = [draw_sample(1, number, input_size=(height, width)) for number in range(PICTURES)]
    fitted = np.stack([fit_to_input(picture, height=height, width=width) for picture in drawn])
    compare(ours, theirs, fitted)


def test_five_hundred_photographs_get_the_same_answers(
    ours: Classifier, theirs: Any, photographs: np.ndarray
) -> None:
    compare(ours, theirs, photographs)
