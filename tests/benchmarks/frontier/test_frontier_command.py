"""``python -m benchmarks frontier`` and ``references`` as their user runs them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import main, parse_arguments
from benchmarks.frontier.command import frontier
from benchmarks.frontier.others import read_references
from benchmarks.frontier.page import frontier_page
from benchmarks.frontier.picture import other_costs
from benchmarks.hints import Hints, open_classifier
from edge_app.model_file.graph_cost import graph_cost

FOREIGN_MODELS = os.environ.get("FOREIGN_MODELS", "")
PNG = b"\x89PNG\r\n\x1a\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def words(shipped_folder: Path, scores: Path, tmp_path: Path) -> list[str]:
    """The command over the records made by hand."""
    paths = ("--models", shipped_folder, "--scores", scores, "--output", tmp_path / "out")
    return ["frontier", *map(str, paths)]


@pytest.fixture
def ours(shipped_folder: Path) -> str:
    """The SHA-256 of the shipped net."""
    record = json.loads((shipped_folder / "ours.json").read_text())
    return record["variants"]["int8"]["sha256"]


def test_all_nets_are_in_table_and_picture_cheapest_first(
    words: list[str], ours: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert json.loads((tmp_path / "out" / "frontier.json").read_text()) == report
    costs = [one["multiply_accumulates"] for one in report["entries"]]
    assert costs == sorted(costs)
    groups = {one["group"] for one in report["entries"]}
    assert groups == {"ours", "reference", "scored", "published"}
    (one,) = (one for one in report["entries"] if one["group"] == "ours")
    assert one["sha256"] == ours
    # In the file of accepted counts, by the file's SHA-256.
    assert set(one["instructions"]) >= {"cortex-a72", "cortex-a76"}
    assert one["points_above_others"] == pytest.approx(100 * (0.9 - 0.9013))
    page = (tmp_path / "out" / "frontier.md").read_text()
    assert "| ours | int8 | ours | 90.00 % | 89.00-91.00 |" in page
    assert "| airbench96 | float32 | published | 96.03 % | - | 3691.2 (*) | - | - | - | - |" in page
    assert "](frontier.png)" in page
    assert str(tmp_path) not in page
    assert (tmp_path / "out" / "frontier.png").read_bytes().startswith(PNG)


def test_latencies_get_columns_and_a_diagram(
    words: list[str], ours: str, report: dict[str, Any], tmp_path: Path
) -> None:
    (timed,) = (one for one in report["candidates"] if one["sha256"] == ours)
    baseline = {**report["candidates"][0], "sha256": read_references().baseline_sha256}
    latency = tmp_path / "latency.json"
    latency.write_text(json.dumps({**report, "candidates": [baseline, timed]}))
    found = frontier(parse_arguments([*words, "--latency", str(latency)]))
    (one,) = (one for one in found["entries"] if one["group"] == "ours")
    assert one["latency"]["median_ms"] == timed["invoke_ms"]["median"]
    table = frontier_page(found).text()
    assert "times MLPerf ResNet-8 int8" in table
    assert f"  {timed['invoke_ms']['median']:.3f}  " in table
    names = [cost.name for cost in other_costs(found)]
    assert names[-1] == "milliseconds, median, one thread"
    assert [cost.name for cost in other_costs({**found, "latency": None})] == names[:-1]


def test_without_the_baseline_there_are_times_and_no_ratios(
    words: list[str], report: dict[str, Any], tmp_path: Path
) -> None:
    latency = tmp_path / "latency.json"
    latency.write_text(json.dumps(report))
    found = frontier(parse_arguments([*words, "--latency", str(latency)]))
    (left_out,) = found["left_out"]
    assert "mlperf-tiny-resnet8.tflite is not in latency.json" in left_out["reason"]
    (ours,) = (one for one in found["entries"] if one["group"] == "ours")
    assert ours["latency"]["ratio"] is None


def test_records_that_are_missing_cost_a_line_each(
    words: list[str], tmp_path: Path, capsys: Capture
) -> None:
    gone, folder = str(tmp_path / "gone.json"), str(tmp_path / "nowhere")
    words += ["--models", words[2], folder]
    assert main([*words, "--scores", gone, "--latency", gone, "--arm64", gone, "--json"]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 4
    report = json.loads(said.out)
    names = [one["name"] for one in report["failed"]]
    assert names == ["nowhere", "scores of gone.json", "instructions", "latency"]
    assert report["failed"][0]["reason"].startswith("There is no such folder.")
    assert all("gone.json cannot be read" in one["reason"] for one in report["failed"][1:])
    assert "ours" in {one["group"] for one in report["entries"]}
    assert "## Missing" in (tmp_path / "out" / "frontier.md").read_text()


def test_without_any_record_nothing_is_written(tmp_path: Path, capsys: Capture) -> None:
    words = ["--models", tmp_path, "--scores", tmp_path / "gone.json", "--output", tmp_path / "out"]
    assert main(["frontier", *map(str, words)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("error: There is no record of any model")
    assert not (tmp_path / "out").exists()


def test_references_that_are_there_are_kept_and_the_others_are_named(
    tmp_path: Path, capsys: Capture
) -> None:
    empty, output = tmp_path / "empty", tmp_path / "out"
    empty.mkdir()
    assert main(["references", "--from", str(empty), "--output", str(output)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 4
    assert said[0].startswith("error: mlperf-tiny-resnet8.tflite: No .tflite file in")
    assert (output / "labels.txt").read_text().splitlines() == list(read_references().labels)


def test_a_folder_of_references_that_does_not_exist_is_refused(
    tmp_path: Path, capsys: Capture
) -> None:
    words = ["references", "--from", str(tmp_path / "no"), "--output", str(tmp_path / "out")]
    assert main(words) == 1
    assert capsys.readouterr().err.startswith("error: There is no folder")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(
    not FOREIGN_MODELS, reason="set FOREIGN_MODELS to a folder of other people's models"
)
def test_the_real_references_are_copied_once_and_can_be_opened(
    tmp_path: Path, capsys: Capture
) -> None:
    references = read_references()
    words = ["references", "--from", FOREIGN_MODELS, "--output", str(tmp_path)]
    assert main(words) == 0
    assert capsys.readouterr().out.count(": copied from ") == 4
    assert main(words) == 0
    assert capsys.readouterr().out.count(": there already") == 4
    for model in references.models:
        content = (tmp_path / model.file).read_bytes()
        cost = graph_cost(content)
        assert (len(content), cost.arithmetic) == (model.bytes, model.variant)
        assert cost.multiply_accumulates == model.multiply_accumulates
        classifier, _ = open_classifier(tmp_path / model.file, Hints(None, references.input_range))
        assert classifier.labels == references.labels
