"""What thresholds come to: on images whose classes are known, and on pictures of nothing known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import ClassThresholds
from training.confidence.coverage import Coverage, coverage, coverage_by_class, plain_coverage
from training.confidence.thresholds import FittedThresholds, fit_thresholds, least_answers
from training.confidence.unknown import Unknown, UnknownAnswers, count_sure


@dataclass(frozen=True, kw_only=True)
class ThresholdFigures:
    """The thresholds that were ``fitted`` for a ``precision`` (0..1), on the images that they show.

    ``fitted`` is None, and so is ``sure``, where there were too few images; ``unknown`` is then
    empty. ``by_class`` is of the answers of each class, ``plain`` of one plain threshold for all.
    """

    precision: float
    images: int
    fitted: FittedThresholds | None
    sure: Coverage | None
    by_class: tuple[Coverage | None, ...]
    plain: Coverage
    unknown: tuple[Unknown, ...]

    @property
    def values(self) -> ClassThresholds | None:
        """The thresholds by class; None where nothing was fitted."""
        return self.fitted.values if self.fitted else None

    @property
    def reason(self) -> str | None:
        """Why there are no thresholds; None where there are."""
        if self.fitted:
            return None
        least = least_answers(self.precision)
        return f"{self.images} validation images are too few, expected at least {least}"

    def summary(self, class_names: Sequence[str]) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return {
            "precision_wanted": self.precision,
            "thresholds": self._rows(class_names),
            "reason": self.reason,
            "sure": self.sure and self.sure.summary(),
            "not_sure_share": self.sure and 1 - self.sure.sure.value,
            "plain_threshold": self.plain.summary(),
            "unknown": [one.summary() for one in self.unknown],
        }

    def summary_on_other_images(self, class_names: Sequence[str]) -> dict[str, Any]:
        """The same of images by which nothing was fitted: without what is known from those."""
        known = ("precision_wanted", "reason", "unknown")
        return {key: each for key, each in self.summary(class_names).items() if key not in known}

    def _rows(self, class_names: Sequence[str]) -> list[dict[str, Any]]:
        if self.fitted is None:
            return []
        values, sources = self.fitted.values, self.fitted.sources
        rows = zip(class_names, values, sources, self.by_class, strict=True)
        return [
            {"class": name, "threshold": threshold, "source": source, **_class_figures(found)}
            for name, threshold, source, found in rows
        ]


def fitted_figures(
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    precision: float,
    unknown: UnknownAnswers,
) -> ThresholdFigures:
    """Thresholds for a ``precision`` (0..1), fitted on probabilities (n, classes), and shown there.

    ``unknown`` holds the same model's answers to pictures of nothing that it knows, by their kind.
    """
    fitted = fit_thresholds(probabilities, labels, precision=precision)
    return figures_of(fitted, probabilities, labels, precision=precision, unknown=unknown)


def figures_of(
    fitted: FittedThresholds | None,
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    precision: float,
    unknown: UnknownAnswers,
) -> ThresholdFigures:
    """The same of thresholds that were ``fitted`` before, maybe on other images."""
    values = fitted.values if fitted else None
    return ThresholdFigures(
        precision=precision,
        images=len(labels),
        fitted=fitted,
        sure=coverage(probabilities, labels, values) if values else None,
        by_class=coverage_by_class(probabilities, labels, values) if values else (),
        plain=plain_coverage(probabilities, labels),
        unknown=count_sure(unknown, values) if values else (),
    )


def _class_figures(found: Coverage | None) -> dict[str, Any]:
    """Of a class' answers: their number, the share that is sure, and of these the right ones."""
    if found is None:
        return {"answers": 0, "coverage": None, "precision": None, "interval": None}
    right = found.right
    return {
        "answers": found.sure.count,
        "coverage": found.sure.value,
        "precision": right.value if right else None,
        "interval": [right.low, right.high] if right else None,
    }
