"""How long it takes from a frame to its label on the page, as a person sees it in Chromium."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.camera import browser
from benchmarks.environments import (
    TREE,
    LeftOutError,
    last_line,
    plain_environment,
    read_environment,
)
from benchmarks.turns import CandidateError

START_TIMEOUT_S = 60.0


def find_browser(python: Path | None) -> Path:
    """The Python of an environment with playwright: ``python``, or this one where it has it.

    Raises LeftOutError: it has none, or there is no Chromium. PipelineError: it does not run.
    """
    found = read_environment(python or Path(sys.executable), roots=("playwright",))
    if found.version("playwright") is None:
        words = "This Python" if python is None else str(found.python)
        raise LeftOutError(f"{words} has no playwright. Name one that has with --browser PYTHON.")
    if not any(map(shutil.which, browser.PROGRAMS)):
        raise LeftOutError("There is no Chromium: sudo apt install chromium.")
    return found.python


def drawn_delays_ms(python: Path, address: tuple[str, int], *, seconds: float) -> list[float]:
    """For each label that the page drew, the age of its frame in the animation frame that did it.

    Raises CandidateError: the browser does not start, or the page draws no label.
    """
    host, port = address
    words = ["-m", browser.__name__, f"http://{host}:{port}/camera", f"{seconds:.3f}"]
    try:
        done = subprocess.run(
            [str(python), *words],
            cwd=TREE,
            env=plain_environment(),
            capture_output=True,
            text=True,
            timeout=START_TIMEOUT_S + seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CandidateError(f"The browser gives no answer: {error}.") from error
    found = json.loads(done.stdout) if done.returncode == 0 else []
    if not found:
        raise CandidateError(f"The page drew no label: {last_line(done.stderr)}")
    return [float(value) for value in found]
