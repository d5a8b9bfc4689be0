"""Ask the app on the emulated board, by ``edge-app classify`` and ``edge-app serve``."""

import contextlib
import json
import re
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.arm64.emulator import ENVIRONMENT, System, guest_command, run_guest
from edge_app.errors import PipelineError

SERVER_TIMEOUT_S = 120.0

Answer = dict[str, float]  # Probabilities by label, the most probable first.


def classify_words(model: Sequence[str], pictures: Sequence[Path]) -> list[str]:
    """The words after ``python`` that make the app answer with every class of every picture."""
    words = ["-m", "edge_app", "classify", "--json", "--top", "999999", *model]
    return [*words, *(str(path.resolve()) for path in pictures)]


def read_answers(output: str) -> list[Answer]:
    """What the app printed. Raises PipelineError: it could not read a picture."""
    return [_answer_of(result) for result in json.loads(output)["results"]]


def classify_there(
    system: System, cpu: str, *, app: Path, model: Sequence[str], pictures: Sequence[Path]
) -> list[Answer]:
    """The answers of ``edge-app classify`` on the emulated processor ``cpu``.

    Raises PipelineError: the app fails there.
    """
    command = guest_command(system, cpu, *classify_words(model, pictures), app=app)
    return read_answers(run_guest(command))


@contextlib.contextmanager
def serving(system: System, cpu: str, *, app: Path, model: Sequence[str]) -> Iterator[str]:
    """The address of a running ``edge-app serve``; it is stopped in the end.

    Raises PipelineError: it does not start.
    """
    words = ["-m", "edge_app", "serve", "--port", "0", *model]
    command = guest_command(system, cpu, *words, app=app)
    with tempfile.TemporaryFile("w+") as errors:
        server = subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        watchdog = threading.Timer(SERVER_TIMEOUT_S, server.kill)
        watchdog.start()
        try:
            line = server.stdout.readline() if server.stdout else ""
            address = re.search(r"http://\S+", line)
            if not address:
                server.wait()
                errors.seek(0)
                last = (errors.read().strip().splitlines() or ["it did not say why"])[-1]
                raise PipelineError(f"The server did not start under emulation: {last}")
            yield address[0].rstrip("/")
        finally:
            watchdog.cancel()
            _stop(server)


def ask(address: str, picture: Path, *, top: int) -> Answer:
    """The answer of the server at ``address``, with ``top`` classes.

    Raises PipelineError: it gives none.
    """
    request = urllib.request.Request(  # noqa: S310 - the address is our own server's
        f"{address}/api/v1/classify?top={top}",
        data=picture.read_bytes(),
        headers={"Content-Type": "application/octet-stream"},
    )
    # Not through a proxy, even when the environment names one.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SERVER_TIMEOUT_S) as response:
            return _answer_of(json.loads(response.read())["results"][0])
    except OSError as error:
        raise PipelineError(f"The server under emulation does not answer: {error}") from error


def _stop(server: "subprocess.Popen[str]") -> None:
    server.terminate()
    try:
        server.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()


def _answer_of(result: dict[str, Any]) -> Answer:
    if "error" in result:
        raise PipelineError(f"{result['file']}: {result['error']}")
    return {entry["label"]: entry["probability"] for entry in result["predictions"]}
