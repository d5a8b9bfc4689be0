"""What runs beside the requests, and has a say in the health and the figures of the application."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Figure:
    """One number for ``/metrics``; a counter only ever grows."""

    name: str
    meaning: str
    value: float
    is_counter: bool = False


class Part(Protocol):
    """None of its answers waits for anything."""

    def faults(self) -> list[str]:
        """What is wrong with it, in words: with one, the application is ``degraded``."""

    def notes(self) -> list[str]:
        """What else should be known of it."""

    def figures(self) -> list[Figure]:
        """Its numbers, in the order in which they are shown."""
