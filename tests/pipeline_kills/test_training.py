"""A training and a conversion, killed where they put names on their files, and done once more."""

import json
import shutil
import signal
import sys
import zipfile
from pathlib import Path

import pytest

from tests import drawing
from tests.pipeline_kills.tracing import (
    RENAMES,
    SYNCS,
    Step,
    failing,
    killing,
    out_of_order,
    run,
    steps,
)
from tests.training.resuming import assert_same_run

pytestmark = [pytest.mark.soak, pytest.mark.workstation]
RECIPE = """
architecture = "plain-cnn"
epochs = 2
batch_size = 32
optimizer = "adam"
schedule = "constant"
learning_rate = 0.002
validation_images = 60
seed = 1
"""
# Of those calls that put a name on a file, and of those before them.
MOST_KILLS = 12


class Scene:
    """A tiny training of drawn shapes, and a conversion of what it gives."""

    def __init__(self, base: Path) -> None:
        self.base, self.home = base, base / "home"
        self.home.mkdir()
        members = drawing.shapes_members(train_images=220, test_images=20, seed=11)
        self.data = drawing.write_archive(base / "few.tar.gz", members)
        (base / "tiny.toml").write_text(RECIPE)

    def train(self, output: Path) -> list[str]:
        """The command that trains, or goes on."""
        words = [sys.executable, "-m", "training", "--recipe", str(self.base / "tiny.toml")]
        return [*words, "--data", str(self.data), "--output", str(output), "--resume"]

    def convert(self, run_folder: Path, output: Path) -> list[str]:
        """The command that converts what a run trained."""
        words = [sys.executable, "-m", "convert", str(run_folder / "model.keras"), "--name", "net"]
        lenient = ["--max-accuracy-drop", "100", "--min-agreement", "0", "--max-recall-drop", "100"]
        return [*words, "--data", str(self.data), "--output", str(output), *lenient]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def whole(scene: Scene) -> tuple[Path, list[Step]]:
    """A run that nothing stopped, and its steps."""
    output, log = scene.base / "whole", scene.base / "trace"
    ended = run(scene.train(output), home=scene.home, log=log)
    assert ended.status == 0, ended.stderr
    return output, steps(log, output)


def chosen(found: list[Step]) -> list[Step]:
    """Steps spread over all of those that make a file whole and name it."""
    telling = [step for step in found if step.name in (*SYNCS, *RENAMES)]
    return telling[:: max(1, len(telling) // MOST_KILLS)]


def assert_whole_files(folder: Path) -> None:
    """Whatever has its final name can be read to its end."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.startswith(".partial-"):
            continue
        assert path.stat().st_size > 0, path
        if path.suffix in (".keras", ".npz"):
            assert zipfile.ZipFile(path).testzip() is None, path
        if path.suffix == ".json":
            json.loads(path.read_text())


def test_a_training_names_what_is_on_the_disk(whole: tuple[Path, list[Step]]) -> None:
    assert out_of_order(whole[1]) == []


def test_a_training_killed_at_a_step_and_resumed_gives_the_same_net(
    scene: Scene, whole: tuple[Path, list[Step]]
) -> None:
    for step in chosen(whole[1]):
        output = scene.base / "killed"
        shutil.rmtree(output, ignore_errors=True)
        assert run(scene.train(output), home=scene.home, inject=killing(step)).status == (
            -signal.SIGKILL
        ), step
        assert_whole_files(output)
        resumed = run(scene.train(output), home=scene.home)
        assert resumed.status == 0, (step, resumed.stderr)
        assert_same_run(output, whole[0])
        assert {path.name for path in output.iterdir()} == {p.name for p in whole[0].iterdir()}


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_training_whose_disk_fails_says_so_and_goes_on_later(
    scene: Scene, whole: tuple[Path, list[Step]], error: str
) -> None:
    step = next(s for s in whole[1] if s.name == "fsync" and "checkpoint" in s.paths[0])
    output = scene.base / f"failed-{error}"
    ended = run(scene.train(output), home=scene.home, inject=failing(step, error))
    assert ended.status == 1
    assert ended.stderr.startswith("error: "), ended.stderr
    assert_whole_files(output)
    assert run(scene.train(output), home=scene.home).status == 0
    assert_same_run(output, whole[0])


def test_a_conversion_killed_at_a_step_leaves_no_part_and_is_made_again(
    scene: Scene, whole: tuple[Path, list[Step]]
) -> None:
    log, made = scene.base / "trace of conversion", scene.base / "made"
    assert run(scene.convert(whole[0], made), home=scene.home, log=log).status == 0
    found = steps(log, made)
    assert out_of_order(found) == []
    for step in chosen(found):
        output = scene.base / "stopped"
        shutil.rmtree(output, ignore_errors=True)
        words = scene.convert(whole[0], output)
        assert run(words, home=scene.home, inject=killing(step)).status == -signal.SIGKILL, step
        assert_whole_files(output)
        assert run(words, home=scene.home).status == 0
        for path in made.glob("*.tflite"):
            assert (output / path.name).read_bytes() == path.read_bytes(), (step, path.name)
