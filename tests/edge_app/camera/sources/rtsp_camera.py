"""A network camera that shows a red picture, where the system has GStreamer's RTSP server."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("rtsp_server.py")
SYSTEM_PYTHON = "/usr/bin/python3"
BINDINGS = tuple(Path("/usr/lib").glob("*/girepository-1.0/GstRtspServer-1.0.typelib"))

needs_gstreamer = pytest.mark.skipif(
    not BINDINGS, reason="Debian's gir1.2-gst-rtsp-server-1.0 and python3-gi are not installed"
)


@contextmanager
def rtsp_camera(password: str) -> Iterator[str]:
    """Gives the address, with a user and that password in it."""
    with subprocess.Popen(
        [SYSTEM_PYTHON, str(PROGRAM), "viewer", password], stdout=subprocess.PIPE, text=True
    ) as process:
        port = process.stdout.readline().strip()
        try:
            yield f"rtsp://viewer:{password}@127.0.0.1:{port}/live"
        finally:
            process.kill()
