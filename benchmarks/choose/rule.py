"""From measured candidates and limits to the one to use, with the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Candidate = dict[str, Any]
# Accuracies closer than this count as equal: a test of 10,000 pictures is no more certain than
# 0.6 points either way at 90 % (E. B. Wilson's interval, Journal of the ASA 22, 1927, 209-212).
SAME_ACCURACY_POINTS = 0.5
# Times closer than this count as equal: then fewer threads, and after that the smaller file, win.
SAME_TIME_PERCENT = 5.0


@dataclass(frozen=True)
class Limits:
    """What must hold: p99 of an inference in milliseconds, accuracy 0..1; None for no limit."""

    max_ms: float | None
    min_accuracy: float | None


@dataclass(frozen=True)
class Choice:
    """The candidate to use; None when none fits. ``reason`` is one or two sentences."""

    candidate: Candidate | None
    nearest: Candidate | None
    reason: str


def choose(candidates: Sequence[Candidate], limits: Limits) -> Choice:
    """The most accurate candidate within the limits; of equally accurate ones the fastest.

    Time is the p99 of an inference, what a loop has to leave room for; the fastest is that of the
    lowest median. A candidate without a recorded accuracy does not fit where one is asked for,
    and is otherwise taken for the least accurate.

    Raises ValueError: no candidates.
    """
    if not candidates:
        raise ValueError("There are no candidates to choose from; expected at least one.")
    fitting = [one for one in candidates if not shortcomings(one, limits)]
    if not fitting:
        nearest = min(candidates, key=lambda one: _distance(one, limits))
        missed = "; ".join(shortcomings(nearest, limits))
        return Choice(None, nearest, f"Nothing fits. {title(nearest)} comes nearest: {missed}.")
    best_accuracy = max(_accuracy(one) for one in fitting)
    accurate = [
        one for one in fitting if best_accuracy - _accuracy(one) <= SAME_ACCURACY_POINTS / 100
    ]
    fastest_ms = min(_median(one) for one in accurate)
    quick = [one for one in accurate if _median(one) <= (1 + SAME_TIME_PERCENT / 100) * fastest_ms]
    best = min(quick, key=lambda one: (one["threads"], one["bytes"], _median(one)))
    return Choice(best, best, _reason(best, candidates, fitting, accurate, quick))


def shortcomings(candidate: Candidate, limits: Limits) -> list[str]:
    """Which limits a candidate does not keep, in words."""
    found, p99 = [], candidate["invoke_ms"]["p99"]
    if limits.max_ms is not None and p99 > limits.max_ms:
        found.append(f"its p99 is {p99:.3f} ms, more than {limits.max_ms:g} ms")
    if limits.min_accuracy is not None:
        accuracy = candidate["accuracy"]
        if accuracy is None:
            found.append("its accuracy is not recorded")
        elif accuracy < limits.min_accuracy:
            found.append(f"its accuracy is {accuracy:.2%}, less than {limits.min_accuracy:.2%}")
    return found


def title(candidate: Candidate) -> str:
    """Model, runtime and threads in words."""
    threads = candidate["threads"]
    return f"{candidate['name']} in {candidate['runtime']} on {threads} thread{'s' * (threads > 1)}"


def _reason(
    best: Candidate,
    candidates: Sequence[Candidate],
    fitting: Sequence[Candidate],
    accurate: Sequence[Candidate],
    quick: Sequence[Candidate],
) -> str:
    words = [f"{len(fitting)} of {len(candidates)} candidates fit"]
    if best["accuracy"] is None:
        words.append("no accuracy is recorded")
    else:
        words.append(
            f"{len(accurate)} of them are within {SAME_ACCURACY_POINTS:g} points of the most "
            f"accurate, this one with {best['accuracy']:.2%}"
        )
    if len(quick) > 1:
        words.append(
            f"{len(quick)} of these are equally fast, within {SAME_TIME_PERCENT:g} %, and this one "
            "takes the fewest threads and, of those, the smallest file"
        )
    else:
        words.append("this one is the fastest of these")
    times = best["invoke_ms"]
    return f"{'; '.join(words)}: median {times['median']:.3f} ms, p99 {times['p99']:.3f} ms."


def _distance(candidate: Candidate, limits: Limits) -> float:
    """How far beyond the limits, as the sum of the parts by which each is missed."""
    distance = 0.0
    if limits.max_ms is not None:
        distance += max(0.0, candidate["invoke_ms"]["p99"] / limits.max_ms - 1)
    if limits.min_accuracy:
        distance += max(0.0, 1 - _accuracy(candidate) / limits.min_accuracy)
    return distance


def _accuracy(candidate: Candidate) -> float:
    return float(candidate["accuracy"] or 0)


def _median(candidate: Candidate) -> float:
    return float(candidate["invoke_ms"]["median"])
