"""A small HTTP server that sends JPEG pictures one after the other, as many network cameras do."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from PIL import Image

GAP_S = 0.02


@contextmanager
def mjpeg_server(picture: np.ndarray, *, frames: int | None = None) -> Iterator[str]:
    """Serve ``picture``, uint8 (height, width, 3), RGB; after ``frames`` of them, keep silent.

    Gives the address, with a user and a password in it.
    """
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            sent = 0
            while not closing.wait(GAP_S):
                if frames is None or sent < frames:
                    sent += self._send_one()

        def _send_one(self) -> int:
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            try:
                self.wfile.write(head.encode() + jpeg + b"\r\n")
            except OSError:
                closing.wait(0.05)
            return 1

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    content = io.BytesIO()
    Image.fromarray(picture).save(content, "JPEG", quality=90)
    jpeg = content.getvalue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://viewer:secret@127.0.0.1:{server.server_port}/video.mjpg"
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
