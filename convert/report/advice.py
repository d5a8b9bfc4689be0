"""Which file to use, and why: the outcome of a conversion in plain sentences."""

from convert.candidates import Candidate
from convert.fallback import INT16_WARNING
from convert.gate import ROUNDING
from convert.outcome import Outcome
from convert.proof.comparison import Comparison
from convert.report.confidence_advice import confidence_advice
from convert.variants import file_names

# Below it, chance hardly explains why Keras and a file are not equally often right.
SIGNIFICANT = 0.05
# Below it, the default limits allow a file to lose more than 5 points of accuracy.
FEW_IMAGES = 100


def advice(outcome: Outcome) -> tuple[str, ...]:
    """What to do now, the most important first; each a sentence or two."""
    sentences = [*_not_written(outcome)]
    if outcome.recommended is None:
        sentences.append(
            "No model file was written. Those of an earlier conversion in this folder, if there "
            "are any, are as they were, and this report is not about them."
        )
        return (*sentences, *_remedies(outcome))
    sentences += [_recommendation(outcome, outcome.recommended), *_second_runtime(outcome)]
    sentences += _speed(outcome)
    if outcome.recommended == "int16x8":
        sentences.append(INT16_WARNING)
    return (
        *sentences,
        *confidence_advice(outcome),
        *_larger_calibration(outcome),
        *_few_images(outcome),
        *_test_disagrees(outcome),
    )


def headline(outcome: Outcome) -> str:
    """The verdict in one line."""
    if outcome.verdict == "passed":
        return f"Passed: {_listed(outcome.asked)} answer{_s(outcome.asked)} as the Keras model does"
    missing = tuple(one for one in outcome.asked if one not in outcome.chosen)
    if outcome.verdict == "fallback" and not missing:
        second = outcome.second["validation"]
        return (
            f"Not all passed: {_listed(outcome.failing_elsewhere)} in {second.runtime} "
            f"{second.version} did not"
        )
    if outcome.verdict == "fallback":
        return f"Not all passed: no {_listed(missing)}, use {outcome.recommended} instead"
    return f"Failed: {_listed(missing)} did not pass, and nothing else did"


def _not_written(outcome: Outcome) -> list[str]:
    """For each variant that was asked for and failed: that its file is not there, and why."""
    names = file_names(outcome.name)
    sentences = []
    for variant in outcome.asked:
        if variant not in outcome.chosen:
            first = next(one for one in outcome.candidates if one.variant == variant)
            reason, *others = first.verdict.failures
            more = f" {len(others)} more of the checks failed." if others else ""
            sentences.append(f"{names[variant]} was not written: {reason}{more}")
    return sentences


def _recommendation(outcome: Outcome, variant: str) -> str:
    candidate = outcome.chosen[variant]
    file = file_names(outcome.name)[variant]
    comparison = outcome.test.variants[variant] if outcome.test else _comparison(candidate)
    part = "test" if outcome.test else "validation"
    return (
        f"Use {file} ({variant}): {_size(candidate):,} bytes. On {comparison.accuracy.count:,} "
        f"{part} images {_change(comparison)}, and it answers as Keras does on "
        f"{100 * comparison.agreement.value:.2f} %."
    )


def _change(comparison: Comparison) -> str:
    lost, p_value = comparison.accuracy_drop_points, comparison.mcnemar.p_value
    if not lost:
        return "it is right as often as Keras"
    word = f"loses {lost:.2f}" if lost > 0 else f"gains {-lost:.2f}"
    chance = "more than chance explains" if p_value < SIGNIFICANT else "which may be chance"
    return f"it {word} points of accuracy ({chance}: McNemar's test, p = {p_value:.2g})"


def _speed(outcome: Outcome) -> list[str]:
    if outcome.latencies is None or outcome.recommended is None:
        return []
    times = outcome.latencies.invoke_ms[outcome.recommended]
    sentence = (
        f"An inference takes {times.median:.3g} ms here (median, one thread, "
        f"{outcome.latencies.cpu}; spread {times.spread_percent:.0f} %)."
    )
    doubt = " The report says why this measurement is in doubt." if outcome.latencies.doubts else ""
    return [f"{sentence}{doubt} What it takes on your board, make bench measures there."]


def _larger_calibration(outcome: Outcome) -> list[str]:
    failed = [one for one in outcome.candidates if one.variant == "int8" and one.calibration]
    used = outcome.chosen.get("int8")
    if used is None or used.calibration is None or len(failed) < 2:
        return []
    first = failed[0].calibration
    return [
        f"int8 failed with {len(first.images) if first else 0:,} calibration images, and passed "
        f"with {len(used.calibration.images):,}: this is the second file."
    ]


def _second_runtime(outcome: Outcome) -> list[str]:
    """What does not pass in the other runtime, and why."""
    names, sentences = file_names(outcome.name), []
    for variant in outcome.failing_elsewhere:
        first, *others = outcome.second_verdicts[variant].failures
        more = f" {len(others)} more of the checks failed." if others else ""
        sentences.append(f"Do not use {names[variant]} in that runtime: {first}{more}")
    return sentences


def _few_images(outcome: Outcome) -> list[str]:
    """That the gate was wide, where few images decided and nobody set the limit."""
    count, asked = outcome.keras.count, outcome.thresholds.max_accuracy_drop_points
    if count >= FEW_IMAGES or asked is not None:
        return []
    limit = outcome.thresholds.accuracy_drop_limit(count)
    return [
        f"Only {count} validation images decide, where {limit:.3g} points may be lost by chance: "
        "with more images the verdict says more. A limit of your own, --max-accuracy-drop, is "
        "taken as it is."
    ]


def _test_disagrees(outcome: Outcome) -> list[str]:
    """Which files lose more on the test images, which decide nothing, than the gate would allow."""
    sentences = []
    for variant, comparison in (outcome.test.variants if outcome.test else {}).items():
        lost, count = comparison.accuracy_drop_points, comparison.accuracy.count
        limit = outcome.thresholds.accuracy_drop_limit(count)
        if lost > limit + ROUNDING:
            sentences.append(
                f"The validation images decide, and {variant} passed on them; but on the test "
                f"images it loses {lost:.2f} points, more than {limit:.3g}. Look at its worst "
                "images before you use it."
            )
    return sentences


def _remedies(outcome: Outcome) -> list[str]:
    remedies = ["The table of layers shows where the error begins."] if outcome.layers else []
    checks = [check for one in outcome.candidates for check in one.verdict.checks]
    if any(check.name == "size" and not check.passed for check in checks):
        remedies.append("A net with fewer channels takes fewer bytes.")
    if not any(one.variant == "int16x8" for one in outcome.candidates):
        remedies.append(f"int16x8 was not tried: ask for it with --allow-int16. {INT16_WARNING}")
    return remedies


def _comparison(candidate: Candidate) -> Comparison:
    if candidate.measured is None:
        raise ValueError(f"{candidate.variant} was not measured")
    return candidate.measured.comparison


def _size(candidate: Candidate) -> int:
    return len(candidate.measured.content) if candidate.measured else 0


def _listed(variants: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(variants[:-1]), *variants[-1:])))


def _s(variants: tuple[str, ...]) -> str:
    return "s" if len(variants) == 1 else ""
