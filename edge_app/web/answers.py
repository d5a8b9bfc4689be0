"""From the bytes of an upload to an answer, with or without the picture to show beside it."""

import base64
import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.classifier import Classifier
from edge_app.images import decode_image
from edge_app.predictions import Classification
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings

LONGEST_SIDE_PX = 480


@dataclass(frozen=True)
class Thumbnail:
    """A small JPEG as a ``data:`` URI, with its size in pixels."""

    uri: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownAnswer:
    """An answer with a small copy of the picture that it is about."""

    classification: Classification
    thumbnail: Thumbnail

    @property
    def total_ms(self) -> float:
        """The time from the bytes to the probabilities, in milliseconds."""
        timing = self.classification.timing
        return timing.decode_ms + timing.preprocess_ms + timing.invoke_ms


class Answerer:
    """The served models with the limits that the web puts on them. May be asked by many threads."""

    def __init__(self, models: ServedModels, settings: WebSettings) -> None:
        self.models = models
        self.settings = settings
        # Not a semaphore: each thread that ever decoded a picture keeps tens of megabytes for its
        # next one, so that few threads must decode, not merely few at the same moment.
        self._decoders = ThreadPoolExecutor(settings.max_parallel, thread_name_prefix="decoder")

    @property
    def classifier(self) -> Classifier:
        """The active model."""
        return self.models.active

    @property
    def model_name(self) -> str:
        """The name that the active model gives itself, or else that of its file."""
        return self.classifier.name

    def classify(
        self, content: bytes, *, top: int, classifier: Classifier | None = None
    ) -> Classification:
        """The ``top`` most probable classes of one picture file; None asks the active model.

        Raises ImageError.
        """
        asked = classifier or self.classifier
        limit = self.settings.max_pixels
        return self._decoders.submit(asked.classify, content, top=top, max_pixels=limit).result()

    def classify_and_show(self, content: bytes, *, top: int) -> ShownAnswer:
        """As ``classify``, with the picture; it is decoded once for both. Raises ImageError."""
        return self._decoders.submit(self._show, content, top).result()

    def _show(self, content: bytes, top: int) -> ShownAnswer:
        started = time.perf_counter()
        pixels = decode_image(content, max_pixels=self.settings.max_pixels)
        decode_ms = 1000 * (time.perf_counter() - started)
        answer = self.classifier.classify(pixels, top=top)
        timing = replace(answer.timing, decode_ms=decode_ms)
        return ShownAnswer(replace(answer, timing=timing), thumbnail(pixels))


def thumbnail(pixels: NDArray[np.uint8]) -> Thumbnail:
    """A copy of uint8 (height, width, 3), RGB, whose longer side has at most 480 pixels.

    A smaller picture keeps its size. Nothing of the file but its pixels is in the copy.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=85)
    encoded = base64.b64encode(packed.getvalue()).decode("ascii")
    return Thumbnail(f"data:image/jpeg;base64,{encoded}", image.width, image.height)
