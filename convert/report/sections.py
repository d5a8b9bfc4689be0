"""What a report on a conversion shows: for the terminal in short, for the page in full."""

import textwrap
from collections.abc import Iterator

from benchmarks.tables import Table, text_table
from convert.outcome import Outcome
from convert.proof.comparison import Comparison, WorstImage
from convert.report.advice import advice, headline
from convert.report.confidence_tables import (
    calibration_sentences,
    sure_table,
    threshold_table,
    unknown_table,
)
from convert.report.detail_tables import checks_table, detail_table, layer_table, recall_table
from convert.report.outcome_tables import (
    candidate_name,
    decision_table,
    latency_table,
    published_table,
)
from convert.report.worst_pictures import worst_pictures
from training.datasets import Dataset
from training.html_page import Picture, Report, Section

TEXT_COLUMNS = 88


def conversion_report(outcome: Outcome, dataset: Dataset, *, remarks: tuple[str, ...]) -> Report:
    """The report on ``outcome``; ``remarks`` are about the data.

    Raises PipelineError: one of the worst images can no longer be read.
    """
    return Report(
        f"Conversion of {outcome.name}",
        outcome.verdict,
        headline(outcome),
        advice(outcome),
        tuple(_sections(outcome, dataset, remarks)),
    )


def text_report(outcome: Outcome) -> str:
    """What the terminal shows at the end: the tables and the advice."""
    tables = [decision_table(outcome)]
    if outcome.test:
        tables.append(published_table(outcome, outcome.test))
    if sure := sure_table(outcome):
        tables.append(sure)
    parts = [f"{table.title}:\n{text_table(table)}" for table in tables]
    words = [textwrap.fill(one, TEXT_COLUMNS) for one in advice(outcome)]
    return "\n\n".join(["", *parts, f"{headline(outcome)}.", *words])


def _sections(outcome: Outcome, dataset: Dataset, remarks: tuple[str, ...]) -> Iterator[Section]:
    if outcome.test:
        yield _tabled(published_table(outcome, outcome.test))
    yield _tabled(decision_table(outcome))
    if failures := _failures(outcome):
        yield Section("What failed", sentences=failures)
    if table := latency_table(outcome):
        doubts = outcome.latencies.doubts if outcome.latencies else ()
        yield Section(table.title, table, sentences=doubts)
    yield from _confidence(outcome)
    comparisons = _measured(outcome)
    yield from _worst(comparisons, dataset)
    if comparisons:
        yield _tabled(recall_table(comparisons, dataset.class_names, part="validation"))
        error = outcome.keras_calibration_error
        yield _tabled(detail_table(comparisons, keras_calibration_error=error, part="validation"))
    if outcome.test:
        error = outcome.test.keras_calibration_error
        found = outcome.test.variants
        yield _tabled(detail_table(found, keras_calibration_error=error, part="test"))
    yield from _extremes(outcome)
    if outcome.layers:
        yield _tabled(layer_table(outcome.layers))
    yield _tabled(checks_table(outcome))
    if remarks:
        yield Section("About the data", sentences=remarks)


def _confidence(outcome: Outcome) -> Iterator[Section]:
    """When the chosen files are sure, and of what."""
    if not outcome.chosen:
        return
    table = sure_table(outcome)
    title = table.title if table else "How far its probabilities can be believed"
    yield Section(title, table, sentences=calibration_sentences(outcome))
    for more in (threshold_table(outcome), unknown_table(outcome)):
        if more:
            yield _tabled(more)


def _tabled(table: Table) -> Section:
    return Section(table.title, table)


def _failures(outcome: Outcome) -> tuple[str, ...]:
    """The sentence of every check that failed, once where a variant was tried twice."""
    verdicts = [one.verdict for one in outcome.candidates] + [*outcome.second_verdicts.values()]
    sentences = [text for verdict in verdicts for text in verdict.failures]
    return tuple(dict.fromkeys(sentences))


def _measured(outcome: Outcome) -> dict[str, Comparison]:
    """The comparison of each candidate that could be measured, by its name in the tables."""
    return {
        candidate_name(one, outcome): one.measured.comparison
        for one in outcome.candidates
        if one.measured
    }


def _worst(comparisons: dict[str, Comparison], dataset: Dataset) -> Iterator[Section]:
    """The worst images of each variant, of the last file that was tried; none of float32."""
    last = {name.split(",")[0]: name for name in comparisons}
    for name, comparison in comparisons.items():
        if name not in last.values():
            continue
        lost = comparison.mcnemar.only_keras_right
        if not lost or name == "float32":
            continue
        pictures = tuple(
            _captioned(one, address, name, dataset.class_names)
            for one, address in worst_pictures(dataset.validation, comparison.worst)
        )
        title = f"Keras right, {name} wrong: the worst {len(pictures)} of {lost} images"
        yield Section(title, pictures=pictures)


def _captioned(
    worst: WorstImage, address: str, variant: str, class_names: tuple[str, ...]
) -> Picture:
    keras = f"Keras: {class_names[worst.keras_label]} {100 * worst.keras_probability:.0f} %"
    named = f"{class_names[worst.variant_label]} {100 * worst.variant_probability:.0f} %"
    return Picture(address, class_names[worst.label], (keras, f"{variant}: {named}"))


def _extremes(outcome: Outcome) -> Iterator[Section]:
    found = {one.variant: one.measured.extremes for one in outcome.candidates if one.measured}
    drawn = {variant: extremes for variant, extremes in found.items() if extremes}
    if drawn:
        sentences = tuple(f"{variant}: {extremes}." for variant, extremes in drawn.items())
        yield Section("Logits on black, white, plain colours and noise", sentences=sentences)
