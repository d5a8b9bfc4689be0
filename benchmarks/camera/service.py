"""The app with a drawn camera, as a server, and what is asked of it over HTTP."""

import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.http_load.server import Service
from benchmarks.turns import CandidateError
from edge_app import __version__

FRAME_RATE = 30
FRAME_SIZE = (640, 480)  # (width, height)
STALLED_VIEWERS = 8
GOOD_VIEWERS = 4
TIMEOUT_S = 15.0


def camera_service(model: Path, *, runtime: str) -> Service:
    """The app's own command, with its fake camera."""
    width, height = FRAME_SIZE
    options = (
        "--port=0",
        f"--model={model.absolute()}",
        "--camera=fake",
        f"--frame-size={width}x{height}",
        f"--frame-rate={FRAME_RATE}",
        f"--max-streams={STALLED_VIEWERS}",
    )
    command = (sys.executable, "-m", "edge_app", "serve", *options)
    return Service("edge_app", f"edge_app {__version__}, {runtime}", command, "/api/v1/camera")


class Api:
    """One connection to the server, kept open."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=TIMEOUT_S)

    def get(self, path: str) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer to a request, and its body. Raises CandidateError: there is none."""
        try:
            self._connection.request("GET", path)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise CandidateError(f"GET {path} has no answer: {error!r}.") from error
        if answer.status not in (200, 204):
            raise CandidateError(f"GET {path} is answered with {answer.status}.")
        return answer, body

    def camera(self, query: str = "") -> dict[str, Any]:
        """The state of the camera."""
        _, body = self.get(f"/api/v1/camera{query}")
        state: dict[str, Any] = json.loads(body)
        return state

    def wait_until_running(self) -> None:
        """Raises CandidateError: no frame was classified within the time limit."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while self.camera("?wait=1")["prediction"] is None:
            if time.monotonic() > deadline_s:
                raise CandidateError("The fake camera gives no label.")

    def close(self) -> None:
        self._connection.close()
