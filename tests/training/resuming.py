"""Training processes that are stopped, and what they leave."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TRAIN = ("-m", "training")


@dataclass(frozen=True)
class Stop:
    """How one process ended: its exit status, what it printed, and what it left."""

    status: int
    stdout: str
    stderr: str
    left: list[str]


@dataclass(frozen=True)
class Command:
    """A command line, and where it is run."""

    options: list[str]
    output: Path
    root: Path

    def run(
        self,
        *words: str,
        until: str = "",
        after_seconds: float = 0.0,
        stop: signal.Signals = signal.SIGKILL,
        environment: dict[str, str] | None = None,
    ) -> Stop:
        """Run it; ``after_seconds`` after the line that begins with ``until``, send ``stop``."""
        process = subprocess.Popen(
            [sys.executable, *words, *self.options, "--output", str(self.output)],
            cwd=self.root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until and line.startswith(until):
                time.sleep(after_seconds)
                process.send_signal(stop)
        _, stderr = process.communicate()
        left = sorted(path.name for path in self.output.iterdir())
        return Stop(process.returncode, "".join(lines), stderr, left)


def epochs_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^epoch +(\d+)/", text, re.MULTILINE)]


def assert_same_run(first: Path, second: Path) -> None:
    import keras

    records = [json.loads((folder / "training.json").read_text()) for folder in (first, second)]
    for key in ("curves", "kept_epoch", "metrics", "recipe", "data"):
        assert records[0][key] == records[1][key], key
    models = [keras.saving.load_model(folder / "model.keras") for folder in (first, second)]
    weights = [model.get_weights() for model in models]
    for ours, theirs in zip(*weights, strict=True):
        assert np.array_equal(ours, theirs)
