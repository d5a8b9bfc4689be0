"""Whether a variant answers always one class: the most damaging failure of a quantization."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A variant has collapsed when it names other classes than its favourite less than a tenth as often
# as Keras does; of fewer such answers of Keras nothing can be said.
COLLAPSE_SHARE = 0.1
COLLAPSE_MINIMUM = 5


@dataclass(frozen=True)
class Favourite:
    """The class that a variant names most often, and how often it and Keras name it."""

    label: int
    variant_count: int
    keras_count: int
    count: int

    @property
    def collapsed(self) -> bool:
        """Whether the variant answers (nearly) always this one class while Keras does not."""
        others = self.count - self.keras_count
        return (
            others >= COLLAPSE_MINIMUM and self.count - self.variant_count < COLLAPSE_SHARE * others
        )


def favourite(expected: NDArray[np.float32], got: NDArray[np.float32]) -> Favourite:
    """The class that a variant names most often, of probabilities (n, classes) of Keras and it."""
    named = np.bincount(got.argmax(axis=1), minlength=got.shape[1])
    label = int(named.argmax())
    keras_count = int((expected.argmax(axis=1) == label).sum())
    return Favourite(label, int(named[label]), keras_count, len(got))


def collapse(favourite: Favourite, *, variant: str, class_names: tuple[str, ...]) -> str | None:
    """A sentence when ``variant`` answers (nearly) always one class while Keras does not."""
    if not favourite.collapsed:
        return None
    return (
        f"{variant} answers {class_names[favourite.label]!r} for {favourite.variant_count} of "
        f"{favourite.count} images, Keras for {favourite.keras_count}: it has collapsed to one "
        "class."
    )
