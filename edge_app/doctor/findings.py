"""One thing that was looked at, and what was found."""

from dataclasses import dataclass
from pathlib import Path

OK, NOTE, WARNING, PROBLEM = LEVELS = ("ok", "note", "warning", "problem")


@dataclass(frozen=True)
class Finding:
    """``level`` is one of LEVELS. ``remedy`` is what to do, a command where one does it.

    A note asks for nothing; a warning may spoil answers, speed or the card; with a problem
    something does not work.
    """

    subject: str
    level: str
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Section:
    """Findings about one matter, under a title."""

    title: str
    findings: tuple[Finding, ...]


def shown(path: str | Path) -> str:
    """A path as it may be shown to others: without the name of the user's home."""
    home, text = str(Path.home()), str(path)
    inside = text == home or text.startswith(f"{home}/")
    return f"~{text[len(home) :]}" if inside and home != "/" else text


def megabytes(count: float) -> str:
    """A number of bytes for people: ``512 MB`` or ``7.8 GB``, of 10^6 and 10^9 bytes."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
