"""The figures behind a verdict as tables: of each candidate, each class and each layer."""

from benchmarks.tables import Table
from convert.outcome import Outcome
from convert.proof.comparison import Comparison
from convert.proof.layers import LayerError
from convert.report.outcome_tables import candidate_name


def detail_table(
    comparisons: dict[str, Comparison], *, keras_calibration_error: float, part: str
) -> Table:
    """McNemar's test, calibration error and differences of probabilities, on one ``part``.

    The test counts images that only one of both answers rightly.
    """
    headings = (
        "variant",
        "Keras only",
        "file only",
        "McNemar p",
        "calibration",
        "mean",
        "largest",
    )
    keras = ("keras", *("",) * 3, f"{keras_calibration_error:.4f}", "", "")
    rows = [
        (
            variant,
            str(comparison.mcnemar.only_keras_right),
            str(comparison.mcnemar.only_variant_right),
            f"{comparison.mcnemar.p_value:.2g}",
            f"{comparison.calibration_error:.4f}",
            f"{comparison.mean_probability_difference:.5f}",
            f"{comparison.largest_probability_difference:.4f}",
        )
        for variant, comparison in comparisons.items()
    ]
    title = f"Right answers, calibration error, probabilities: {part} images"
    return Table(title, headings, (keras, *rows))


def recall_table(
    comparisons: dict[str, Comparison], class_names: tuple[str, ...], *, part: str
) -> Table:
    """The change of each class's recall, in percentage points."""
    rows = [
        (name, *(_points(one.recall_change_points[i]) for one in comparisons.values()))
        for i, name in enumerate(class_names)
    ]
    title = f"Change of recall by class, in points, on the {part} images"
    return Table(title, ("class", *comparisons), tuple(rows))


def checks_table(outcome: Outcome) -> Table:
    """Every check of every candidate, and of the second runtime, with its limit."""
    verdicts = [(candidate_name(one, outcome), one.verdict) for one in outcome.candidates]
    verdicts += [(verdict.variant, verdict) for verdict in outcome.second_verdicts.values()]
    rows = [
        (
            name,
            check.name.replace("_", " "),
            _quantity(check.measured, check.unit),
            _quantity(check.limit, check.unit),
            "passed" if check.passed else "failed",
        )
        for name, verdict in verdicts
        for check in verdict.checks
    ]
    headings = ("variant", "check", "measured", "limit", "verdict")
    return Table("What was checked", headings, tuple(rows))


def layer_table(layers: tuple[LayerError, ...]) -> Table:
    """The quantization error of each layer of the first int8 file.

    The loudest channel is given in multiples of the median channel.
    """
    headings = (
        "layer",
        "operator",
        "S/N",
        "median",
        "worst channel",
        "rounding",
        "loudest channel",
    )
    rows = [
        (
            layer.name,
            layer.operator,
            _decibels(layer.signal_to_noise_db),
            _decibels(layer.median_channel_signal_to_noise_db),
            f"{_decibels(layer.worst_channel_signal_to_noise_db)} (no. {layer.worst_channel})",
            _decibels(layer.rounding_signal_to_noise_db),
            f"{_times(layer.loudness)} x (no. {layer.loudest_channel})",
        )
        for layer in layers
    ]
    title = "Where int8 loses: signal to noise of each layer of the first file, in dB"
    return Table(title, headings, tuple(rows))


def _quantity(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    number = f"{value:,.0f}" if unit == "bytes" else f"{value + 0:.2f}"
    return f"{number} {unit}".replace("percent", "%")


def _decibels(ratio: float) -> str:
    return f"{round(ratio, 1) + 0:.1f}"  # Without a minus before zero.


def _times(factor: float) -> str:
    return f"{factor:,.0f}" if factor >= 100 else f"{factor:.3g}"


def _points(change: float | None) -> str:
    return "no images" if change is None else f"{change + 0:+.1f}"
