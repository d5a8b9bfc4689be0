"""Worker processes: asked, refused, dead and interrupted."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.turns import CandidateError
from benchmarks.workers import Worker

PYTHON = Path(sys.executable)


def test_a_worker_inspects_a_model(models):
    with Worker(PYTHON, "benchmarks.worker") as worker:
        fields = worker.ask("inspect", name="net", path=str(models[0]), threads=1)

    assert (fields["name"], fields["threads"]) == ("net", 1)


def test_a_refusal_is_one_line_and_the_worker_goes_on(models, tmp_path):
    with Worker(PYTHON, "benchmarks.worker") as worker:
        with pytest.raises(CandidateError, match="No such file"):
            worker.ask("inspect", name="net", path=str(tmp_path / "none.tflite"), threads=1)
        assert worker.ask("inspect", name="net", path=str(models[0]), threads=1)


def test_a_worker_that_ends_by_itself_tells_its_last_words():
    with (
        Worker(PYTHON, "benchmarks.peers.net_worker", "nothing") as worker,
        pytest.raises(CandidateError, match="ended: KeyError: 'nothing'"),
    ):
        worker.ask("visit")


def test_a_python_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CandidateError, match="cannot be started: No such file"):
        Worker(tmp_path / "python", "benchmarks.worker")


def test_an_interrupted_parent_leaves_no_worker_behind():
    worker = Worker(PYTHON, "benchmarks.worker")

    with pytest.raises(KeyboardInterrupt), worker:
        raise KeyboardInterrupt

    with pytest.raises(ProcessLookupError):
        os.kill(worker._process.pid, 0)
