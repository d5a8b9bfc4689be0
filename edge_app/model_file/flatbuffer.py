"""Read a flatbuffer that may be damaged or hostile: every length is limited before it is used.

A field is absent, and then has its default, or it is read; whatever points outside the file raises
an exception of one kind or another (the flatbuffers library checks nothing), never more.
"""

from collections.abc import Iterator

import flatbuffers
from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.plain_text import printable

MAX_TABLES = 20_000
MAX_TEXT_BYTES = 2**16
# A table of four bytes, the distance back to its vtable, which has four bytes too and no field.
_NO_FIELDS = b"\x04\x00\x04\x00\x04\x00\x00\x00"


def root_table(packed: bytes) -> Table:
    """The table at the root of the flatbuffer ``packed``."""
    return Table(packed, flatbuffers.encode.Get(flatbuffers.packer.uoffset, packed, 0))


def empty_table() -> Table:
    """A table in which every field is absent."""
    return Table(_NO_FIELDS, 4)


def scalar(table: Table, field: int, flags: type, *, default: int = 0) -> int:
    """A number of the type ``flags``, one of flatbuffers.number_types."""
    offset = _offset(table, field)
    return int(table.Get(flags, table.Pos + offset)) if offset else default


def text(table: Table, field: int) -> str:
    """A string; what is not UTF-8 in it is replaced, what cannot be printed is left out."""
    decoded = packed_bytes(table, field, limit=MAX_TEXT_BYTES).decode(errors="replace")
    return printable(decoded)


def packed_bytes(table: Table, field: int, *, limit: int | None = None) -> bytes:
    """A vector of bytes. Raises ValueError: it is longer than ``limit``, or than the file."""
    start, length = _vector(table, field, limit=limit)
    content = bytes(table.Bytes[start : start + length])
    if len(content) != length:
        raise ValueError(f"a vector of {length} bytes ends after {len(content)}")
    return content


def floats(table: Table, field: int, *, most: int) -> list[float]:
    """The first ``most`` of a vector of float32."""
    return [float(value) for value in _numbers(table, field, number_types.Float32Flags, most)]


def integers(table: Table, field: int, *, most: int) -> list[int]:
    """The first ``most`` of a vector of int32."""
    return [int(value) for value in _numbers(table, field, number_types.Int32Flags, most)]


def inner_table(table: Table, field: int) -> Table:
    """The table that a field points to. Raises ValueError: there is none."""
    offset = _offset(table, field)
    if not offset:
        raise ValueError(f"the field {field} is absent")
    return Table(table.Bytes, table.Indirect(table.Pos + offset))


def tables(table: Table, field: int, *, limit: int = MAX_TABLES) -> Iterator[Table]:
    """The tables of a vector. Raises ValueError: it has more than ``limit``."""
    start, length = _vector(table, field, limit=limit)
    for i in range(length):
        yield Table(table.Bytes, table.Indirect(start + 4 * i))


def first_table(table: Table, field: int) -> Table:
    """The first table of a vector; an empty one where there is none."""
    start, length = _vector(table, field, limit=None)
    return Table(table.Bytes, table.Indirect(start)) if length else empty_table()


def _numbers(table: Table, field: int, flags: type, most: int) -> list[float]:
    start, length = _vector(table, field, limit=None)
    return [table.Get(flags, start + 4 * i) for i in range(min(length, most))]


def _vector(table: Table, field: int, *, limit: int | None) -> tuple[int, int]:
    """Where a vector's first element stands, and how many it has; 0 and 0 for an absent one."""
    offset = _offset(table, field)
    if not offset:
        return 0, 0
    length = int(table.VectorLen(offset))
    if limit is not None and length > limit:
        raise ValueError(f"a vector has {length} elements, expected at most {limit}")
    return int(table.Vector(offset)), length


def _offset(table: Table, field: int) -> int:
    """Where a field's value stands, relative to its table; 0 when the field is absent."""
    return int(table.Offset(4 + 2 * field))
