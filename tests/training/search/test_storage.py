"""A study in a database: workers share it, a killed one loses nothing, no password is shown."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest
from optuna.trial import TrialState

from edge_app.errors import PipelineError
from tests.drawing import shapes_members, write_archive
from training.search.space import Range
from training.search.storage import RETRIES, Shared, give_back, open_shared_study, take
from training.search.study import counted_trials, suggest

PASSWORD = "correct-horse"
IDENTITY = {"recipe": {"name": "mine", "seed": 1}, "space": {}, "epochs_per_trial": 1, "data": {}}
SPACE = {"learning_rate": Range(0.001, 1.0, log=True)}
RECIPE = """
architecture = "plain-cnn"
epochs = 1
batch_size = 32
optimizer = "sgd"
schedule = "constant"
learning_rate = 0.01
validation_images = 32
seed = 1

[search]
learning_rate = { low = 0.001, high = 0.1, log = true }
"""


def server_program(name: str) -> str:
    """A program of PostgreSQL's server, which Debian keeps off the PATH."""
    folders = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not installed")
    return found


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a database of a new server, which wants a password."""
    initdb, postgres = server_program("initdb"), server_program("postgres")
    folder = Path(tempfile.mkdtemp())  # Not in pytest's folder, which nobody else may enter.
    (folder / "password").write_text(PASSWORD)
    user: dict = {}
    if os.geteuid() == 0:  # As whom PostgreSQL refuses to run.
        user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        for path in (folder, folder / "password"):
            shutil.chown(path, "nobody")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    words = ["-U", "worker", "-A", "scram-sha-256", "--pwfile", folder / "password", "-N"]
    subprocess.run([initdb, "-D", data, *words], check=True, stdout=subprocess.DEVNULL, **user)
    settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
    server = subprocess.Popen(
        [postgres, "-D", data, "-p", str(port), *(word for s in settings for word in ("-c", s))],
        stderr=subprocess.PIPE,
        text=True,
        **user,
    )
    try:
        for line in server.stderr:
            if "ready to accept connections" in line:
                break
        yield f"postgresql://worker:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate()
        shutil.rmtree(folder)


@pytest.fixture
def study(tmp_path):
    shared = Shared(f"sqlite:///{tmp_path / 'shared.db'}", timeout_seconds=4)
    return open_shared_study(shared, identity=IDENTITY, epochs=1)


@pytest.fixture
def command(tmp_path) -> list[str]:
    """A search of one short trial after another, without --trials, --storage and --output."""
    archive = write_archive(
        tmp_path / "small.tar.gz", shapes_members(train_images=96, test_images=8, seed=5)
    )
    (tmp_path / "mine.toml").write_text(RECIPE)
    return [str(tmp_path / "mine.toml"), "--data", str(archive)]


@pytest.mark.attack  # Workers that import TensorFlow: most of a minute.
def test_two_workers_share_the_trials_of_one_study(postgresql, command, tmp_path, root):
    words = [*command, "--trials", "5", "--storage", postgresql, "--worker-timeout", "5"]
    search = [sys.executable, "-m", "training.search_command", *words]
    folders = [tmp_path / "first", tmp_path / "second"]
    workers = [
        subprocess.Popen(
            [*search, "--output", str(folder)],
            cwd=root,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for folder in folders
    ]
    while not list(folders[1].glob("trials/*/checkpoint.npz")):
        assert workers[1].poll() is None, workers[1].communicate()
        time.sleep(0.01)
    workers[1].kill()
    (out, said), _ = workers[0].communicate(), workers[1].communicate()
    assert (workers[0].returncode, said) == (0, "")
    record = json.loads((folders[0] / "search.json").read_text())
    assert len(record["trials"]) == 5
    assert len({trial["values"]["learning_rate"] for trial in record["trials"]}) == 5
    assert "postgresql+psycopg://worker:***@127.0.0.1" in out

    storage = Shared(postgresql, timeout_seconds=2).connect()
    (summary,) = optuna.get_all_study_summaries(storage)
    trials = optuna.load_study(study_name=summary.study_name, storage=storage).trials
    storage.remove_session()
    storage.engine.dispose()
    (lost,) = [trial for trial in trials if trial.state == TrialState.FAIL]
    (again,) = [t for t in trials if t.system_attrs.get("failed_trial") == lost.number]
    assert again.params == lost.params
    assert again.state in (TrialState.COMPLETE, TrialState.PRUNED)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in written + out.encode()


def test_a_wrong_password_is_an_error_without_any(postgresql):
    wrong = Shared(postgresql.replace(PASSWORD, "battery-staple"), timeout_seconds=4)
    with pytest.raises(PipelineError, match=r"used \(.*password authentication") as refused:
        open_shared_study(wrong, identity=IDENTITY, epochs=1, seconds_between_attempts=0)
    assert "battery-staple" not in str(refused.value)
    assert "battery-staple" not in repr(wrong)


@pytest.mark.parametrize("url", ["study.db", "secret", "//user:secret@host"])
def test_what_is_no_url_is_refused_without_being_shown(url):
    with pytest.raises(PipelineError, match="--storage is no URL of a database") as refused:
        open_shared_study(Shared(url, timeout_seconds=4), identity=IDENTITY, epochs=1)
    assert "secret" not in str(refused.value)


def test_a_missing_driver_is_named_by_what_installs_it():
    oracle = Shared("oracle://user:secret@host/db", timeout_seconds=4)
    with pytest.raises(PipelineError, match=r"driver for oracle://user:\*\*\*@host/db is not"):
        open_shared_study(oracle, identity=IDENTITY, epochs=1)


def test_no_more_trials_are_taken_than_are_wanted(study):
    taken = [take(study, seed=1, trials=2) for _ in range(3)]
    assert taken[2] is None
    assert [trial.number for trial in taken[:2]] == [0, 1]
    values = [suggest(trial, SPACE)["learning_rate"] for trial in taken[:2]]
    assert values[0] != values[1]
    for trial in taken[:2]:
        study.tell(trial, 0.5)
    assert len(counted_trials(study)) == 2


def test_a_trial_that_is_given_back_comes_again_with_its_values_but_not_for_ever(study):
    values = []
    for _ in range(RETRIES + 2):
        trial = take(study, seed=1, trials=1)
        values.append(suggest(trial, SPACE)["learning_rate"])
        give_back(study, trial)
    assert len(set(values[:-1])) == 1
    assert values[-1] != values[0]


def test_a_search_that_is_stopped_by_an_error_gives_its_trial_back(study, tmp_path):
    shared = Shared(f"sqlite:///{tmp_path / 'shared.db'}", timeout_seconds=4)
    trial = take(study, seed=1, trials=1)
    with pytest.raises(KeyboardInterrupt), shared.alive(study, trial):
        raise KeyboardInterrupt
    assert [trial.state for trial in study.trials] == [TrialState.FAIL, TrialState.WAITING]


def test_searches_of_different_recipes_are_different_studies():
    shared = Shared("sqlite://", timeout_seconds=4)
    other = {**IDENTITY, "recipe": {"name": "mine", "seed": 2}}
    assert shared.study_name(IDENTITY) == shared.study_name(dict(IDENTITY))
    assert shared.study_name(IDENTITY) != shared.study_name(other)
