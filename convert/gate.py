"""The gate: what a variant may lose, and the verdict on one that was measured."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from convert.proof.collapse import collapse
from convert.proof.comparison import Comparison

if TYPE_CHECKING:
    from convert.proof.extremes import Extremes  # Slow: imports a TFLite runtime.

MAX_ACCURACY_DROP_POINTS = 1.0
MIN_AGREEMENT = 0.95
MAX_RECALL_DROP_POINTS = 10.0
# So many images may be lost whatever their share is, or few images would decide by chance. Where
# only Keras is right on 5 images, and nowhere only the variant, McNemar's exact test gives
# p = 2 / 2**5 = 0.06; of 6 images it is 0.03.
IMAGES_BY_CHANCE = 5
# Other answers that are lost, gained, or wrong both times: about half of them cost accuracy.
DISAGREEMENTS_BY_CHANCE = 2 * IMAGES_BY_CHANCE
# Shares of whole images are not exact in binary: what is at the limit is not beyond it.
ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The limits that were asked for; where None, the default with its room for few images.

    A limit that was asked for is taken as it is, however few the images are. Size has no default.
    """

    max_accuracy_drop_points: float | None = None
    min_agreement: float | None = None
    max_recall_drop_points: float | None = None
    max_bytes: int | None = None

    def accuracy_drop_limit(self, count: int) -> float:
        """Percentage points of accuracy that may be lost on ``count`` images."""
        if self.max_accuracy_drop_points is not None:
            return self.max_accuracy_drop_points
        return max(MAX_ACCURACY_DROP_POINTS, 100 * IMAGES_BY_CHANCE / count)

    def agreement_limit(self, count: int) -> float:
        """The share (0..1) of ``count`` images on which a variant must answer as Keras does."""
        if self.min_agreement is not None:
            return self.min_agreement
        return max(0.0, min(MIN_AGREEMENT, 1 - DISAGREEMENTS_BY_CHANCE / count))

    def recall_drop_limit(self, count: int) -> float:
        """Percentage points of recall that a class with ``count`` images may lose."""
        if self.max_recall_drop_points is not None:
            return self.max_recall_drop_points
        return max(MAX_RECALL_DROP_POINTS, 100 * IMAGES_BY_CHANCE / count)


@dataclass(frozen=True)
class Check:
    """One comparison with a limit. ``unit`` is that of both; ``sentence`` says it in words."""

    name: str
    measured: float | None
    limit: float | None
    unit: str
    passed: bool
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """Every check of one variant, passed or not."""

    variant: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[str, ...]:
        """One sentence for each check that failed."""
        return tuple(check.sentence for check in self.checks if not check.passed)

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return {"passed": self.passed, "checks": [asdict(check) for check in self.checks]}


def judge(
    variant: str,
    comparison: Comparison,
    *,
    size_bytes: int,
    class_counts: Sequence[int],
    class_names: tuple[str, ...],
    thresholds: Thresholds,
    extremes: "Extremes | None" = None,
) -> Verdict:
    """The verdict on a ``variant`` of ``size_bytes`` bytes from its ``comparison`` with Keras.

    ``class_counts`` holds the number of images of each class, in the order of ``class_names``.
    ``extremes`` is what the proof on extreme inputs found, where there was one.
    """
    checks = [
        _one_class(variant, comparison, class_names),
        _accuracy(variant, comparison, thresholds),
        _agreement(variant, comparison, thresholds),
        _recall(variant, comparison, class_counts, class_names, thresholds.recall_drop_limit),
    ]
    if extremes is not None:
        checks.append(_extremes(variant, extremes))
    if thresholds.max_bytes is not None:
        checks.append(_size(variant, size_bytes, thresholds.max_bytes))
    return Verdict(variant, tuple(checks))


def unusable(variant: str, reason: str) -> Verdict:
    """The verdict on a ``variant`` that could not be made or asked, for ``reason``."""
    sentence = f"{variant} could not be made or measured: {reason}"
    return Verdict(variant, (Check("usable", None, None, "", False, sentence),))


def _one_class(variant: str, comparison: Comparison, class_names: tuple[str, ...]) -> Check:
    named = comparison.favourite
    share = 100 * named.variant_count / named.count
    collapsed = collapse(named, variant=variant, class_names=class_names)
    calm = (
        f"{variant} names no class more often than {class_names[named.label]!r}, for "
        f"{named.variant_count} of {named.count} images (Keras: {named.keras_count})."
    )
    return Check("one_class", share, None, "percent", collapsed is None, collapsed or calm)


def _accuracy(variant: str, comparison: Comparison, thresholds: Thresholds) -> Check:
    lost, right = comparison.accuracy_drop_points, comparison.accuracy
    limit = thresholds.accuracy_drop_limit(right.count)
    change = f"lost {lost:.2f}" if lost > 0 else f"gained {abs(lost):.2f}"
    sentence = (
        f"{variant} {change} points of accuracy against Keras ({right.correct} of {right.count} "
        f"right); at most {limit:.3g} may be lost."
    )
    return Check("accuracy_drop", lost, limit, "points", lost <= limit + ROUNDING, sentence)


def _agreement(variant: str, comparison: Comparison, thresholds: Thresholds) -> Check:
    agreement = comparison.agreement
    limit = thresholds.agreement_limit(agreement.count)
    sentence = (
        f"{variant} answers as Keras does on {agreement.correct} of {agreement.count} images "
        f"({100 * agreement.value:.2f} %); at least {100 * limit:.4g} % are expected."
    )
    passed = agreement.value >= limit - ROUNDING
    return Check("agreement", 100 * agreement.value, 100 * limit, "percent", passed, sentence)


def _recall(
    variant: str,
    comparison: Comparison,
    class_counts: Sequence[int],
    class_names: tuple[str, ...],
    limit_of: Callable[[int], float],
) -> Check:
    """The check of that class which is closest to its limit, or furthest beyond it."""
    losses = [
        (-change, limit_of(count), name)
        for change, count, name in zip(
            comparison.recall_change_points, class_counts, class_names, strict=True
        )
        if change is not None
    ]
    lost, limit, name = max(losses, key=lambda loss: loss[0] - loss[1])
    change = f"finds {lost:.1f} points fewer" if lost > 0 else f"finds {abs(lost):.1f} points more"
    sentence = (
        f"{variant} {change} of the images of {name!r} than Keras; at most {limit:.3g} may be lost "
        "in a class of its size."
    )
    return Check("recall_drop", lost, limit, "points", lost <= limit + ROUNDING, sentence)


def _extremes(variant: str, found: "Extremes") -> Check:
    sentence = f"{variant}: {found.failure or f'{found}.'}"
    measured = 100 * found.median_relative_error
    return Check("extremes", measured, None, "percent", found.failure is None, sentence)


def _size(variant: str, size_bytes: int, limit: int) -> Check:
    sentence = f"{variant} takes {size_bytes:,} bytes; at most {limit:,} are allowed."
    return Check("size", size_bytes, limit, "bytes", size_bytes <= limit, sentence)
