"""The images of a split as a device gets them: the encoded bytes of a picture file."""

import hashlib
import io
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.errors import ImageError, PipelineError
from edge_app.images import read_image_file
from training.batches import evaluation_batch_size
from training.parts import Split
from training.streaming import first_sentence, no_longer_readable


def encoded_images(split: Split, indices: Iterable[int] | None = None) -> Iterator[bytes]:
    """The bytes of a picture file for each record at ``indices``, or for all; read when asked for.

    Of a folder's pictures these are the files' own bytes, which must have the digest that was taken
    when the data was loaded. An archive holds no picture files: its images become PNG files in
    memory, which lose nothing.

    Raises PipelineError: a file can no longer be read, or its content has changed.
    """
    chosen = np.arange(len(split.labels)) if indices is None else np.fromiter(indices, np.int64)
    return _file_bytes(split, chosen) if split.files else _png_bytes(split, chosen)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of uint8 (height, width, 3), RGB: what ``decode_image`` gives back unchanged."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", compress_level=1)  # Fast; it lives for a moment.
    return stream.getvalue()


def _file_bytes(split: Split, chosen: NDArray[np.int64]) -> Iterator[bytes]:
    for i in chosen.tolist():
        path = split.files[i]
        try:
            data = read_image_file(path)
        except ImageError as error:
            raise PipelineError(no_longer_readable(path, first_sentence(error))) from error
        if hashlib.sha256(data).digest() != split.hashes[i]:
            raise PipelineError(no_longer_readable(path, "its content has changed"))
        yield data


def _png_bytes(split: Split, chosen: NDArray[np.int64]) -> Iterator[bytes]:
    batch_size = evaluation_batch_size(split.images.shape)
    for start in range(0, len(chosen), batch_size):
        for pixels in split.images[chosen[start : start + batch_size]]:
            yield png(pixels)
