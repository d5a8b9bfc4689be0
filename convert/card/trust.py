"""Of a model card: when a model says that it is sure, how often rightly, and of what else."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.tables import Table, markdown_table
from convert.card.shares import interval, percent
from training.confidence.unknown import OFTEN


def trust_sections(record: Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    """Sections about the recommended file; none where it never says whether it is sure."""
    variant = record["recommended"]
    if variant is None:
        return
    confidence = record["variants"][variant]["confidence"]
    shown = confidence["test"] if part == "test" else confidence
    if shown is None or shown["sure"] is None:
        return
    yield "When it is not sure", _sure(shown, part, wanted=confidence["precision_wanted"])
    if confidence["unknown"]:
        yield "Pictures of nothing that it knows", _unknown(confidence["unknown"])


def _sure(shown: Mapping[str, Any], part: str, *, wanted: float) -> str:
    sure, right = shown["sure"]["sure"], shown["sure"]["right"]
    believed = (
        f", and right on {percent(right['value'])} ({interval(right)}) of them" if right else ""
    )
    return (
        "Each class has a probability from which on the model is sure of it, so chosen on "
        f"validation images that {percent(wanted, digits=0)} of the sure answers are right. It is "
        f"sure of {percent(sure['value'])} of the {part} images{believed}. Of the others the app "
        'says "not sure", with the two best guesses.'
    )


def _unknown(unknown: list[Mapping[str, Any]]) -> str:
    rows = tuple((one["kind"], str(one["count"]), str(one["answered_sure"])) for one in unknown)
    count = sum(one["count"] for one in unknown)
    answered = sum(one["answered_sure"] for one in unknown)
    table = markdown_table(Table("", ("pictures", "number", "sure of"), rows))
    sentences = [
        f"It was shown {count:,} pictures of nothing that it was taught, and was sure of "
        f"{answered} of them ({percent(answered / count)})."
    ]
    if answered > OFTEN * count:
        sentences.append(
            "So a sure answer says little where other things than its classes come before the "
            "camera."
        )
    return f"{' '.join(sentences)}\n\n{table}"
