"""The parent's side of worker processes: start one, ask it, end it."""

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from benchmarks.environments import TREE, plain_environment
from benchmarks.turns import CandidateError

END_TIMEOUT_S = 10


class Worker:
    """A process of another Python that runs a module of ours and waits for requests.

    >>> with Worker(Path(sys.executable), "benchmarks.worker") as worker:
    ...     worker.ask("inspect", name="net", path="models/net.tflite", threads=1)
    """

    def __init__(self, python: Path, module: str, *words: str) -> None:
        """Start ``python -m module words``. Raises CandidateError: it cannot be started."""
        self._log = tempfile.TemporaryFile(mode="w+", errors="replace")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [str(python), "-m", module, *words],
                cwd=TREE,
                env=plain_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                encoding="utf-8",
            )
        except OSError as error:
            self._log.close()
            raise CandidateError(f"{python} cannot be started: {error.strerror}.") from error

    def ask(self, do: str, **arguments: Any) -> Any:
        """The result of one request. Raises CandidateError: it was refused, or the worker died."""
        line = self._exchange(json.dumps({"do": do, **arguments}) + "\n")
        if not line:
            raise CandidateError(f"The process that measures it ended: {self._last_words()}")
        answer = json.loads(line)
        if "error" in answer:
            raise CandidateError(answer["error"])
        return answer["result"]

    def _exchange(self, request: str) -> str:
        """The line that answers a request; none when the process has ended."""
        stdin, stdout = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        try:
            stdin.write(request)
            stdin.flush()
        except OSError:
            return ""
        return stdout.readline()

    def _last_words(self) -> str:
        code = self._process.wait()
        self._log.seek(0)
        lines = [line.strip() for line in self._log if line.strip()]
        return lines[-1] if lines else f"exit code {code}."

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._process.kill()  # It may be in the middle of a long visit.
        try:
            self._process.communicate(timeout=END_TIMEOUT_S)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._log.close()
