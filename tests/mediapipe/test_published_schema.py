"""The metadata by the schema that MediaPipe publishes, in the code generated from it."""

from pathlib import Path
from typing import Any

import pytest
from ai_edge_litert import schema_py_generated as model_schema
from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

from edge_app import Classifier


@pytest.fixture(scope="session")
def metadata(path: Path) -> Any:
    tree = model_schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    (entry,) = (entry for entry in tree.metadata if entry.name == b"TFLITE_METADATA")
    packed = bytes(tree.buffers[entry.buffer].data)
    assert schema.ModelMetadata.ModelMetadataBufferHasIdentifier(packed, 0)
    return schema.ModelMetadataT.InitFromPackedBuf(packed, 0)


def test_the_model_says_what_it_is(metadata: Any, ours: Classifier) -> None:
    assert metadata.name.decode() == ours.info.name
    assert metadata.description.decode() == ours.info.description
    assert metadata.version.decode() == ours.info.version
    assert metadata.minParserVersion.decode() == "1.5.0"


def test_the_input_is_an_rgb_image_of_raw_values(metadata: Any) -> None:
    (subgraph,) = metadata.subgraphMetadata
    (image,) = subgraph.inputTensorMetadata
    assert image.content.contentPropertiesType == schema.ContentProperties.ImageProperties
    assert image.content.contentProperties.colorSpace == schema.ColorSpaceType.RGB
    (unit,) = image.processUnits
    assert unit.optionsType == schema.ProcessUnitOptions.NormalizationOptions
    assert (list(unit.options.mean), list(unit.options.std)) == ([0.0], [1.0])
    assert (list(image.stats.min), list(image.stats.max)) == ([0.0], [255.0])


def test_the_output_names_the_label_file_of_its_axis(metadata: Any) -> None:
    (subgraph,) = metadata.subgraphMetadata
    (output,) = subgraph.outputTensorMetadata
    (file,) = output.associatedFiles
    assert file.name == b"labels.txt"
    assert file.type == schema.AssociatedFileType.TENSOR_AXIS_LABELS
    assert output.content.contentPropertiesType == schema.ContentProperties.FeatureProperties


def test_our_own_field_is_where_the_schema_keeps_such(metadata: Any) -> None:
    (subgraph,) = metadata.subgraphMetadata
    (custom,) = subgraph.customMetadata
    assert custom.name == b"edge_image_classifier"
    assert b"resize_rule" in bytes(custom.data)
