"""Do the app's answers on the emulated board equal those of this machine?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arm64.asking import Answer, ask, classify_there, serving
from benchmarks.arm64.emulator import System
from benchmarks.arm64.expected import Expected


@dataclass(frozen=True)
class Comparison:
    """The same pictures, answered here and on the emulated processor ``cpu``.

    ``different_labels`` holds the names of pictures whose best label is another one,
    ``largest_difference`` is of any probability (0..1), and ``tolerance`` what is allowed: None
    where the runtimes are two libraries, which round differently. ``asked`` counts the answers:
    one of ``edge-app classify`` for each picture, and one of ``edge-app serve``.
    """

    name: str
    system: str
    cpu: str
    runtime: str
    asked: int
    different_labels: tuple[str, ...]
    largest_difference: float
    tolerance: float | None

    @property
    def equal(self) -> bool:
        """Whether all labels are equal, and no probability is further off than allowed."""
        near = self.tolerance is None or self.largest_difference <= self.tolerance
        return near and not self.different_labels


def compare_answers(
    system: System,
    cpu: str,
    *,
    app: Path,
    name: str,
    pictures: Sequence[Path],
    expected: Expected,
) -> Comparison:
    """Ask the app of the folder ``app`` about ``pictures``: ``classify`` about all, ``serve`` about
    one of them; ``expected`` is what this machine answers.

    Raises PipelineError: the app fails under emulation.
    """
    actual = classify_there(system, cpu, app=app, model=expected.model, pictures=pictures)
    with serving(system, cpu, app=app, model=expected.model) as address:
        actual.append(ask(address, pictures[0], top=len(expected.answers[0])))
    here = [*expected.answers, expected.answers[0]]
    names = [*(picture.name for picture in pictures), f"{pictures[0].name} over HTTP"]
    pairs = list(zip(names, here, actual, strict=True))
    return Comparison(
        name=name,
        system=system.debian.name,
        cpu=cpu,
        runtime=system.library,
        asked=len(pairs),
        different_labels=tuple(text for text, a, b in pairs if _best(a) != _best(b)),
        largest_difference=max(_difference(a, b) for _, a, b in pairs),
        tolerance=expected.tolerance,
    )


def _best(answer: Answer) -> str:
    return next(iter(answer))


def _difference(expected: Answer, actual: Answer) -> float:
    """The largest difference of a probability; 1 when the labels are not the same set."""
    if set(expected) != set(actual):
        return 1.0
    return max(abs(expected[label] - actual[label]) for label in expected)
