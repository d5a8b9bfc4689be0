"""What can be opened, and whether it is there."""

from typing import Protocol

from edge_app.camera.source import Source


class Device(Protocol):
    """Something that can be opened again and again; made without touching what it stands for."""

    def open(self) -> Source:
        """Raises SourceError: it does not open; why, and what to do."""

    def is_there(self) -> bool:
        """Whether it may be there: what can be said quickly, and without opening it."""
