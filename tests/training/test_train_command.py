"""The training command: what it does in the folder of a run, and what it prints."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from training.__main__ import main


def epochs_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^epoch +(\d+)/", text, re.MULTILINE)]


def test_a_finished_run_is_left_alone_by_resume(trained, shapes_recipe, capsys):
    before = {path: path.read_bytes() for path in trained.folder.iterdir()}
    # No data of this name: they need not be read again.
    command = ["--recipe", str(shapes_recipe), "--data", "absent", "--output", str(trained.folder)]
    reached = json.loads((trained.folder / "training.json").read_text())["metrics"]["validation"]
    measured = ["--sure-precision", "90", "--unknown", "absent"]  # Which change no weights.
    for options in (["--resume"], ["--resume", "--test"], ["--resume", *measured]):
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
    assert (folder / "model.keras").read_bytes() == before[folder / "model.keras"]
    facts = json.loads((folder / "evaluation.json").read_text())
    assert list(facts["parts"]) == ["validation", "test"]
    assert facts["published"]["test"] == record["metrics"]["test"]["accuracy"]


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


def test_a_finished_run_with_another_split_is_refused(trained, shapes_recipe, capsys):
    command = ["--recipe", str(shapes_recipe), "--output", str(trained.folder), "--resume"]
    assert main([*command, "--split", "80/10/10"]) == 1
    said = capsys.readouterr().err
    assert "was trained with no --split, and the command line has 80/10/10" in said


# A run of one epoch on a disk that takes files of this many bytes only.
FULL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from training.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
FEW = "epochs = 1\nwarmup_epochs = 0\nvalidation_images = 8\n"


@pytest.fixture
def few(tmp_path, shapes_recipe, members, write_archive) -> list[str]:
    """The options of a run of one epoch on 32 images."""
    dropped = ("epochs", "warmup_epochs", "validation_images")
    kept = [line for line in shapes_recipe.read_text().split("\n") if not line.startswith(dropped)]
    (tmp_path / "few.toml").write_text("\n".join([*kept, FEW]))
    options = ["--recipe", str(tmp_path / "few.toml"), "--data", str(write_archive(members))]
    return [*options, "--output", str(tmp_path / "run")]


def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(few, tmp_path, root):
    script = FULL_DISK.format(limit=300_000)  # The pictures fit, and the checkpoint does not.
    command = [sys.executable, "-c", script, *few]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("error: ")
    assert "File too large" in result.stderr
    assert str(tmp_path / "run") in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["augmentation.png"]


def test_a_terminal_sees_the_steps_and_a_log_does_not(few, tmp_path, root):
    """On a pseudo-terminal; with TensorBoard's files, which a log need not mention."""
    terminal, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "training", *few, "--tensorboard"],
        cwd=root,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    said = b""
    while piece := read(terminal):
        said += piece
    _, stderr = process.communicate()
    assert (process.returncode, stderr) == (0, b"")
    assert b"\r\x1b[Kepoch   1/1  loss" in said
    folders = [path.name for path in sorted((tmp_path / "run" / "tensorboard").iterdir())]
    assert folders == ["train", "validation"]


def read(terminal: int) -> bytes:
    """What there is to read; nothing where the other end is closed, which Linux calls an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_first_weights_that_may_have_seen_the_validation_images_are_remarked_on(
    few, trained, tmp_path, capsys
):
    source = tmp_path / "source"
    shutil.copytree(trained.folder, source)
    assert main([*few, "--init-from", str(source / "model.keras")]) == 0
    assert "The net of --init-from did not learn from the same" in capsys.readouterr().out


def test_first_weights_are_taken_from_another_net(few, trained, tmp_path, capsys):
    still = Path(few[1])
    still.write_text(still.read_text().replace("learning_rate = 0.003", "learning_rate = 0.0"))
    assert main([*few, "--init-from", str(trained.folder / "model.keras")]) == 0
    assert capsys.readouterr().err == ""

    from training.identity import model_identity
    from training.saving import load_model

    net, source = (load_model(f / "model.keras") for f in (tmp_path / "run", trained.folder))
    ours, theirs = net.get_weights(), source.get_weights()
    same = [(a == b).all() for a, b in zip(ours, theirs, strict=True)]
    assert all(same[:-2])
    assert not same[-2]  # The head begins anew.
    record = json.loads((tmp_path / "run" / "training.json").read_text())
    assert record["initial_weights"] == model_identity(trained.folder / "model.keras")
