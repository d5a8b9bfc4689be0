import base64
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from edge_app import Classifier
from edge_app.errors import BusyError, DamagedImageError, ImageTooLargeError
from edge_app.web import WebSettings, answers
from edge_app.web.answers import Answerer
from edge_app.web.served import ServedModels
from tests.edge_app.web.conftest import save

Eventually = Callable[[Callable[[], bool]], None]
MakeAnswerer = Callable[..., Answerer]


@pytest.fixture
def answerer_of(classifier: Classifier) -> MakeAnswerer:
    """An answerer with the limits that a test wants."""
    return lambda **limits: Answerer(ServedModels(classifier), WebSettings(**limits))


@pytest.fixture
def noise() -> bytes:
    """A PNG of 600 x 400 pixels, large enough for a decoder's thread."""
    return save(np.random.default_rng(2).integers(0, 256, (400, 600, 3), np.uint8), "PNG")


@pytest.fixture
def holdable(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Pictures are answered only when this is set; it is at first."""
    may_go = threading.Event()
    may_go.set()
    real = Classifier.classify

    def wait(classifier: Classifier, *arguments: object, **options: object) -> object:
        may_go.wait(10)
        return real(classifier, *arguments, **options)

    monkeypatch.setattr(Classifier, "classify", wait)
    return may_go


def test_an_answer_is_that_of_the_classifier(
    answerer_of: MakeAnswerer, classifier: Classifier, picture: bytes, noise: bytes
) -> None:
    answerer = answerer_of()
    for content in (picture, noise):
        got, expected = answerer.classify(content, top=10), classifier.classify(content, top=10)
        assert (got.predictions, got.sure) == (expected.predictions, expected.sure)
        assert got.timing.decode_ms > 0
        assert got.timing.invoke_ms > 0


def test_a_shown_answer_is_the_same_and_has_a_small_copy(
    answerer_of: MakeAnswerer, phone_picture: bytes
) -> None:
    answerer = answerer_of()
    shown = answerer.classify_and_show(phone_picture, top=3)

    assert (shown.thumbnail.width, shown.thumbnail.height) == (480, 360)
    packed = base64.b64decode(shown.thumbnail.uri.partition(",")[2])
    assert Image.open(io.BytesIO(packed)).size == (480, 360)
    timing = shown.classification.timing
    assert shown.total_ms == timing.decode_ms + timing.preprocess_ms + timing.invoke_ms


def test_another_model_may_be_asked(answerer_of: MakeAnswerer, picture: bytes) -> None:
    other = Classifier()
    other.label_choice = replace(other.label_choice, names=tuple("abcdefghij"))
    answer = answerer_of().classify(picture, top=1, classifier=other)
    assert answer.predictions[0].label in "abcdefghij"


def test_above_the_bound_a_picture_is_refused_and_then_taken_again(
    answerer_of: MakeAnswerer, picture: bytes, holdable: threading.Event, eventually: Eventually
) -> None:
    answerer = answerer_of(max_parallel=1, max_waiting=2)
    holdable.clear()
    with ThreadPoolExecutor(3) as clients:
        under_way = [clients.submit(answerer.classify, picture, top=1) for _ in range(3)]
        eventually(lambda: (answerer.in_work, answerer.waiting) == (1, 2))
        for ask in (answerer.classify, answerer.classify_and_show):
            with pytest.raises(BusyError, match="2 pictures are waiting already") as busy:
                ask(picture, top=1)
            assert busy.value.retry_after_s >= 1
        holdable.set()
        assert len({future.result(10).predictions for future in under_way}) == 1

    assert (answerer.in_work, answerer.waiting) == (0, 0)
    answerer.classify(picture, top=1)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (save(np.zeros((99, 99, 3), np.uint8), "BMP")[:9000], DamagedImageError),
        (save(np.zeros((999, 999, 3), np.uint8), "BMP")[:99_000], DamagedImageError),
        (save(np.zeros((1100, 1000, 3), np.uint8), "PNG"), ImageTooLargeError),
    ],
)
def test_a_place_and_its_memory_come_back_from_a_picture_that_is_refused(
    answerer_of: MakeAnswerer, noise: bytes, content: bytes, error: type[Exception]
) -> None:
    answerer = answerer_of(max_parallel=1, max_waiting=1, max_pixels=1_000_000)
    for _ in range(3):
        with pytest.raises(error):
            answerer.classify(content, top=1)
    assert (answerer.in_work, answerer.waiting) == (0, 0)
    answerer.classify(noise, top=1)


def test_small_pictures_are_answered_beside_a_large_one_that_waits_for_memory(
    answerer_of: MakeAnswerer, picture: bytes, noise: bytes, eventually: Eventually
) -> None:
    answerer = answerer_of(max_parallel=2, max_decode_bytes=7 * 240_000)
    with ThreadPoolExecutor(1) as clients:
        with answerer._memory.taken(1):
            large = clients.submit(answerer.classify, noise, top=1)
            eventually(answerer._memory._door.locked)
            answerer.classify(picture, top=1)
            assert not large.done()
        assert large.result(10).predictions


def test_large_pictures_are_decoded_by_few_threads(
    answerer_of: MakeAnswerer, noise: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = set()
    real = answers._decode
    monkeypatch.setattr(
        answers, "_decode", lambda *rest: (used.add(threading.get_ident()), real(*rest))[1]
    )
    answerer = answerer_of(max_parallel=2)
    with ThreadPoolExecutor(12) as clients:
        list(clients.map(lambda _: answerer.classify(noise, top=1), range(24)))

    assert 1 <= len(used) <= 2


def test_a_photo_of_48_megapixels_is_answered(answerer_of: MakeAnswerer) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (8000, 6000), (9, 60, 120)).save(photo, "JPEG")
    answerer = answerer_of()
    assert answerer.classify(photo.getvalue(), top=1).predictions
    assert answerer.classify_and_show(photo.getvalue(), top=1).thumbnail.width == 480
