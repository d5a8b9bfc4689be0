"""The tables of a conversion, for the terminal and the page: what was asked, and how it did."""

from collections.abc import Iterable

from benchmarks.tables import Table
from convert.candidates import Candidate
from convert.outcome import Outcome
from convert.proof.comparison import Comparison
from convert.proof.prover import Proof
from training.evaluation import Accuracy

HEADINGS = ("variant", "bytes", "accuracy", "drop", "agreement", "95 % interval", "verdict")


def decision_table(outcome: Outcome) -> Table:
    """Every candidate on the validation images, which decide."""
    rows = [_keras_row(outcome.keras)]
    for candidate in outcome.candidates:
        word = "passed" if candidate.verdict.passed else "failed"
        if candidate.measured is None:
            rows.append((candidate_name(candidate, outcome), *("-",) * 5, word))
        else:
            size, comparison = len(candidate.measured.content), candidate.measured.comparison
            rows.append(_row(candidate_name(candidate, outcome), size, comparison, word))
    rows += _second_rows(outcome, "validation")
    return Table(f"{outcome.keras.count:,} validation images decide", HEADINGS, tuple(rows))


def published_table(outcome: Outcome, test: Proof) -> Table:
    """The chosen files on the test images, for publication."""
    rows = [_keras_row(test.keras)[:-1]]
    for variant, comparison in test.variants.items():
        rows.append(_row(variant, _sizes(outcome)[variant], comparison, "")[:-1])
    rows += [row[:-1] for row in _second_rows(outcome, "test")]
    title = f"{test.keras.count:,} test images, scored once"
    return Table(title, HEADINGS[:-1], tuple(rows))


def latency_table(outcome: Outcome) -> Table | None:
    """Inference times on this machine; None where none were measured."""
    if outcome.latencies is None:
        return None
    rows = [
        (
            variant,
            f"{times.median:.3f}",
            f"{times.p90:.3f}",
            f"{times.minimum:.3f}",
            f"{times.spread_percent:.0f} %",
        )
        for variant, times in outcome.latencies.invoke_ms.items()
    ]
    title = f"Inference on this machine, in milliseconds ({outcome.latencies.cpu}, one thread)"
    return Table(title, ("variant", "median", "p90", "min", "spread"), tuple(rows))


def _keras_row(keras: Accuracy) -> tuple[str, ...]:
    return ("keras", "", _percent(keras.value), "", "", _interval(keras), "")


def _row(name: str, size: int, comparison: Comparison, word: str) -> tuple[str, ...]:
    return (
        name,
        f"{size:,}",
        _percent(comparison.accuracy.value),
        f"{comparison.accuracy_drop_points + 0:.2f}",
        _percent(comparison.agreement.value),
        _interval(comparison.accuracy),
        word,
    )


def _second_rows(outcome: Outcome, part: str) -> Iterable[tuple[str, ...]]:
    second = outcome.second.get(part)
    if second is None:
        return
    for variant, comparison in second.proof.variants.items():
        name = f"{variant}, {second.runtime}"
        word = "passed" if outcome.second_verdicts[variant].passed else "failed"
        yield _row(name, _sizes(outcome)[variant], comparison, word)
    for variant in second.proof.refused:
        yield (f"{variant}, {second.runtime}", *("-",) * 5, "cannot run")


def candidate_name(candidate: Candidate, outcome: Outcome) -> str:
    """The variant, with the size of its calibration where there are two files of it."""
    several = [one for one in outcome.candidates if one.variant == candidate.variant][1:]
    if several and candidate.calibration:
        return f"{candidate.variant}, {len(candidate.calibration.images):,} images"
    return candidate.variant


def _sizes(outcome: Outcome) -> dict[str, int]:
    return {
        variant: len(candidate.measured.content)
        for variant, candidate in outcome.chosen.items()
        if candidate.measured
    }


def _interval(accuracy: Accuracy) -> str:
    return f"{100 * accuracy.low:.2f}-{100 * accuracy.high:.2f}"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
