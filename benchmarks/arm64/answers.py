"""Do the app's answers on the emulated board equal those of this machine?"""

import contextlib
import json
import re
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.arm64.emulator import ENVIRONMENT, System, guest_command, run_guest
from benchmarks.inputs import SEED, drawn_photo
from edge_app import Classifier
from edge_app.errors import ImageError, PipelineError
from edge_app.images import read_image_file

DRAWN_PICTURES = 12
SERVER_TIMEOUT_S = 120.0
ROUNDING = 2e-6  # Answers have six decimals.
# The sums of a float model are added up in another order: the seventh digit may differ.
FLOAT_TOLERANCE = 1e-5

Answer = dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """The same pictures, answered here and on the emulated processor ``cpu``.

    ``different_labels`` holds the names of pictures whose best label is another one,
    ``largest_difference`` is of any probability (0..1), and ``tolerance`` what is allowed: None
    where the runtimes are two libraries, which round differently. ``asked`` counts the answers:
    one of ``edge-app classify`` for each picture, and one of ``edge-app serve``.
    """

    name: str
    cpu: str
    asked: int
    different_labels: tuple[str, ...]
    largest_difference: float
    tolerance: float | None

    @property
    def equal(self) -> bool:
        """Whether all labels are equal, and no probability is further off than allowed."""
        near = self.tolerance is None or self.largest_difference <= self.tolerance
        return near and not self.different_labels


def draw_pictures(folder: Path) -> list[Path]:
    """Draw pictures from one seed, and write them as JPEG and PNG files; returns their paths."""
    paths = []
    for i in range(DRAWN_PICTURES):
        photo = drawn_photo(seed=SEED + i)
        path = folder / f"{i:02}.{'jpg' if i % 4 == 0 else 'png'}"
        photo = photo if i % 4 == 0 else photo.resize((48, 40))
        photo.save(path)
        paths.append(path)
    return paths


def compare_answers(
    system: System, cpu: str, *, app: Path, name: str, path: Path, pictures: Sequence[Path]
) -> Comparison:
    """Ask the app of the folder ``app`` about ``pictures``: ``classify`` about all, ``serve`` about
    one of them.

    Raises PipelineError: a picture cannot be read, or the app fails under emulation.
    ModelFileError: the app cannot run the
    model here.
    """
    classifier = Classifier(path)
    expected = [_answer_here(classifier, picture) for picture in pictures]
    actual = _classified(system, cpu, app=app, model=path, pictures=pictures)
    with _serving(system, cpu, app=app, model=path) as address:
        expected.append(expected[0])
        actual.append(_ask(address, pictures[0], top=len(classifier.labels)))
    names = [*(picture.name for picture in pictures), f"{pictures[0].name} over HTTP"]
    pairs = list(zip(names, expected, actual, strict=True))
    return Comparison(
        name=name,
        cpu=cpu,
        asked=len(pairs),
        different_labels=tuple(text for text, a, b in pairs if _best(a) != _best(b)),
        largest_difference=max(_difference(a, b) for _, a, b in pairs),
        tolerance=_tolerance(classifier) if classifier.runtime.name == system.runtime else None,
    )


def _answer_here(classifier: Classifier, picture: Path) -> Answer:
    count = len(classifier.labels)
    try:
        predictions = classifier.classify(read_image_file(picture), top=count).predictions
    except ImageError as error:
        raise PipelineError(f"{picture}: {error}") from error
    return {prediction.label: prediction.probability for prediction in predictions}


def _classified(
    system: System, cpu: str, *, app: Path, model: Path, pictures: Sequence[Path]
) -> list[Answer]:
    words = ["-m", "edge_app", "classify", "--json", "--top", "999999", "--model"]
    paths = [path.resolve() for path in (model, *pictures)]
    output = run_guest(guest_command(system, cpu, *words, *paths, app=app))
    return [_answer_of(result) for result in json.loads(output)["results"]]


@contextlib.contextmanager
def _serving(system: System, cpu: str, *, app: Path, model: Path) -> Iterator[str]:
    """The address of a running ``edge-app serve``; it is stopped in the end."""
    words = ["-m", "edge_app", "serve", "--port", "0", "--model"]
    command = guest_command(system, cpu, *words, model.resolve(), app=app)
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


def _stop(server: "subprocess.Popen[str]") -> None:
    server.terminate()
    try:
        server.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()


def _ask(address: str, picture: Path, *, top: int) -> Answer:
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


def _answer_of(result: dict[str, Any]) -> Answer:
    if "error" in result:
        raise PipelineError(f"Under emulation, {result['file']}: {result['error']}")
    return {entry["label"]: entry["probability"] for entry in result["predictions"]}


def _best(answer: Answer) -> str:
    return next(iter(answer))


def _difference(expected: Answer, actual: Answer) -> float:
    """The largest difference of a probability; 1 when the labels are not the same set."""
    if set(expected) != set(actual):
        return 1.0
    return max(abs(expected[label] - actual[label]) for label in expected)


def _tolerance(classifier: Classifier) -> float:
    """One step of a quantized output, such as 1/256: the kernels of two processors may round a
    sum that lies between two steps differently."""
    details = classifier.runtime.interpreter.get_output_details()[0]
    if np.dtype(details["dtype"]).kind == "f":
        return FLOAT_TOLERANCE
    return float(details["quantization"][0]) + ROUNDING
