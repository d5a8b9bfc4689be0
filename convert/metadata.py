"""Write the standard TFLite Metadata into a model file, so that the file says what it is.

The model's flatbuffer gets one more buffer, which holds the metadata's own flatbuffer, and the
label list is appended as an uncompressed zip archive: ``unzip -p MODEL.tflite labels.txt`` prints
it, and the interpreter does not see it. The same model and text give the same bytes.
"""

import io
import json
import zipfile
from collections.abc import Sequence

import flatbuffers
from ai_edge_litert import schema_py_generated as tflite_schema

from edge_app import metadata_schema as schema
from edge_app.images import RESIZE_RULE
from edge_app.model_file import CUSTOM_METADATA_NAME, TFLITE_IDENTIFIER

LABELS_NAME = "labels.txt"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def add_metadata(
    model: bytes, *, name: str, description: str, version: str, labels: Sequence[str]
) -> bytes:
    """Return the TFLite file ``model`` with metadata in it.

    It states: an RGB image of raw values 0..255 as the input (mean 0, standard deviation 1), one
    probability per label as the output, the label list, and the resize rule of
    ``edge_app.images`` in the custom field.
    """
    packed = pack_metadata(name=name, description=description, version=version)
    labels_text = "".join(f"{label}\n" for label in labels)
    return _append_file(_embed(model, packed), LABELS_NAME, labels_text.encode())


def pack_metadata(*, name: str, description: str, version: str) -> bytes:
    """The metadata as a flatbuffer of its own (file identifier M001)."""
    builder = flatbuffers.Builder(1024)
    subgraph = _table(
        builder,
        schema.SubGraphMetadata.FIELDS,
        {
            schema.SubGraphMetadata.INPUTS: _vector(builder, [_input_tensor(builder)]),
            schema.SubGraphMetadata.OUTPUTS: _vector(builder, [_output_tensor(builder)]),
            schema.SubGraphMetadata.CUSTOM: _vector(builder, [_custom(builder)]),
        },
    )
    root = _table(
        builder,
        schema.ModelMetadata.FIELDS,
        {
            schema.ModelMetadata.NAME: builder.CreateString(name),
            schema.ModelMetadata.DESCRIPTION: builder.CreateString(description),
            schema.ModelMetadata.VERSION: builder.CreateString(version),
            schema.ModelMetadata.SUBGRAPHS: _vector(builder, [subgraph]),
            schema.ModelMetadata.MINIMUM_PARSER_VERSION: builder.CreateString(
                schema.MINIMUM_PARSER_VERSION
            ),
        },
    )
    builder.Finish(root, file_identifier=schema.METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _input_tensor(builder: flatbuffers.Builder) -> int:
    image = _table(
        builder,
        schema.ImageProperties.FIELDS,
        {},
        bytes_={schema.ImageProperties.COLOR_SPACE: schema.ImageProperties.RGB},
    )
    normalization = _table(
        builder,
        schema.NormalizationOptions.FIELDS,
        {
            schema.NormalizationOptions.MEAN: _floats(builder, [0.0]),
            schema.NormalizationOptions.STANDARD_DEVIATION: _floats(builder, [1.0]),
        },
    )
    unit = _table(
        builder,
        schema.ProcessUnit.FIELDS,
        {schema.ProcessUnit.OPTIONS: normalization},
        bytes_={schema.ProcessUnit.TYPE: schema.ProcessUnit.NORMALIZATION},
    )
    fields = {
        schema.TensorMetadata.NAME: builder.CreateString("image"),
        schema.TensorMetadata.DESCRIPTION: builder.CreateString("RGB image, raw values 0..255."),
        schema.TensorMetadata.CONTENT: _content(builder, image, schema.Content.IMAGE_PROPERTIES),
        schema.TensorMetadata.PROCESS_UNITS: _vector(builder, [unit]),
        schema.TensorMetadata.STATS: _stats(builder, minimum=0.0, maximum=255.0),
    }
    return _table(builder, schema.TensorMetadata.FIELDS, fields)


def _output_tensor(builder: flatbuffers.Builder) -> int:
    labels = _table(
        builder,
        schema.AssociatedFile.FIELDS,
        {
            schema.AssociatedFile.NAME: builder.CreateString(LABELS_NAME),
            schema.AssociatedFile.DESCRIPTION: builder.CreateString("One class name a line."),
        },
        bytes_={schema.AssociatedFile.TYPE: schema.AssociatedFile.AXIS_LABELS},
    )
    feature = _table(builder, 0, {})
    fields = {
        schema.TensorMetadata.NAME: builder.CreateString("probability"),
        schema.TensorMetadata.DESCRIPTION: builder.CreateString("Probability of each class."),
        schema.TensorMetadata.CONTENT: _content(
            builder, feature, schema.Content.FEATURE_PROPERTIES
        ),
        schema.TensorMetadata.STATS: _stats(builder, minimum=0.0, maximum=1.0),
        schema.TensorMetadata.ASSOCIATED_FILES: _vector(builder, [labels]),
    }
    return _table(builder, schema.TensorMetadata.FIELDS, fields)


def _content(builder: flatbuffers.Builder, properties: int, kind: int) -> int:
    return _table(
        builder,
        schema.Content.FIELDS,
        {schema.Content.PROPERTIES: properties},
        bytes_={schema.Content.TYPE: kind},
    )


def _stats(builder: flatbuffers.Builder, *, minimum: float, maximum: float) -> int:
    fields = {
        schema.Stats.MAXIMUM: _floats(builder, [maximum]),
        schema.Stats.MINIMUM: _floats(builder, [minimum]),
    }
    return _table(builder, schema.Stats.FIELDS, fields)


def _custom(builder: flatbuffers.Builder) -> int:
    content = json.dumps({"resize_rule": RESIZE_RULE}).encode()
    builder.StartVector(1, len(content), 16)  # The schema forces an alignment of 16 bytes.
    for byte in reversed(content):
        builder.PrependByte(byte)
    data = builder.EndVector()
    fields = {
        schema.CustomMetadata.NAME: builder.CreateString(CUSTOM_METADATA_NAME),
        schema.CustomMetadata.DATA: data,
    }
    return _table(builder, schema.CustomMetadata.FIELDS, fields)


def _table(
    builder: flatbuffers.Builder,
    field_count: int,
    offsets: dict[int, int],
    *,
    bytes_: dict[int, int] | None = None,
) -> int:
    """Write a table of ``field_count`` fields; ``offsets`` and ``bytes_`` are by field number."""
    builder.StartObject(field_count)
    for field, offset in offsets.items():
        builder.PrependUOffsetTRelativeSlot(field, offset, 0)
    for field, value in (bytes_ or {}).items():
        builder.PrependUint8Slot(field, value, 0)
    return int(builder.EndObject())


def _vector(builder: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def _floats(builder: flatbuffers.Builder, values: Sequence[float]) -> int:
    builder.StartVector(4, len(values), 4)
    for value in reversed(values):
        builder.PrependFloat32(value)
    return int(builder.EndVector())


def _embed(model: bytes, metadata: bytes) -> bytes:
    tree = tflite_schema.ModelT.InitFromPackedBuf(model, 0)
    buffer = tflite_schema.BufferT()
    buffer.data = list(metadata)
    tree.buffers.append(buffer)
    entry = tflite_schema.MetadataT()
    entry.name = schema.METADATA_NAME
    entry.buffer = len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), entry]
    builder = _AligningBuilder(len(model) + len(metadata) + 1024)
    builder.Finish(tree.Pack(builder), file_identifier=TFLITE_IDENTIFIER)
    return bytes(builder.Output())


class _AligningBuilder(flatbuffers.Builder):  # type: ignore[misc]
    """Starts every vector of bytes at a multiple of 16, as the schema forces for weights.

    The generated Python code does not know of that; a reader that maps the file may rely on it.
    """

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803
        forced = 16 if elemSize == 1 else alignment
        return int(super().StartVector(elemSize, numElems, forced))


def _append_file(model: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO(model)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), content)
    return stream.getvalue()
