import re
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np

from edge_app.web.camera.streaming import parts
from edge_app.web.camera.viewing import Viewing
from edge_app.web.settings import WebSettings
from tests.edge_app.camera.handed import BLUE, GREEN, RED
from tests.edge_app.web.camera.conftest import Filmed
from tests.edge_app.web.camera.test_pictures import pixels_of

STREAM = "/camera/stream.mjpg"
OPENING = b"--frame\r\n"


def viewing_of(filmed: Filmed) -> Viewing:
    return Viewing(filmed.watcher, WebSettings(), stopping=threading.Event())


def frame_in(part: bytes) -> tuple[int, np.ndarray]:
    """The number and the pixels of a frame of the stream."""
    head, _, rest = part.partition(b"\r\n\r\n")
    number, length = (
        int(re.search(rb"%s: (\d+)" % name, head)[1])
        for name in (b"X-Frame-Number", b"Content-Length")
    )
    assert b"Content-Type: image/jpeg" in head
    assert rest[length:] == b"\r\n--frame\r\n"  # The next boundary: a browser waits for it.
    return number, pixels_of(rest[:length])


def test_the_stream_has_each_frame_as_a_part(filmed: Filmed) -> None:
    filmed.show(RED)
    stream = parts(viewing_of(filmed))
    assert next(stream) == OPENING
    assert frame_in(next(stream))[0] == 1
    filmed.show(BLUE)
    number, pixels = frame_in(next(stream))
    assert number == 2
    assert pixels[5, 5, 2] > 240


def test_a_reader_that_is_slow_misses_frames_which_are_counted(filmed: Filmed) -> None:
    filmed.show(RED)
    viewing = viewing_of(filmed)
    stream = parts(viewing)
    next(stream)
    next(stream)
    for color in (RED, GREEN, BLUE):
        filmed.show(color)
    assert frame_in(next(stream))[0] == 4
    assert viewing.skipped == 2


def test_the_last_frame_is_sent_again_while_none_comes(filmed: Filmed) -> None:
    filmed.show(RED)
    stream = parts(viewing_of(filmed), repeat_s=0.1)
    next(stream)
    assert [frame_in(next(stream))[0] for _ in range(3)] == [1, 1, 1]


def test_a_stream_without_any_frame_ends(filmed: Filmed) -> None:
    assert list(parts(viewing_of(filmed), repeat_s=0.1)) == [OPENING]


def test_a_stream_ends_after_its_time(filmed: Filmed) -> None:
    filmed.show(RED)
    stream = parts(viewing_of(filmed), longest_s=0.5, repeat_s=0.1)
    assert 2 <= len(list(stream)) < 10


def ends_soon(stream: Iterator[bytes]) -> bool:
    began_s = time.monotonic()
    list(stream)
    return time.monotonic() - began_s < 5


def test_a_stream_ends_when_the_camera_is_stopped(filmed: Filmed) -> None:
    filmed.show(RED)
    stream = parts(viewing_of(filmed))
    next(stream)
    next(stream)
    filmed.camera.is_open = False
    filmed.watcher.stop_camera()
    assert ends_soon(stream)


def test_a_stream_ends_when_the_server_stops(filmed: Filmed) -> None:
    filmed.show(RED)
    viewing = viewing_of(filmed)
    stream = parts(viewing)
    next(stream)
    viewing.stopping.set()
    assert ends_soon(stream)


def test_one_stream_too_many_is_told_when_to_come_again(filming: Callable[..., Filmed]) -> None:
    filmed = filming(limits={"max_streams": 2})
    filmed.show(RED)
    client = filmed.client
    open_ones = [client.get(STREAM) for _ in range(2)]
    assert [one.status_code for one in open_ones] == [200, 200]
    assert open_ones[0].content_type == "multipart/x-mixed-replace; boundary=frame"
    refused = client.get(STREAM)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "2 streams" in refused.text
    assert "edge_app_camera_streams 2.0" in client.get("/metrics").text
    open_ones[0].close()
    open_ones[0].close()  # Closed twice, it still is only one place.
    with client.get(STREAM) as again:
        assert again.status_code == 200
        assert client.get(STREAM).status_code == 503
    open_ones[1].close()
    assert "edge_app_camera_streams 0.0" in client.get("/metrics").text


def test_where_no_stream_is_wanted_there_is_none(filming: Callable[..., Filmed]) -> None:
    filmed = filming(limits={"max_streams": 0})
    assert filmed.client.get(STREAM).status_code == 503


def test_asking_for_its_headers_takes_no_place(filming: Callable[..., Filmed]) -> None:
    filmed = filming(limits={"max_streams": 1})
    filmed.show(RED)
    for _ in range(3):
        answer = filmed.client.head(STREAM)
        assert (answer.status_code, answer.data) == (200, b"")
    assert "edge_app_camera_streams 0.0" in filmed.client.get("/metrics").text


def test_the_server_has_a_thread_for_everybody_who_may_stay_long(
    filming: Callable[..., Filmed],
) -> None:
    with_two = filming(limits={"max_streams": 2}).app.config["THREADS"]
    assert filming(limits={"max_streams": 7}).app.config["THREADS"] == with_two + 5
    assert with_two >= WebSettings().threads + 2 + 8
