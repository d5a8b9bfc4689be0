"""Accuracy against cost: what is read from the records, and what is made of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.environments import LeftOutError
from benchmarks.frontier.costs import instructions, latencies, read_latency
from benchmarks.frontier.diagram import Point, aside
from benchmarks.frontier.entries import (
    OURS,
    PUBLISHED,
    Entry,
    published_entry,
    scored_entries,
    shipped_entries,
)
from benchmarks.frontier.others import read_published, read_references
from benchmarks.frontier.report import points_above, steps_of
from benchmarks.missing import Missing
from edge_app.errors import PipelineError
from edge_app.model_file.graph_cost import graph_cost

TEST_IMAGES = read_references().test_images_sha256


def entry(accuracy: float, cost: int, *, group: str = PUBLISHED) -> Entry:
    return Entry(
        name="net",
        variant="int8",
        group=group,
        accuracy=accuracy,
        multiply_accumulates=cost,
        source="",
    )


def test_a_shipped_net_has_the_accuracy_of_its_record_and_the_cost_of_its_file(
    shipped_folder: Path,
) -> None:
    missing = Missing()
    (found,) = shipped_entries(shipped_folder, TEST_IMAGES, missing)
    assert missing.failed == {}
    assert (found.name, found.variant, found.group) == ("ours", "int8", OURS)
    assert (found.accuracy, found.low, found.high, found.images) == (0.9, 0.89, 0.91, 1000)
    cost = graph_cost((shipped_folder / "ours.tflite").read_bytes())
    assert found.multiply_accumulates == cost.multiply_accumulates


def test_what_cannot_be_shown_is_named_and_the_rest_stays(shipped_folder: Path) -> None:
    record = json.loads((shipped_folder / "ours.json").read_text())
    figures = record["variants"]["int8"]
    record["variants"] |= {
        "float32": {**figures, "file": "gone.tflite"},
        "float16": {**figures, "file": "ours.tflite", "sha256": "0" * 64},
        "dynamic": {**figures, "file": "untested.tflite", "test": None},
    }
    (shipped_folder / "ours.json").write_text(json.dumps(record))
    (shipped_folder / "damaged.json").write_text("{")
    (shipped_folder / "no record.tflite").write_bytes(b"")
    (shipped_folder / "teacher.json").write_text('{"schema": 1}')
    missing = Missing()
    assert [one.variant for one in shipped_entries(shipped_folder, TEST_IMAGES, missing)] == [
        "int8"
    ]
    assert missing.failed["gone.tflite"].startswith("Cannot read the model gone.tflite")
    assert missing.failed["ours.tflite"] == "ours.tflite is another file than that of its record."
    assert "no test accuracy" in missing.failed["untested.tflite"]
    assert "is damaged" in missing.failed["damaged.json"]
    assert "There is no record of it." in missing.failed["no record.tflite"]
    assert len(missing.failed) == 5


def test_scored_models_that_are_references_get_their_titles(scores: Path) -> None:
    known, unknown = scored_entries(scores, read_references(), Missing())
    assert (known.name, known.variant, known.group) == ("MLPerf Tiny ResNet-8", "int8", "reference")
    assert (unknown.name, unknown.variant, unknown.group) == ("unknown.tflite", "int8", "scored")
    assert known.multiply_accumulates == 10_000_000


def test_another_record_is_no_record_of_scores(shipped_folder: Path) -> None:
    with pytest.raises(PipelineError, match=r"not a record of this version's .*convert score"):
        list(scored_entries(shipped_folder / "ours.json", read_references(), Missing()))


def test_models_of_other_test_images_are_left_out(shipped_folder: Path, scores: Path) -> None:
    for path in (shipped_folder / "ours.json", scores):
        text = path.read_text().replace(TEST_IMAGES, "0" * 64)
        path.write_text(text)
    missing = Missing()
    assert list(shipped_entries(shipped_folder, TEST_IMAGES, missing)) == []
    assert missing.failed == {}
    assert "not that on the 10,000 test images of CIFAR-10" in missing.left_out["ours.json"]
    with pytest.raises(LeftOutError):
        list(scored_entries(scores, read_references(), missing))


@pytest.mark.parametrize("missing_key", ["file", "bytes", "test"])
def test_a_record_of_another_version_is_one_error(shipped_folder: Path, missing_key: str) -> None:
    record = json.loads((shipped_folder / "ours.json").read_text())
    del record["variants"]["int8"][missing_key]
    (shipped_folder / "ours.json").write_text(json.dumps(record))
    missing = Missing()
    assert list(shipped_entries(shipped_folder, TEST_IMAGES, missing)) == []
    assert "is damaged, or of another version: KeyError" in missing.failed["ours.json"]


def test_a_published_net_has_no_interval_and_its_cost_in_products() -> None:
    net = next(net for net in read_published() if net.name == "ResNet-20")
    found = published_entry(net)
    assert found.accuracy == pytest.approx(0.926)
    assert found.multiply_accumulates == 40_810_000
    assert (found.low, found.images, found.sha256) == (None, None, None)


def test_points_above_are_counted_from_the_best_that_costs_no_more() -> None:
    others = [entry(0.90, 10), entry(0.92, 20), entry(0.99, 21)]
    assert points_above(entry(0.93, 20), others) == 1.0
    assert points_above(entry(0.89, 10), others) == -1.0
    assert points_above(entry(0.99, 9), others) is None


def test_steps_are_those_that_beat_all_that_is_cheaper() -> None:
    nets = [(30, 0.8), (10, 0.5), (20, 0.5), (20, 0.7), (40, 0.75)]
    found = steps_of({"multiply_accumulates": cost, "accuracy": best} for cost, best in nets)
    assert found == [(10, 0.5), (20, 0.7), (30, 0.8)]


def test_nets_of_one_cost_stand_side_by_side_and_others_on_their_cost() -> None:
    points = [
        Point("a", variant, OURS, cost, 90, None, None)
        for variant, cost in (("int8", 10), ("float32", 10.05), ("float16", 11))
    ]
    assert [aside(point, points) for point in points] == [-5.5, 5.5, 0]


def test_instructions_are_those_of_litert_and_results_go_before_the_reference(
    tmp_path: Path,
) -> None:
    def counted(
        sha256: str, instructions: int, runtime: str = "ai-edge-litert 2"
    ) -> dict[str, Any]:
        names = ("dot_product", "multiply_accumulate", "float_multiply_add", "load_store")
        kinds = {"instructions": instructions, **dict.fromkeys(names, 0)}
        return {"sha256": sha256, "cpu": "cortex-a72", "runtime": runtime, **kinds}

    reference, result = tmp_path / "reference.json", tmp_path / "arm64.json"
    counts = [counted("a", 1), counted("b", 2), counted("b", 9, "tflite-runtime 2")]
    reference.write_text(json.dumps({"schema": 1, "counts": counts}))
    models = [{**counted("a", 0), "count": counted("a", 3)}]
    result.write_text(json.dumps({"benchmark": "arm64", "counts": models}))
    expected = {"a": {"cortex-a72": 3}, "b": {"cortex-a72": 2}}
    assert instructions(reference, [result]) == expected
    with pytest.raises(PipelineError, match="is not a result of arm64"):
        instructions(reference, [reference])


def test_latencies_are_of_one_thread_and_their_ratio_is_of_the_same_rounds(
    report: dict[str, Any], tmp_path: Path
) -> None:
    first, second = report["candidates"][:2]
    more = {**first, "threads": 2, "sha256": "x"}
    found = latencies({"candidates": [first, second, more]}, baseline=first["sha256"])
    assert set(found) == {first["sha256"], second["sha256"]}
    assert found[first["sha256"]]["ratio"]["value"] == 1
    ratio = found[second["sha256"]]["ratio"]
    assert ratio["value"] == pytest.approx(second["ratio_to_reference"]["value"], rel=1e-4)
    assert found[second["sha256"]]["median_ms"] == second["invoke_ms"]["median"]
    alone = latencies({"candidates": [first]}, baseline="x")
    assert alone[first["sha256"]]["ratio"] is None
    path = tmp_path / "peers.json"
    path.write_text(json.dumps({**report, "benchmark": "peers"}))
    with pytest.raises(PipelineError, match="is a result of peers, expected of latency"):
        read_latency(path)
