"""Keep the start-up chatter of native libraries off the user's terminal; let warnings through."""

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Information lines of TFLite ("INFO: Created TensorFlow Lite XNNPACK delegate"), of absl
# ("I0000 00:00:17..."), and absl's remark about those that came before its own start.
NOISE = re.compile(
    rb"INFO: |I\d{4} [\d:. ]+|WARNING: All log messages before absl::InitializeLog\(\)|"
    rb"\d{4}-\d\d-\d\d [\d:. ]+: I "
)


@contextmanager
def quiet_native_logs(*also: re.Pattern[bytes]) -> Iterator[None]:
    """Drop information lines that native code writes to file descriptor 2 inside the block.

    Lines in which one of the patterns ``also`` is found are dropped too. Every other line that is
    written there passes, and so does all that Python prints to sys.stderr, at once and unfiltered.
    """
    python_stderr = sys.stderr
    python_stderr.flush()
    terminal = os.dup(2)
    reader, writer = os.pipe()
    pump = threading.Thread(target=_pump, args=(reader, terminal, also), daemon=True)
    pump.start()
    try:
        # Inside the try: a Ctrl-C between these lines must find the way back.
        os.dup2(writer, 2)
        sys.stderr = os.fdopen(os.dup(terminal), "w", buffering=1)
        yield
    finally:
        replaced, sys.stderr = sys.stderr, python_stderr
        if replaced is not python_stderr:
            replaced.close()
        os.dup2(terminal, 2)
        os.close(writer)  # The pipe's last writer, so that the pump ends.
        pump.join(timeout=5)
        os.close(terminal)


def _pump(reader: int, terminal: int, also: tuple[re.Pattern[bytes], ...]) -> None:
    with os.fdopen(reader, "rb") as lines:
        for line in lines:
            if not NOISE.match(line) and not any(pattern.search(line) for pattern in also):
                os.write(terminal, line)
