"""One check of the plan: what is promised, which tests hold it, and what fails it."""

from dataclasses import dataclass
from typing import Literal

Tier = Literal["commit", "merge", "release"]
SECTIONS = {
    "A": "Bad inputs",
    "B": "Attacks from the network, or from a web page",
    "C": "Slow clients, load, time",
    "D": "Faults",
    "E": "Model, data, pipeline",
    "F": "Host and supply chain",
}


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check. ``tier`` is that of the first of its ``tests`` to run.

    ``criterion`` is what ours promises, and ``tests`` are what holds it, as pytest names them:
    ``file::function``. ``difference`` is where that differs from what one would read into the
    title, and why. ``fails_on`` is which unprotected thing was seen to fail it, and what it did.
    """

    number: int
    section: str
    title: str
    criterion: str
    tier: Tier
    tests: tuple[str, ...]
    difference: str = ""
    fails_on: str = ""
