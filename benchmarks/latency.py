"""Time models side by side: each is visited once in every round, and the order rotates."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.candidates import Candidate
from benchmarks.inputs import SEED, Inputs, make_inputs
from benchmarks.timed import WARM_UP_INVOCATIONS, timed_invocations
from benchmarks.turns import WARM_UP_ROUNDS, Limits, take_turns
from edge_app import Classifier

__all__ = [
    "WARM_UP_INVOCATIONS",
    "WARM_UP_ROUNDS",
    "Effort",
    "Settings",
    "Steps",
    "Visit",
    "measure",
    "visit",
]


@dataclass(frozen=True)
class Settings:
    """How much is measured.

    A visit ends after ``invocations`` inferences or after ``visit_seconds`` of them, and then
    classifies each encoded picture ``files`` times.
    """

    rounds: int = 100
    invocations: int = 100
    files: int = 5
    visit_seconds: float = math.inf
    seed: int = SEED


@dataclass(frozen=True)
class Effort:
    """How long to go on: at most ``rounds`` and ``seconds``, or until it is precise enough.

    ``precision`` is how far the 95 % interval of each median may reach to either side, in percent
    of the median.
    """

    rounds: int
    seconds: float
    precision: float


@dataclass(frozen=True)
class Steps:
    """One encoded picture on its whole way through ``Classifier.classify``, in milliseconds.

    ``postprocess_ms`` is what the total holds beyond the other three: real values, probabilities,
    the best classes with their names.
    """

    decode_ms: float
    preprocess_ms: float
    invoke_ms: float
    postprocess_ms: float
    total_ms: float


@dataclass(frozen=True)
class Visit:
    """What one visit to one model measured, in milliseconds.

    ``load_ms`` is the time to make a Classifier from the file, ``first_ms`` its first inference
    (which belongs to the warm-up), ``invoke_ms`` the inferences after the warm-up, and ``files``
    the encoded pictures by format.
    """

    load_ms: float
    first_ms: float
    invoke_ms: tuple[float, ...]
    files: dict[str, tuple[Steps, ...]]


def measure(
    candidates: Sequence[Candidate],
    settings: Settings,
    *,
    before_round: Callable[[int], None] = lambda _: None,
) -> list[list[Visit]]:
    """Visit every candidate in every round, all in this process.

    Gives for each candidate its visits in order of the rounds. ``before_round`` is called with the
    number of the round that begins: 1, 2, ..., or 0 and below for a warm-up round, whose visits
    are not among the results.

    Raises ModelFileError: a model that can no longer be read.
    """
    by_title = {str(i): candidate for i, candidate in enumerate(candidates)}
    inputs = {
        title: make_inputs(candidate.input_size, seed=settings.seed)
        for title, candidate in by_title.items()
    }
    visits, _, _ = take_turns(
        list(by_title),
        lambda title: visit(by_title[title], inputs[title], settings),
        limits=Limits(settings.rounds, math.inf),
        before_round=before_round,
    )
    return list(visits.values())


def visit(candidate: Candidate, inputs: Inputs, settings: Settings) -> Visit:
    """Load one model anew, and time it.

    It is loaded every time because where its tensors happen to lie in memory changes the speed:
    T. Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS
    2009.
    """
    started = time.perf_counter_ns()
    classifier = Classifier(
        candidate.path,
        threads=candidate.threads,
        labels=candidate.labels,
        input_range=candidate.input_range,
    )
    load_ms = (time.perf_counter_ns() - started) / 1e6
    first_ms, times = timed_invocations(
        lambda: classifier.classify(inputs.pixels).timing.invoke_ms,
        invocations=settings.invocations,
        seconds=settings.visit_seconds,
    )
    files = {
        image_format: tuple(_time_file(classifier, data) for _ in range(settings.files))
        for image_format, data in inputs.files.items()
        if settings.files
    }
    return Visit(load_ms, first_ms, times, files)


def _time_file(classifier: Classifier, data: bytes) -> Steps:
    started = time.perf_counter_ns()
    timing = classifier.classify(data).timing
    total_ms = (time.perf_counter_ns() - started) / 1e6
    steps = (timing.decode_ms, timing.preprocess_ms, timing.invoke_ms)
    return Steps(*steps, total_ms - sum(steps), total_ms)
