"""What the command does when int8 collapses: a real net with one loud channel, real files."""

import json
import shutil
from pathlib import Path

import pytest

from convert.__main__ import main
from convert.models.parent import Parent
from edge_app import Classifier
from tests.convert.outliers import with_outlier

NAME = "shapes-shapes"
# So that every step fails: dynamic on agreement, float16 on size.
STRICT = ("--variants", "int8", "--min-agreement", "99", "--max-bytes", "200000")
STEPS = ("int8 with 4 times", "dynamic:", "float16:", "int16x8:")


@pytest.fixture(scope="module")
def collapsing(parent: Parent, trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that answers as the trained one, in Keras."""
    folder = tmp_path_factory.mktemp("collapsing")
    with_outlier(parent.model).save(folder / "model.keras")
    shutil.copy(trained.folder / "training.json", folder)
    return folder / "model.keras"


@pytest.fixture
def earlier(converted, tmp_path: Path) -> Path:
    """The folder of an earlier conversion of that name, which passed."""
    return Path(shutil.copytree(converted.folder, tmp_path / "out"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_whole_ladder_is_tried_visibly_and_its_last_step_is_written(
    collapsing: Path, shapes_archive: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--data", str(shapes_archive), "--output", str(earlier), *STRICT, "--allow-int16")
    assert main([str(collapsing), *options]) == 3
    said = capsys.readouterr().out
    places = [said.index(f"Trying {step}") for step in STEPS]
    assert places == sorted(places)
    assert "of 300 images, Keras for" in said  # It has collapsed to one class.
    assert "Where int8 loses" in said
    assert f"{NAME}.tflite was not written" in " ".join(said.split())
    assert "about 37 times as slow" in " ".join(said.split())
    assert f"Removed {NAME}.float32.tflite, {NAME}.tflite" in said

    assert {path.name for path in earlier.iterdir()} == {
        f"{NAME}.int16x8.tflite",
        f"{NAME}.keras",
        f"{NAME}.json",
        "conversion.html",
        "conversion.json",
    }
    record = json.loads((earlier / f"{NAME}.json").read_text())
    assert (record["verdict"], record["recommended"]) == ("fallback", "int16x8")
    assert list(record["variants"]) == ["int16x8"]
    tried = [(one["variant"], one["verdict"]["passed"]) for one in record["candidates"]]
    failing = ["int8", "int8", "dynamic", "float16"]
    assert tried == [*((variant, False) for variant in failing), ("int16x8", True)]
    assert [one["calibration_images"] for one in record["candidates"][:2]] == [500, 1200]
    first = record["layers"][0]
    assert first["operator"] == "CONV_2D"
    assert first["loudness"] > 1000  # Though it is loud on few of the calibration images.
    assert record["latency"]["invoke_ms"]["int16x8"]["median"] > 0
    page = (earlier / "conversion.html").read_text()
    assert "Not all passed" in page
    assert "data:image/png" in page
    assert Classifier(earlier / f"{NAME}.int16x8.tflite").labels[0] == "circle"


def test_where_nothing_passes_only_the_report_is_written(
    collapsing: Path, shapes_archive: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(earlier)
    options = ("--data", str(shapes_archive), "--output", str(earlier), *STRICT)
    assert main([str(collapsing), *options]) == 1
    said = capsys.readouterr()
    assert "Trying int16x8" not in said.out
    assert "--allow-int16" in said.out
    assert said.err.startswith("error: Failed: int8 did not pass")
    after = contents(earlier)
    assert {name for name in after if after[name] != before.get(name)} == {
        "conversion.html",
        "conversion.json",
    }
    record = json.loads(after["conversion.json"])
    assert (record["verdict"], record["recommended"], record["variants"]) == ("failed", None, {})
    assert '<h1 class="failed">' in after["conversion.html"].decode()
