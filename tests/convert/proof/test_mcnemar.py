import numpy as np
import pytest

from convert.proof.mcnemar import mcnemar


def answers(only_keras: int, only_variant: int, *, both: int = 3, none: int = 2) -> tuple:
    """Right-or-wrong answers of Keras and of a variant, bool (n,) each."""
    keras = [True] * only_keras + [False] * only_variant + [True] * both + [False] * none
    variant = [False] * only_keras + [True] * only_variant + [True] * both + [False] * none
    return np.array(keras), np.array(variant)


@pytest.mark.parametrize(
    ("only_keras", "only_variant", "p_value"),
    [
        (0, 0, 1.0),
        (4, 4, 1.0),
        (5, 0, 2 / 2**5),
        (0, 5, 2 / 2**5),
        (10, 2, 2 * (1 + 12 + 66) / 2**12),
        (2, 1, 1.0),
        (3, 1, 2 * (1 + 4) / 2**4),
    ],
)
def test_the_p_value_is_that_of_a_fair_coin(
    only_keras: int, only_variant: int, p_value: float
) -> None:
    test = mcnemar(*answers(only_keras, only_variant))
    assert (test.only_keras_right, test.only_variant_right) == (only_keras, only_variant)
    assert test.p_value == pytest.approx(p_value)


def test_images_on_which_both_are_right_or_wrong_change_nothing() -> None:
    assert mcnemar(*answers(9, 3, both=0, none=0)) == mcnemar(*answers(9, 3, both=500, none=80))


def test_thousands_of_images_neither_overflow_nor_take_long() -> None:
    assert mcnemar(*answers(5000, 5000)).p_value == 1.0
    # The normal approximation with its correction of continuity: z = (200 - 1) / sqrt(5200).
    assert mcnemar(*answers(2700, 2500)).p_value == pytest.approx(0.00579, rel=0.01)
    assert mcnemar(*answers(5000, 0)).p_value == 0.0  # Below the smallest float.
