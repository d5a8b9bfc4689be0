"""Each advice is given where the figures support it, and not otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.report.drawn import drawn_split
from training.evaluation import accuracy
from training.report import class_advice, run_advice
from training.report.advice import NOTHING, advice
from training.report.evidence import Evidence
from training.report.split_facts import split_facts

NAMES = ("cat", "dog", "fox", "owl")
PLENTY = (500,) * 4


def evidence(confusion: list[list[int]], *, sureness: float = 0.9, **known: object) -> Evidence:
    """What is known of a net with this ``confusion``, all of whose answers are as sure."""
    counts = np.array(confusion)
    labels, predicted = (
        np.repeat(places.ravel(), counts.ravel()) for places in np.indices(counts.shape)
    )
    answers = np.full((len(labels), 4), (1 - sureness) / 3, np.float32)
    answers[np.arange(len(labels)), predicted] = sureness
    split = replace(drawn_split(len(labels)), labels=labels)
    facts = split_facts("validation", split, answers, NAMES)
    given = {"training_images": PLENTY, **known}
    return Evidence(facts=facts, class_names=NAMES, **given)


def even(right: int, wrong: int) -> list[list[int]]:
    """A confusion in which every class is as good, and every mistake as frequent."""
    return [[right if i == j else wrong for j in range(4)] for i in range(4)]


GOOD = even(880, 40)  # 88.0 % of 4,000.


def curves(**changed: list[float]) -> dict[str, object]:
    """A quiet history of six epochs, the last of which is kept, but for what is ``changed``."""
    history = {
        "loss": [1.0, 0.6, 0.5, 0.4, 0.35, 0.34],
        "accuracy": [0.6, 0.8, 0.85, 0.88, 0.9, 0.9],
        "val_loss": [1.0, 0.6, 0.5, 0.4, 0.36, 0.36],
        "val_accuracy": [0.6, 0.8, 0.86, 0.895, 0.9, 0.901],
        **changed,
    }
    return {"history": history, "kept_epoch": 5}


def test_a_good_net_gets_no_advice_and_says_so() -> None:
    assert advice(evidence(GOOD, **curves())) == (NOTHING,)
    assert advice(evidence(GOOD)) == (NOTHING,)


def test_the_advice_names_all_that_applies_the_data_first() -> None:
    said = advice(evidence(GOOD, training_images=(500, 20, 500, 500), **curves(accuracy=[1.0] * 6)))
    assert [words.split(":")[0].split("(")[0] for words in said] == [
        "There are too few training images",
        "owl has 500 training images and dog 20",
        "The net knows its training images ",
    ]


def test_classes_with_few_training_images_are_named_with_their_number() -> None:
    said = class_advice.few_training_images(evidence(GOOD, training_images=(12, 500, 49, 50)))
    assert said.startswith("There are too few training images: 12 of cat and 49 of fox. A class")
    assert class_advice.few_training_images(evidence(GOOD, training_images=(50,) * 4)) is None


def test_classes_of_unequal_size_are_told_by_the_largest_and_the_smallest() -> None:
    said = class_advice.imbalance(evidence(GOOD, training_images=(1501, 500, 900, 900)))
    assert said.startswith("cat has 1,501 training images and dog 500:")
    assert class_advice.imbalance(evidence(GOOD, training_images=(1500, 500, 900, 900))) is None


def test_a_pair_with_more_than_its_share_of_the_errors_is_named_with_its_share() -> None:
    confusion = even(900, 10)
    confusion[0][1], confusion[1][0] = 60, 40
    said = class_advice.confused_pairs(evidence(confusion))
    assert said.startswith("cat and dog make up 50 % of the errors (100 of 200). More training")
    confusion[2][3] = 90
    said = class_advice.confused_pairs(evidence(confusion))
    assert said.startswith("cat and dog make up 36 % of the errors (100 of 280), fox and owl 36 %.")


@pytest.mark.parametrize(
    "confusion",
    [
        even(900, 30),  # Every pair has its even share.
        [[9, 1, 0, 0], [1, 9, 0, 0], [0, 0, 10, 0], [0, 0, 0, 10]],  # Two pictures only.
        even(100, 0),  # No errors at all.
    ],
)
def test_pairs_by_chance_are_not_named(confusion) -> None:
    assert class_advice.confused_pairs(evidence(confusion)) is None


def test_of_two_classes_the_only_pair_is_not_named() -> None:
    split = replace(drawn_split(100), labels=np.arange(100) % 2)
    answers = np.tile(np.array([[0.6, 0.4]], np.float32), (100, 1))
    facts = split_facts("validation", split, answers, NAMES[:2])
    known = Evidence(facts=facts, class_names=NAMES[:2], training_images=(90, 90))
    assert class_advice.confused_pairs(known) is None


def test_a_class_far_below_the_others_is_named_with_what_it_is_taken_for() -> None:
    confusion = even(900, 10)
    confusion[3] = [20, 250, 30, 600]
    said = class_advice.poor_recall(evidence(confusion))
    assert "(89.4 %): owl (66.7 %, mostly taken for dog). More" in said


@pytest.mark.parametrize("row", [[80, 40, 40, 760], [0, 1, 0, 3]])
def test_a_class_a_little_below_or_of_few_images_is_not_named(row) -> None:
    confusion = even(800, 40)
    confusion[3] = row
    assert class_advice.poor_recall(evidence(confusion)) is None


def test_few_validation_images_are_said_to_be_few_with_the_interval() -> None:
    said = run_advice.few_images(evidence(even(10, 1)))
    assert said.startswith("Only 52 validation images: the true accuracy may be anything in 63.")
    assert run_advice.few_images(evidence(GOOD)) is None


def test_overfitting_is_a_gap_that_chance_does_not_explain() -> None:
    said = run_advice.overfitting(evidence(GOOD, **curves(accuracy=[0.999] * 6)))
    assert said.startswith(
        "The net knows its training images (99.9 % right) better than new ones (88.0 %)"
    )
    assert run_advice.overfitting(evidence(GOOD, **curves(accuracy=[0.97] * 6))) is None
    assert run_advice.overfitting(evidence(even(6, 1), **curves(accuracy=[0.79] * 6))) is None
    assert run_advice.overfitting(evidence(GOOD)) is None


def test_a_validation_loss_that_rises_while_the_training_loss_falls_is_told_with_its_epoch() -> (
    None
):
    rising = [1.0, 0.5, 0.4, 0.42, 0.45, 0.5]
    said = run_advice.rising_loss(evidence(GOOD, **curves(val_loss=rising)))
    assert said.startswith("The validation loss has risen by 25 % since epoch 3:")
    both = curves(val_loss=rising, loss=[1.0, 0.5, 0.4, 0.5, 0.6, 0.7])
    assert run_advice.rising_loss(evidence(GOOD, **both)) is None
    little = curves(val_loss=[1.0, 0.5, 0.4, 0.42, 0.43, 0.43])
    assert run_advice.rising_loss(evidence(GOOD, **little)) is None


def test_a_run_that_was_still_rising_is_told_by_how_much() -> None:
    rising = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9]
    said = run_advice.undertraining(evidence(GOOD, **curves(val_accuracy=rising)))
    assert "still rising at the end, by 10.0 points in the last 2 of 6 epochs" in said
    # Within the interval of 52 images, a rise says nothing; nor do two epochs.
    assert run_advice.undertraining(evidence(even(10, 1), **curves(val_accuracy=rising))) is None
    short = {"history": {name: values[:2] for name, values in curves()["history"].items()}}
    assert run_advice.undertraining(evidence(GOOD, **short, kept_epoch=1)) is None


def test_a_run_that_overfits_is_not_told_to_go_on() -> None:
    rising = curves(val_accuracy=[0.5, 0.6, 0.7, 0.8, 0.85, 0.9], accuracy=[1.0] * 6)
    assert run_advice.undertraining(evidence(even(800, 66), **rising)) is None


@pytest.mark.parametrize(("sureness", "word"), [(0.99, "surer"), (0.8, "less sure")])
def test_a_confidence_far_from_the_accuracy_is_told_in_its_direction(sureness, word) -> None:
    said = run_advice.confidence(evidence(GOOD, sureness=sureness))
    assert said.startswith(
        f"The net is {word} than it should be: it gives its answers {100 * sureness:.1f} %"
    )
    assert said.endswith("Do not take its percentages at their word.")
    corrected = run_advice.confidence(evidence(GOOD, sureness=sureness, calibrated=True))
    assert corrected.endswith("The temperature below corrects it where the model is converted.")


def test_a_confidence_near_the_accuracy_is_not_told() -> None:
    assert run_advice.confidence(evidence(GOOD, sureness=0.92)) is None


def test_sure_mistakes_are_counted() -> None:
    one = even(100, 0)
    one[0][1] = 1
    assert run_advice.sure_mistakes(evidence(one, sureness=0.995)).startswith("1 wrong answer was")
    assert run_advice.sure_mistakes(evidence(GOOD, sureness=0.995)).startswith(
        "At least 24 wrong answers were given with 99 % or more."
    )
    assert run_advice.sure_mistakes(evidence(GOOD, sureness=0.98)) is None


def test_near_duplicates_are_suspected_where_figures_are_too_good() -> None:
    worse = accuracy(800, 1000)
    said = run_advice.near_duplicates(evidence(GOOD, test=worse))
    assert said.startswith(
        "88.0 % of the validation images are right, and 80.0 % of the test images"
    )
    assert "`python -m training inspect`" in said
    assert run_advice.near_duplicates(evidence(GOOD, test=accuracy(875, 1000))) is None
    best = even(990, 2)
    assert "drawn at random" in run_advice.near_duplicates(evidence(best, drawn_folder=True))
    assert run_advice.near_duplicates(evidence(best)) is None
    assert run_advice.near_duplicates(evidence(GOOD, drawn_folder=True)) is None
