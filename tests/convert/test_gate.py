"""The verdicts of the gate, on answers that are made here."""

import numpy as np
import pytest

from convert.gate import Thresholds, Verdict, judge, unusable
from convert.proof.comparison import compare
from convert.proof.extremes import compare_logits

CLASSES = 10
LOGITS = np.array([[1, 2, 4], [3, 1, 0]], np.float32)
NAMES = tuple(f"class-{i}" for i in range(CLASSES))


def answers(right: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Probabilities that name the label where ``right``, and the next class elsewhere."""
    named = np.where(right, labels, (labels + 1) % CLASSES)
    return np.where(np.arange(CLASSES) == named[:, None], 0.91, 0.01).astype(np.float32)


def verdict(
    *, count: int, lost: int, in_one_class: bool = False, size: int = 1000, **limits: float
) -> Verdict:
    """On ``count`` images of ten classes Keras is always right, and the variant ``lost`` times
    wrong, spread over the classes or in the first one.
    """
    labels = np.arange(count) % CLASSES
    wrong = np.flatnonzero(labels == 0)[:lost] if in_one_class else np.arange(lost)
    right = np.ones(count, bool)
    right[wrong] = False
    comparison = compare(answers(np.ones(count, bool), labels), answers(right, labels), labels)
    return judge(
        "int8",
        comparison,
        size_bytes=size,
        class_counts=np.bincount(labels, minlength=CLASSES).tolist(),
        class_names=NAMES,
        thresholds=Thresholds(**limits),
    )


def failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if not check.passed}


def test_a_variant_that_answers_as_keras_passes_every_check() -> None:
    result = verdict(count=1000, lost=0)
    assert result.passed
    assert result.failures == ()
    assert {check.name for check in result.checks} == {
        "one_class",
        "accuracy_drop",
        "agreement",
        "recall_drop",
    }


def test_one_point_of_many_images_is_the_limit_itself() -> None:
    assert verdict(count=1000, lost=10).passed
    assert failed(verdict(count=1000, lost=11)) == {"accuracy_drop"}


def test_five_of_150_photographs_may_be_chance_and_six_are_not() -> None:
    assert verdict(count=150, lost=5).passed
    result = verdict(count=150, lost=6)
    assert failed(result) == {"accuracy_drop"}
    assert result.failures[0] == (
        "int8 lost 4.00 points of accuracy against Keras (144 of 150 right); at most 3.33 may be "
        "lost."
    )


def test_a_limit_that_is_asked_for_is_taken_as_it_is() -> None:
    assert failed(verdict(count=150, lost=1, max_accuracy_drop_points=0.0)) == {"accuracy_drop"}
    assert failed(verdict(count=150, lost=1, min_agreement=0.999)) == {"agreement"}
    assert "recall_drop" in failed(verdict(count=150, lost=1, max_recall_drop_points=5.0))


def test_agreement_is_judged_apart_from_accuracy() -> None:
    wide = {"max_accuracy_drop_points": 100.0, "max_recall_drop_points": 100.0}
    assert verdict(count=1000, lost=50, **wide).passed
    assert failed(verdict(count=1000, lost=51, **wide)) == {"agreement"}
    assert verdict(count=150, lost=10, **wide).passed
    assert failed(verdict(count=150, lost=11, **wide)) == {"agreement"}


@pytest.mark.parametrize(
    ("count", "passing"),
    [
        (150, 5),  # 15 images of the class: 5 of them may be chance.
        (5000, 50),  # 500 images: 10 points.
    ],
)
def test_a_class_may_lose_ten_points_or_five_images(count: int, passing: int) -> None:
    def checks(lost: int) -> set[str]:
        return failed(verdict(count=count, lost=lost, in_one_class=True))

    assert "recall_drop" not in checks(passing)
    result = verdict(count=count, lost=passing + 1, in_one_class=True)
    assert "recall_drop" in failed(result)
    assert any("'class-0'" in sentence for sentence in result.failures)


def test_the_class_closest_to_its_own_limit_is_named() -> None:
    """A large class is nearer to its limit than a small one that lost more points."""
    labels = np.array([0] * 1000 + [1] * 10)
    right = np.ones(1010, bool)
    right[:120] = False  # 12 points of the large class.
    right[1000:1004] = False  # 40 points of the small one: four images.
    comparison = compare(answers(np.ones(1010, bool), labels), answers(right, labels), labels)
    result = judge(
        "int8",
        comparison,
        size_bytes=1,
        class_counts=[1000, 10, *[0] * 8],
        class_names=NAMES,
        thresholds=Thresholds(),
    )
    (check,) = [check for check in result.checks if check.name == "recall_drop"]
    assert (check.passed, check.measured) == (False, pytest.approx(12))
    assert "'class-0'" in check.sentence


def test_a_variant_that_always_names_one_class_is_told_so_first() -> None:
    labels = np.arange(200) % CLASSES
    constant = np.tile(np.eye(CLASSES, dtype=np.float32)[3], (200, 1))
    comparison = compare(answers(np.ones(200, bool), labels), constant, labels)
    result = judge(
        "int8",
        comparison,
        size_bytes=1,
        class_counts=[20] * CLASSES,
        class_names=NAMES,
        thresholds=Thresholds(),
    )
    assert failed(result) == {"one_class", "accuracy_drop", "agreement", "recall_drop"}
    assert "'class-3' for 200 of 200 images" in result.failures[0]


def test_size_is_checked_only_where_it_is_limited() -> None:
    assert verdict(count=100, lost=0, size=2000, max_bytes=2000).passed
    result = verdict(count=100, lost=0, size=2001, max_bytes=2000)
    assert result.failures == ("int8 takes 2,001 bytes; at most 2,000 are allowed.",)


@pytest.mark.parametrize("factor", [1, -1])
def test_a_file_that_is_broken_at_extremes_fails(factor: int) -> None:
    labels = np.arange(100) % CLASSES
    same = answers(np.ones(100, bool), labels)
    result = judge(
        "int8",
        compare(same, same, labels),
        size_bytes=1,
        class_counts=[10] * CLASSES,
        class_names=NAMES,
        thresholds=Thresholds(),
        extremes=compare_logits(LOGITS, factor * LOGITS, step=None, names=("a", "b"), seed=1),
    )
    (check,) = [one for one in result.checks if one.name == "extremes"]
    assert check.passed is result.passed is (factor == 1)
    assert ("the file is broken" in check.sentence) is (factor == -1)


def test_a_variant_that_could_not_be_made_fails_with_the_reason() -> None:
    result = unusable("int16x8", "no kernel")
    assert not result.passed
    assert result.failures == ("int16x8 could not be made or measured: no kernel",)


def test_the_summary_is_plain_data() -> None:
    summary = verdict(count=1000, lost=11).summary()
    assert summary["passed"] is False
    check = next(one for one in summary["checks"] if one["name"] == "accuracy_drop")
    assert check["measured"] == pytest.approx(1.1)
    assert (check["limit"], check["unit"], check["passed"]) == (1.0, "points", False)
