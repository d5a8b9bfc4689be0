"""Tables and vectors of a flatbuffer by their field numbers, without generated code."""

from collections.abc import Mapping, Sequence

import flatbuffers

# The schema forces this alignment on the bytes of weights and of custom metadata.
BYTES_ALIGNMENT = 16


class AligningBuilder(flatbuffers.Builder):  # type: ignore[misc]
    """Starts every vector of bytes at a multiple of ``BYTES_ALIGNMENT``.

    Neither flatbuffers' own code nor that which is generated from the model's schema knows of the
    schema's ``force_align``; a reader that maps the file may rely on it.
    """

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803
        forced = BYTES_ALIGNMENT if elemSize == 1 else alignment
        return int(super().StartVector(elemSize, numElems, forced))


def write_table(
    builder: flatbuffers.Builder,
    field_count: int,
    offsets: Mapping[int, int],
    *,
    bytes_: Mapping[int, int] | None = None,
) -> int:
    """Write a table of ``field_count`` fields; ``offsets`` and ``bytes_`` are by field number."""
    builder.StartObject(field_count)
    for field, offset in offsets.items():
        builder.PrependUOffsetTRelativeSlot(field, offset, 0)
    for field, value in (bytes_ or {}).items():
        builder.PrependUint8Slot(field, value, 0)
    return int(builder.EndObject())


def write_vector(builder: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    """Write a vector of the tables at ``offsets``."""
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def write_floats(builder: flatbuffers.Builder, values: Sequence[float]) -> int:
    """Write a vector of float32."""
    builder.StartVector(4, len(values), 4)
    for value in reversed(values):
        builder.PrependFloat32(value)
    return int(builder.EndVector())


def write_bytes(builder: flatbuffers.Builder, content: bytes) -> int:
    """Write a vector of bytes, aligned; ``builder.CreateByteVector`` would not ask StartVector."""
    builder.StartVector(1, len(content), BYTES_ALIGNMENT)
    for byte in reversed(content):
        builder.PrependByte(byte)
    return int(builder.EndVector())


def write_texts(builder: flatbuffers.Builder, texts: Mapping[int, str]) -> dict[int, int]:
    """Write strings by field number; the empty ones are left out."""
    return {field: builder.CreateString(text) for field, text in texts.items() if text}
