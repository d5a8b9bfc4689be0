"""What one process of a job does: classify a part, and write its results."""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from edge_app.bulk.contents import contents, name_as_text
from edge_app.bulk.job import Job
from edge_app.classifier import Classifier
from edge_app.errors import EdgeAppError, ImageError, ModelFileError
from edge_app.files import replacing
from edge_app.images import decode_image
from edge_app.model_choice import open_model_of
from edge_app.predictions import classified
from edge_app.settings import Settings

ROWS_AT_ONCE = 1000
SCHEMA = pa.schema(
    {
        "path": pa.string(),
        "label": pa.string(),
        "index": pa.int32(),
        "confidence": pa.float32(),
        "sure": pa.bool_(),
        "probabilities": pa.list_(pa.float32()),
        "model_sha256": pa.string(),
        "error": pa.string(),
    }
)


class Worker:
    """Classifies part after part of a job with one classifier, whose net has one thread.

    ``sha256`` is that of the model file which the job began with.
    """

    def __init__(self, job: Job, settings: Settings, sha256: str) -> None:
        self._job, self._settings, self._sha256 = job, settings, sha256

    def __call__(self, row: dict[str, Any]) -> dict[str, str]:
        """Do the part ``row["part"]``. ``problem`` says what ends the job, "" where nothing does.

        A part that was done before is left as it is: Ray may ask for one twice.
        """
        try:
            self._do(int(row["part"]))
        except EdgeAppError as error:
            return {"problem": str(error)}
        except OSError as error:
            return {"problem": self._cannot_write(error)}
        return {"problem": ""}

    @cached_property
    def classifier(self) -> Classifier:
        """Opened by the first part. Raises ModelFileError: it is not the model of the job."""
        opened = open_model_of(self._settings).classifier
        if opened.info.sha256 != self._sha256:
            raise ModelFileError(
                f"{opened.path} on {os.uname().nodename} is another model than the job began with "
                f"(sha256 {opened.info.sha256[:12]}, expected {self._sha256[:12]})."
            )
        return opened

    def _do(self, number: int) -> None:
        path = self._job.part(number)
        if path.exists():
            return
        classifier = self.classifier  # First: its errors are none of a picture.
        named = (one for part in self._job.inputs(number) for one in contents(part))
        with replacing(path) as partial, pq.ParquetWriter(partial, SCHEMA) as writer:
            for rows in _chunks(self._row(classifier, *one) for one in named):
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))

    def _row(
        self, classifier: Classifier, name: str, content: bytes | ImageError
    ) -> dict[str, Any]:
        row = {"path": name_as_text(name), "model_sha256": self._sha256}
        if isinstance(content, ImageError):
            return {**row, "error": str(content)}
        try:
            return {**row, **answer(classifier, content, self._settings.max_pixels)}
        except (ImageError, ModelFileError) as error:
            return {**row, "error": str(error)}

    def _cannot_write(self, error: OSError) -> str:
        reason = error.strerror or str(error).partition("\n")[0]
        return (
            f"Cannot write to {self._job.folder} on {os.uname().nodename}: {reason}. Finished "
            "parts are kept: mend that, and run the same command again."
        )


def answer(classifier: Classifier, content: bytes, max_pixels: int) -> dict[str, Any]:
    """The columns of one answer: the very steps of ``Classifier.classify``, with every class.

    Raises ImageError: no usable picture. ModelFileError: the model's answer is not a number.
    """
    pixels = decode_image(content, max_pixels=max_pixels, at_least=classifier.needed_size)
    found = classifier.measured(pixels)
    probabilities, thresholds = found.probabilities, classifier.info.thresholds
    answered = classified(probabilities, classifier.labels, thresholds, found.timing, count=1)
    best = answered.predictions[0]
    return {
        "label": best.label,
        "index": best.index,
        "confidence": best.probability,
        "sure": answered.sure,
        "probabilities": probabilities,
    }


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, ROWS_AT_ONCE)):
        yield chunk
