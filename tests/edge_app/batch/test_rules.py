import pytest

from edge_app.batch.rules import AnswerRule, kept_classes
from edge_app.errors import SettingsError
from edge_app.predictions import Classification, Prediction, Timing

LABELS = ("cat", "dog", "tench, Tinca tinca", "crane", "crane")
BY_RANK = ((1, 0.5), (0, 0.3), (3, 0.1), (4, 0.07), (2, 0.03))


def answer(count: int = 5, *, sure: bool | None = True) -> Classification:
    predictions = tuple(Prediction(LABELS[i], i, p) for i, p in BY_RANK[:count])
    threshold = None if sure is None else 0.45
    return Classification(predictions, Timing(1, 2, 3), sure, threshold)


def test_without_a_word_the_answer_stays_as_it_is() -> None:
    rule = AnswerRule(top=2, classes=5)
    assert (rule.asked, rule.named) == (2, 2)
    assert rule.apply(answer(2)) == answer(2)


def test_a_threshold_of_ones_own_goes_before_the_models() -> None:
    for threshold, sure in ((0.5, True), (0.51, False)):
        judged = AnswerRule(top=1, classes=5, threshold=threshold).apply(answer(sure=None))
        assert (judged.sure, judged.threshold) == (sure, threshold)


def test_classes_that_are_left_out_leave_the_probabilities_of_the_others_alone() -> None:
    kept = kept_classes(LABELS, allow=(), deny=("dog", "crane"))
    rule = AnswerRule(top=2, classes=5, kept=kept)
    assert (rule.asked, rule.named) == (5, 2)
    judged = rule.apply(answer(sure=None))
    named = [(prediction.label, prediction.probability) for prediction in judged.predictions]
    assert named == [("cat", 0.3), ("tench, Tinca tinca", 0.03)]
    assert (judged.sure, judged.threshold) == (None, None)


def test_whether_it_is_sure_is_judged_of_the_first_class_that_is_left() -> None:
    kept = kept_classes(LABELS, allow=("cat",), deny=())
    for thresholds, sure in (
        ((0.3, 0.1, 0.1, 0.1, 0.1), True),
        ((0.31, 0.1, 0.1, 0.1, 0.1), False),
        ((None, 0.1, 0.1, 0.1, 0.1), False),
    ):
        judged = AnswerRule(top=3, classes=5, kept=kept, thresholds=thresholds).apply(answer())
        assert (judged.sure, judged.threshold) == (sure, thresholds[0])
    rule = AnswerRule(top=3, classes=5, kept=kept, thresholds=(0.9,) * 5, threshold=0.2)
    assert rule.apply(answer()).sure is True


@pytest.mark.parametrize(
    ("allow", "deny", "kept"),
    [
        ((), (), None),
        (("cat,dog",), (), {0, 1}),
        (("cat", " dog , cat"), (), {0, 1}),
        (("tench, Tinca tinca",), (), {2}),
        (("crane",), (), {3, 4}),
        ((), ("crane", "cat"), {1, 2}),
        (("cat,dog",), ("dog",), {0}),
    ],
)
def test_labels_are_allowed_and_denied_by_name(
    allow: tuple[str, ...], deny: tuple[str, ...], kept: set[int] | None
) -> None:
    assert kept_classes(LABELS, allow=allow, deny=deny) == kept


@pytest.mark.parametrize(
    ("allow", "deny", "message"),
    [
        (("dgo",), (), r"--allow: the model has no class 'dgo'. Did you mean 'dog'\?"),
        ((), ("Cat",), r"--deny: the model has no class 'Cat'. Did you mean 'cat'\?"),
        (("xyz",), (), r"no class 'xyz'. It has: cat, dog, tench, Tinca tinca, crane, crane\."),
        (("cat,",), (), r"no class ''"),
        (("cat",), ("cat",), "leave no class"),
    ],
)
def test_an_unknown_label_is_refused_with_the_nearest(
    allow: tuple[str, ...], deny: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        kept_classes(LABELS, allow=allow, deny=deny)
