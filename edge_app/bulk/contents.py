"""The bytes of the pictures that an input brings, or why there are none."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from edge_app.bulk.columns import picture_columns
from edge_app.bulk.inputs import Input
from edge_app.errors import DamagedImageError, ImageError, ImageTooLargeError
from edge_app.images import MAX_FILE_BYTES, read_image_file

ROWS_AT_ONCE = 64
BUFFER_BYTES = 2**20

Named = tuple[str, bytes | ImageError]


def contents(part: Input) -> Iterator[Named]:
    """Each picture's name in the results and its content; never raises for what is in a file.

    The name of a member or row is that of its file, a slash, and its own: the number of the row
    in the file where no column names it.
    """
    if part.error is not None:
        yield part.file, DamagedImageError(part.error)
    elif part.member is not None:
        yield f"{part.file}/{part.member}", _member(part)
    elif part.offset is not None:
        yield from _rows(part)
    else:
        yield part.file, _file(part.file)


def name_as_text(name: str) -> str:
    """A name as text; bytes in it that are no UTF-8 are escaped, as ``classify`` prints them."""
    return name.encode(errors="backslashreplace").decode()


def _file(name: str) -> bytes | ImageError:
    try:
        return read_image_file(Path(name))
    except ImageError as error:
        return error


def _member(part: Input) -> bytes | ImageError:
    size = part.size or 0
    if size > MAX_FILE_BYTES:
        return _too_large(size)
    try:
        with open(part.file, "rb") as archive:
            archive.seek(part.offset or 0)
            content = archive.read(size)
    except OSError as error:
        return DamagedImageError(f"Cannot read the archive: {error.strerror}.")
    if len(content) < size:
        return DamagedImageError("The archive ends in the middle of this picture.")
    return content


def _rows(part: Input) -> Iterator[Named]:
    """Exactly as many as the part has rows, whatever has become of the file since it was listed."""
    done, problem = 0, "the file has changed since it was listed"
    try:
        # Not all of a row group at once: it may be larger than the memory.
        with pq.ParquetFile(part.file, pre_buffer=False, buffer_size=BUFFER_BYTES) as table:
            for named in islice(_row_group(table, part), part.size):
                yield named
                done += 1
    except (OSError, ValueError, IndexError, pa.ArrowException) as error:
        problem = str(error).partition("\n")[0]
    for row in range(done, part.size or 0):
        name = f"{part.file}/row group {part.offset}, row {row}"
        yield name, DamagedImageError(f"Cannot read the row: {problem}.")


def _row_group(table: pq.ParquetFile, part: Input) -> Iterator[Named]:
    group = part.offset or 0
    columns = picture_columns(table)
    numbers = count(sum(table.metadata.row_group(i).num_rows for i in range(group)))
    for batch in table.iter_batches(ROWS_AT_ONCE, row_groups=[group], columns=columns.all):
        flat = _flat(pa.Table.from_batches([batch]))
        names = flat[columns.name] if columns.name else pa.nulls(len(flat))
        for name, content, number in zip(names, flat[columns.content], numbers, strict=False):
            own = name.as_py()
            yield f"{part.file}/{number if own is None else own}", _checked(content.as_py())


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _checked(content: bytes | None) -> bytes | ImageError:
    if content is None:
        return DamagedImageError("The row holds no picture.")
    return _too_large(len(content)) if len(content) > MAX_FILE_BYTES else content


def _too_large(size: int) -> ImageError:
    return ImageTooLargeError(
        f"The picture has {size} bytes; at most {MAX_FILE_BYTES} are read. Make it smaller."
    )
