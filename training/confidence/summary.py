"""What is known of a trained net's confidence: for its record, its report and its user."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.confidence import with_temperature
from training.confidence.figures import fitted_figures
from training.confidence.temperature import fit_temperature
from training.confidence.unknown import Unknown, UnknownAnswers, totals
from training.reliability import calibration_error


def confidence_summary(
    probabilities: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    class_names: Sequence[str],
    precision: float,
    unknown: UnknownAnswers,
) -> dict[str, Any]:
    """Fit temperature and thresholds on validation images; the result is ready for JSON.

    ``probabilities`` (n, classes) are the net's own, for the true ``labels`` (n,). ``precision``
    (0..1) is the wanted share of right answers among the sure ones. ``unknown`` holds the net's own
    answers to pictures of nothing that it knows, by their kind. Thresholds and what follows from
    them are of probabilities with the temperature.
    """
    temperature = fit_temperature(probabilities, labels)
    calibrated = with_temperature(probabilities, temperature.value)
    scaled = {kind: with_temperature(each, temperature.value) for kind, each in unknown.items()}
    figures = fitted_figures(calibrated, labels, precision=precision, unknown=scaled)
    return {
        "temperature": temperature.value,
        "temperature_reason": temperature.reason,
        "calibration_error": {
            "before": calibration_error(probabilities, labels),
            "after": calibration_error(calibrated, labels),
        },
        **figures.summary(class_names),
    }


def confidence_lines(summary: dict[str, Any]) -> list[str]:
    """What a command prints of a summary: on the temperature, the thresholds, and --unknown."""
    before, after = (100 * summary["calibration_error"][key] for key in ("before", "after"))
    if reason := summary["temperature_reason"]:
        first = f"no temperature ({reason}), calibration error {before:.2f} %."
    else:
        first = (
            f"temperature {summary['temperature']:.3f}, calibration error {after:.2f} % instead "
            f"of {before:.2f} %."
        )
    drawn, own = totals(Unknown(**one) for one in summary["unknown"])
    lines = [f"Confidence: {first}", _sure_line(summary, drawn)]
    if own.count:
        share = 100 * own.answered_sure / own.count
        lines.append(f"Of the {own.count:,} pictures of --unknown it is sure of {share:.1f} %.")
    return lines


def _sure_line(summary: dict[str, Any], drawn: Unknown) -> str:
    if summary["reason"]:
        return f"When the net is sure cannot be said: {summary['reason']}."
    sure, right = summary["sure"]["sure"], summary["sure"]["right"]
    if right is None:
        wanted = 100 * summary["precision_wanted"]
        return f"The net is never sure: of no class are {wanted:g} % of the answers right."
    return (
        f"Sure of {100 * sure['value']:.1f} % of the validation images, {100 * right['value']:.1f} "
        f"% of them right; and of {100 * drawn.answered_sure / drawn.count:.1f} % of "
        f"{drawn.count:,} drawn pictures of nothing that it knows."
    )
