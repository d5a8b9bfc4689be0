"""Published figures are those of the records, and of nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def record(root: Path) -> dict[str, Any]:
    return json.loads((root / "models" / "cifar10-resnet8.json").read_text())


@pytest.fixture(scope="module")
def latency(root: Path) -> dict[str, Any]:
    return json.loads((root / "docs" / "results" / "latency.json").read_text())


def row(page: Path, name: str) -> str:
    (line,) = [line for line in page.read_text().splitlines() if line.startswith(f"| {name} |")]
    return line


@pytest.mark.parametrize("variant", ["int8", "float32"])
def test_the_readme_gives_the_accuracy_of_the_record(
    variant: str, root: Path, record: dict[str, Any]
) -> None:
    entry = record["variants"][variant]
    accuracy = entry["test"]["accuracy"]
    line = row(root / "README.md", f"`{entry['file']}`")
    assert f"{entry['bytes']:,}" in line
    assert f"{100 * accuracy['value']:.2f} %" in line
    assert f"{100 * accuracy['low']:.2f}-{100 * accuracy['high']:.2f}" in line
    assert f"{100 * entry['test']['agreement']['value']:.2f} %" in line


def test_the_readme_gives_the_accuracy_of_the_keras_model(
    root: Path, record: dict[str, Any]
) -> None:
    line = row(root / "README.md", f"`{record['keras']['file']}`")
    assert f"{100 * record['keras']['test']['accuracy']['value']:.2f} %" in line


def test_the_readme_gives_the_latency_of_the_committed_measurement(
    root: Path, record: dict[str, Any], latency: dict[str, Any]
) -> None:
    measured = {
        candidate["sha256"]: candidate
        for candidate in latency["candidates"]
        if candidate["runtime"].startswith("ai-edge-litert") and candidate["threads"] == 1
    }
    for entry in record["variants"].values():
        result = measured[entry["sha256"]]
        line = row(root / "README.md", f"`{entry['file']}`")
        assert f"{result['invoke_ms']['median']:.3f} ms" in line


def test_the_training_page_gives_the_figures_of_the_committed_records(root: Path) -> None:
    page = (root / "docs" / "training.md").read_text()
    records = sorted((root / "docs" / "results" / "training").glob("*.json"))
    assert len(records) >= 2
    for path in records:
        run = json.loads(path.read_text())
        name, split = run["recipe"]["name"], run["data"].get("split")
        validation, test = (run["metrics"][part]["accuracy"] for part in ("validation", "test"))
        cells = [
            f"`{name}`, {split}" if split else f"`{name}`",
            f"{run['parameters']:,}",
            f"{run['epochs_trained']} ({run['kept_epoch']})",
            f"{100 * validation['value']:.2f} %",
            f"{100 * test['value']:.2f} % ({100 * test['low']:.2f}-{100 * test['high']:.2f})",
        ]
        assert f"| {' | '.join(cells)} |" in page, path.name


def test_the_conversion_page_gives_the_robustness_of_the_committed_record(root: Path) -> None:
    from convert.robustness.command import robustness_table

    measured = json.loads((root / "docs/results/robustness.json").read_text())
    record = json.loads((root / "models/cifar10-resnet8.json").read_text())
    shipped = {entry["sha256"] for entry in (record["keras"], *record["variants"].values())}
    assert {model["sha256"] for model in measured["models"].values()} == shipped
    page = (root / "docs/conversion.md").read_text()
    for cells in robustness_table(measured).rows:
        assert f"| {' | '.join(cells)} |" in page
