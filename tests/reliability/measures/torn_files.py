"""Files that are torn by a kill in the middle of their writing."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from time import sleep

from edge_app.files import write_bytes
from tests.reliability.figure import Figure

KILLS = 200
LONGEST_S = 0.03
# As large as a model file of ours, and of two contents that differ everywhere.
CONTENTS = (b"a" * 100_000, b"b" * 100_000)

Write = Callable[[Path, bytes], object]


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """Torn files out of many kills, and what is left beside the file."""
    kills = 20 if quick else KILLS
    return [
        Figure(
            name=f"files torn by {kills} kills",
            unit="files",
            ours=torn(folder / "ours", write_bytes, kills=kills),
            unprotected=torn(folder / "unprotected", Path.write_bytes, kills=kills),
            how=f"A process that rewrites a file of {len(CONTENTS[0]) // 1000} kB without a pause "
            "is killed at a random moment; torn is what is neither of its two contents.",
        )
    ]


def torn(folder: Path, write: Write, *, kills: int) -> int:
    """How often the file was neither the old content nor the new."""
    folder.mkdir()
    path, moments = folder / "file", random.Random(1)  # noqa: S311
    found = 0
    for _ in range(kills):
        write(path, CONTENTS[0])
        _kill_a_writer(path, write, after_s=moments.uniform(0, LONGEST_S))
        found += path.read_bytes() not in CONTENTS
    return found


def _kill_a_writer(path: Path, write: Write, *, after_s: float) -> None:
    ready, tell = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.write(tell, b".")
        try:
            while True:
                for content in CONTENTS:
                    write(path, content)
        finally:
            os._exit(1)
    os.read(ready, 1)
    sleep(after_s)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    for end in (ready, tell):
        os.close(end)
