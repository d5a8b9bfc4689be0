import io
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone

import numpy as np
import pytest
from PIL import Image

from edge_app.web.camera.pictures import file_name
from edge_app.web.camera.viewing import MOST_WAITING
from tests.edge_app.camera.handed import BLUE, GREEN, RED, SIZE
from tests.edge_app.web.camera.conftest import Filmed

FRAME = "/camera/frame.jpg"
SNAPSHOT = "/camera/snapshot.jpg"


def pixels_of(jpeg: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    return np.asarray(image)


def test_the_newest_frame_comes_with_its_number_and_age(filmed: Filmed) -> None:
    filmed.show(RED)
    filmed.show(BLUE)
    answer = filmed.client.get(FRAME)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["X-Frame-Number"] == "2"
    assert 0 <= int(answer.headers["X-Frame-Age-Ms"]) < 10_000
    assert answer.headers["Cache-Control"] == "no-store"
    pixels = pixels_of(answer.data)
    assert pixels.shape == (*SIZE, 3)
    assert pixels[5, 5, 2] > 240 > 20 > pixels[5, 5, 0]


def test_a_later_frame_is_waited_for(filmed: Filmed) -> None:
    filmed.show(RED)
    threading.Timer(0.2, filmed.camera.show, [GREEN]).start()
    answer = filmed.client.get(f"{FRAME}?after=1")
    assert (answer.status_code, answer.headers["X-Frame-Number"]) == (200, "2")


def test_without_a_later_frame_the_answer_is_empty(filmed: Filmed) -> None:
    assert filmed.client.get(FRAME).status_code == 204
    filmed.show(RED)
    answer = filmed.client.get(f"{FRAME}?after=1")
    assert (answer.status_code, answer.data) == (204, b"")


def test_the_number_of_a_frame_of_an_earlier_run_counts_as_none(filmed: Filmed) -> None:
    filmed.show(RED)
    assert filmed.client.get(f"{FRAME}?after=50000").headers["X-Frame-Number"] == "1"


def test_when_too_many_wait_for_a_frame_the_next_is_answered_at_once(filmed: Filmed) -> None:
    filmed.show(RED)
    path = f"{FRAME}?after=1"
    waiting = [
        threading.Thread(target=filmed.client.get, args=(path,)) for _ in range(MOST_WAITING)
    ]
    for one in waiting:
        one.start()
    time.sleep(0.2)
    assert filmed.client.get(path).status_code == 204
    assert any(one.is_alive() for one in waiting)
    for one in waiting:
        one.join()


def test_frames_are_no_larger_than_they_are_to_be_shown(filming: Callable[..., Filmed]) -> None:
    filmed = filming(limits={"preview_side": 16})
    filmed.show(RED)
    assert pixels_of(filmed.client.get(FRAME).data).shape == (12, 16, 3)


@pytest.mark.parametrize("query", ["?after=-1", "?after=1.5", "?number=1", f"?after={10**15}"])
def test_a_wrong_parameter_is_refused(filmed: Filmed, query: str) -> None:
    assert filmed.client.get(FRAME + query).status_code == 400


def test_a_snapshot_is_a_file_that_is_named_after_what_is_seen(
    filming: Callable[..., Filmed],
) -> None:
    filmed = filming(limits={"preview_side": 8})
    filmed.show(RED)
    answer = filmed.client.get(SNAPSHOT)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="camera-red-2')
    pixels = pixels_of(answer.data)
    assert pixels.shape == (*SIZE, 3)  # As large as the frame itself.
    region = pixels[:, 4:28]
    assert (region < 60).all(axis=2).any()  # Something dark is written into the red.


def test_without_a_frame_there_is_no_snapshot(filmed: Filmed) -> None:
    answer = filmed.client.get(SNAPSHOT)
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "no_frame")
    assert "Start it" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("cat", "camera-cat-20260901T120003Z.jpg"),
        ("tabby, tabby cat", "camera-tabby-tabby-cat-20260901T120003Z.jpg"),
        ('x"\r\nSet-Cookie: a=b/../', "camera-x-Set-Cookie-a-b-20260901T120003Z.jpg"),
        ("猫", "camera-20260901T120003Z.jpg"),
        (None, "camera-20260901T120003Z.jpg"),
        ("a" * 200, f"camera-{'a' * 40}-20260901T120003Z.jpg"),
    ],
)
def test_the_name_of_a_snapshot_is_fit_for_every_disk(label: str | None, expected: str) -> None:
    assert file_name(label, datetime(2026, 9, 1, 12, 0, 3, tzinfo=timezone.utc)) == expected
