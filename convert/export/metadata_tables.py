"""What the TFLite Metadata of an image classifier says, as a flatbuffer of its own."""

import json
from typing import Any

import flatbuffers

from convert.export.metadata_builder import (
    AligningBuilder,
    write_bytes,
    write_floats,
    write_table,
    write_texts,
    write_vector,
)
from edge_app.confidence import ClassThresholds
from edge_app.images import RESIZE_RULE
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.info import CUSTOM_METADATA_NAME

LABELS_NAME = "labels.txt"


def pack_metadata(
    *,
    name: str,
    description: str,
    version: str,
    author: str = "",
    license_: str = "",
    thresholds: ClassThresholds | None = None,
) -> bytes:
    """The metadata as a flatbuffer (file identifier M001); an empty text is left out.

    ``thresholds`` are the probabilities (0..1) below which an answer of each class is "not sure".
    """
    builder = AligningBuilder(1024)
    subgraph = write_table(
        builder,
        schema.SubGraphMetadata.FIELDS,
        {
            schema.SubGraphMetadata.INPUTS: write_vector(builder, [_input_tensor(builder)]),
            schema.SubGraphMetadata.OUTPUTS: write_vector(builder, [_output_tensor(builder)]),
            schema.SubGraphMetadata.CUSTOM: write_vector(builder, [_custom(builder, thresholds)]),
        },
    )
    texts = {
        schema.ModelMetadata.NAME: name,
        schema.ModelMetadata.DESCRIPTION: description,
        schema.ModelMetadata.VERSION: version,
        schema.ModelMetadata.AUTHOR: author,
        schema.ModelMetadata.LICENSE: license_,
        schema.ModelMetadata.MINIMUM_PARSER_VERSION: schema.MINIMUM_PARSER_VERSION,
    }
    fields = write_texts(builder, texts)
    fields[schema.ModelMetadata.SUBGRAPHS] = write_vector(builder, [subgraph])
    root = write_table(builder, schema.ModelMetadata.FIELDS, fields)
    builder.Finish(root, file_identifier=schema.METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _input_tensor(builder: flatbuffers.Builder) -> int:
    image = write_table(
        builder,
        schema.ImageProperties.FIELDS,
        {},
        bytes_={schema.ImageProperties.COLOR_SPACE: schema.ImageProperties.RGB},
    )
    fields = {
        schema.TensorMetadata.NAME: builder.CreateString("image"),
        schema.TensorMetadata.DESCRIPTION: builder.CreateString("RGB image, raw values 0..255."),
        schema.TensorMetadata.CONTENT: _content(builder, image, schema.Content.IMAGE_PROPERTIES),
        schema.TensorMetadata.PROCESS_UNITS: write_vector(builder, [_normalization(builder)]),
        schema.TensorMetadata.STATS: _stats(builder, minimum=0.0, maximum=255.0),
    }
    return write_table(builder, schema.TensorMetadata.FIELDS, fields)


def _normalization(builder: flatbuffers.Builder) -> int:
    """(x - 0) / 1: a reader that insists on a normalization, as MediaPipe does, finds this one."""
    options = write_table(
        builder,
        schema.NormalizationOptions.FIELDS,
        {
            schema.NormalizationOptions.MEAN: write_floats(builder, [0.0]),
            schema.NormalizationOptions.STANDARD_DEVIATION: write_floats(builder, [1.0]),
        },
    )
    return write_table(
        builder,
        schema.ProcessUnit.FIELDS,
        {schema.ProcessUnit.OPTIONS: options},
        bytes_={schema.ProcessUnit.TYPE: schema.ProcessUnit.NORMALIZATION},
    )


def _output_tensor(builder: flatbuffers.Builder) -> int:
    labels = write_table(
        builder,
        schema.AssociatedFile.FIELDS,
        {
            schema.AssociatedFile.NAME: builder.CreateString(LABELS_NAME),
            schema.AssociatedFile.DESCRIPTION: builder.CreateString("One class name a line."),
        },
        bytes_={schema.AssociatedFile.TYPE: schema.AssociatedFile.AXIS_LABELS},
    )
    feature = write_table(builder, 0, {})
    fields = {
        schema.TensorMetadata.NAME: builder.CreateString("probability"),
        schema.TensorMetadata.DESCRIPTION: builder.CreateString("Probability of each class."),
        schema.TensorMetadata.CONTENT: _content(
            builder, feature, schema.Content.FEATURE_PROPERTIES
        ),
        schema.TensorMetadata.STATS: _stats(builder, minimum=0.0, maximum=1.0),
        schema.TensorMetadata.ASSOCIATED_FILES: write_vector(builder, [labels]),
    }
    return write_table(builder, schema.TensorMetadata.FIELDS, fields)


def _content(builder: flatbuffers.Builder, properties: int, kind: int) -> int:
    return write_table(
        builder,
        schema.Content.FIELDS,
        {schema.Content.PROPERTIES: properties},
        bytes_={schema.Content.TYPE: kind},
    )


def _stats(builder: flatbuffers.Builder, *, minimum: float, maximum: float) -> int:
    fields = {
        schema.Stats.MAXIMUM: write_floats(builder, [maximum]),
        schema.Stats.MINIMUM: write_floats(builder, [minimum]),
    }
    return write_table(builder, schema.Stats.FIELDS, fields)


def _custom(builder: flatbuffers.Builder, thresholds: ClassThresholds | None) -> int:
    """What the standard cannot say; the standard's own score threshold would make its readers
    hide every answer below it."""
    content: dict[str, Any] = {"resize_rule": RESIZE_RULE}
    if thresholds is not None:
        content["thresholds"] = list(thresholds)
    fields = {
        schema.CustomMetadata.NAME: builder.CreateString(CUSTOM_METADATA_NAME),
        schema.CustomMetadata.DATA: write_bytes(builder, json.dumps(content).encode()),
    }
    return write_table(builder, schema.CustomMetadata.FIELDS, fields)
