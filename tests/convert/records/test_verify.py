"""The proof repeated from the files that a conversion wrote."""

import json
import shutil
from pathlib import Path

import pytest

from convert.__main__ import main
from convert.records.recorded import read_record, temperature_of
from convert.records.verify import Figure


@pytest.fixture
def folder(converted, tmp_path: Path) -> Path:
    """A copy of a conversion that a test may spoil."""
    return Path(shutil.copytree(converted.folder, tmp_path / "models"))


def verify(folder: Path, *options: object) -> int:
    return main(["verify", str(folder / "shapes-shapes.tflite"), *map(str, options)])


def change_record(folder: Path, **changes: object) -> None:
    path = folder / "shapes-shapes.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_on_the_same_machine_every_figure_is_equal(
    folder: Path, shapes_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder, "--data", shapes_archive, "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["variant"], result["passed"], result["changes"]) == ("int8", True, [])
    assert {figure["tolerance"] for figure in result["figures"]} == {0}
    names = {figure["name"] for figure in result["figures"]}
    assert {"validation: right", "test: as Keras", "test: Keras right"} <= names
    assert {"validation: sure", "test: sure and right", "unknown: sure of stripes"} <= names


def test_a_record_that_claims_more_than_is_there_is_found_out(
    folder: Path, shapes_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((folder / "shapes-shapes.json").read_text())
    record["variants"]["int8"]["test"]["accuracy"]["correct"] -= 1
    change_record(folder, variants=record["variants"])
    assert verify(folder, "--data", shapes_archive) == 1
    said = capsys.readouterr().out
    assert "is NOT what its record says: test: right." in said
    # With another processor in the record, one image is within the tolerance.
    change_record(folder, converted={**record["converted"], "cpu": "another"})
    assert verify(folder, "--data", shapes_archive) == 0
    assert "instead of another" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("shapes-shapes.tflite", "Cannot read the model"),
        ("shapes-shapes.json", "shapes-shapes.json is missing"),
        ("shapes-shapes.keras", "compares with this Keras model"),
    ],
)
def test_a_missing_part_is_named(
    missing: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / missing).unlink()
    assert verify(folder, "--data", "anything") == 1
    assert message in capsys.readouterr().err


def test_a_model_that_was_not_made_here_has_no_record(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (folder / "shapes-shapes.tflite").read_bytes()
    foreign = folder / "shapes-shapes.tflite"
    foreign.write_bytes(content.replace(b"edge_image_classifier", b"edge_image_classifieR"))
    (folder / "labels.txt").write_text("a\nb\nc\nd\n")
    assert verify(folder, "--data", "anything") == 1
    assert "is not a file of `python -m convert`" in capsys.readouterr().err


def test_the_data_must_be_named_where_they_are_not_cifar10(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder) == 1
    assert "proven with the data 'shapes'. Say where they are: --data" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": 1}, "has the schema 1; this version verifies 2, 3 and 4"),
        ({"data": {}}, "cannot be read as a record"),
        ({"keras": {"file": "shapes-shapes.keras"}}, "cannot be read as a record"),
    ],
)
def test_a_record_that_cannot_be_used_is_refused(
    changes: dict[str, object],
    message: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change_record(folder, **changes)
    assert verify(folder, "--data", "anything") == 1
    assert message in capsys.readouterr().err


def test_a_record_from_before_there_were_temperatures_is_read(folder: Path) -> None:
    record = json.loads((folder / "shapes-shapes.json").read_text())
    del record["confidence"]
    for entry in record["variants"].values():
        del entry["confidence"]
    (folder / "shapes-shapes.json").write_text(json.dumps({**record, "schema": 2}))
    read = read_record(folder / "shapes-shapes.tflite", "shapes-shapes")
    assert temperature_of(read) == 1


@pytest.mark.parametrize("temperature", [0, -1, None, "hot"])
def test_a_temperature_that_is_none_is_refused(
    folder: Path, temperature: object, capsys: pytest.CaptureFixture[str]
) -> None:
    change_record(folder, confidence={"temperature": temperature})
    assert verify(folder, "--data", "anything") == 1
    assert "cannot be read as a record" in capsys.readouterr().err


def test_another_keras_model_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "shapes-shapes.keras").open("ab") as file:
        file.write(b"more")
    assert verify(folder, "--data", "anything") == 1
    assert "is not the Keras model of the record" in capsys.readouterr().err


def test_a_figure_at_its_tolerance_passes_and_one_beyond_it_does_not() -> None:
    assert Figure("right", 100, 98, 2).passed
    assert not Figure("right", 100, 97, 2).passed
    assert not Figure("right", 100, 100.0001, 0).passed
