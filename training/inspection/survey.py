"""Measure every picture of a data set in several threads, and count them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tqdm import tqdm

from training.inspection.measure import Measurement, Unreadable, measure, quiet_pillow
from training.inspection.pictures import Collection
from training.streaming import reading_threads

# Handed to the threads at once: more would only wait in memory.
_BLOCK = 512


@dataclass(frozen=True)
class Survey:
    """What was measured of each picture of a collection, in its order. About 2.5 kB a picture."""

    collection: Collection
    measured: tuple[Measurement | Unreadable, ...]

    @cached_property
    def readable(self) -> tuple[Measurement, ...]:
        return tuple(one for one in self.measured if isinstance(one, Measurement))

    @cached_property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return tuple(one for one in self.measured if isinstance(one, Unreadable))

    def counts(self, part: str | None) -> tuple[int, ...]:
        """How many readable pictures of each class one part has."""
        classes = range(len(self.collection.class_names))
        return tuple(self._counted[part, label] for label in classes)

    @cached_property
    def _counted(self) -> Counter[tuple[str | None, int]]:
        return Counter((m.picture.part, m.picture.label) for m in self.readable)


def take_survey(collection: Collection) -> Survey:
    """Measure all pictures. Decoding releases Python's lock, so that threads use several cores."""
    with quiet_pillow():
        return Survey(collection, tuple(measure_all(collection)))


def measure_all(collection: Collection) -> Iterator[Measurement | Unreadable]:
    """Each picture in its order; once the iterator is closed, no other picture is begun."""
    pictures = collection.pictures
    with (
        reading_threads() as threads,
        tqdm(
            total=len(pictures), desc="Reading", unit=" pictures", leave=False, disable=None
        ) as progress,
    ):
        for start in range(0, len(pictures), _BLOCK):
            for measured in threads.map(measure, pictures[start : start + _BLOCK]):
                progress.update()
                yield measured
