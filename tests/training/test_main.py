"""The command line: refusals, and runs that are stopped and go on."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from training.__main__ import main
from training.recipe import Recipe

# Dies, as by a power cut, where training.json would be written and all else is there.
DIES_AT_THE_RECORD = """
import os, signal, sys
import training.results
training.results.write_json = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from training.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Stop:
    """How one process ended: its exit status, what it printed, and what it left."""

    status: int
    stdout: str
    stderr: str
    left: list[str]


@pytest.fixture(scope="module")
def stops(tmp_path_factory, shapes_archive, shapes_recipe, root) -> tuple[Path, list[Stop]]:
    """One run in four processes: killed, interrupted, killed again, and then left to finish."""
    folder = tmp_path_factory.mktemp("stopped") / "run"
    options = ["--recipe", str(shapes_recipe), "--data", str(shapes_archive), "--test"]
    options += ["--output", str(folder)]

    def run(*command: str, until: str = "", stop: signal.Signals = signal.SIGKILL) -> Stop:
        process = subprocess.Popen(
            [sys.executable, *command, *options],
            cwd=root,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until and line.startswith(until):
                time.sleep(0.2)  # Into the next epoch.
                process.send_signal(stop)
        stderr = process.stderr.read()
        process.stderr.close()
        process.stdout.close()
        left = sorted(path.name for path in folder.iterdir())
        return Stop(process.wait(), "".join(lines), stderr, left)

    train = ("-m", "training")
    return folder, [
        run(*train, until="epoch   1/4", stop=signal.SIGKILL),
        run(*train, "--resume", until="epoch   2/4", stop=signal.SIGINT),
        run("-c", DIES_AT_THE_RECORD, "--resume"),
        run(*train, "--resume"),
    ]


def epochs_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^epoch +(\d+)/", text, re.MULTILINE)]


def test_a_killed_run_leaves_a_whole_checkpoint(stops):
    _, (killed, *_) = stops
    assert killed.status == -signal.SIGKILL
    assert epochs_in(killed.stdout) == [1]
    assert "checkpoint.npz" in killed.left


def test_ctrl_c_says_how_to_go_on_without_a_traceback(stops):
    _, (_, interrupted, *_) = stops
    assert interrupted.status == 130
    said = "Stopped. Finished epochs are kept: the same command with --resume goes on."
    assert interrupted.stderr == f"\n{said}\n"
    assert epochs_in(interrupted.stdout) == [2]
    assert interrupted.left == ["checkpoint.npz"]


def test_a_run_killed_before_its_record_keeps_the_checkpoint(stops):
    _, (_, _, killed, _) = stops
    assert killed.status == -signal.SIGKILL
    assert epochs_in(killed.stdout) == [3, 4]
    assert {"model.keras", "checkpoint.npz"} <= set(killed.left)
    assert "training.json" not in killed.left


def test_the_last_step_is_completed_without_training_again(stops):
    _, (*_, last) = stops
    assert last.status == 0
    assert epochs_in(last.stdout) == []
    assert "training.json" in last.left
    assert not [name for name in last.left if "checkpoint" in name or "partial" in name]


def test_the_stopped_run_equals_the_uninterrupted_one_bit_by_bit(stops, trained):
    import keras

    folder, _ = stops
    records = [json.loads((f / "training.json").read_text()) for f in (folder, trained.folder)]
    for key in ("curves", "kept_epoch", "metrics", "recipe", "data"):
        assert records[0][key] == records[1][key]
    models = [keras.saving.load_model(f / "model.keras") for f in (folder, trained.folder)]
    for first, second in zip(*(model.get_weights() for model in models), strict=True):
        assert np.array_equal(first, second)


def test_a_finished_run_is_left_alone_by_resume(trained, shapes_recipe, capsys):
    before = {path: path.read_bytes() for path in trained.folder.iterdir()}
    # No data of this name: they need not be read again.
    command = ["--recipe", str(shapes_recipe), "--data", "absent", "--output", str(trained.folder)]
    reached = json.loads((trained.folder / "training.json").read_text())["metrics"]["validation"]
    for options in (["--resume"], ["--resume", "--test"]):
        assert main([*command, *options]) == 0
        said = capsys.readouterr().out
        assert "holds a finished run of the recipe shapes, with a validation accuracy of" in said
        assert f"{100 * reached['accuracy']['value']:.2f} %. Nothing is left to do." in said
    assert {path: path.read_bytes() for path in trained.folder.iterdir()} == before


@pytest.fixture
def untested(trained, shapes_recipe, tmp_path) -> tuple[Path, list[str]]:
    """A copy of the finished run whose test images have not been scored, and its command."""
    folder = tmp_path / "untested"
    shutil.copytree(trained.folder, folder)
    record = json.loads((folder / "training.json").read_text())
    del record["metrics"]["test"]
    (folder / "training.json").write_text(json.dumps(record))
    command = ["--recipe", str(shapes_recipe), "--output", str(folder), "--resume", "--test"]
    return folder, command


def test_the_test_images_of_a_finished_run_are_scored_without_training(
    untested, trained, shapes_archive, capsys
):
    folder, command = untested
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main([*command, "--data", str(shapes_archive)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^Test accuracy: \d+\.\d\d % \(\d+ of 400;", said, re.MULTILINE)
    assert epochs_in(said) == []

    record = json.loads((folder / "training.json").read_text())
    expected = json.loads((trained.folder / "training.json").read_text())
    assert record["metrics"]["test"].pop("made")["versions"] == expected["made"]["versions"]
    assert record == expected
    changed = [p.name for p in folder.iterdir() if before.get(p) != p.read_bytes()]
    assert changed == ["training.json"]


def test_a_finished_run_is_not_scored_on_other_data(untested, members, write_archive, capsys):
    folder, command = untested
    before = (folder / "training.json").read_bytes()
    more = {**members, "data_batch_1.bin": 80 * members["data_batch_1.bin"]}
    assert main([*command, "--data", str(write_archive(more))]) == 1
    assert "is not the data that the model was trained on" in capsys.readouterr().err
    assert (folder / "training.json").read_bytes() == before


def test_a_finished_run_without_its_model_cannot_be_scored(untested, shapes_archive, capsys):
    folder, command = untested
    (folder / "model.keras").unlink()
    assert main([*command, "--data", str(shapes_archive)]) == 1
    assert f"error: No model at {folder / 'model.keras'}" in capsys.readouterr().err


def test_a_finished_run_is_not_overwritten(trained, shapes_recipe, capsys):
    assert main(["--recipe", str(shapes_recipe), "--output", str(trained.folder)]) == 1
    assert "already holds a trained model. Choose another --output" in capsys.readouterr().err


def test_resume_with_another_recipe_does_not_pass_for_finished(trained, capsys):
    command = ["--recipe", "plain-cnn", "--output", str(trained.folder), "--resume"]
    assert main(command) == 1
    assert "holds a model of another recipe" in capsys.readouterr().err


def test_a_damaged_record_is_not_taken_for_a_finished_run(tmp_path, capsys):
    for make in (lambda path: path.write_text("{"), lambda path: path.unlink() or path.mkdir()):
        make(tmp_path / "training.json")
        assert main(["--recipe", "plain-cnn", "--output", str(tmp_path), "--resume"]) == 1
        assert re.search(r"^error: .*training\.json cannot be read", capsys.readouterr().err)


def test_an_unfinished_run_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "checkpoint.npz").write_bytes(b"of an earlier run")
    assert main(["--recipe", "plain-cnn", "--output", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "holds an unfinished run. The same command with --resume goes on" in said


def test_resume_refuses_a_damaged_checkpoint(tmp_path, shapes_recipe, shapes_archive, capsys):
    (tmp_path / "checkpoint.npz").write_bytes(b"of an earlier run")
    command = ["--recipe", str(shapes_recipe), "--data", str(shapes_archive)]
    assert main([*command, "--output", str(tmp_path), "--resume"]) == 1
    assert re.search(r"error: The checkpoint .* cannot be read", capsys.readouterr().err)


def test_an_unknown_recipe_is_refused_before_anything_is_written(tmp_path, capsys):
    assert main(["--recipe", "resnet9", "--output", str(tmp_path / "run")]) == 1
    assert capsys.readouterr().err.startswith("error: No recipe 'resnet9'. Known recipes:")
    assert not (tmp_path / "run").exists()


def test_an_unknown_architecture_is_refused_before_the_data_are_read(
    tmp_path, shapes_recipe, capsys
):
    recipe = tmp_path / "mine.toml"
    recipe.write_text(shapes_recipe.read_text().replace("plain-cnn", "resnet9"))
    command = ["--recipe", str(recipe), "--data", "absent", "--output", str(tmp_path / "run")]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "architecture is 'resnet9', expected one of plain-cnn, resnet8." in said.err
    assert said.out == ""
    assert not (tmp_path / "run").exists()


def test_an_output_that_is_a_file_is_refused_before_the_training(tmp_path, capsys):
    (tmp_path / "run").write_text("")
    assert main(["--recipe", "plain-cnn", "--output", str(tmp_path / "run")]) == 1
    assert f"error: cannot write to {tmp_path / 'run'}" in capsys.readouterr().err


def test_missing_data_is_refused_by_its_name(tmp_path, capsys):
    command = ["--recipe", "plain-cnn", "--data", "absent.tar.gz"]
    assert main([*command, "--output", str(tmp_path / "run")]) == 1
    assert "error: No data source 'absent.tar.gz'" in capsys.readouterr().err


def test_the_page_names_every_flag_and_every_setting(root, capsys):
    page = (root / "docs" / "training.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    flags = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert flags == {"--recipe", "--data", "--output", "--resume", "--test"}
    missing = [f for f in sorted(flags) if f"`{f}" not in page]
    settings = [field.name for field in fields(Recipe) if field.name != "name"]
    missing += [name for name in settings if f"`{name}`" not in page]
    assert not missing
