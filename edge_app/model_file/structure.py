"""Does every offset and every number in a model's flatbuffer lead somewhere inside the file?

LiteRT checks that itself; tflite-runtime does not, and a damaged file ends its process. The layout
is that of tensorflow/lite/schema/schema.fbs: for each table, what its fields are.
"""

import struct
from dataclasses import dataclass
from typing import Any

from edge_app.model_file.flatbuffer import MAX_TABLES

TEXT = ("vector", 1)
NUMBERS = ("vector", 4)
INTEGERS = ("integers", 4)
ANYTHING = ("table", None)
TENSOR_MAP: dict[int, Any] = {0: TEXT, 1: 4}
QUANTIZATION: dict[int, Any] = {
    **dict.fromkeys(range(3), NUMBERS),
    3: ("vector", 8),
    4: 1,
    5: ANYTHING,
    6: 4,
}
TENSOR: dict[int, Any] = {
    0: INTEGERS,
    1: 1,
    2: 4,
    3: TEXT,
    4: ("table", QUANTIZATION),
    5: 1,
    6: ANYTHING,
    7: NUMBERS,
}
OPERATOR: dict[int, Any] = {0: 4, 1: INTEGERS, 2: INTEGERS, 3: 1, 4: ANYTHING, 5: TEXT, 6: 1}
SUBGRAPH: dict[int, Any] = {
    0: ("tables", TENSOR),
    1: INTEGERS,
    2: INTEGERS,
    3: ("tables", OPERATOR),
    4: TEXT,
}
MODEL: dict[int, Any] = {
    0: 4,
    1: ("tables", {0: 1, 1: TEXT, 2: 4, 3: 4}),
    2: ("tables", SUBGRAPH),
    3: TEXT,
    4: ("tables", {0: TEXT}),
    5: NUMBERS,
    6: ("tables", {0: TEXT, 1: 4}),
    7: ("tables", {0: ("tables", TENSOR_MAP), 1: ("tables", TENSOR_MAP), 2: TEXT, 4: 4}),
}


def check_structure(content: bytes) -> None:
    """Raises ValueError or struct.error: the model's tables do not lie within the file, or name a
    tensor, a buffer or an operator that it does not have."""
    reader = _Reader(content)
    model = reader.table(reader.number("<I", 0), MODEL)
    codes, buffers = len(model.get(1, [])), len(model.get(4, []))
    for subgraph in model.get(2, []):
        tensors = subgraph.get(0, [])
        for tensor in tensors:
            _expect(tensor.get(2, 0) < max(1, buffers), "a buffer that it does not have")
            _expect(all(side >= 0 for side in tensor.get(0, ())), "a negative size")
        known = range(-1, len(tensors))
        for numbers in (subgraph.get(1, ()), subgraph.get(2, ())):
            _expect(all(n in known for n in numbers), "a tensor that it does not have")
        for operator in subgraph.get(3, []):
            _expect(operator.get(0, 0) < codes, "an operator that it does not have")
            for numbers in (operator.get(1, ()), operator.get(2, ())):
                _expect(all(n in known for n in numbers), "a tensor that it does not have")


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f"it names {what}")


@dataclass
class _Reader:
    """Reads tables as {field: value}: a number as an int, integers as a tuple, tables as a list.

    Other vectors are only looked at. As parts may overlap, ``left`` counts down what may be read.
    """

    content: bytes
    left: int = 100 * MAX_TABLES

    def number(self, form: str, place: int) -> int:
        if place < 0:
            raise ValueError("an offset leads before the file")
        return int(struct.unpack_from(form, self.content, place)[0])

    def table(self, place: int, layout: dict[int, Any] | None) -> dict[int, Any]:
        self._spend(10)
        vtable = place - self.number("<i", place)
        vtable_bytes, table_bytes = self.number("<H", vtable), self.number("<H", vtable + 2)
        self._within(vtable, vtable_bytes)
        self._within(place, table_bytes)
        fields = {}
        for i in range((vtable_bytes - 4) // 2):
            offset = self.number("<H", vtable + 4 + 2 * i)
            if offset:
                kind = 1 if layout is None else layout.get(i, 1)
                size = kind if isinstance(kind, int) else 4
                if offset + size > table_bytes:
                    raise ValueError("a field lies outside its table")
                fields[i] = self._value(place + offset, kind)
        return fields

    def _value(self, place: int, kind: Any) -> Any:
        if isinstance(kind, int):
            return self.number({1: "<B", 4: "<I"}[kind], place)
        target = place + self.number("<I", place)
        form, inner = kind
        if form == "table":
            return self.table(target, inner)
        length = self.number("<I", target)
        self._within(target + 4, length * (4 if form == "tables" else inner))
        if form == "vector":
            return ()
        self._spend(length)
        if form == "integers":
            return struct.unpack_from(f"<{length}i", self.content, target + 4)
        return [self._element(target + 4 + 4 * i, inner) for i in range(length)]

    def _element(self, place: int, layout: dict[int, Any]) -> dict[int, Any]:
        return self.table(place + self.number("<I", place), layout)

    def _spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise ValueError("it has too many tables or numbers")

    def _within(self, start: int, length: int) -> None:
        if start < 0 or start + length > len(self.content):
            raise ValueError("a table or a vector ends behind the file")
