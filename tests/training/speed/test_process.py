"""The process of a candidate, seen from outside."""

import os
import signal

import pytest

from edge_app.errors import PipelineError
from training.speed.candidates import Candidate
from training.speed.process import Worker


def test_a_process_that_dies_between_rounds_says_how():
    worker = Worker(Candidate(recipe="plain-cnn", backend=None))
    try:
        assert worker.seconds(1) > 0
        os.kill(worker.process_id, signal.SIGKILL)
        with pytest.raises(PipelineError, match="the process ended with status -9"):
            worker.seconds(1)
    finally:
        worker.close()
