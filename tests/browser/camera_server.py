"""A server that shows a camera, and what a test asks of it beside the browser."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AS_AT_FIRST = {"inference": True, "running": True, "region": None}


@dataclass
class CameraServer:
    """``url`` is that of its first page, with a slash at its end."""

    url: str
    process: subprocess.Popen[str]

    @property
    def page(self) -> str:
        return f"{self.url}camera"

    def state(self) -> dict[str, Any]:
        """What the API says of the camera now."""
        return self._ask(None)

    def wish(self, **wanted: object) -> dict[str, Any]:
        """Change the camera by the API."""
        return self._ask(json.dumps(wanted).encode())

    def _ask(self, body: bytes | None) -> dict[str, Any]:
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}api/v1/camera", body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def camera_server(root: Path, folder: Path, *options: str, port: int = 0) -> Iterator[CameraServer]:
    """``edge-app serve`` with these options, and no settings and models of whoever tests."""
    own = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", "serve", "--port", str(port), *options],
        cwd=root,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            found = re.search(r"http://[\d.]+:\d+/", process.stdout.readline())
            assert found, "The server did not start."
            yield CameraServer(found.group(), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
