"""The facts of a trained net as tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from training.evaluation import Accuracy
from training.report.curves import Curve
from training.report.split_facts import TOP, SplitFacts
from training.report.words import interval, percent

NONE = "-"


@dataclass(frozen=True)
class ReportTable:
    """A title, column headings, and rows of as many cells. The first column names the rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figures_table(
    parts: Mapping[str, SplitFacts], published: Mapping[str, Accuracy]
) -> ReportTable:
    """A column for each part: its ``published`` accuracy, and what its facts say beyond it."""
    reached = list(published.values())
    rows = [
        ("images", *(f"{one.count:,}" for one in reached)),
        ("right", *(percent(one.value, digits=2) for one in reached)),
        ("95 % interval", *(f"{interval(one)} %" for one in reached)),
    ]
    for name, figure in _further_figures(parts):
        cells = [figure(parts[part]) if part in parts else NONE for part in published]
        rows.append((name, *cells))
    return ReportTable("Figures", ("figure", *published), tuple(rows))


def _further_figures(
    parts: Mapping[str, SplitFacts],
) -> list[tuple[str, Callable[[SplitFacts], str]]]:
    tops = [k for k in TOP if any(k in facts.top for facts in parts.values())]
    return [
        *((f"class among the {k} likeliest", _among(k)) for k in tops),
        ("loss (cross-entropy)", lambda facts: f"{facts.loss:.4f}"),
        ("calibration error", lambda facts: percent(facts.calibration.error)),
        ("recall, mean of the classes", lambda facts: _percent(facts.averages.recall)),
        ("precision, mean of the classes", lambda facts: _percent(facts.averages.precision)),
        ("F1, mean of the classes", lambda facts: _percent(facts.averages.f1)),
        ("ROC AUC, macro average", lambda facts: _area(facts.averages.macro_roc)),
        ("ROC AUC, micro average", lambda facts: _area(facts.averages.micro_roc)),
        (
            "average precision, macro average",
            lambda facts: _area(facts.averages.macro_precision_recall),
        ),
        (
            "average precision, micro average",
            lambda facts: _area(facts.averages.micro_precision_recall),
        ),
    ]


def _among(k: int) -> Callable[[SplitFacts], str]:
    return lambda facts: percent(facts.top[k].value)


def classes_table(facts: SplitFacts, training_images: Sequence[int]) -> ReportTable:
    """Every class, in the order of the net's outputs."""
    headings = (
        "class",
        "recall",
        "95 % interval",
        "precision",
        "95 % interval",
        "F1",
        "accuracy",
        "ROC AUC",
        "AP",
        "images",
        "for training",
    )
    rows = [
        (
            one.name,
            *_share(one.recall),
            *_share(one.precision),
            _percent(one.f1),
            percent(one.accuracy.value),
            _area(one.roc),
            _area(one.precision_recall),
            f"{one.images:,}",
            f"{count:,}",
        )
        for one, count in zip(facts.classes, training_images, strict=True)
    ]
    return ReportTable("Each class against the rest", headings, tuple(rows))


def pairs_table(facts: SplitFacts, class_names: tuple[str, ...]) -> ReportTable:
    """The classes that are mixed up most, with their share of all errors."""
    rows = [
        (
            f"{class_names[pair.first]} / {class_names[pair.second]}",
            str(pair.count),
            percent(pair.count / facts.mistakes),
            str(pair.first_as_second),
            str(pair.second_as_first),
        )
        for pair in facts.confused_pairs
    ]
    headings = ("classes", "errors", "of all errors", "first as second", "second as first")
    return ReportTable("The classes most often mixed up", headings, tuple(rows))


def reliability_table(facts: SplitFacts) -> ReportTable:
    """The bins of the reliability diagram that hold answers."""
    rows = [
        (
            f"{100 * one.low:.0f}-{percent(one.high, digits=0)}",
            f"{one.images:,}",
            _percent(one.confidence),
            *_share(one.accuracy),
        )
        for one in facts.calibration.bins
        if one.images
    ]
    headings = ("confidence", "answers", "mean confidence", "right", "95 % interval")
    return ReportTable("Answers by their confidence", headings, tuple(rows))


def _percent(share: float | None) -> str:
    return NONE if share is None else percent(share)


def _share(share: Accuracy | None) -> tuple[str, str]:
    return (percent(share.value), interval(share)) if share else (NONE, NONE)


def _area(curve: Curve | None) -> str:
    return f"{curve.area:.4f}" if curve else NONE
