"""Which pictures a source holds: files, members of tar archives, rows of Parquet files."""

import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from edge_app.batch.pictures import STANDARD_INPUT, Pictures
from edge_app.batch.standard_input import names_from
from edge_app.bulk.columns import picture_columns
from edge_app.errors import SourceError
from edge_app.picture_formats import PICTURE_SUFFIXES

TAR, PARQUET, LIST = ".tar", ".parquet", ".txt"
COMPRESSED = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst")


@dataclass(frozen=True)
class Input:
    """What one file, or a part of it, brings: one picture, but of Parquet a whole row group.

    ``member`` is the name in a tar archive whose content has ``size`` bytes from ``offset`` on.
    Without it, ``offset`` is the number of a row group of ``size`` rows, or None for a picture
    file. ``error`` says why there is nothing to read.
    """

    file: str
    member: str | None = None
    offset: int | None = None
    size: int | None = None
    error: str | None = None

    @property
    def rows(self) -> int:
        """How many rows of results it makes."""
        is_row_group = self.offset is not None and self.member is None
        return self.size or 0 if is_row_group else 1


def checked_sources(words: Iterable[str], *, output: Path) -> list[str]:
    """The same words as absolute paths.

    Raises SourceError: one that there is not, or that could not be read a second time, or only
    from its beginning; or ``output`` would become a part of it.
    """
    sources = [Path(_checked(word)).absolute() for word in words]
    for source in sources:
        if output.absolute().is_relative_to(source):
            raise SourceError(
                f"The results in {output} would be a part of the source {source}. Give an --output "
                "that is outside."
            )
    return [str(source) for source in sources]


def list_inputs(sources: Iterable[str], passed_over: Counter[str]) -> Iterator[Input]:
    """The inputs of absolute ``sources``, in their order; folders are read by name.

    ``passed_over`` counts the other files by the endings of their names, as far as the iteration
    has come. Raises SourceError: a list of names cannot be read.
    """
    pictures = Pictures(_words(sources), passed_over, also=(TAR, PARQUET))
    for picture in pictures:
        suffix = Path(picture.name).suffix.lower()
        if picture.error is not None:
            yield Input(picture.name, error=picture.error)
        elif suffix == TAR:
            yield from _members(picture.name, passed_over)
        elif suffix == PARQUET:
            yield from _row_groups(picture.name)
        else:
            yield Input(picture.name)


def _checked(word: str) -> str:
    if word == STANDARD_INPUT:
        raise SourceError(
            "A job that can go on after an interruption cannot read standard input. Write the "
            f"names to a file NAME{LIST}, one a line, and give that."
        )
    if word.lower().endswith(COMPRESSED):
        raise SourceError(
            f"{word} is compressed, and can be read from its beginning only. Decompress it to a "
            f"{TAR} file, or extract it."
        )
    if not Path(word).exists():
        raise SourceError(f"There is no {word}. Expected a folder, or a file of or with pictures.")
    return word


def _words(sources: Iterable[str]) -> Iterator[str]:
    for source in sources:
        if source.lower().endswith(LIST) and not Path(source).is_dir():
            yield from (str(Path(name).absolute()) for name in names_from(source))
        else:
            yield source


def _members(file: str, passed_over: Counter[str]) -> Iterator[Input]:
    """The pictures in a tar archive that is not compressed, without those whose name is hidden."""
    try:
        with tarfile.open(file, "r:") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # Or it remembers every one.
                name = PurePosixPath(member.name)
                if not member.isreg() or name.name.startswith("."):
                    continue
                if name.suffix.lower() in PICTURE_SUFFIXES:
                    yield Input(file, member.name, member.offset_data, member.size)
                else:
                    passed_over[name.suffix.lower()] += 1
    except (OSError, tarfile.TarError) as error:
        yield Input(file, error=f"Cannot read the archive to its end: {_reason(error)}.")


def _row_groups(file: str) -> Iterator[Input]:
    try:
        with pq.ParquetFile(file) as table:
            picture_columns(table)
            groups = [table.metadata.row_group(i) for i in range(table.num_row_groups)]
            sizes = [group.num_rows for group in groups]
    except (OSError, ValueError, pa.ArrowException) as error:
        yield Input(file, error=f"Cannot read pictures from the table: {_reason(error)}.")
        return
    yield from (Input(file, offset=i, size=size) for i, size in enumerate(sizes) if size)


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error).partition("\n")[0]
    return words.removesuffix(".") or type(error).__name__
