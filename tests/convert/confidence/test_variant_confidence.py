"""The thresholds of a converted file, by its own answers, or those of a twin."""

from pathlib import Path

import numpy as np
import pytest

from convert.confidence.twin import Twin
from convert.confidence.variant_confidence import ThresholdFitter, answers_about
from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError
from training.confidence.unknown import UnknownPictures, unknown_pictures
from training.datasets import Dataset

PRECISION = 0.95


@pytest.fixture(scope="module")
def classifier(converted) -> Classifier:
    return Classifier(converted.folder / "shapes-shapes.tflite")


@pytest.fixture(scope="module")
def answers(classifier: Classifier, dataset: Dataset) -> np.ndarray:
    return np.stack([classifier.probabilities(image) for image in dataset.validation.images[:]])


@pytest.fixture(scope="module")
def few() -> UnknownPictures:
    kinds = unknown_pictures(size=32, folder=None).images
    return UnknownPictures({"stripes": kinds["stripes"][:5]})


def fitter(dataset: Dataset, few: UnknownPictures, **more: object) -> ThresholdFitter:
    options = {"precision": PRECISION, "temperature": 1.0, "unknown": few, **more}
    return ThresholdFitter(labels=dataset.validation.labels, **options)


def test_what_the_fit_says_is_what_the_device_says(
    classifier: Classifier, answers: np.ndarray, dataset: Dataset, few: UnknownPictures
) -> None:
    """The file's thresholds were fitted on these answers: count them by the app's own word."""
    found = fitter(dataset, few).fit("int8", classifier, answers).figures
    assert found.values == classifier.info.thresholds
    said = [classifier.classify(image).sure for image in dataset.validation.images[:]]
    assert sum(said) == found.sure.sure.correct
    unknown = [classifier.classify(image).sure for image in few.images["stripes"]]
    assert (sum(unknown), len(unknown)) == (found.unknown[0].answered_sure, 5)


def test_the_temperature_is_taken_back_for_the_error_before(
    classifier: Classifier, answers: np.ndarray, dataset: Dataset, few: UnknownPictures
) -> None:
    same, other = (
        fitter(dataset, few, temperature=temperature).fit("int8", classifier, answers)
        for temperature in (1.0, 3.0)
    )
    assert same.error_before != other.error_before
    assert same.figures.values == other.figures.values


def test_the_thresholds_of_a_twin_go_before(
    classifier: Classifier, answers: np.ndarray, dataset: Dataset, few: UnknownPictures
) -> None:
    twin = Twin(Path("twin.json"), 1.0, {"int8": [0.5, None, 0.75, 1.0]})
    found = fitter(dataset, few, twin=twin).fit("int8", classifier, answers).figures
    assert found.values == [0.5, None, 0.75, 1.0]
    assert found.fitted.sources == ("twin",) * 4
    assert found.by_class[1].sure.correct == 0


class Silent(Classifier):
    """As a net that divides by a picture's contrast, and has no answer to a plain one."""

    def probabilities(self, image: np.ndarray) -> np.ndarray:
        raise ModelFileError(f"The answer to a picture of {image.shape} is not a number.")


def test_a_picture_without_an_answer_is_not_sure(converted, few: UnknownPictures) -> None:
    silent = Silent.__new__(Silent)
    silent.label_choice = Classifier(converted.folder / "shapes-shapes.tflite").label_choice
    (given,) = answers_about(few, silent).values()
    assert np.isnan(given).all()
    assert given.shape == (5, 4)
