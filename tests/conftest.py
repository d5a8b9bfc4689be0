"""What every test may use, and the option by which a skipped test fails the run."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge_app.settings.places import CONFIG_VARIABLE, without_settings
from tests.drawing import shapes_members, write_archive

ROOT = Path(__file__).parent.parent

SHAPES_RECIPE = """
architecture = "plain-cnn"
epochs = 4
batch_size = 32

optimizer = "adam"
schedule = "warmup-cosine"
learning_rate = 0.003
warmup_epochs = 1
horizontal_flip = true
translation_px = 2

validation_images = 300
seed = 1
jit_compile = false
"""


@dataclass(frozen=True)
class TrainingRun:
    """A finished training or conversion: the folder that it filled, and what it printed."""

    folder: Path
    stdout: str
    stderr: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="fail the run when a test was skipped")


def pytest_configure() -> None:
    # A shell starts background jobs with Ctrl-C ignored, and the commands under test inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.config.getoption("--no-skips") and skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"--no-skips: {len(skipped)} skipped", red=True)


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither a variable nor a folder of whoever runs the tests decides how the app behaves."""
    empty = str(tmp_path_factory.mktemp("no-settings"))
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(without_settings(os.environ)):
            patch.delenv(name)
        patch.setenv(CONFIG_VARIABLE, os.devnull)
        patch.setenv("XDG_CONFIG_HOME", empty)
        patch.setenv("XDG_DATA_HOME", empty)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def shapes_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CIFAR-10 binary archive of 1,500 training and 400 test pictures of four drawn shapes."""
    members = shapes_members(train_images=1500, test_images=400, seed=7)
    return write_archive(tmp_path_factory.mktemp("data") / "shapes.tar.gz", members)


@pytest.fixture(scope="session")
def shapes_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe that learns the drawn shapes in four short epochs."""
    path = tmp_path_factory.mktemp("recipe") / "shapes.toml"
    path.write_text(SHAPES_RECIPE)
    return path


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all the processes of a parallel run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def run_once(folder: Path, *command: str) -> TrainingRun:
    """Let the first process that asks run ``command``, which fills ``folder``; the others wait."""
    said = folder.with_suffix(".said")
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            words = [sys.executable, *command, "--output", str(folder)]
            result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
            assert result.returncode == 0, result.stdout + result.stderr
            said.write_text(json.dumps([result.stdout, result.stderr]))
    return TrainingRun(folder, *json.loads(said.read_text()))


@pytest.fixture(scope="session")
def trained(shared_folder: Path, shapes_archive: Path, shapes_recipe: Path) -> TrainingRun:
    """One run of ``python -m training --test`` on the drawn shapes, for every test to share."""
    data = ("--recipe", str(shapes_recipe), "--data", str(shapes_archive), "--test")
    return run_once(shared_folder / "trained-shapes", "-m", "training", *data)


@pytest.fixture(scope="session")
def converted(shared_folder: Path, trained: TrainingRun, shapes_archive: Path) -> TrainingRun:
    """One run of ``python -m convert`` on the trained shapes net, for every test to share."""
    model = (str(trained.folder / "model.keras"), "--data", str(shapes_archive))
    return run_once(shared_folder / "converted-shapes", "-m", "convert", *model)
