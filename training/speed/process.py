"""A process per candidate, seen from the command that asks them in turn."""

import json
import os
import select
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import Any

from edge_app.errors import PipelineError
from edge_app.native_logs import NOISE
from training.speed.candidates import Candidate

# XLA may take minutes for a large net on a slow machine.
PATIENCE_S = 600.0


class Worker:
    """The running process of a candidate, which has made its first step.

    ``batch_size`` and ``first_step_seconds`` (tracing and compiling included) are what it says.

    Raises PipelineError: it fails, or does not answer for ``PATIENCE_S`` seconds.
    """

    def __init__(self, candidate: Candidate) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # Closed by close().
        self._process = subprocess.Popen(
            [sys.executable, "-m", "training.speed.worker", json.dumps(asdict(candidate))],
            env={**os.environ, **candidate.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        try:
            first = self._answer()
        except BaseException:
            self.close()
            raise
        self.batch_size = int(first["batch_size"])
        self.first_step_seconds = float(first["first_step_seconds"])

    def seconds(self, steps: int) -> float:
        """The seconds of ``steps`` steps."""
        stdin = self._process.stdin
        try:
            print(steps, file=stdin, flush=True)
        except BrokenPipeError:
            raise PipelineError(self._last_words()) from None
        return float(self._answer()["seconds"])

    @property
    def process_id(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._process.kill()  # It has nothing to save.
        self._process.communicate()
        self._errors.close()

    def _answer(self) -> dict[str, Any]:
        stdout = self._process.stdout
        if stdout is None or not select.select([stdout], [], [], PATIENCE_S)[0]:
            raise PipelineError(f"no answer within {PATIENCE_S:.0f} s")
        line = stdout.readline()
        if not line:
            raise PipelineError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise PipelineError(answer["error"])
        return answer

    def _last_words(self) -> str:
        status = self._process.wait()
        self._errors.seek(0)
        lines = [line for line in self._errors if line.strip() and not NOISE.match(line)]
        said = f": {lines[-1].decode(errors='replace').strip()}" if lines else ""
        return f"the process ended with status {status}{said}"
