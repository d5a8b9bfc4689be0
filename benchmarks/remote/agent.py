"""The device's end of a measurement: sent there as text, so that it may use Python alone.

It takes an archive from standard input, runs ``benchmarks.remote.there`` out of it, and sends
what that says as lines of JSON. Nothing stays but the cache of environments. When standard input
ends, whoever asked has gone: then everything stops, and is removed.
"""

import fcntl
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUSY_WAIT_S = 10.0  # As long as the end of a run that was broken off may take.


class Agent:
    """One measurement in ``folder``, which is removed at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What anything else prints must not come between the answers.
        self._answers = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def tell(self, **message: Any) -> None:
        """Send one message."""
        self.relay(json.dumps(message).encode() + b"\n")

    def relay(self, line: bytes) -> None:
        """Send a line that is a message already."""
        with self._lock:
            view = memoryview(line)
            while view:
                view = view[self._answers.write(view) :]

    def unpack(self, size: int) -> None:
        """Unpack the next ``size`` bytes of standard input, and the wheels in them."""
        shutil.rmtree(self.folder, ignore_errors=True)  # Of a run that was killed.
        self.folder.mkdir()
        archive = self.folder / "parcel.tar.gz"
        archive.write_bytes(sys.stdin.buffer.read(size))
        with tarfile.open(archive) as members:
            # Without it, root's files would belong to the user at home; 3.11.2 does not have it.
            members.extraction_filter = getattr(tarfile, "data_filter", None)
            members.extractall(self.folder)  # nosec B202  # noqa: S202 - From the user's own program.
        for wheel in self.folder.glob("*.whl"):
            with zipfile.ZipFile(wheel) as content:
                content.extractall(self.folder)  # nosec B202  # noqa: S202 - The same.

    def run(self) -> int:
        """Run what was unpacked; its exit code."""
        variables = {key: os.environ[key] for key in os.environ if not key.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.remote.there"],
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        complaints = threading.Thread(target=self._pass_on_complaints, daemon=True)
        complaints.start()
        for line in self._process.stdout or ():
            self.relay(line)
        complaints.join()
        return self._process.wait()

    def stop(self) -> None:
        """Kill what still runs, with all that it started, and remove the folder."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_with_the_asker(self) -> None:
        """Wait for the end of standard input; then stop, and exit."""
        while os.read(0, 1):
            pass
        self.stop()
        os._exit(1)

    def _pass_on_complaints(self) -> None:
        for line in (self._process and self._process.stderr) or ():
            self.tell(line=line.decode(errors="replace").rstrip())


def cache_folder() -> Path:
    """Where the environments are kept, on this machine."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "edge-image-classifier" / "device"


@contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Let one measurement run at a time. Raises BlockingIOError: another one is running."""
    cache.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + BUSY_WAIT_S
    with open(cache / ".lock", "w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield


def main() -> None:
    """Say hello, take the order, and answer it."""
    cache = cache_folder()
    agent = Agent(cache / "run")
    agent.tell(hello=platform.python_version())
    size = int(sys.stdin.buffer.readline() or 0)
    try:
        with alone(cache):
            try:
                agent.unpack(size)
                threading.Thread(target=agent.stop_with_the_asker, daemon=True).start()
                agent.tell(exit_code=agent.run())
            finally:
                agent.stop()
    except BlockingIOError:
        agent.tell(error="Another measurement is running there. Wait for its end.")
    except OSError as error:
        agent.tell(errno=error.errno, error=f"{error.filename or cache}: {error.strerror}")


if __name__ == "__main__":
    main()
