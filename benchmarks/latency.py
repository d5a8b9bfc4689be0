"""Time models side by side: each is visited once in every round, and the order rotates."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.candidates import Candidate
from benchmarks.inputs import SEED, Inputs, make_inputs
from edge_app import Classifier

# The first round is dropped: the clock of an idle machine is still rising, caches are empty.
WARM_UP_ROUNDS = 1
# And so are the first inferences of every visit: the model before left the caches to itself.
WARM_UP_INVOCATIONS = 10

Item = TypeVar("Item")


@dataclass(frozen=True)
class Settings:
    """How much is measured. ``files`` is how often each encoded picture is classified a visit."""

    threads: int = 1
    rounds: int = 20
    invocations: int = 100
    files: int = 5
    seed: int = SEED


@dataclass(frozen=True)
class Steps:
    """One encoded picture on its whole way through ``Classifier.classify``, in milliseconds."""

    decode_ms: float
    preprocess_ms: float
    invoke_ms: float
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
    """Visit every candidate in every round; for each candidate, its visits in order of the rounds.

    ``before_round`` is called with the number of the round that begins: 1, 2, ..., or 0 and
    below for a warm-up round, whose visits are not among the results.

    Raises ModelFileError: a model that can no longer be read.
    """
    inputs = [make_inputs(candidate.input_size, seed=settings.seed) for candidate in candidates]
    visits: list[list[Visit]] = [[] for _ in candidates]
    for number in range(1 - WARM_UP_ROUNDS, settings.rounds + 1):
        before_round(number)
        for i in rotated(range(len(candidates)), number):
            result = visit(candidates[i], inputs[i], settings)
            if number >= 1:
                visits[i].append(result)
    return visits


def rotated(items: Sequence[Item], number: int) -> list[Item]:
    """The order of round ``number``: each item is first, second, ... equally often."""
    start = number % len(items)
    return [*items[start:], *items[:start]]


def visit(candidate: Candidate, inputs: Inputs, settings: Settings) -> Visit:
    """Load one model anew, and time it.

    It is loaded every time because where its tensors happen to lie in memory changes the speed:
    T. Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS
    2009.
    """
    started = time.perf_counter_ns()
    classifier = Classifier(candidate.path, threads=settings.threads)
    load_ms = (time.perf_counter_ns() - started) / 1e6
    times = [
        classifier.classify(inputs.pixels).timing.invoke_ms
        for _ in range(WARM_UP_INVOCATIONS + settings.invocations)
    ]
    files = {
        image_format: tuple(_time_file(classifier, data) for _ in range(settings.files))
        for image_format, data in inputs.files.items()
    }
    return Visit(load_ms, times[0], tuple(times[WARM_UP_INVOCATIONS:]), files)


def _time_file(classifier: Classifier, data: bytes) -> Steps:
    started = time.perf_counter_ns()
    timing = classifier.classify(data).timing
    total_ms = (time.perf_counter_ns() - started) / 1e6
    return Steps(timing.decode_ms, timing.preprocess_ms, timing.invoke_ms, total_ms)
