"""Start programs from nothing, side by side, and measure each up to its first answer."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import TREE, Environment, last_line, plain_environment
from benchmarks.memory import launcher
from benchmarks.turns import CandidateError, Limits, take_turns

START_TIMEOUT_S = 300


@dataclass(frozen=True)
class Way:
    """A way to an answer: the ``words`` after the Python of its ``environment``.

    ``library`` is the name and version of what runs the model. ``model`` is None where there is
    no model at all.
    """

    name: str
    library: str
    environment: Environment
    words: tuple[str, ...]
    model: Path | None


@dataclass(frozen=True)
class Start:
    """One start of one way, from the moment it was started: milliseconds, and bytes of memory."""

    first_answer_ms: float
    total_ms: float
    peak_rss_bytes: int


def measure(
    ways: Sequence[Way], *, limits: Limits, show: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, list[Start]], dict[str, str]]:
    """The starts of each way by its name, and the reasons of those that failed.

    In every round each way is started once, and the first place rotates.
    """
    by_name = {way.name: way for way in ways}
    number = 0

    def begin(round_number: int) -> None:
        nonlocal number
        number = round_number

    def visit(name: str) -> Start:
        show(f"round {number}: {name}" if number >= 1 else f"warm-up round: {name}")
        return start_once(by_name[name])

    if not ways:
        return {}, {}
    starts, failed, _ = take_turns(list(by_name), visit, limits=limits, before_round=begin)
    return starts, failed


def start_once(way: Way) -> Start:
    """Start a way in a new process, and wait for its end.

    Raises CandidateError: it failed, printed nothing, or took longer than START_TIMEOUT_S.
    """
    command = [sys.executable, "-I", "-S", str(Path(launcher.__file__)), str(START_TIMEOUT_S)]
    try:
        done = subprocess.run(
            [*command, str(way.environment.python), *way.words],
            cwd=TREE,
            env=plain_environment(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=True,
        )
        result = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise CandidateError(f"It cannot be started: {error}.") from error
    if result["total_ms"] >= 1000 * START_TIMEOUT_S:
        raise CandidateError(f"It had not ended after {START_TIMEOUT_S} s.")
    if result["exit_code"] or not result["first_line"]:
        raise CandidateError(f"It gave no answer: {last_line(done.stderr)}")
    return Start(result["first_answer_ms"], result["total_ms"], result["peak_rss_bytes"])
