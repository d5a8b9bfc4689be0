"""Keep what TensorFlow's native code prints at start-up off the user's terminal."""

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Information lines of absl's logger ("I0000 00:00:17..."), its own remark about them, and the
# XLA and converter chatter that has no level. Warnings (W) and errors (E) pass.
NOISE = re.compile(
    rb"^(WARNING: All log messages before absl::InitializeLog\(\)|I\d{4} [\d:. ]+|"
    rb"\d{4}-\d\d-\d\d [\d:. ]+: I )"
)


@contextmanager
def quiet_native_logs() -> Iterator[None]:
    """Drop start-up chatter that native code writes to file descriptor 2 inside the block.

    Everything else that is written to it passes, and so does all that Python writes to sys.stderr.
    """
    sys.stderr.flush()
    terminal = os.dup(2)
    reader, writer = os.pipe()
    os.dup2(writer, 2)
    os.close(writer)
    pump = threading.Thread(target=_pump, args=(reader, terminal), daemon=True)
    pump.start()
    python_stderr = sys.stderr
    sys.stderr = os.fdopen(os.dup(terminal), "w", buffering=1)
    try:
        yield
    finally:
        sys.stderr.close()
        sys.stderr = python_stderr
        os.dup2(terminal, 2)  # Closes the pipe's only writer, so that the pump ends.
        pump.join(timeout=5)
        os.close(terminal)


def _pump(reader: int, terminal: int) -> None:
    with os.fdopen(reader, "rb") as lines:
        for line in lines:
            if not NOISE.match(line):
                os.write(terminal, line)
