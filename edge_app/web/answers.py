"""From the bytes of an upload to an answer, with or without the picture to show beside it."""

import base64
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.classifier import Classifier
from edge_app.encoded_picture import EncodedPicture, open_picture
from edge_app.predictions import Classification, Timing
from edge_app.web.memory_budget import MemoryBudget
from edge_app.web.picture_queue import PictureQueue
from edge_app.web.served import ServedModels
from edge_app.web.settings import WebSettings

LONGEST_SIDE_PX = 480
# For less, handing a picture to another thread would be a noticeable part of its time.
SMALL_BYTES = 2**20

Result = TypeVar("Result")
Use = Callable[[NDArray[np.uint8], float], Result]


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
        self._queue = PictureQueue(
            parallel=settings.max_parallel, most_waiting=settings.max_waiting
        )
        self._memory = MemoryBudget(settings.max_decode_bytes)
        # Each thread that ever decoded a large picture keeps tens of megabytes for its next one, so
        # that few threads must decode them, not merely few at the same moment.
        self._decoders = ThreadPoolExecutor(settings.max_parallel, thread_name_prefix="decoder")

    @property
    def waiting(self) -> int:
        """How many pictures wait for a place now."""
        return self._queue.waiting

    @property
    def in_work(self) -> int:
        """How many pictures are decoded or classified now."""
        return self._queue.in_work

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

        Raises ImageError. ModelFileError: the model has no answer. BusyError: too many wait.
        """
        asked = classifier or self.classifier
        return self._work(content, asked.needed_size, partial(_answer, asked, top))

    def classify_and_show(self, content: bytes, *, top: int) -> ShownAnswer:
        """As ``classify``, with the picture; it is decoded once for both. Raises the same."""
        asked = self.classifier
        height, width = asked.needed_size
        at_least = max(height, LONGEST_SIDE_PX), max(width, LONGEST_SIDE_PX)
        return self._work(content, at_least, partial(_shown_answer, asked, top))

    def _work(self, content: bytes, at_least: tuple[int, int], use: Use[Result]) -> Result:
        """Decode a picture, and give ``use`` its pixels and the milliseconds that it took."""
        with self._queue.place():
            started = time.perf_counter()
            with open_picture(
                content,
                max_pixels=self.settings.max_pixels,
                max_bytes=self.settings.max_decode_bytes,
                at_least=at_least,
            ) as picture:
                opened_s = time.perf_counter() - started
                if picture.memory_bytes <= SMALL_BYTES:
                    return _decode(picture, opened_s, use)
                with self._memory.taken(picture.memory_bytes):
                    return self._decoders.submit(_decode, picture, opened_s, use).result()


def _decode(picture: EncodedPicture, opened_s: float, use: Use[Result]) -> Result:
    started = time.perf_counter()
    pixels = picture.decode()
    return use(pixels, 1000 * (opened_s + time.perf_counter() - started))


def _answer(
    classifier: Classifier, top: int, pixels: NDArray[np.uint8], decode_ms: float
) -> Classification:
    answer = classifier.classify(pixels, top=top)
    timing = Timing(decode_ms, answer.timing.preprocess_ms, answer.timing.invoke_ms)
    return replace(answer, timing=timing)


def _shown_answer(
    classifier: Classifier, top: int, pixels: NDArray[np.uint8], decode_ms: float
) -> ShownAnswer:
    return ShownAnswer(_answer(classifier, top, pixels, decode_ms), thumbnail(pixels))


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
