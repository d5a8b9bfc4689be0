"""``python -m training evaluate``: a finished run is asked again, and keeps its figures."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drawing import write_archive
from training.__main__ import main
from training.report.file_names import FACTS, FILES, PAGE

Edit = Callable[[dict], object]


@pytest.fixture
def copy(trained, tmp_path) -> Callable[[Edit], Path]:
    """A function that gives a copy of the finished run, with its record edited."""

    def make(edit: Edit | None = None) -> Path:
        folder = shutil.copytree(trained.folder, tmp_path / "run")
        if edit:
            record = json.loads((folder / "training.json").read_text())
            edit(record)
            (folder / "training.json").write_text(json.dumps(record))
        return folder

    return make


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def without_test(record: dict) -> None:
    del record["metrics"]["test"]


def evaluate(run: Path, data: Path | str, *options: str) -> int:
    return main(["evaluate", str(run), "--data", str(data), *options])


def test_a_finished_run_is_reported_on_elsewhere_and_left_as_it_is(
    trained, shapes_archive, tmp_path, capsys
):
    before, output = contents(trained.folder), tmp_path / "report"
    assert evaluate(trained.folder, shapes_archive, "--test", "--output", str(output)) == 0
    said = capsys.readouterr()
    assert said.err == ""
    lines = said.out.splitlines()
    assert lines[0] == f"Reading {shapes_archive} ..."
    assert lines[1] == "Asking the model about the validation and test images ..."
    for line, (part, count) in zip(lines[2:4], (("Validation", 300), ("Test", 400)), strict=True):
        assert re.fullmatch(rf"{part} accuracy: \d+\.\d\d % \(\d+ of {count}; 95 % inter.*\)", line)
        assert line in trained.stdout
    assert lines[4].startswith("Confidence: ")
    assert lines[4:6] == [line for line in trained.stdout.splitlines() if line in lines[4:6]]
    assert lines[6].startswith("- ")
    assert lines[-1] == f"Wrote report.html, evaluation.json and pictures to {output}"
    assert contents(trained.folder) == before
    assert {PAGE, FACTS, "test_roc.png"} <= set(contents(output)) <= set(FILES)
    first, again = (json.loads((folder / FACTS).read_text()) for folder in (trained.folder, output))
    for part in ("validation", "test"):
        assert again["parts"][part]["confusion"] == first["parts"][part]["confusion"]
    assert (again["advice"], again["published"]) == (first["advice"], first["published"])


def test_json_is_all_that_stdout_holds(copy, shapes_archive, capfd):
    run = copy()
    assert evaluate(run, shapes_archive, "--json") == 0
    said = capfd.readouterr()
    facts = json.loads(said.out)
    assert facts == json.loads((run / FACTS).read_text())
    assert list(facts["parts"]) == ["validation"]
    assert "Validation accuracy: " in said.err
    assert not (run / "test_roc.png").exists()


def test_the_first_test_figure_is_written_to_the_record_of_the_run(
    copy, trained, shapes_archive, tmp_path
):
    run, output = copy(without_test), str(tmp_path / "report")
    expected = json.loads((trained.folder / "training.json").read_text())["metrics"]["test"]
    assert evaluate(run, shapes_archive, "--test", "--output", output) == 0
    figure = json.loads((run / "training.json").read_text())["metrics"]["test"]
    assert figure.pop("made")["versions"]
    assert figure == expected


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_model_that_does_not_answer_as_its_record_says_is_refused(
    part, copy, shapes_archive, tmp_path, capsys
):
    def lower(record: dict) -> None:
        record["metrics"][part]["accuracy"]["correct"] -= 3

    run = copy(lower)
    before = contents(run)
    assert evaluate(run, shapes_archive, "--test", "--output", str(tmp_path / "report")) == 1
    said = capsys.readouterr().err
    assert re.search(rf"model\.keras is right on \d+ of the \d+ {part} images, and .* says", said)
    assert contents(run) == before
    assert list((tmp_path / "report").iterdir()) == []


def test_an_answer_that_rounding_turned_leaves_the_published_figure(copy, shapes_archive):
    def lower(record: dict) -> None:
        record["metrics"]["test"]["accuracy"]["correct"] -= 1

    run = copy(lower)
    before = (run / "training.json").read_bytes()
    assert evaluate(run, shapes_archive, "--test") == 0
    assert (run / "training.json").read_bytes() == before
    facts = json.loads((run / FACTS).read_text())
    published = facts["published"]["test"]["correct"]
    assert facts["parts"]["test"]["accuracy"]["correct"] == published + 1
    assert f"of the test images instead of {published}" in facts["remarks"][0]


def test_other_data_are_refused_and_nothing_is_lost(copy, members, tmp_path, capsys):
    run = copy()
    before = contents(run)
    more = {**members, "data_batch_1.bin": 80 * members["data_batch_1.bin"]}
    assert evaluate(run, write_archive(tmp_path / "other.tar.gz", more)) == 1
    assert "is not the data that the model was trained on" in capsys.readouterr().err
    assert contents(run) == before


@pytest.mark.parametrize(
    ("break_run", "said"),
    [
        (lambda run: shutil.rmtree(run), "No run at {run}. Expected the output folder of a train"),
        (lambda run: (run / "model.keras").unlink(), "No model at {run}/model.keras."),
        (lambda run: (run / "training.json").unlink(), "{run}/training.json is missing."),
        (lambda run: (run / "training.json").write_text("{"), "{run}/training.json cannot be read"),
        (lambda run: (run / "checkpoint.npz").touch(), "{run} holds an unfinished run. Finish it"),
        (
            lambda run: (run / "model.keras").write_bytes(b"PK"),
            "{run}/model.keras cannot be loaded",
        ),
    ],
)
def test_what_is_no_finished_run_is_refused_before_the_data_are_read(break_run, said, copy, capsys):
    run = copy()
    break_run(run)
    assert evaluate(run, "absent") == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("error: " + said.format(run=run))
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_model_for_other_images_is_refused(copy, shapes_archive, capsys):
    from tests.training.small_net import build_small_net
    from training.saving import save_model

    run = copy()
    save_model(run / "model.keras", build_small_net(class_count=3))
    assert evaluate(run, shapes_archive) == 1
    assert (
        "is not the model of this run: it takes images of the shape (32, 32, 3) and has 3 outputs"
        in (capsys.readouterr().err)
    )


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_refused_before_the_data_are_read(
    place, copy, tmp_path, capsys
):
    (tmp_path / "file").write_text("in the way")
    assert evaluate(copy(), "absent", "--output", str(tmp_path / place)) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"error: cannot write to {tmp_path / place}: ")
    assert said.out == ""


def test_a_folder_with_other_things_is_refused_and_one_with_a_report_is_not(copy, tmp_path, capsys):
    run, output = copy(), tmp_path / "there"
    output.mkdir()
    (output / PAGE).write_text("of an earlier day")
    assert evaluate(run, "absent", "--output", str(output)) == 1
    assert "error: No data source 'absent'" in capsys.readouterr().err
    (output / "thesis.txt").write_text("years of work")
    assert evaluate(run, "absent", "--output", str(output)) == 1
    assert f"{output} holds other things (thesis.txt), and no report." in capsys.readouterr().err
    assert (output / PAGE).read_text() == "of an earlier day"


def test_a_run_at_which_another_process_works_is_refused(copy, shapes_archive, capsys):
    from training.run_folder import only_process_in

    run = copy()
    with only_process_in(run):
        assert evaluate(run, shapes_archive) == 1
    assert f"Another process is at work in {run}" in capsys.readouterr().err
