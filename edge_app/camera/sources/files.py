"""What stands at a path: a folder of pictures, or a video file."""

from pathlib import Path

from edge_app.camera.source import Source
from edge_app.camera.sources.pictures import PictureFolder
from edge_app.camera.sources.video import VideoFile
from edge_app.camera.wanted import Wanted
from edge_app.errors import SourceError


class Files:
    """A path, of which it is seen when it is opened what is there."""

    def __init__(self, path: Path, wanted: Wanted, *, once: bool) -> None:
        self._path, self._wanted, self._once = path, wanted, once

    def is_there(self) -> bool:
        try:
            return self._path.exists()
        except (OSError, ValueError):  # A name that is too long, or holds a NUL.
            return False

    def open(self) -> Source:
        """Raises SourceError: nothing is there, or it is neither of the two."""
        if not self.is_there():
            shown = str(self._path)[:200]
            raise SourceError(f"There is no {shown!r}. Expected a video file or a folder.")
        if self._path.is_dir():
            return PictureFolder(self._path, self._wanted, once=self._once).open()
        return VideoFile(self._path, self._wanted, once=self._once).open()
