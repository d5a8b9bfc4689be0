"""The command on two real runs, which ``photos`` has trained and converted."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convert.__main__ import main
from convert.compare.conversions import made_before
from convert.compare.entries import Data, Maker
from convert.compare.runs import read_runs
from convert.job import Job
from tests.drawing import write_shapes_folder

Compare = Callable[..., int]
MODELS = ("my-photos-{}.tflite", "my-photos-{}.float32.tflite", "my-photos-{}.keras")
WRITTEN = ("my-photos-{}.json", "conversion.html", "conversion.json", "report.html")
WRITTEN += ("evaluation.json", "training.json")


@pytest.fixture
def copied(photos, tmp_path: Path) -> Path:
    """A copy of the runs and of their comparison that a test may spoil."""
    return shutil.copytree(photos.folder, tmp_path / "photos")


@pytest.fixture
def compare(copied: Path, photo_folder: Path) -> Compare:
    """A function that compares the copied runs again, in the same folder; gives the exit code."""

    def run(*options: str, data: Path = photo_folder) -> int:
        runs = [str(copied / name) for name in ("small-cnn", "transfer")]
        output = ("--output", str(copied / "compared"))
        return main(["compare", *runs, "--data", str(data), *output, *options])

    return run


def facts_in(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "compared" / "comparison.json").read_text()))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


def test_the_folder_holds_the_chosen_net_and_everything_on_each(photos) -> None:
    compared, facts = photos.folder / "compared", facts_in(photos.folder)
    winner = facts["winner"]
    assert [one["name"] for one in facts["runs"]] == ["small-cnn", "transfer"]
    assert {one["standing"] for one in facts["runs"]} > {"chosen"}
    for name in ("small-cnn", "transfer"):
        candidate = compared / "candidates" / name
        files = {template.format(name) for template in (*MODELS, *WRITTEN)}
        assert {path.name for path in candidate.iterdir()} == files | {"request.json"}
        for file in ("training.json", "evaluation.json", "report.html"):
            assert (candidate / file).read_bytes() == (photos.folder / name / file).read_bytes()
    kept = {template.format(winner) for template in (*MODELS, *WRITTEN)}
    reports = {"candidates", "comparison.html", "comparison.json", "comparison.png"}
    assert {path.name for path in compared.iterdir()} == kept | reports
    for name in kept:
        assert (compared / name).read_bytes() == (
            compared / "candidates" / winner / name
        ).read_bytes()


def test_only_the_chosen_net_has_seen_the_test_images(photos) -> None:
    facts = facts_in(photos.folder)
    assert facts["test"]["count"] == 24
    for one in facts["runs"]:
        folder = photos.folder / "compared" / one["folder"]
        record = json.loads((folder / "conversion.json").read_text())
        chosen = one["standing"] == "chosen"
        assert ("test" in record["keras"]) is chosen
        for entry in record["variants"].values():
            assert (entry["test"] is not None) is chosen
    assert one["file"]["validation"]["count"] == 24


def test_a_second_comparison_takes_the_conversions_of_the_first(
    compare: Compare, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(copied / "compared" / "candidates")
    assert compare("--max-latency-ratio", "1000") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("Converted before, from the same model and data") == 2
    assert "Converting" not in said.out
    assert contents(copied / "compared" / "candidates") == before
    assert facts_in(copied)["budget"] == {"max_latency_ratio": 1000.0, "max_size_kb": None}
    assert facts_in(copied)["test"] is None


def test_without_a_run_in_the_budget_the_conversions_stay_and_the_code_is_1(
    compare: Compare, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(copied / "compared" / "candidates")
    assert compare("--max-size-kb", "1") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "No run was chosen: none is within the budget." in said
    assert said.count("at most 1 are allowed") == 2
    assert contents(copied / "compared" / "candidates") == before
    assert list((copied / "compared").glob("*.tflite")) == []
    assert (facts_in(copied)["verdict"], facts_in(copied)["winner"]) == ("failed", None)


def test_a_limit_of_size_leaves_the_smaller_net(
    compare: Compare, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare("--max-size-kb", "20", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts == facts_in(copied)
    assert facts["winner"] == "small-cnn"
    assert facts["runs"][1]["standing"] == "over budget"
    assert (copied / "compared" / "my-photos-small-cnn.tflite").exists()
    assert list((copied / "compared").glob("my-photos-transfer*")) == []


def test_a_model_that_cannot_be_loaded_loses_and_the_other_is_kept(
    compare: Compare, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(copied / "transfer" / "model.keras", "w") as archive:
        archive.writestr("config.json", "no model")
    assert compare() == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "transfer: There is no file of it:" in said
    assert "cannot be loaded as a Keras model" in said
    facts = facts_in(copied)
    assert (facts["winner"], facts["verdict"]) == ("small-cnn", "fallback")
    assert facts["runs"][1]["standing"] == "no file"


def test_other_data_than_that_of_the_runs_are_refused_and_nothing_is_lost(
    compare: Compare, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(copied)
    data = write_shapes_folder(tmp_path / "others", {"circle": 9, "stripes": 9}, seed=8)
    assert compare(data=data) == 1
    assert "is not the data that the model was trained on" in capsys.readouterr().err
    assert compare(data=copied.parent) == 1
    assert "is inside the data folder" in capsys.readouterr().err
    assert contents(copied) == before


@pytest.mark.parametrize("spoil", ["request.json", "my-photos-transfer.tflite", "conversion.json"])
def test_what_was_interrupted_or_damaged_is_not_taken_for_a_conversion(
    spoil: str, copied: Path, photo_folder: Path
) -> None:
    _, run = read_runs([copied / "small-cnn", copied / "transfer"])
    folder = copied / "compared" / "candidates" / "transfer"
    job = Job(name="", variants=("float32", "int8"), calibration_images=500)
    said: list[str] = []
    maker = Maker(copied / "compared", job, Data(str(photo_folder), say=said.append), said.append)
    conversion, reused = maker.conversion(run)
    assert reused
    assert set(conversion.files) == {"float32", "int8"}
    named = Job(name=conversion.name, variants=job.variants, calibration_images=500)
    assert made_before(folder, run, named) is None  # Its test images were to be scored.
    untested = Job(**{**vars(named), "score_test": False})
    assert made_before(folder, run, untested) is not None
    assert made_before(folder, run, Job(**{**vars(untested), "calibration_images": 9})) is None
    (folder / spoil).write_bytes((folder / spoil).read_bytes()[:-5])
    assert made_before(folder, run, untested) is None
