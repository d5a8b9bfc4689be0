"""Which runs can be compared, and what is said of those that cannot; no model is loaded."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convert.__main__ import main
from convert.compare.runs import read_runs
from edge_app.errors import PipelineError

WriteRun = Callable[..., Path]
RECORD = {
    "recipe": {"name": "net", "seed": 1, "validation_images": 4},
    "data": {
        "name": "photos",
        "class_names": ["cat", "dog"],
        **{
            part: {"images": 4, "sha256_of_sorted_record_sha256": part}
            for part in ("train", "validation", "test")
        },
    },
    "metrics": {"validation": {"accuracy": {"value": 0.5}}},
}


@pytest.fixture
def write_run(tmp_path: Path) -> WriteRun:
    """A function that writes a folder which looks like a run until its model is loaded."""

    def write(name: str, **data: Any) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        record = {**RECORD, "data": {**RECORD["data"], **data}}
        (folder / "training.json").write_text(json.dumps(record))
        with zipfile.ZipFile(folder / "model.keras", "w") as archive:
            archive.writestr("config.json", name)
        return folder

    return write


def refusal(*folders: Path) -> str:
    with pytest.raises(PipelineError) as caught:
        read_runs(folders)
    return str(caught.value)


def test_runs_are_called_as_their_folders_as_far_as_that_tells_them_apart(
    write_run: WriteRun,
) -> None:
    runs = read_runs([write_run("small"), write_run("big")])
    assert [run.name for run in runs] == ["small", "big"]
    assert len({run.sha256 for run in runs}) == 2
    runs = read_runs([write_run("a/net"), write_run("b/net")])
    assert [run.name for run in runs] == ["a-net", "b-net"]
    runs = read_runs([write_run("x/c/net"), write_run("y/c/net")])
    assert [run.name for run in runs] == ["1-c-net", "2-c-net"]


def test_one_run_is_nothing_to_compare_and_how_to_convert_it_is_said(write_run: WriteRun) -> None:
    assert "expected two or more" in (said := refusal(write_run("a")))
    assert "python -m convert " in said


def test_the_same_run_is_not_compared_with_itself(write_run: WriteRun) -> None:
    folder = write_run("a")
    assert "is given 2 times" in refusal(folder, folder.parent / "." / "b" / ".." / "a")
    copied = write_run("b")
    (copied / "model.keras").write_bytes((folder / "model.keras").read_bytes())
    assert "hold the same model file" in refusal(folder, copied)


def test_a_path_that_is_no_finished_run_is_refused_with_what_to_do(
    write_run: WriteRun, tmp_path: Path
) -> None:
    good = write_run("good")
    assert f"No run at {tmp_path / 'none'}" in refusal(good, tmp_path / "none")
    assert "No run at" in refusal(good, good / "model.keras")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "training.json is missing" in refusal(good, empty)
    without = write_run("without")
    (without / "model.keras").unlink()
    assert "No model at" in refusal(good, without)
    unfinished = write_run("unfinished")
    (unfinished / "checkpoint.npz").write_bytes(b"")
    assert "holds an unfinished run" in refusal(good, unfinished)


def test_runs_of_other_classes_are_named_with_both(write_run: WriteRun) -> None:
    said = refusal(write_run("a"), write_run("b", class_names=["dog", "cat"]))
    assert "knows the classes dog, cat, and" in said
    assert "the classes cat, dog." in said


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_runs_of_other_data_or_another_split_are_refused(part: str, write_run: WriteRun) -> None:
    other = {"images": 4, "sha256_of_sorted_record_sha256": "other"}
    said = refusal(write_run("a"), write_run("b", **{part: other}))
    assert f"their {part} images differ" in said


def test_a_run_without_validation_images_is_refused(write_run: WriteRun) -> None:
    none = {"images": 0, "sha256_of_sorted_record_sha256": "none"}
    folders = [write_run("a", validation=none), write_run("b", validation=none)]
    assert "The validation split of" in (said := refusal(*folders))
    assert "is empty" in said


def test_the_command_ends_with_one_line_and_writes_nothing(
    write_run: WriteRun, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folders = [str(write_run("a")), str(write_run("b", class_names=["x", "y"]))]
    before = sorted(tmp_path.rglob("*"))
    assert main(["compare", *folders, "--output", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_of_other_things_a_file_and_a_run_are_no_output(
    write_run: WriteRun, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    runs = [str(write_run("a")), str(write_run("b"))]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for output, message in (
        (tmp_path / "out", "holds other things (thesis.txt)"),
        (tmp_path / "file", "cannot write to"),
        (tmp_path / "a", "is a run itself"),
    ):
        assert main(["compare", *runs, "--output", str(output)]) == 1
        assert message in capsys.readouterr().err
    assert (tmp_path / "out" / "thesis.txt").read_text() == "mine"
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "option",
    [
        ("--max-latency-ratio", "0"),
        ("--max-latency-ratio", "nan"),
        ("--max-size-kb", "0"),
        ("--max-size-kb", "1.5"),
        ("--calibration-images", "0"),
    ],
)
def test_an_unusable_limit_exits_with_2(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["compare", "a", "b", *option])
    assert option[0] in capsys.readouterr().err
