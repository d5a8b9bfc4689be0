"""Streams over the network, from real servers on this machine."""

import http.server
import socket
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from edge_app.camera.opening import Wanted, open_source, opener
from edge_app.errors import SourceError
from tests.edge_app.camera.sources.mjpeg_server import mjpeg_server
from tests.edge_app.camera.sources.rtsp_camera import needs_gstreamer, rtsp_camera

pytestmark = pytest.mark.workstation

GREY = np.full((64, 96, 3), 120, np.uint8)
QUICK = Wanted(read_limit_s=0.5)


def test_an_mjpeg_stream_is_read_and_its_password_is_not_shown() -> None:
    with mjpeg_server(GREY) as address:
        open_it = opener(address, QUICK)
        source = open_it()
        pixels, _ = source.read()
        source.close()
    assert pixels.shape == GREY.shape
    assert (source.is_live, source.frame_gap_s) == (True, 0)
    assert "127.0.0.1" in source.description
    assert "secret" not in source.description + open_it.address


def test_a_stream_that_falls_silent_is_given_up() -> None:
    with mjpeg_server(GREY, frames=8) as address:
        source = open_source(address, QUICK)
        while True:
            try:
                source.read()
            except SourceError as error:
                words = str(error)
                break
        source.close()
    assert words.startswith("No more frames come from http://127")
    assert "secret" not in words


@needs_gstreamer
def test_a_network_camera_wants_its_password_and_keeps_it_to_itself() -> None:
    with rtsp_camera("hush") as address:
        source = open_source(address)
        pixels = [source.read()[0] for _ in range(3)]
        source.close()
        with pytest.raises(SourceError, match="are address, user and password right") as caught:
            open_source(address.replace("hush", "wrong"))
    assert {one.shape for one in pixels} == {(64, 96, 3)}
    assert source.description.startswith("stream rtsp://127.0.0.1:")
    assert source.description.endswith("/live, 96 x 64")
    assert "wrong" not in str(caught.value)


def test_an_address_where_nobody_answers_is_one_message() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for scheme in ("http", "rtsp"):
        with pytest.raises(SourceError, match=f"Cannot open {scheme}://127") as caught:
            open_source(f"{scheme}://user:secret@127.0.0.1:{port}/live", QUICK)
        assert "secret" not in str(caught.value)


def test_one_who_accepts_and_says_nothing_is_not_waited_for_without_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(SourceError, match="Cannot open rtsp://127"):
            open_source(f"rtsp://127.0.0.1:{port}/live", Wanted(read_limit_s=0.2))


def test_a_video_file_on_a_web_server_is_played_at_its_own_rate(tmp_path: Path) -> None:
    import cv2

    writer = cv2.VideoWriter(
        str(tmp_path / "grey.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 10, (96, 64)
    )
    for _ in range(3):
        writer.write(GREY)
    writer.release()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    handler = partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        source = open_source(f"http://127.0.0.1:{server.server_port}/grey.avi", QUICK)
        shapes = [source.read()[0].shape for _ in range(7)]
        source.close()
        server.shutdown()
    assert shapes == [GREY.shape] * 7
    assert (source.is_live, source.frame_gap_s) == (False, 0.1)
