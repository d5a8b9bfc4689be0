"""What the command writes and prints."""

import hashlib
import json
import sys
from html import escape
from pathlib import Path

import pytest

from convert.names import default_name
from tests.convert.commanding import convert

NAMES = ["conversion.html", "conversion.json", "shapes-shapes.float32.tflite"]
NAMES += ["shapes-shapes.json", "shapes-shapes.keras", "shapes-shapes.tflite"]


def test_a_conversion_writes_its_files_and_no_others(converted) -> None:
    assert sorted(path.name for path in converted.folder.iterdir()) == NAMES


@pytest.mark.parametrize(
    ("data", "recipe", "name"),
    [
        ("cifar10", "resnet8", "cifar10-resnet8"),
        ("my photos", "net v1.2", "my-photos-net-v1.2"),
        (r"'bytes\udcff'", "net", "bytes-udcff-net"),
        ("...", "???", "model"),
        ("cifar10", "net.int8", "cifar10-net.int8-model"),
        (255 * "x", "net", 194 * "x"),
    ],
)
def test_the_files_are_called_as_data_and_recipe_by_default(
    data: str, recipe: str, name: str
) -> None:
    assert default_name(data, recipe) == name


def test_a_conversion_prints_its_tables_and_nothing_a_user_need_not_read(converted) -> None:
    assert converted.stderr == ""
    lines = converted.stdout.splitlines()
    assert [line.split()[:1] for line in lines].count(["int8"]) == 4
    assert lines[-1] == f"Report: {converted.folder / 'conversion.html'}"
    assert lines[-2].startswith("Wrote shapes-shapes.float32.tflite, shapes-shapes.tflite")
    assert "Use shapes-shapes.tflite (int8)" in converted.stdout
    assert max(map(len, lines[5:-2])) <= 100
    assert len(lines) < 50


def test_the_record_holds_what_was_measured(converted, trained) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    assert record["labels"] == ["circle", "square", "triangle", "stripes"]
    assert record["training"] == json.loads((trained.folder / "training.json").read_text())
    assert (record["schema"], record["verdict"], record["recommended"]) == (4, "passed", "int8")
    assert record["calibration"]["images"] == 500
    assert record["data"]["train"]["images"] == 1200
    assert record["data"]["settings"] == {"image_size": 32, "validation_images": 300, "seed": 1}
    assert record["converted"]["cpu"]
    assert set(record["latency"]["invoke_ms"]) == {"float32", "int8"}
    for variant in record["variants"].values():
        assert variant["golden_samples"]
        assert variant["verdict"]["passed"]
        assert len(variant["test"]["recall_change_points"]) == 4
        assert variant["test"]["mcnemar"]["p_value"] > 0.05
    assert record["variants"]["int8"]["extremes"]["failure"] is None
    for part, count in (("validation", 300), ("test", 400)):
        for entry in (record["keras"], *record["variants"].values()):
            assert entry[part]["accuracy"]["count"] == count
            assert entry[part]["accuracy"]["value"] > 0.9
    recorded = record["training"]["metrics"]["test"]["accuracy"]["correct"]
    assert record["keras"]["test"]["accuracy"]["correct"] == recorded
    for entry in (record["keras"], *record["variants"].values()):
        content = (converted.folder / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_float_file_answers_as_keras_does(converted) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    float32 = record["variants"]["float32"]["test"]
    assert float32["agreement"]["value"] == 1.0
    assert float32["largest_probability_difference"] < 1e-4


def test_the_report_is_a_page_and_the_record(converted) -> None:
    record, again = (
        json.loads((converted.folder / name).read_text())
        for name in ("shapes-shapes.json", "conversion.json")
    )
    assert record == again
    page = (converted.folder / "conversion.html").read_text()
    assert '<h1 class="passed">' in page
    for sentence in record["advice"]:
        assert escape(sentence) in page


def test_json_is_the_record_and_nothing_else(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--json", "--name", "mine", "--calibration-images", "40")
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "out" / "mine.json").read_text())
    assert printed["calibration"]["images"] == 40


def test_a_model_without_a_training_record_is_converted_with_a_plain_warning(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run_folder / "training.json").unlink()
    labels = tmp_path / "labels.txt"
    labels.write_text("circle\nsquare\ntriangle\nstripes\n")
    options = ("--labels", str(labels), "--variants", "int8", "--calibration-images", "100")
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 0
    warning = "it is unknown which images it was trained on"
    assert warning in capsys.readouterr().out
    assert warning in (tmp_path / "out" / "conversion.html").read_text()
    record = json.loads((tmp_path / "out" / "shapes-model.json").read_text())
    assert record["training"] is None
    assert record["data"]["settings"]["seed"] == 1


# The app, but with the classes in reverse: a runtime whose answers are wrong.
REVERSED = """
import sys
from edge_app import __main__, classifier
real = classifier.to_probabilities
classifier.to_probabilities = lambda *values: real(*values)[::-1]
sys.exit(__main__.main(sys.argv[3:]))
"""


def test_a_second_runtime_that_answers_otherwise_fails_the_gate(
    run_folder: Path, shapes_archive: Path, tmp_path: Path, executable, capsys
) -> None:
    (tmp_path / "reversed.py").write_text(REVERSED)
    run = f'PYTHONPATH=. exec {sys.executable} {tmp_path}/reversed.py "$@"'
    wrong = executable(f'case "$1" in -m) {run};; esac\nexec {sys.executable} "$@"')
    options = ("--variants", "float32", "--second-runtime", str(wrong))
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "Not all passed: float32 in ai-edge-litert" in said
    assert "Do not use shapes-shapes.float32.tflite in that runtime: float32 in ai-edge" in said
    record = json.loads((tmp_path / "out" / "shapes-shapes.json").read_text())
    entry = record["variants"]["float32"]
    assert (entry["verdict"]["passed"], entry["second_runtime"]["verdict"]["passed"]) == (
        True,
        False,
    )
    assert (record["verdict"], record["gate"]["passed"]) == ("fallback", False)
    assert record["calibration"] is None  # No file needed one.
    page = (tmp_path / "out" / "conversion.html").read_text()
    assert page.count('<td class="failed">failed</td>') >= 3  # Its row, and its checks.
