"""Try in a child process what may end the process: native libraries on the wrong processor."""

import contextlib
import faulthandler
import json
import os
import re
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from edge_app.errors import EdgeAppError, RuntimeUnavailableError
from edge_app.plain_text import printable

LONGEST_REASON = 500


@dataclass(frozen=True)
class Outcome:
    """What the call gave, as JSON carries it, or why it gave nothing. ``error`` is "" or a line."""

    value: Any = None
    error: str = ""


class Trial:
    """A call without arguments that runs in a child process from now on; nothing it prints is seen.

    ``outcome`` waits for it. The child is a copy of this process: as Python is not started again,
    it costs little, and it runs under an emulator too.
    """

    def __init__(self, call: Callable[[], Any]) -> None:
        self._reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Python 3.12 warns of threads at a fork. The doctor has none, and the child does not
            # wait for any.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child = os.fork()
        if self._child == 0:
            _answer(call, writer)
        os.close(writer)

    def outcome(self, *, timeout_s: float) -> Outcome:
        """What came of it. A child that does not end in time is killed. Call it once."""
        answer, in_time = self._read(time.monotonic() + timeout_s)
        if not in_time:
            os.kill(self._child, signal.SIGKILL)
        status = os.waitpid(self._child, 0)[1]
        if not in_time:
            return Outcome(error=f"it gave no answer within {timeout_s:g} seconds")
        if os.WIFSIGNALED(status):
            return Outcome(error=ending(os.WTERMSIG(status)))
        try:
            return Outcome(**json.loads(answer))
        except ValueError:
            return Outcome(
                error=f"it ended with the exit status {os.waitstatus_to_exitcode(status)}"
            )

    def _read(self, deadline: float) -> tuple[bytes, bool]:
        """All that the child says, and whether it came to an end in time."""
        answer = b""
        with os.fdopen(self._reader, "rb", buffering=0) as pipe:
            while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                part = pipe.read(2**16)
                if not part:
                    return answer, True
                answer += part
        return answer, False


def _answer(call: Callable[[], Any], writer: int) -> NoReturn:
    """The whole life of the child."""
    try:
        faulthandler.disable()
        nowhere = open(os.devnull, "r+")  # noqa: SIM115 - the process ends before it would close
        for stream in (0, 1, 2):
            os.dup2(nowhere.fileno(), stream)
        sys.stdout = sys.stderr = nowhere
        try:
            outcome = {"value": call()}
        except BaseException as error:  # Whatever it is, it is what we want to know.
            outcome = {"error": message_of(error)}
        with contextlib.suppress(OSError):  # The doctor has waited long enough, and left.
            os.write(writer, json.dumps(outcome).encode())
    finally:
        os._exit(0)


def message_of(error: BaseException) -> str:
    """What an exception says, in one line; of our own without its class, which says nothing."""
    if isinstance(error, SystemError) and error.__cause__:
        error = error.__cause__  # C code that failed by an exception tells it so.
    is_ours = isinstance(error, EdgeAppError) and not isinstance(error, RuntimeUnavailableError)
    return reason(str(error) if is_ours else f"{type(error).__name__}: {error}")


def reason(message: str) -> str:
    """The telling part of an error message, in one line.

    NumPy wraps a missing library into a page of advice, with the error itself at its end.
    """
    original = re.search(r"Original error was: (.+)", message)
    line = printable(original.group(1) if original else message)
    return line if len(line) <= LONGEST_REASON else f"{line[:LONGEST_REASON]} ..."


def ending(number: int) -> str:
    """How a process ended by a signal, in words."""
    name = signal.Signals(number).name
    if name == "SIGILL":
        return "it ends the process (SIGILL): it was built for another processor"
    return f"it ends the process ({name})"
