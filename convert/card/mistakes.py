"""Of a model card: which classes a model gets wrong, and what it takes them for."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.tables import Table, markdown_table
from convert.card.shares import percent

SHOWN_CLASSES = 30
SHOWN_PAIRS = 5


def mistake_sections(record: Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    """One section about the recommended file; none where a file has none."""
    variant = record["recommended"]
    if variant is None:
        return
    found = record["variants"][variant][part]
    labels = record["labels"]
    text = f"{_pairs(found, labels)}\n\n{_recalls(found, labels, variant)}"
    yield "What it gets wrong", text


def _pairs(found: Mapping[str, Any], labels: list[str]) -> str:
    wrong = found["accuracy"]["count"] - found["accuracy"]["correct"]
    pairs = found["confused_pairs"][:SHOWN_PAIRS]
    if not pairs:
        return "None of these images."
    named = [
        f"{labels[pair['first']]} and {labels[pair['second']]} "
        f"({pair['first_as_second'] + pair['second_as_first']})"
        for pair in pairs
    ]
    return (
        f"{wrong:,} of these images. The classes that it takes for each other most often, with the "
        f"number of images: {', '.join(named)}."
    )


def _recalls(found: Mapping[str, Any], labels: list[str], variant: str) -> str:
    """The classes, those first that are found least often."""
    classes = [
        (recall, label)
        for label, recall in zip(labels, found["recall"], strict=True)
        if recall is not None
    ]
    shown = sorted(classes)[:SHOWN_CLASSES]
    rows = tuple((label, percent(recall)) for recall, label in shown)
    table = markdown_table(Table("", ("class", "found"), rows))
    left = len(classes) - len(shown)
    ends = f"\n\nThe other {left} classes are found more often." if left else ""
    return f"Share of the images of a class that {variant} finds:\n\n{table}{ends}"
