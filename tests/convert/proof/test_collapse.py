import numpy as np
import pytest

from convert.proof.collapse import Favourite, collapse, favourite


def naming(*classes: int, count: int = 3) -> np.ndarray:
    """Probabilities (n, count) that name these classes."""
    return np.eye(count, dtype=np.float32)[list(classes)]


def test_the_class_that_is_named_most_often_is_counted_for_both() -> None:
    keras, variant = naming(0, 1, 2, 2, 1), naming(1, 1, 2, 1, 1)
    assert favourite(keras, variant) == Favourite(1, variant_count=4, keras_count=2, count=5)


@pytest.mark.parametrize(
    ("variant_count", "keras_count", "collapsed"),
    [
        (100, 10, True),
        (92, 10, True),  # 8 others, where Keras names 90: less than a tenth.
        (91, 10, False),
        (100, 96, False),  # Four others of Keras may be chance.
        (100, 95, True),  # One rare class of a data set, which is never found any more.
        (95, 95, False),
        (30, 10, False),
    ],
)
def test_a_variant_has_collapsed_when_other_answers_hardly_occur_any_more(
    variant_count: int, keras_count: int, collapsed: bool
) -> None:
    assert Favourite(0, variant_count, keras_count, 100).collapsed is collapsed


def test_the_sentence_names_the_class_and_the_counts() -> None:
    sentence = collapse(Favourite(1, 98, 11, 100), variant="int8", class_names=("cat", "dog"))
    assert sentence == (
        "int8 answers 'dog' for 98 of 100 images, Keras for 11: it has collapsed to one class."
    )
    assert collapse(Favourite(1, 50, 48, 100), variant="int8", class_names=("cat", "dog")) is None
