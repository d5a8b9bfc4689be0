"""What a server took while it was under load, and whether that grew."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from tests.attacks.figures import descriptors, resident_mib, temporary_bytes, threads
from tests.attacks.victim import Victim

WARM_UP = 0.2  # The part of the samples that is not looked at.
MOST_COMPARED = 400


@dataclass(frozen=True)
class Sample:
    """A moment: how many requests there had been, and what the server had then."""

    requests: int
    resident_mib: float
    descriptors: int
    threads: int
    temporary_bytes: int


def sample(victim: Victim, requests: int) -> Sample:
    """What the server has now."""
    return Sample(
        requests,
        resident_mib(victim.pid),
        descriptors(victim.pid),
        threads(victim.pid),
        temporary_bytes(victim.pid, victim.temporary),
    )


@contextmanager
def sampling(
    victim: Victim, requests: Callable[[], int], *, every_s: float
) -> Iterator[list[Sample]]:
    """Take samples in the background until the end of the block."""
    samples: list[Sample] = []
    end = threading.Event()

    def take() -> None:
        while not end.wait(every_s):
            samples.append(sample(victim, requests()))

    taking = threading.Thread(target=take)
    taking.start()
    try:
        yield samples
    finally:
        end.set()
        taking.join()


def memory_slope(samples: Sequence[Sample]) -> float:
    """By how many MiB the memory grew for each 10,000 requests, after the warm-up.

    The median of the slopes between all pairs of samples (Theil and Sen), which a few samples in
    the middle of a large upload do not move. Raises ValueError: the requests are too few for it.
    """
    late = _after_warm_up(samples)
    late = late[:: 1 + len(late) // MOST_COMPARED]
    requests = np.array([one.requests for one in late], float)
    memory = np.array([one.resident_mib for one in late], float)
    first, second = np.triu_indices(len(late), 1)
    apart = requests[second] - requests[first]
    moved = apart > 0
    if not moved.any():
        raise ValueError(f"{len(samples)} samples show no two numbers of requests.")
    grown = (memory[second] - memory[first])[moved]
    return float(np.median(10_000 * grown / apart[moved]))


def growth(samples: Sequence[Sample]) -> float:
    """The memory at the end as a multiple of that after the warm-up; each a median of samples."""
    late = [one.resident_mib for one in _after_warm_up(samples)]
    tenth = max(1, len(late) // 10)
    return float(np.median(late[-tenth:]) / np.median(late[:tenth]))


def wait_until_idle(victim: Victim, before: Sample, *, timeout_s: float) -> Sample:
    """Wait until threads and files are back to what they were, but for one, or time is over."""
    deadline = time.monotonic() + timeout_s
    while True:
        now = sample(victim, before.requests)
        if is_back(now, before) or time.monotonic() > deadline:
            return now
        time.sleep(0.2)


def is_back(now: Sample, before: Sample) -> bool:
    """Whether threads and open files are again as many as before, but for one of each."""
    return now.threads <= before.threads + 1 and now.descriptors <= before.descriptors + 1


def _after_warm_up(samples: Sequence[Sample]) -> list[Sample]:
    return list(samples[int(len(samples) * WARM_UP) :])
