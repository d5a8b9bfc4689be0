"""McNemar's test: whether two classifiers are equally often right on the same images."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class McNemar:
    """McNemar's test: how many images only one of the two answers rightly, and its p-value.

    A small ``p_value`` (0..1) says that chance alone hardly explains why one of them is right more
    often.
    """

    only_keras_right: int
    only_variant_right: int
    p_value: float


def mcnemar(keras_right: NDArray[np.bool_], variant_right: NDArray[np.bool_]) -> McNemar:
    """McNemar's test on paired right-or-wrong answers, bool (n,).

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages", Psychometrika 12 (1947), 153-157; here in its exact form: of the d images that
    only one answers rightly, the number for each is binomial(d, 1/2) when both are equally good,
    and p = min(1, 2 P(X <= the smaller number)).
    """
    only_keras = int((keras_right & ~variant_right).sum())
    only_variant = int((variant_right & ~keras_right).sum())
    discordant, fewer = only_keras + only_variant, min(only_keras, only_variant)
    tail, coefficient = 0, 1  # Whole numbers of any length: 2**-d would underflow.
    for i in range(fewer + 1):
        tail += coefficient
        coefficient = coefficient * (discordant - i) // (i + 1)
    return McNemar(only_keras, only_variant, min(1.0, 2 * tail / 2**discordant))
