"""The published frontier and the scores of the references are those of the records."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import parse_arguments
from benchmarks.frontier.command import frontier
from benchmarks.frontier.others import read_references


@pytest.fixture(scope="module")
def scores(root: Path) -> dict[str, dict[str, Any]]:
    """What the committed record says of each reference, by its SHA-256."""
    record = json.loads((root / "docs" / "results" / "references.json").read_text())
    assert record["failed"] == []
    return {one["sha256"]: one for one in record["models"]}


def test_every_reference_was_scored_on_all_test_images(scores: dict[str, dict[str, Any]]) -> None:
    for model in read_references().models:
        one = scores.pop(model.sha256)
        assert one["accuracy"]["count"] == 10_000
        assert one["multiply_accumulates"] == model.multiply_accumulates
        assert (one["bytes"], one["arithmetic"]) == (model.bytes, model.variant)
    assert scores == {}


def test_the_conversion_page_gives_the_scores_of_the_record(root: Path) -> None:
    page = (root / "docs" / "conversion.md").read_text()
    record = json.loads((root / "docs" / "results" / "references.json").read_text())
    for one in record["models"]:
        accuracy = {key: 100 * one["accuracy"][key] for key in ("value", "low", "high")}
        assert "{value:.2f} % ({low:.2f}-{high:.2f})".format(**accuracy) in page


def test_the_committed_frontier_is_that_of_the_records(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is not: python -m benchmarks frontier --output docs/results, with the --latency."""
    monkeypatch.chdir(root)
    committed = json.loads((root / "docs" / "results" / "frontier.json").read_text())
    options: argparse.Namespace = parse_arguments(["frontier", "--output", str(tmp_path)])
    for now, then in zip(frontier(options)["entries"], committed["entries"], strict=True):
        assert {**now, "latency": None} == {**then, "latency": None}
    page = (root / "docs" / "results" / "frontier.md").read_text()
    for one in committed["entries"]:
        assert f"| {one['name']} | {one['variant']} |" in page
