"""References from a real server on this machine, and from a folder."""

import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.frontier.fetch import copies_in, download, is_there
from benchmarks.frontier.others import Reference, read_references
from edge_app.errors import PipelineError

CONTENT = bytes(range(256)) * 1000


class Handler(http.server.BaseHTTPRequestHandler):
    """/model is CONTENT, /cut the same without its end, /long more of it; there is nothing else."""

    def do_GET(self) -> None:
        bodies = {"/model": CONTENT, "/cut": CONTENT[:5000], "/long": CONTENT * 2}
        if self.path not in bodies:
            self.send_error(404)
            return
        self.send_response(200)
        announced = CONTENT if self.path == "/cut" else bodies[self.path]
        self.send_header("Content-Length", str(len(announced)))
        self.end_headers()
        self.wfile.write(bodies[self.path])

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def reference(address: str) -> Reference:
    return replace(
        read_references().models[0],
        file="net.tflite",
        bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        url=f"{address}/model",
    )


def test_a_download_arrives_whole_and_its_progress_is_shown(
    reference: Reference, tmp_path: Path
) -> None:
    shown: list[str] = []
    download(reference, tmp_path, show=shown.append)
    assert (tmp_path / "net.tflite").read_bytes() == CONTENT
    assert shown[-1] == "Downloading net.tflite: 256,000 of 256,000 bytes"
    assert len(shown) > 1
    assert is_there(reference, tmp_path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("cut", "was cut off on its way"),
        ("long", "has the SHA-256 .* expected"),
        ("nothing", r"Cannot download .*404.*--from FOLDER"),
    ],
)
def test_what_is_not_the_file_is_refused_and_nothing_is_kept(
    reference: Reference, address: str, tmp_path: Path, path: str, message: str
) -> None:
    with pytest.raises(PipelineError, match=message):
        download(replace(reference, url=f"{address}/{path}"), tmp_path, show=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_an_error(reference: Reference, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="Cannot download"):
        download(replace(reference, url="http://127.0.0.1:9/x"), tmp_path, show=lambda _: None)


def test_a_good_file_that_is_there_survives_a_failed_download(
    reference: Reference, address: str, tmp_path: Path
) -> None:
    (tmp_path / "net.tflite").write_bytes(b"old")
    assert not is_there(reference, tmp_path)
    with pytest.raises(PipelineError):
        download(replace(reference, url=f"{address}/long"), tmp_path, show=lambda _: None)
    assert (tmp_path / "net.tflite").read_bytes() == b"old"


def test_copies_are_found_under_any_name(reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "other name.tflite").write_bytes(CONTENT)
    (tmp_path / "same size.tflite").write_bytes(CONTENT[::-1])
    assert copies_in(tmp_path, [reference])[reference.sha256].name == "other name.tflite"
    with pytest.raises(PipelineError, match="There is no folder"):
        copies_in(tmp_path / "nowhere", [reference])
