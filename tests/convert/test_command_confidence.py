"""Temperature and thresholds of a conversion: in its files, its record, and in verify's figures."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from convert.__main__ import main
from edge_app.model_file.info import read_model_info
from tests.convert.commanding import convert


def thresholds_in(file: Path) -> list[float | None]:
    return list(read_model_info(file.read_bytes()).thresholds)


def test_thresholds_stand_in_the_files_and_in_the_record(converted) -> None:
    record = json.loads((converted.folder / "shapes-shapes.json").read_text())
    for variant in record["variants"].values():
        found = variant["confidence"]
        stated = thresholds_in(converted.folder / variant["file"])
        assert stated == [row["threshold"] for row in found["thresholds"]]
        assert [row["class"] for row in found["thresholds"]] == record["labels"]
        assert found["sure"]["sure"]["count"] == 300
        assert found["test"]["sure"]["sure"]["count"] == 400
        assert found["test"]["sure"]["right"]["value"] >= 0.95
        assert sum(one["count"] for one in found["unknown"]) == 700


def test_the_page_shows_when_each_file_is_sure(converted) -> None:
    page = (converted.folder / "conversion.html").read_text()
    assert "When it is sure, on test images: 95 % should be right" in page
    assert "From when on int8 is sure" in page
    assert "checkerboards" in page


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    """The record of a training, with a temperature and thresholds."""
    rows = [{"threshold": one} for one in (0.5, None, 0.75, 0.9)]
    names = ["circle", "square", "triangle", "stripes"]
    record: dict[str, Any] = {"data": {"class_names": names}}
    path = tmp_path / "twin.json"
    path.write_text(json.dumps({**record, "confidence": {"temperature": 1.5, "thresholds": rows}}))
    return path


def test_a_twin_gives_its_temperature_and_its_thresholds(
    run_folder: Path,
    shapes_archive: Path,
    twin: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "strange").mkdir()
    Image.new("RGB", (50, 40), (90, 200, 30)).save(tmp_path / "strange" / "a.png")
    options = ["--json", "--name", "mine", "--calibration-images", "40"]
    options += ["--confidence-from", str(twin), "--unknown", str(tmp_path / "strange")]
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["confidence"]["temperature"] == 1.5
    assert (record["confidence"]["origin"], record["confidence"]["twin"]) == ("twin", "twin.json")
    for part in ("validation", "test"):
        figures = record["keras"][part]
        assert figures["calibration_error_before"] != figures["calibration_error"]
    int8 = record["variants"]["int8"]
    assert int8["confidence"]["unknown"][-1]["kind"] == "pictures: strange"
    assert thresholds_in(tmp_path / "out" / "mine.tflite") == [0.5, None, 0.75, 0.9]
    # The proof compares with Keras as it is with the temperature inside.
    assert record["variants"]["float32"]["test"]["largest_probability_difference"] < 1e-4
    file = str(tmp_path / "out" / "mine.tflite")
    assert main(["verify", file, "--data", str(shapes_archive), "--json"]) == 0
    verified = json.loads(capsys.readouterr().out)
    assert verified["changes"] == []
    assert "unknown: sure of stripes" in {figure["name"] for figure in verified["figures"]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--unknown", "absent"), "The folder absent cannot be read"),
        (("--confidence-from", "absent.json"), "absent.json cannot be used"),
    ],
)
def test_what_is_to_be_read_must_be_there(
    run_folder: Path,
    shapes_archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    message: str,
) -> None:
    assert convert(run_folder, shapes_archive, tmp_path / "out", *options) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--temperature", "0"),
        ("--temperature", "nan"),
        ("--temperature", "1", "--confidence-from", "a.json"),
        ("--sure-precision", "100"),
        ("--sure-precision", "0.95"),
        ("--sure-precision", "many"),
    ],
)
def test_bad_usage_is_refused(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["model.keras", "--output", str(tmp_path), *options])
    assert caught.value.code == 2
    assert options[0] in capsys.readouterr().err
