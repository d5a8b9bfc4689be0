"""How far the files can be believed: when they are sure, how often rightly, and of what else."""

from benchmarks.tables import Table
from convert.outcome import Outcome
from training.confidence.coverage import PLAIN_THRESHOLD, Coverage
from training.confidence.figures import ThresholdFigures
from training.confidence.unknown import totals

NONE = "-"
SOURCES = {
    "own": "its own answers",
    "all classes": "the answers of all classes",
    "never": "never sure",
    "twin": "the twin",
}


def sure_table(outcome: Outcome) -> Table | None:
    """Each chosen file with its thresholds, and with one plain threshold for all; None without any.

    On the test images where they were asked, and else on the validation images, which it was
    fitted on.
    """
    figures = thresholds_by_variant(outcome)
    fitted = {variant: one for variant, one in figures.items() if one.fitted}
    if not fitted:
        return None
    rows = []
    for variant, one in fitted.items():
        shown, (unknown, _) = outcome.sure_on_test.get(variant, one), totals(one.unknown)
        own = (*_shares(shown.sure), f"{unknown.answered_sure} of {unknown.count}")
        plain = (*_shares(shown.plain), f"{unknown.above_half} of {unknown.count}")
        rows += [(variant, "its own", *own), (variant, f"{PLAIN_THRESHOLD:g} for all", *plain)]
    part = "test" if outcome.sure_on_test else "validation"
    wanted = 100 * next(iter(fitted.values())).precision
    title = f"When it is sure, on {part} images: {wanted:g} % should be right"
    headings = ("variant", "thresholds", "sure", "right there", "sure of drawn unknown")
    return Table(title, headings, tuple(rows))


def threshold_table(outcome: Outcome) -> Table | None:
    """The thresholds of the recommended file, by class; None where it has none."""
    figures = thresholds_by_variant(outcome).get(outcome.recommended or "")
    if figures is None or figures.fitted is None:
        return None
    fitted = figures.fitted
    rows = [
        (name, _percent(value), SOURCES[source], *_class_cells(found))
        for name, value, source, found in zip(
            outcome.class_names, fitted.values, fitted.sources, figures.by_class, strict=True
        )
    ]
    headings = ("class", "from", "fitted on", "answers", "sure", "right there", "95 % interval")
    title = f"From when on {outcome.recommended} is sure, on validation images"
    return Table(title, headings, tuple(rows))


def unknown_table(outcome: Outcome) -> Table | None:
    """How often each chosen file is sure of pictures of nothing that it knows, by kind."""
    figures = {v: one for v, one in thresholds_by_variant(outcome).items() if one.unknown}
    if not figures:
        return None
    kinds = next(iter(figures.values())).unknown
    rows = tuple(
        (
            kind.kind,
            str(kind.count),
            *(str(one.unknown[i].answered_sure) for one in figures.values()),
        )
        for i, kind in enumerate(kinds)
    )
    title = "Pictures of nothing that it knows, and how many it is sure of"
    return Table(title, ("pictures", "number", *figures), rows)


def calibration_sentences(outcome: Outcome) -> tuple[str, ...]:
    """The temperature, the calibration errors with and without it, and what is missing."""
    keras = _change(outcome.temperature.error_before, outcome.keras_calibration_error)
    sentences = [
        str(outcome.temperature),
        f"Calibration error on the validation images: Keras {keras}.",
    ]
    for variant, one in outcome.chosen.items():
        if one.measured:
            after, found = one.measured.comparison.calibration_error, one.measured.confidence
            sentences.append(f"{variant}: {_change(found.error_before, after)}.")
            if reason := found.figures.reason:
                sentences.append(f"{variant} says of no answer whether it is sure: {reason}.")
    return tuple(sentences)


def thresholds_by_variant(outcome: Outcome) -> dict[str, ThresholdFigures]:
    """What is known of the thresholds of each chosen file, on the validation images."""
    return {
        variant: one.measured.confidence.figures
        for variant, one in outcome.chosen.items()
        if one.measured
    }


def _change(before: float, after: float) -> str:
    if before == after:
        return f"{100 * after:.2f} %"
    return f"{100 * after:.2f} %, without the temperature {100 * before:.2f} %"


def _shares(found: Coverage | None) -> tuple[str, str]:
    if found is None:
        return NONE, NONE
    return _percent(found.sure.value), _percent(found.right.value if found.right else None)


def _class_cells(found: Coverage | None) -> tuple[str, ...]:
    if found is None:
        return "0", NONE, NONE, NONE
    right = found.right
    interval = f"{100 * right.low:.1f}-{100 * right.high:.1f}" if right else NONE
    return (str(found.sure.count), *_shares(found), interval)


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.1f} %"
