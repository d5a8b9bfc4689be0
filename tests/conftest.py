"""What every test may use, and the option by which a skipped test fails the run."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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
def trained(
    tmp_path_factory: pytest.TempPathFactory, shapes_archive: Path, shapes_recipe: Path
) -> TrainingRun:
    """One run of ``python -m training --test`` on the drawn shapes, for every test to share."""
    folder = tmp_path_factory.mktemp("run") / "shapes"
    command = [sys.executable, "-m", "training", "--recipe", str(shapes_recipe)]
    command += ["--data", str(shapes_archive), "--output", str(folder), "--test"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return TrainingRun(folder, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def converted(
    tmp_path_factory: pytest.TempPathFactory, trained: TrainingRun, shapes_archive: Path
) -> TrainingRun:
    """One run of ``python -m convert`` on the trained shapes net, for every test to share."""
    folder = tmp_path_factory.mktemp("converted") / "models"
    command = [sys.executable, "-m", "convert", str(trained.folder / "model.keras")]
    command += ["--data", str(shapes_archive), "--output", str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return TrainingRun(folder, result.stdout, result.stderr)
