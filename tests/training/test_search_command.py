"""The search command: refusals, and searches that are stopped and go on."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import drawing
from training.recipe import RECIPES, load_recipe
from training.search_command import main

SPACE = """
[search]
learning_rate = { low = 0.001, high = 0.1, log = true }
batch_size = [16, 32]
"""


@dataclass(frozen=True)
class Stopped:
    """A search that was killed within a trial, and then interrupted within a later one."""

    folder: Path
    left_by_kill: list[str]
    status: int
    stderr: str


@pytest.fixture(scope="module")
def command(tmp_path_factory) -> list[str]:
    """Three trials of two epochs on 96 drawn shapes, without --output."""
    folder = tmp_path_factory.mktemp("search")
    drawn = drawing.shapes_members(train_images=128, test_images=16, seed=5)
    archive = drawing.write_archive(folder / "small.tar.gz", drawn)
    recipe = folder / "mine.toml"
    settings = ("epochs = 4", "batch_size = 32", 'optimizer = "sgd"', 'schedule = "constant"')
    settings += ("learning_rate = 0.01", "validation_images = 32", "seed = 1")
    recipe.write_text("\n".join(('architecture = "plain-cnn"', *settings)) + SPACE)
    return [str(recipe), "--data", str(archive), "--trials", "3", "--epochs", "2"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, command) -> Path:
    """The folder of a search that nobody stopped."""
    folder = tmp_path_factory.mktemp("search") / "whole"
    assert main([*command, "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def stopped(tmp_path_factory, command, root) -> Stopped:
    """The same search, killed in its second trial, and interrupted in its third."""
    folder = tmp_path_factory.mktemp("search") / "stopped"

    def run(trial: str, stop: signal.Signals) -> tuple[int, str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "training.search_command", *command, "--output", str(folder)],
            cwd=root,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not (folder / "trials" / trial / "checkpoint.npz").exists():
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        process.send_signal(stop)
        _, said = process.communicate()
        return process.returncode, said

    run("002", signal.SIGKILL)
    left = sorted(path.name for path in folder.iterdir())
    return Stopped(folder, left, *run("003", signal.SIGINT))


def trials(folder: Path) -> list[dict]:
    """The trials of a search without the time that they took."""
    record = json.loads((folder / "search.json").read_text())
    return [{**trial, "seconds": None} for trial in record["trials"]]


def test_a_killed_search_keeps_its_finished_trials(stopped):
    assert {"best.toml", "search.json", "search.png", "study.db", "trials"} <= set(
        stopped.left_by_kill
    )


def test_ctrl_c_says_what_is_kept_without_a_traceback(stopped):
    assert stopped.status == 130
    assert stopped.stderr == "\nStopped. 2 trials are kept: the same command goes on.\n"
    assert len(trials(stopped.folder)) == 2


def test_a_search_that_was_stopped_twice_equals_one_that_was_not(stopped, whole, command, capsys):
    assert main([*command, "--output", str(stopped.folder)]) == 0
    said = capsys.readouterr().out
    assert "trial 3/3" in said
    assert "trial 2/3" not in said
    assert trials(stopped.folder) == trials(whole)
    assert (stopped.folder / "best.toml").read_bytes() == (whole / "best.toml").read_bytes()
    assert not (stopped.folder / "trials").exists()


def test_the_best_recipe_has_the_best_values_and_its_full_length(whole):
    best = max(trials(whole), key=lambda trial: trial["accuracy"])
    recipe = load_recipe(str(whole / "best.toml"))
    assert recipe.learning_rate == best["values"]["learning_rate"]
    assert recipe.batch_size == best["values"]["batch_size"]
    assert recipe.epochs == 4


def test_a_finished_search_prints_its_table_again(whole, command, capsys):
    assert main([*command, "--output", str(whole)]) == 0
    said = capsys.readouterr().out
    assert "Searching learning_rate, batch_size of mine: 3 trials of 2 epochs, judged by 32" in said
    assert "The best trials, by their accuracy on 32 validation images:" in said
    assert f"Wrote best.toml, search.json and search.png to {whole}" in said
    assert f"python -m training --recipe {whole / 'best.toml'} --output" in said


def test_json_prints_the_record_and_nothing_else(whole, command, capfd):
    assert main([*command, "--output", str(whole), "--json"]) == 0
    said = capfd.readouterr()
    assert json.loads(said.out) == json.loads((whole / "search.json").read_text())
    assert "Reading" in said.err


def test_another_length_of_the_trials_is_another_search(whole, command, capsys):
    before = {path: path.read_bytes() for path in whole.iterdir()}
    assert main([*command, "--output", str(whole), "--epochs", "3"]) == 1
    assert "is of another search (different: epochs_per_trial)" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in whole.iterdir()} == before


def test_trials_that_all_diverge_are_an_error_that_says_what_to_do(command, tmp_path, capsys):
    recipe = tmp_path / "wild.toml"
    recipe.write_text(
        Path(command[0]).read_text().replace("low = 0.001, high = 0.1", "low = 900, high = 1000")
    )
    out = tmp_path / "out"
    assert main([str(recipe), *command[1:3], "--trials", "1", "--output", str(out)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: Of 1 trial, none came to a good end (search.json in {out}")
    assert "Lower the high end of learning_rate" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["resnet9"], "No recipe 'resnet9'. Known recipes:"),
        (["resnet8", "--split", "70/30"], "The split is '70/30'"),
        (["resnet8", "--data", "absent"], "No data source 'absent'"),
    ],
)
def test_bad_input_is_one_line(options, said, tmp_path, capsys):
    assert main([*options, "--output", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith(f"error: {said}")


def test_a_search_space_with_a_typing_error_is_refused_before_anything_is_written(
    command, tmp_path, capsys
):
    recipe = tmp_path / "typo.toml"
    recipe.write_text(Path(command[0]).read_text().replace("batch_size = [", "batchsize = ["))
    assert main([str(recipe), "--output", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "unknown setting 'batchsize' in [search]. Did you mean 'batch_size'?" in said
    assert not (tmp_path / "out").exists()


def test_an_unknown_backbone_is_refused_before_the_data_are_read(tmp_path, capsys):
    text = (RECIPES / "transfer.toml").read_text().replace("MobileNetV2", "MobilNetV2")
    (tmp_path / "typo.toml").write_text(text)
    command = [str(tmp_path / "typo.toml"), "--data", "absent", "--output", str(tmp_path / "out")]
    assert main(command) == 1
    said = capsys.readouterr()
    assert said.err.startswith("error: keras.applications has no backbone 'MobilNetV2'.")
    assert said.out == ""


@pytest.mark.parametrize("flag", ["--trials", "--epochs"])
@pytest.mark.parametrize(
    ("text", "said"), [("0", "0 is not 1 or more"), ("abc", "'abc' is not a whole number")]
)
def test_a_number_below_one_or_none_at_all_is_a_wrong_command_line(
    text, said, flag, tmp_path, capsys
):
    with pytest.raises(SystemExit, match="2"):
        main(["resnet8", flag, text, "--output", str(tmp_path)])
    assert f"argument {flag}: {said}" in capsys.readouterr().err


def test_a_folder_that_is_no_search_is_left_as_it_is(command, tmp_path, capsys):
    (tmp_path / "trials").mkdir()
    (tmp_path / "trials" / "thesis.txt").write_text("years of work")
    assert main([*command, "--output", str(tmp_path)]) == 1
    assert "holds other things (trials), and no search. Choose an empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["trials", "thesis.txt"]


def test_an_output_inside_the_data_is_refused(command, tmp_path, capsys):
    (tmp_path / "cat").mkdir()
    output = tmp_path / "search"
    assert main([command[0], "--data", str(tmp_path), "--output", str(output)]) == 1
    assert "is inside the data folder" in capsys.readouterr().err
    assert not output.exists()
