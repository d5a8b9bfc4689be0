"""Write the standard TFLite Metadata into a model file, so that the file says what it is.

The model's flatbuffer gets one more buffer, which holds the metadata's own flatbuffer, and the
label list is appended as an uncompressed zip archive: ``unzip -p MODEL.tflite labels.txt`` prints
it, and the interpreter does not see it. The same model and text give the same bytes.
"""

import io
import zipfile
from collections.abc import Sequence

from ai_edge_litert import schema_py_generated as tflite_schema

from convert.export.metadata_builder import AligningBuilder
from convert.export.metadata_tables import LABELS_NAME, pack_metadata
from convert.export.minimum_runtime import correct_minimum_runtime
from edge_app.confidence import ClassThresholds
from edge_app.errors import ModelFileError, PipelineError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.info import TFLITE_IDENTIFIER
from edge_app.model_file.thresholds import check_count, stated_thresholds

FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def add_metadata(
    model: bytes,
    *,
    name: str,
    description: str,
    version: str,
    labels: Sequence[str],
    author: str | None = None,
    license: str | None = None,  # noqa: A002 - the schema's word, as in ModelInfo
    thresholds: ClassThresholds | None = None,
) -> bytes:
    """Return the TFLite file ``model`` with metadata in it.

    It states: an RGB image of raw values 0..255 as the input (mean 0, standard deviation 1), one
    probability per label as the output, the label list, who made it and under which licence where
    that is given, and in the custom field the resize rule of ``edge_app.images`` and, where given,
    ``thresholds``: for each label the probability (0..1) below which the answer is "not sure", None
    where it always is. The oldest runtime stands in the entry that TensorFlow's converter wrote,
    see ``convert.export.minimum_runtime``.

    Raises PipelineError: the label list has an empty name or one of several lines, or
    ``thresholds`` are none that the device takes.
    """
    _check(labels, thresholds)
    packed = pack_metadata(
        name=name,
        description=description,
        version=version,
        author=author or "",
        license_=license or "",
        thresholds=thresholds,
    )
    labels_text = "".join(f"{label}\n" for label in labels)
    return _append_file(_embed(model, packed), LABELS_NAME, labels_text.encode())


def _check(labels: Sequence[str], thresholds: ClassThresholds | None) -> None:
    for label in labels:
        if label.splitlines() != [label.strip()]:
            raise PipelineError(
                f"The class name {label!r} cannot stand in a label list. Expected one line of text "
                "without spaces at its ends."
            )
    if thresholds is not None:
        try:
            check_count(stated_thresholds({"thresholds": list(thresholds)}), classes=len(labels))
        except ModelFileError as error:
            raise PipelineError(str(error)) from error


def _embed(model: bytes, metadata: bytes) -> bytes:
    tree = tflite_schema.ModelT.InitFromPackedBuf(model, 0)
    correct_minimum_runtime(tree)
    buffer = tflite_schema.BufferT()
    buffer.data = list(metadata)
    tree.buffers.append(buffer)
    entry = tflite_schema.MetadataT()
    entry.name = schema.METADATA_NAME
    entry.buffer = len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), entry]
    builder = AligningBuilder(len(model) + len(metadata) + 1024)
    builder.Finish(tree.Pack(builder), file_identifier=TFLITE_IDENTIFIER)
    return bytes(builder.Output())


def _append_file(model: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO(model)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), content)
    return stream.getvalue()
