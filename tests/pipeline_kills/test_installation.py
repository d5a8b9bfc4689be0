"""The command that installs a model, killed or refused by the disk at every step that it takes."""

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import write_ours
from tests.pipeline_kills.tracing import Step, failing, killing, out_of_order, run, steps

pytestmark = [pytest.mark.attack, pytest.mark.workstation]


class Scene:
    """A store in which a model serves, and a newer one of its name that is to be installed."""

    def __init__(self, base: Path) -> None:
        self.home, self.folder, self.before = base / "home", base / "store", base / "before"
        self.home.mkdir()
        self.newer = write_ours(base / "newer", labels=b"rot\ngreen\nblue\n")
        ModelStore(self.before).install(write_ours(base / "older"), use=True)
        self.labels = {"red": "older", "rot": "newer"}

    def words(self) -> list[str]:
        """The command, in a store as it was before."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.before, self.folder)
        command = [sys.executable, "-m", "edge_app", "models", "install", str(self.newer)]
        return [*command, "--models-folder", str(self.folder)]

    def serves(self) -> str:
        """Which of the two serves now; nothing of the store is damaged."""
        store = ModelStore(self.folder)
        assert store.problems() == []
        for model in store.models():
            model.check_files()
        opened = store.open_active()
        assert opened.problem is None
        return self.labels[opened.classifier.labels[0]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def taken(scene: Scene) -> list[Step]:
    """The steps of an installation that nothing stops."""
    log = scene.folder.with_name("trace")
    ended = run(scene.words(), home=scene.home, log=log)
    assert (ended.status, ended.stderr) == (0, "")
    assert scene.serves() == "newer"
    return steps(log, scene.folder)


def outcomes(scene: Scene, injections: Iterator[str]) -> Iterator[tuple[int, str, str]]:
    """The exit status after each, what was said, and which model serves then."""
    for injection in injections:
        ended = run(scene.words(), home=scene.home, inject=injection)
        yield ended.status, ended.stderr, scene.serves()
        ModelStore(scene.folder).install(scene.newer)
        assert scene.serves() == "newer", injection
        assert not list(scene.folder.glob(".[ir]*")), injection


def test_every_name_is_given_to_what_is_on_the_disk(taken: list[Step]) -> None:
    assert {"write", "fsync", "rename"} <= {step.name for step in taken}
    assert out_of_order(taken) == []


def test_killed_at_any_step_the_older_model_serves_or_the_newer(
    scene: Scene, taken: list[Step]
) -> None:
    found = list(outcomes(scene, map(killing, taken)))
    assert [status for status, _, _ in found] == [-signal.SIGKILL] * len(taken)
    served = [model for _, _, model in found]
    assert served == sorted(served, reverse=True), "older until some step, and newer from then on"
    assert set(served) == {"older", "newer"}


@pytest.mark.parametrize(
    ("error", "words"), [("ENOSPC", "No space left on device"), ("EIO", "Input/output error")]
)
def test_a_step_that_the_disk_refuses_is_said_and_nothing_is_lost(
    scene: Scene, taken: list[Step], error: str, words: str
) -> None:
    refused = [step for step in taken if step.name in ("write", "fsync", "rename")]
    for step, (status, said, served) in zip(
        refused, outcomes(scene, (failing(step, error) for step in refused)), strict=True
    ):
        assert (status, words in said) == (1, True), (step, status, said)
        assert said.startswith("error: Cannot change the models in "), step
        assert served in ("older", "newer")
