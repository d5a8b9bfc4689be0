"""The machine gives no more memory."""

import io
import resource
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app import Classifier
from edge_app.web import create_app
from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.victim import running

HEALTH = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
CLIENTS = 8


def test_a_request_for_which_there_is_no_memory_may_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_memory(*_: object, **__: object) -> None:
        raise MemoryError

    app = create_app(Classifier())
    monkeypatch.setattr(Classifier, "classify", without_memory)
    photo = a_photo((64, 48))
    answer = app.test_client().post("/api/v1/classify", data=photo, content_type="image/jpeg")
    assert answer.status_code == 503
    assert answer.json["error"]["code"] == "busy"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.attack
@pytest.mark.workstation
def test_without_memory_uploads_fail_and_afterwards_all_is_well(tmp_path: Path) -> None:
    photo = a_photo((4000, 3000))
    request = upload_head(len(photo), more="Connection: close\r\n") + photo
    with running(tmp_path) as server:
        assert statuses(exchange(server.port, request, timeout_s=30)) == [200]
        _, most = resource.prlimit(server.pid, resource.RLIMIT_AS)
        resource.prlimit(server.pid, resource.RLIMIT_AS, (virtual_bytes(server.pid) + 2**20, most))
        answers = together(server.port, request)
        # Where a library meets the end of the memory, it has errors of its own: 500.
        assert {*answers} <= {200, 500, 503}
        assert {*answers} != {200}
        assert statuses(exchange(server.port, HEALTH)) == [200]
        assert server.process.poll() is None
        resource.prlimit(server.pid, resource.RLIMIT_AS, (most, most))
        assert together(server.port, request) == [200] * CLIENTS
        assert len(server.log_lines()) <= 2 * CLIENTS


def together(port: int, request: bytes) -> list[int]:
    """The status that each of some clients gets, that all ask at once."""
    found: list[int] = []
    clients = [
        threading.Thread(
            target=lambda: found.extend(statuses(exchange(port, request, timeout_s=30)))
        )
        for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return found


def a_photo(size: tuple[int, int]) -> bytes:
    """A JPEG of ``size`` (width, height)."""
    packed = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    Image.fromarray(pixels).resize(size).save(packed, "JPEG", quality=90)
    return packed.getvalue()


def virtual_bytes(pid: int) -> int:
    """The address space that a process takes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * resource.getpagesize()
