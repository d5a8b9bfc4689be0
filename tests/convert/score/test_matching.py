"""Classes of the data and outputs of a model, matched by their names."""

import pytest

from convert.score.matching import output_of_each_class
from edge_app.errors import PipelineError

LABELS = ("background", "Tabby cat", "dog", "ship")


def test_the_model_may_have_another_order_and_more_classes() -> None:
    assert output_of_each_class(["dog", "tabby_cat"], LABELS, {}).tolist() == [2, 1]


def test_a_class_may_be_called_otherwise_by_the_model() -> None:
    renamed = {"cats": "tabby-cat", "dogs": "Dog"}
    assert output_of_each_class(["cats", "dogs"], LABELS, renamed).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("names", "labels", "renamed", "message"),
    [
        (("cats", "dog"), LABELS, {}, r"names no class cats; it names background.*--rename"),
        (("dog", "bird"), LABELS, {}, "names no class bird"),
        (("dog",), LABELS, {"cat": "dog"}, r"The data has no class 'cat', expected one of dog"),
        (("dog",), ("dog", "Dog", "cat"), {}, "dog cannot be told from another"),
        (("dog", "dogs"), LABELS, {"dogs": "dog"}, "cannot be told from another"),
    ],
)
def test_what_cannot_be_matched_is_said(names, labels, renamed, message) -> None:
    with pytest.raises(PipelineError, match=message):
        output_of_each_class(names, labels, renamed)


def test_long_lists_are_cut() -> None:
    with pytest.raises(PipelineError, match="0, 1, 2, 3, 4 and 95 more"):
        output_of_each_class(["dog"], [str(i) for i in range(100)], {})
