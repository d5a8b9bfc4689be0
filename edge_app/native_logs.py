"""Keep the start-up chatter of native libraries off the user's terminal; let warnings through."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

# Information lines of TFLite ("INFO: Created TensorFlow Lite XNNPACK delegate"), of absl
# ("I0000 00:00:17..."), and absl's remark about those that came before its own start.
NOISE = re.compile(
    rb"INFO: |I\d{4} [\d:. ]+|WARNING: All log messages before absl::InitializeLog\(\)|"
    rb"\d{4}-\d\d-\d\d [\d:. ]+: I "
)
# A process has one file descriptor 2. Reentrant: a long job may load a model inside its own block.
_one_at_a_time = threading.RLock()


@contextmanager
def quiet_native_logs(*also: re.Pattern[bytes]) -> Iterator[None]:
    """Drop information lines that native code writes to file descriptor 2 inside the block.

    Lines in which one of the patterns ``also`` is found are dropped too. Every other line that is
    written there passes, and so does all that Python prints to sys.stderr, at once and unfiltered.
    For short blocks: what native code says as it kills the process may be lost.
    """
    with _one_at_a_time:
        reader, writer = os.pipe()
        terminal = _duplicate_stderr()
        pump = threading.Thread(target=_pump, args=(reader, terminal, also), daemon=True)
        pump.start()
        try:
            with _stderr_replaced_by(writer):
                yield
        finally:
            os.close(writer)  # The pipe's last writer, so that the pump ends.
            pump.join(timeout=5)
            os.close(terminal)


@contextmanager
def quiet_native_logs_in_child(
    *also: re.Pattern[bytes], last_words: Mapping[str, str] | None = None
) -> Iterator[None]:
    """As ``quiet_native_logs``, for jobs of hours: a process of its own does the filtering.

    It outlives this one, so that the last words of a process that native code kills are read. From
    a line on in which a pattern of ``last_words`` is found, only the text for that is printed.
    """
    dropped = [pattern.pattern.decode() for pattern in also]
    command = [sys.executable, "-I", __file__, json.dumps([dropped, dict(last_words or {})])]
    with _one_at_a_time:
        reader, writer = os.pipe()
        # In a session of its own, so that a Ctrl-C does not reach it.
        child = subprocess.Popen(command, stdin=reader, start_new_session=True)
        os.close(reader)
        try:
            with _stderr_replaced_by(writer):
                yield
        finally:
            os.close(writer)
            child.wait(timeout=5)


@contextmanager
def _stderr_replaced_by(writer: int) -> Iterator[None]:
    """Let native code write to ``writer`` inside the block, and Python where it did before."""
    python_stderr, terminal = sys.stderr, _duplicate_stderr()
    try:
        # Inside the try: a Ctrl-C between these lines must find the way back.
        if python_stderr is not None:
            python_stderr.flush()
            sys.stderr = os.fdopen(os.dup(terminal), "w", buffering=1)
        os.dup2(writer, 2)
        yield
    finally:
        replaced, sys.stderr = sys.stderr, python_stderr
        if replaced is not python_stderr:
            replaced.close()
        os.dup2(terminal, 2)
        os.close(terminal)


def _duplicate_stderr() -> int:
    try:
        return os.dup(2)
    except OSError:  # It is closed, as under some service managers.
        return os.open(os.devnull, os.O_WRONLY)


def _pump(
    reader: int,
    terminal: int,
    also: tuple[re.Pattern[bytes], ...],
    last_words: Mapping[bytes, bytes] | None = None,
) -> None:
    with os.fdopen(reader, "rb") as lines:
        for line in lines:
            for pattern, text in (last_words or {}).items():
                if re.search(pattern, line):
                    os.write(terminal, text + b"\n")
                    lines.read()
                    return
            if not NOISE.match(line) and not any(pattern.search(line) for pattern in also):
                os.write(terminal, line)


if __name__ == "__main__":
    dropped, words = json.loads(sys.argv[1])
    _pump(
        0,
        2,
        tuple(re.compile(pattern.encode()) for pattern in dropped),
        {pattern.encode(): text.encode() for pattern, text in words.items()},
    )
