"""The facts of a split, counted by hand on a few answers, and in every odd case."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.training.report.drawn import NAMES, drawn_probabilities, drawn_split
from training.evaluation import accuracy
from training.parts import Split
from training.reliability import calibration_error
from training.report.split_facts import SplitFacts, split_facts

ANSWERS = np.array(
    [
        [0.7, 0.2, 0.1],  # cat: right
        [0.2, 0.5, 0.3],  # cat, taken for dog
        [0.1, 0.8, 0.1],  # dog: right
        [0.4, 0.35, 0.25],  # dog, taken for cat
        [0.3, 0.6, 0.1],  # dog: right
        [0.2, 0.3, 0.5],  # fox: right
    ],
    np.float32,
)
LABELS = np.array([0, 0, 1, 1, 1, 2])
CLASSES = ("cat", "dog", "fox")


def split_of(labels: np.ndarray) -> Split:
    return replace(drawn_split(len(labels)), labels=labels)


@pytest.fixture
def facts() -> SplitFacts:
    return split_facts("validation", split_of(LABELS), ANSWERS, CLASSES)


def test_the_accuracy_and_the_top_k_are_counted(facts) -> None:
    assert facts.accuracy == accuracy(4, 6)
    assert facts.top == {2: accuracy(5, 6)}  # The three likeliest of three are all.
    assert facts.mistakes == 2


def test_each_class_is_counted_against_the_rest(facts) -> None:
    cat, dog, fox = facts.classes
    assert [(one.images, one.predicted) for one in facts.classes] == [(2, 2), (3, 3), (1, 1)]
    assert [one.recall for one in (cat, dog, fox)] == [
        accuracy(1, 2),
        accuracy(2, 3),
        accuracy(1, 1),
    ]
    assert (cat.precision, dog.precision) == (accuracy(1, 2), accuracy(2, 3))
    assert (cat.accuracy, dog.accuracy, fox.accuracy) == (
        accuracy(4, 6),
        accuracy(4, 6),
        accuracy(6, 6),
    )
    assert (cat.f1, dog.f1, fox.f1) == pytest.approx((0.5, 2 / 3, 1.0))
    assert [one.missing for one in facts.classes] == [None] * 3


def test_rows_of_the_confusion_are_true_classes_and_pairs_join_both_ways(facts) -> None:
    assert facts.confusion == ((1, 1, 0), (1, 2, 0), (0, 0, 1))
    (pair,) = facts.confused_pairs
    assert asdict(pair) == {"first": 0, "second": 1, "first_as_second": 1, "second_as_first": 1}


def test_the_surest_mistake_comes_first_with_the_name_of_its_image(facts) -> None:
    first, second = facts.surest_mistakes
    assert (first.index, first.label, first.predicted) == (1, 0, 1)
    assert first.probability == pytest.approx(0.5)
    assert second.index == 3
    assert first.image == split_of(LABELS).hashes[1].hex()


def test_a_picture_of_a_folder_is_named_by_the_end_of_its_path(tmp_path) -> None:
    split = drawn_split(8, folder=tmp_path / "photos" / "val")
    answers = np.eye(4, dtype=np.float32)[(split.labels + 1) % 4]
    facts = split_facts("validation", split, answers, NAMES)
    assert facts.surest_mistakes[0].image == "val/0/0000.png"


def test_averages_are_over_the_classes_and_over_the_answers(facts) -> None:
    found = facts.averages
    assert found.recall == pytest.approx((1 / 2 + 2 / 3 + 1) / 3)
    assert found.f1 == pytest.approx((1 / 2 + 2 / 3 + 1) / 3)
    assert found.macro_roc.area == pytest.approx(np.mean([one.roc.area for one in facts.classes]))
    right = np.eye(3, dtype=bool)[LABELS]
    pairs = [a > b for a in ANSWERS[right] for b in ANSWERS[~right]]
    ties = [a == b for a in ANSWERS[right] for b in ANSWERS[~right]]
    assert found.micro_roc.area == pytest.approx(np.mean(pairs) + np.mean(ties) / 2)


def test_the_bins_of_the_reliability_add_up_to_the_calibration_error() -> None:
    split = drawn_split(500)
    answers = drawn_probabilities(split.labels, class_count=4, seed=3)
    found = split_facts("validation", split, answers, NAMES).calibration
    assert sum(one.images for one in found.bins) == 500
    gaps = [
        one.images * abs(one.accuracy.value - one.confidence) for one in found.bins if one.images
    ]
    assert found.error == pytest.approx(sum(gaps) / 500)
    assert found.error == calibration_error(answers, split.labels)
    assert found.confidence == pytest.approx(answers.max(axis=1).mean(), rel=1e-5)
    assert all(one.low < one.confidence <= one.high for one in found.bins if one.images)


def test_a_class_without_images_has_no_figures_and_a_reason() -> None:
    labels = np.array([0, 0, 1, 1])
    answers = np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1]])
    facts = split_facts("test", split_of(labels), answers.astype(np.float32), CLASSES)
    fox = facts.classes[2]
    assert (fox.images, fox.predicted, fox.missing) == (0, 1, "no images of this class")
    assert (fox.recall, fox.f1, fox.roc, fox.precision_recall) == (None,) * 4
    assert fox.precision == accuracy(0, 1)
    assert facts.averages.recall == pytest.approx((1 / 2 + 1) / 2)


def test_a_split_of_one_class_has_no_roc_curve_and_a_reason() -> None:
    facts = split_facts("test", split_of(np.array([1])), ANSWERS[2:3], CLASSES)
    assert facts.classes[1].roc is None
    assert facts.classes[1].missing == "no images of other classes"
    assert facts.averages.macro_roc is None
    assert facts.averages.micro_roc.area == 1


def test_a_class_that_is_never_answered_has_no_precision_and_a_reason() -> None:
    answers = np.tile(np.array([[0.6, 0.3, 0.1]], np.float32), (6, 1))
    dog = split_facts("test", split_of(LABELS), answers, CLASSES).classes[1]
    assert (dog.precision, dog.missing) == (None, "no image is taken for this class")
    assert dog.recall == accuracy(0, 3)


@pytest.mark.parametrize(("count", "classes"), [(1, 2), (40, 2), (2000, 40)])
def test_facts_are_ready_for_json_and_of_a_bounded_size(count: int, classes: int) -> None:
    names = tuple(f"class {i}" for i in range(classes))
    split = drawn_split(count, class_count=classes)
    answers = drawn_probabilities(split.labels, class_count=classes, seed=3)
    text = json.dumps(asdict(split_facts("validation", split, answers, names)), allow_nan=False)
    assert len(text) < 6000 * (classes + 4)


def test_an_empty_split_is_refused_by_its_name() -> None:
    empty = split_of(np.array([], np.int64))
    with pytest.raises(PipelineError, match="There are no validation images"):
        split_facts("validation", empty, np.empty((0, 3), np.float32), CLASSES)


def test_answers_about_other_classes_and_no_numbers_are_refused() -> None:
    with pytest.raises(PipelineError, match=r"shape \(6, 3\), expected \(6, 4\)"):
        split_facts("test", split_of(LABELS), ANSWERS, NAMES)
    damaged = ANSWERS.copy()
    damaged[0, 0] = np.nan
    with pytest.raises(PipelineError, match="test images are not all finite numbers"):
        split_facts("test", split_of(LABELS), damaged, CLASSES)
