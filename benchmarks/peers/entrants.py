"""The peers that take part: every model of ours in the other libraries, and its Keras parent."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates import Candidate, recorded_temperature
from benchmarks.entrants import Entrant, Field, visit_of
from benchmarks.environments import (
    TENSORFLOW,
    LeftOutError,
    keras_parent,
    read_environment,
    tensorflow_library,
)
from benchmarks.latency import Settings, Visit
from benchmarks.peers.onnx_files import make_onnx
from benchmarks.peers.same_answers import (
    Questions,
    ask_ours,
    difference,
    their_probabilities,
)
from benchmarks.workers import Worker
from edge_app import Classifier
from edge_app.confidence import with_temperature

NET_WORKER = "benchmarks.peers.net_worker"
# Outputs of another library, (pictures, classes), as our probabilities.
Understood = Callable[[NDArray[Any]], NDArray[np.float32]]
REMEDY = "Make it with `make .venv-peers/.ready`, and name it with --peers PYTHON."


@dataclass(frozen=True)
class Net:
    """A net as a peer reads it: ``file`` is its own kind of ours, ``inputs`` the tensors for it."""

    file: Path
    inputs: Path
    classifier: Classifier
    questions: Questions


def add_peers(
    found: Field, *, python: Path, folder: Path, stack: ExitStack, show: Callable[[str], None]
) -> None:
    """Add onnxruntime and OpenVINO for all of ours that ``found`` has.

    ``folder`` takes files until ``stack`` ends, and the workers live as long.
    """
    ours = [entrant.candidate for entrant in found.entrants]
    nets = {one.path: _net(one, folder) for one in ours}
    for library in ("onnxruntime", "openvino"):
        with found.missing.noting(library):
            name = _version(python, library)
            worker = stack.enter_context(Worker(python.absolute(), NET_WORKER, library))
            for path, net in nets.items():
                show(f"{library}: {path.name}")
                with found.missing.noting(f"{path.name} in {library}"):
                    file = path.absolute()
                    if library == "onnxruntime":
                        file = make_onnx(python, path, net.inputs.with_suffix(".onnx"))
                    group = [replace(one, runtime=name) for one in ours if one.path == path]
                    understood = partial(their_probabilities, net.classifier)
                    asked = replace(net, file=file)
                    found.entrants += _checked(worker, asked, group, folder, understood)


def add_keras(
    found: Field, *, python: Path, keras: Path | None, folder: Path, stack: ExitStack
) -> None:
    """Add ``predict`` of the Keras model beside ours: of ``keras``, or of the first with one."""
    with found.missing.noting("keras"):
        environment = read_environment(python, roots=(*TENSORFLOW, "keras"))
        if environment.version(*TENSORFLOW) is None:
            raise LeftOutError(f"{python} has no TensorFlow. Name one with --tensorflow PYTHON.")
        ours = found.entrants[0].candidate
        parent = keras or keras_parent(ours.path)
        content = _read(parent)
        net = _net(ours, folder)
        raw = folder / "keras.npy"
        np.save(raw, net.questions.raw)
        candidate = replace(
            ours,
            name=parent.name,
            path=parent,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            input_dtype="float32",
            runtime=tensorflow_library(environment),
            threads=0,
        )
        worker = stack.enter_context(Worker(environment.python, NET_WORKER, "keras"))
        asked = replace(net, file=parent.absolute(), inputs=raw)
        understood = partial(with_temperature, temperature=recorded_temperature(parent))
        found.entrants += _checked(worker, asked, [candidate], folder, understood)


def _net(candidate: Candidate, folder: Path) -> Net:
    classifier = Classifier(candidate.path)
    questions = ask_ours(classifier)
    inputs = folder / f"{candidate.sha256}.npy"
    np.save(inputs, questions.tensors)
    return Net(candidate.path, inputs, classifier, questions)


def _checked(
    worker: Worker,
    net: Net,
    candidates: Iterable[Candidate],
    folder: Path,
    understood: Understood,
) -> list[Entrant]:
    """The candidates, after a look at their answers. Raises LeftOutError: they are not ours."""
    entrants = []
    for candidate in candidates:
        asked = {
            "model": str(net.file),
            "threads": candidate.threads,
            "inputs": str(net.inputs.absolute()),
        }
        outputs = folder / "answers.npy"
        worker.ask("answers", **asked, outputs=str(outputs))
        theirs = understood(np.load(outputs))
        wrong = difference(
            net.questions.probabilities, theirs, quantized=net.classifier.output.is_quantized
        )
        if wrong:
            raise LeftOutError(f"It does not answer as our runtime does: {wrong}.")
        entrants.append(Entrant(candidate, _visitor(worker, asked)))
    return entrants


def _visitor(worker: Worker, asked: Mapping[str, object]) -> Callable[[Settings], Visit]:
    def visit(settings: Settings) -> Visit:
        seconds = settings.visit_seconds
        result = worker.ask("visit", **asked, invocations=settings.invocations, seconds=seconds)
        return visit_of(result)

    return visit


def _version(python: Path, library: str) -> str:
    version = read_environment(python, roots=(library,)).version(library)
    if version is None:
        raise LeftOutError(f"{python} has no {library}. {REMEDY}")
    return f"{library} {version}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LeftOutError(f"{path} cannot be read: {error.strerror}.") from error
