import io
import threading
import time

import numpy as np
import pytest
from PIL import Image

from edge_app.camera.encoded import EncodedFrames, as_jpeg
from edge_app.camera.frame import Frame
from edge_app.camera.slot import LatestFrame


def slot_with(*colors: tuple[int, int, int], size: tuple[int, int] = (48, 64)) -> LatestFrame:
    slot = LatestFrame()
    for color in colors:
        slot.put(np.full((*size, 3), color, np.uint8), time.monotonic())
    return slot


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    return image


def test_the_newest_frame_is_encoded_with_its_number_and_time() -> None:
    slot = slot_with((0, 0, 255), (255, 0, 0))
    frame = EncodedFrames(slot.latest).get(0, 0.0)
    assert frame.number == 2
    assert frame.captured_s == slot.latest(0, 0.0).captured_s
    image = opened(frame.jpeg)
    assert image.size == (frame.width, frame.height) == (64, 48)
    red, green, blue = image.getpixel((30, 30))
    assert red > 250
    assert max(green, blue) < 5


@pytest.mark.parametrize(
    ("size", "expected"), [((48, 64), (32, 24)), ((64, 48), (24, 32)), ((20, 30), (30, 20))]
)
def test_a_large_frame_is_made_smaller_and_a_small_one_is_not_made_larger(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    frame = EncodedFrames(slot_with((9, 9, 9), size=size).latest, side=32).get(0, 0.0)
    assert (frame.width, frame.height) == expected


def test_without_a_later_frame_there_is_none_and_nothing_is_encoded() -> None:
    encoded = EncodedFrames(slot_with((0, 0, 0)).latest)
    assert encoded.get(1, 0.01) is None
    assert EncodedFrames(LatestFrame().latest).get(0, 0.01) is None


def test_a_frame_is_encoded_once_for_all_who_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(pixels: np.ndarray, *, side: int) -> tuple[bytes, int, int]:
        calls.append(side)
        time.sleep(0.05)  # Long enough for the others to come meanwhile.
        return as_jpeg(pixels, side=side)

    monkeypatch.setattr("edge_app.camera.encoded.as_jpeg", counted)
    slot = slot_with((0, 0, 0))
    encoded = EncodedFrames(slot.latest)
    assert calls == []
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(encoded.get(0, 1.0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
    slot.put(np.zeros((48, 64, 3), np.uint8), time.monotonic())
    assert encoded.get(1, 1.0).number == 2
    assert len(calls) == 2


def test_whoever_is_late_gets_the_newer_frame_that_is_encoded_already() -> None:
    frames = [Frame(np.zeros((8, 8, 3), np.uint8), 1.0, number) for number in (2, 1)]
    encoded = EncodedFrames(lambda _after, _timeout_s: frames.pop(0))
    assert encoded.get(0, 0.0).number == 2
    assert encoded.get(0, 0.0).number == 2
