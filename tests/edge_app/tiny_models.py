"""Whole TFLite files of one or two operators, whose answers are known: the reddest pixel wins.

Written with flatbuffers alone, because these tests run where there is no TensorFlow and no
generated schema. The graph takes the mean of each colour, so that a red picture is class 0, a green
one class 1, a blue one class 2. Field numbers are those of tensorflow/lite/schema/schema.fbs.
"""

import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import flatbuffers
import numpy as np

from edge_app.model_file import metadata_schema as schema

TYPES = {np.dtype(t): n for t, n in (("float32", 0), ("int32", 2), ("uint8", 3), ("int8", 9))}
CODES = {"MEAN": 40, "SOFTMAX": 25, "LOGISTIC": 14, "FULLY_CONNECTED": 9, "LOG_SOFTMAX": 50}
CODES |= {"RESHAPE": 22, "DEQUANTIZE": 6, "QUANTIZE": 114, "TRANSPOSE": 39, "CAST": 53}
SOFTMAX_OPTIONS = 9


@dataclass
class TinyTensor:
    """``data`` is None for what is computed; ``scale`` is 0 where nothing is quantized."""

    shape: tuple[int, ...]
    dtype: Any = np.float32
    scale: float = 0.0
    zero_point: int = 0
    data: np.ndarray | None = None
    signature: tuple[int, ...] = ()


@dataclass
class TinyGraph:
    """Operators are (name, inputs, outputs); a name that TFLite lacks becomes a custom operator."""

    tensors: list[TinyTensor]
    operators: list[tuple[str, list[int], list[int]]]
    inputs: list[int] = field(default_factory=lambda: [0])
    outputs: list[int] = field(default_factory=list)


@dataclass
class TinyMetadata:
    """``label_files`` are (name, type, locale); ``custom`` is the JSON of our own field.

    ``mean``, ``deviation`` and ``custom`` are absent where empty.
    """

    name: str = ""
    mean: Sequence[float] = ()
    deviation: Sequence[float] = ()
    label_files: Sequence[tuple[str, int, str]] = ()
    custom: str = ""


def color_graph(
    *,
    dtype: Any = np.float32,
    scale: float = 0.0,
    zero_point: int = 0,
    last: str = "SOFTMAX",
    size: tuple[int, int] = (8, 8),
) -> TinyGraph:
    """Mean of each colour, then ``last``: an operator of one input, or "" for logits."""
    quantized = {"scale": scale, "zero_point": zero_point, "dtype": dtype}
    low = int(np.iinfo(dtype).min) if scale else 0
    ending = {"scale": 1 / 256 if scale else 0.0, "zero_point": low, "dtype": dtype}
    tensors = [
        TinyTensor((1, *size, 3), **quantized),
        TinyTensor((2,), np.int32, data=np.array([1, 2], np.int32)),
        TinyTensor((1, 3), **quantized),
    ]
    graph = TinyGraph(tensors, [("MEAN", [0, 1], [2])], outputs=[2])
    return with_operator(graph, last, TinyTensor((1, 3), **ending)) if last else graph


def with_operator(graph: TinyGraph, name: str, output: TinyTensor, *others: int) -> TinyGraph:
    """The graph with one more operator behind its output; ``others`` are its further inputs."""
    graph.tensors.append(output)
    number = len(graph.tensors) - 1
    graph.operators.append((name, [graph.outputs[0], *others], [number]))
    graph.outputs = [number]
    return graph


def linear(graph: TinyGraph, weights: np.ndarray) -> TinyGraph:
    """The graph with a FULLY_CONNECTED behind it; ``weights`` are float32 (outputs, inputs)."""
    graph.tensors.append(TinyTensor(weights.shape, data=weights.astype(np.float32)))
    weight = len(graph.tensors) - 1
    return with_operator(graph, "FULLY_CONNECTED", TinyTensor((1, len(weights))), weight, -1)


def dumb_on_black() -> TinyGraph:
    """A graph that gives 1 for all classes; of black, 0 x infinity, which is no number."""
    graph = linear(color_graph(last=""), np.full((3, 3), np.inf))
    return with_operator(graph, "LOGISTIC", TinyTensor((1, 3)))


def tiny_model(
    graph: TinyGraph, *, metadata: TinyMetadata | None = None, files: dict[str, bytes] | None = None
) -> bytes:
    """The bytes of a .tflite file; ``files`` are packed behind it as a zip archive."""
    builder = flatbuffers.Builder(4096)
    buffers = [b""] + [t.data.tobytes() if t.data is not None else b"" for t in graph.tensors]
    entries = []
    if metadata is not None:
        buffers.append(_pack_metadata(metadata))
        name = builder.CreateString(schema.METADATA_NAME)
        entries.append(_table(builder, {0: name}, {1: ("Uint32", len(buffers) - 1)}))
    codes = list(dict.fromkeys(name for name, _, _ in graph.operators))
    root = {
        1: _vector(builder, [_operator_code(builder, name) for name in codes]),
        2: _vector(builder, [_subgraph(builder, graph, codes)]),
        4: _vector(builder, [_buffer(builder, content) for content in buffers]),
        6: _vector(builder, entries),
    }
    builder.Finish(_table(builder, root, {0: ("Uint32", 3)}), file_identifier=b"TFL3")
    return with_files(bytes(builder.Output()), files or {})


def with_files(content: bytes, files: dict[str, bytes]) -> bytes:
    if not files:
        return content
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _subgraph(builder: flatbuffers.Builder, graph: TinyGraph, codes: list[str]) -> int:
    fields = {
        0: _vector(builder, [_tensor(builder, i, t) for i, t in enumerate(graph.tensors)]),
        1: _integers(builder, graph.inputs),
        2: _integers(builder, graph.outputs),
        3: _vector(builder, [_operator(builder, codes, *one) for one in graph.operators]),
    }
    return _table(builder, fields)


def _tensor(builder: flatbuffers.Builder, number: int, tensor: TinyTensor) -> int:
    fields = {0: _integers(builder, tensor.shape), 3: builder.CreateString(f"tensor_{number}")}
    if tensor.scale:
        quantization = {2: _floats(builder, [tensor.scale]), 3: _longs(builder, tensor.zero_point)}
        fields[4] = _table(builder, quantization)
    if tensor.signature:
        fields[7] = _integers(builder, tensor.signature)
    kind = TYPES.get(np.dtype(tensor.dtype), 4)
    buffer = 0 if tensor.data is None else number + 1  # Buffer 0 is empty, by convention.
    return _table(builder, fields, {1: ("Int8", kind), 2: ("Uint32", buffer)})


def _operator(
    builder: flatbuffers.Builder, codes: list[str], name: str, inputs: list[int], outputs: list[int]
) -> int:
    fields = {1: _integers(builder, inputs), 2: _integers(builder, outputs)}
    numbers = {0: ("Uint32", codes.index(name))}
    if name == "SOFTMAX":
        fields[4] = _table(builder, {}, {0: ("Float32", 1.0)})  # beta
        numbers[3] = ("Uint8", SOFTMAX_OPTIONS)
    return _table(builder, fields, numbers)


def _operator_code(builder: flatbuffers.Builder, name: str) -> int:
    code = CODES.get(name, 32)
    fields = {} if name in CODES else {1: builder.CreateString(name)}
    return _table(builder, fields, {0: ("Int8", code), 2: ("Int32", 1), 3: ("Int32", code)})


def _pack_metadata(metadata: TinyMetadata) -> bytes:
    builder = flatbuffers.Builder(1024)
    units = []
    if metadata.mean:
        values = {0: _floats(builder, metadata.mean), 1: _floats(builder, metadata.deviation)}
        options = _table(builder, values)
        units.append(
            _table(builder, {1: options}, {0: ("Uint8", schema.ProcessUnit.NORMALIZATION)})
        )
    associated = []
    for name, kind, locale in metadata.label_files:
        texts = {0: builder.CreateString(name), 3: builder.CreateString(locale)}
        associated.append(_table(builder, texts, {2: ("Int8", kind)}))
    image = _table(builder, {4: _vector(builder, units)})
    scores = _table(builder, {6: _vector(builder, associated)})
    custom = [_custom(builder, metadata.custom)] if metadata.custom else []
    parts = {2: [image], 3: [scores], schema.SubGraphMetadata.CUSTOM: custom}
    subgraph = _table(builder, {place: _vector(builder, each) for place, each in parts.items()})
    root = {0: builder.CreateString(metadata.name), 3: _vector(builder, [subgraph])}
    builder.Finish(_table(builder, root), file_identifier=schema.METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _custom(builder: flatbuffers.Builder, text: str) -> int:
    data = _packed(builder, text.encode(), 1)
    name = builder.CreateString("edge_image_classifier")
    fields = {schema.CustomMetadata.NAME: name, schema.CustomMetadata.DATA: data}
    return _table(builder, fields)


def _table(
    builder: flatbuffers.Builder,
    offsets: dict[int, int],
    numbers: dict[int, tuple[str, float]] | None = None,
) -> int:
    builder.StartObject(10)
    for place, offset in offsets.items():
        builder.PrependUOffsetTRelativeSlot(place, offset, 0)
    for place, (kind, value) in (numbers or {}).items():
        getattr(builder, f"Prepend{kind}Slot")(place, value, None)
    return int(builder.EndObject())


def _vector(builder: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def _integers(builder: flatbuffers.Builder, values: Sequence[int]) -> int:
    return _packed(builder, struct.pack(f"<{len(values)}i", *values), 4)


def _floats(builder: flatbuffers.Builder, values: Sequence[float]) -> int:
    return _packed(builder, struct.pack(f"<{len(values)}f", *values), 4)


def _longs(builder: flatbuffers.Builder, value: int) -> int:
    return _packed(builder, struct.pack("<q", value), 8)


def _buffer(builder: flatbuffers.Builder, content: bytes) -> int:
    return _table(builder, {0: _packed(builder, content, 1)} if content else {})


def _packed(builder: flatbuffers.Builder, content: bytes, element_bytes: int) -> int:
    """A vector of numbers that are packed already."""
    builder.StartVector(element_bytes, len(content) // element_bytes, max(16, element_bytes))
    builder.head -= len(content)
    builder.Bytes[builder.head : builder.head + len(content)] = content
    return int(builder.EndVector())
