import contextlib
import struct

import numpy as np
import pytest
from flatbuffers.table import Table

from edge_app import ModelFileError
from edge_app.model_file.flatbuffer import empty_table, packed_bytes, tables, text
from edge_app.model_file.graph import read_graph
from edge_app.model_file.info import read_model_info
from tests.edge_app.tiny_models import TinyMetadata, color_graph, tiny_model


def vector_of(length: int, content: bytes = b"") -> Table:
    """A table whose field 0 is a vector that claims ``length`` elements."""
    vtable = struct.pack("<HHH", 6, 8, 4) + b"\0\0"
    return Table(vtable + struct.pack("<iII", 8, 4, length) + content, 8)


def test_a_vector_longer_than_allowed_or_than_the_file_is_refused() -> None:
    assert packed_bytes(vector_of(3, b"abc"), 0) == b"abc"
    for limit in (2, None):
        with pytest.raises(ValueError, match="a vector"):
            packed_bytes(vector_of(3, b"ab"), 0, limit=limit)
    with pytest.raises(ValueError, match="4294967295 elements"):
        next(tables(vector_of(2**32 - 1), 0))


def test_an_empty_table_has_no_fields() -> None:
    assert text(empty_table(), 0) == ""
    assert list(tables(empty_table(), 3)) == []


def test_damage_anywhere_raises_nothing_but_the_projects_error() -> None:
    metadata = TinyMetadata(name="net", mean=(1.0,), deviation=(1.0,), label_files=[("x", 2, "")])
    content = tiny_model(color_graph(), metadata=metadata, files={"x": b"a\nb\nc"})
    random = np.random.default_rng(0)
    for place in range(8, len(content)):
        damaged = bytearray(content)
        damaged[place] = random.choice((0, 0x7F, 0xFF, damaged[place] ^ 0xFF))
        for read in (read_model_info, read_graph):
            with contextlib.suppress(ModelFileError):
                read(bytes(damaged))


def test_a_name_cannot_lead_out_of_the_folder() -> None:
    metadata = TinyMetadata(name="../" + "x" * 300 + "\x00y")
    name = read_model_info(tiny_model(color_graph(), metadata=metadata)).name
    assert name.startswith(".._xxx")
    assert len(name) == 200
