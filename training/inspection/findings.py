"""What an inspection says: findings with a verdict, an advice, and the pictures concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from training.inspection.measure import Measurement
from training.inspection.pictures import Picture


class Verdict(Enum):
    """How grave a finding is, from the gravest."""

    FATAL = "fatal"  # Training refuses the data.
    FIX = "fix this"  # Wrong in any case, though training goes through.
    LOOK = "look at this"  # Often wrong; only a person can tell.
    FINE = "fine"


@dataclass(frozen=True)
class Item:
    """One instance of a finding: the pictures that it concerns, if any, and what was seen."""

    note: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Finding:
    """All instances of one thing, the worst first. Without any, the verdict is FINE."""

    name: str
    verdict: Verdict
    advice: str
    items: tuple[Item, ...]

    @property
    def count_text(self) -> str:
        """The number of instances, and of their pictures where one instance has several."""
        pictures = sum(len(one.pictures) for one in self.items)
        if pictures <= len(self.items):
            return str(len(self.items))
        groups = "group" if len(self.items) == 1 else "groups"
        return f"{len(self.items)} {groups} of {pictures} pictures"


def finding(name: str, verdict: Verdict, advice: str, items: Sequence[Item]) -> Finding:
    """A finding, which is fine where nothing was found."""
    return Finding(name, verdict if items else Verdict.FINE, advice, tuple(items))


def item(measured: Measurement, note: str) -> Item:
    """The instance of a finding that one picture is."""
    return Item(note, (measured.picture,))


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the order of their verdicts; among equals, as they came."""
    order = list(Verdict)
    return sorted(findings, key=lambda one: order.index(one.verdict))
