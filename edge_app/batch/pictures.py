"""Which pictures the words of a command line mean: files, folders, standard input."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from edge_app.batch.standard_input import read_picture
from edge_app.errors import ImageError
from edge_app.picture_formats import PICTURE_SUFFIXES, begins_like_a_picture

STANDARD_INPUT = "-"
SIGNATURE_BYTES = 12

Identities = frozenset[tuple[int, int]]  # Of folders: device and inode.


@dataclass(frozen=True)
class Picture:
    """One picture to be answered, by its name; ``content`` is that of standard input, read already.

    ``error`` says why there is nothing to read.
    """

    name: str
    content: bytes | None = None
    error: str | None = None


@dataclass(frozen=True)
class _Level:
    """A folder on the way down, the names in it that are still to come, and it with those above."""

    folder: Path
    names: Iterator[str]
    above: Identities


@dataclass
class Pictures:
    """The pictures that ``words`` mean, in their order; a folder means all that are below it.

    In a folder, hidden names are left out, and every file counts that is named like a picture or
    begins like one, or whose name has an ending in ``also``. ``passed_over`` counts the others by
    the endings of their names, as far as the iteration has come. Only the names of the folders that
    it is in are held in memory.
    """

    words: Iterable[str]
    passed_over: Counter[str] = field(default_factory=Counter)
    also: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Picture]:
        for word in self.words:
            if word == STANDARD_INPUT:
                yield _piped()
            elif word and is_folder(Path(word)):
                yield from self._below(Path(word))
            else:
                yield Picture(word)

    def _below(self, top: Path) -> Iterator[Picture]:
        """Depth first, by name. Not by recursion: folders may be deeper than Python allows that."""
        levels: list[_Level] = []
        path: Path | None = top
        while path is not None:
            if is_folder(path):
                try:
                    levels.append(_enter(path, levels[-1].above if levels else frozenset()))
                except OSError as error:
                    yield Picture(str(path), error=f"Cannot read the folder: {error.strerror}.")
            elif self._counts(path):
                yield Picture(str(path))
            path = _next_path(levels)

    def _counts(self, path: Path) -> bool:
        if path.suffix.lower() in (*PICTURE_SUFFIXES, *self.also) or _content_is_picture(path):
            return True
        self.passed_over[path.suffix.lower()] += 1
        return False


def _piped() -> Picture:
    # Not by the thread that works on it: one that waits for input cannot be stopped by Ctrl-C.
    try:
        return Picture(STANDARD_INPUT, content=read_picture())
    except ImageError as error:
        return Picture(STANDARD_INPUT, error=str(error))


def is_folder(path: Path) -> bool:
    """As ``Path.is_dir``, which before Python 3.14 raises where it may not look."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _enter(folder: Path, above: Identities) -> _Level:
    """Raises OSError: it cannot be read, or is one of those that are ``above`` it."""
    status = folder.stat()
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        raise OSError(0, "this link leads back to a folder that it is in")
    names = sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
    return _Level(folder, iter(names), above | {identity})


def _next_path(levels: list[_Level]) -> Path | None:
    """The next name of the innermost folder; folders that are through are left."""
    while levels:
        name = next(levels[-1].names, None)
        if name is not None:
            return levels[-1].folder / name
        levels.pop()
    return None


def _content_is_picture(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(SIGNATURE_BYTES)
        # Two letters are no sign: a text may begin with BM too. A BMP must have the ending.
        return begins_like_a_picture(head) and not head.startswith(b"BM")
    except OSError:
        return False
