"""Downloads from a real server on this machine, one that can be told to misbehave."""

import fcntl
import functools
import hashlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_app.errors import PipelineError
from training import download
from training.download import cache_folder, fetch_cifar10

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()
fetch = functools.partial(download.fetch, pause_s=0)


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT; ``drop_after`` lists the byte counts after which it hangs up, in order."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/data.tar.gz"
        self.ranges: list[str | None] = []
        self.drop_after: list[int] = []
        self.status: int | None = None
        self.knows_ranges = True


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        if self.server.status:
            self.send_error(self.server.status)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if not self.server.knows_ranges:
            start = 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        body = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.drop_after:
            self.wfile.write(body[: self.server.drop_after.pop(0)])
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "data.tar.gz"


def test_a_file_with_the_right_hash_is_kept(server, target):
    assert fetch(server.url, target, sha256=SHA256) == target
    assert target.read_bytes() == CONTENT
    assert list(target.parent.iterdir()) == [target]


def test_a_file_that_is_there_is_not_fetched_again(server, target):
    fetch(server.url, target, sha256=SHA256)
    fetch(server.url, target, sha256=SHA256)
    assert len(server.ranges) == 1


def test_a_file_with_another_hash_is_refused_and_removed(server, target):
    with pytest.raises(PipelineError, match=f"has the SHA-256 {SHA256}, expected 00"):
        fetch(server.url, target, sha256="00" * 32)
    assert list(target.parent.iterdir()) == []


def test_a_cut_connection_is_taken_up_where_it_broke_off(server, target):
    server.drop_after = [300_000, 100_000]
    fetch(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=300000-", "bytes=400000-"]


def test_what_arrived_is_kept_for_the_next_command(server, target):
    server.drop_after = [1000, 1000, 1000]
    with pytest.raises(PipelineError, match=r"Cannot download .*what has arrived is kept"):
        fetch(server.url, target, sha256=SHA256)
    assert not target.exists()
    server.ranges.clear()
    fetch(server.url, target, sha256=SHA256)
    assert server.ranges == ["bytes=3000-"]
    assert target.read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_sends_everything_again(server, target):
    server.knows_ranges = False
    server.drop_after = [300_000]
    fetch(server.url, target, sha256=SHA256)
    assert server.ranges == [None, "bytes=300000-"]
    assert target.read_bytes() == CONTENT


def test_a_partial_file_that_is_complete_is_only_checked(server, target):
    target.parent.mkdir()
    (target.parent / ".partial-data.tar.gz").write_bytes(CONTENT)
    fetch(server.url, target, sha256=SHA256)
    assert target.read_bytes() == CONTENT


def test_a_partial_file_of_other_content_does_not_survive(server, target):
    target.parent.mkdir()
    (target.parent / ".partial-data.tar.gz").write_bytes(b"x" * 1000)
    with pytest.raises(PipelineError, match="has the SHA-256"):
        fetch(server.url, target, sha256=SHA256)
    assert list(target.parent.iterdir()) == []


def test_a_file_that_is_not_found_is_asked_for_once(server, target):
    server.status = 404
    with pytest.raises(PipelineError, match=r"Cannot download .*404.*CIFAR10_ARCHIVE"):
        fetch(server.url, target, sha256=SHA256)
    assert len(server.ranges) == 1


def test_a_server_in_trouble_is_asked_again(server, target):
    server.status = 503
    with pytest.raises(PipelineError, match="503"):
        fetch(server.url, target, sha256=SHA256)
    assert len(server.ranges) == 3


def test_between_attempts_there_is_a_pause_that_grows(server, target, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    server.status = 503
    with pytest.raises(PipelineError, match="503"):
        download.fetch(server.url, target, sha256=SHA256, pause_s=0.5)
    assert pauses == [0.5, 1.0]


def test_a_second_process_does_not_write_to_the_same_file(server, target):
    target.parent.mkdir()
    partial = target.parent / ".partial-data.tar.gz"
    partial.write_bytes(CONTENT[:1000])
    with open(partial, "ab") as first:
        fcntl.flock(first, fcntl.LOCK_EX)  # As the first process does.
        with pytest.raises(PipelineError, match=r"Another process is downloading to .*data\.tar"):
            fetch(server.url, target, sha256=SHA256)
        assert server.ranges == []
    assert partial.read_bytes() == CONTENT[:1000]
    fetch(server.url, target, sha256=SHA256)
    assert server.ranges == ["bytes=1000-"]


def test_while_bytes_arrive_the_partial_file_is_locked(server, target, monkeypatch):
    receive, refusals = download._receive, []

    def receive_and_meet_a_second_process(url, partial):
        with pytest.raises(PipelineError, match="Another process") as refusal:
            fetch(url, target, sha256=SHA256)
        refusals.append(refusal)
        receive(url, partial)

    monkeypatch.setattr(download, "_receive", receive_and_meet_a_second_process)
    fetch(server.url, target, sha256=SHA256)
    assert len(refusals) == 1
    assert target.read_bytes() == CONTENT


def test_a_lock_on_a_file_that_was_renamed_meanwhile_does_not_count(server, target, monkeypatch):
    target.parent.mkdir()
    partial = target.parent / ".partial-data.tar.gz"
    flock = fcntl.flock

    def lock_too_late(*arguments):
        partial.rename(target)  # The first process ends between the opening and the lock.
        flock(*arguments)

    monkeypatch.setattr(fcntl, "flock", lock_too_late)
    with pytest.raises(PipelineError, match="Another process"):
        fetch(server.url, target, sha256=SHA256)
    assert server.ranges == []


def test_no_server_gives_a_clear_message(target):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # Bound and not listening: nobody else can take the port.
        url = f"http://127.0.0.1:{free.getsockname()[1]}/data.tar.gz"
        with pytest.raises(PipelineError, match=r"Cannot download .*refused.*--data PATH"):
            fetch(url, target, sha256=SHA256)
    assert not target.exists()


def test_a_folder_that_cannot_be_made_gives_a_clear_message(server, tmp_path):
    (tmp_path / "cache").write_text("a file in the way")
    with pytest.raises(PipelineError, match=r"Cannot download .* to .*cache"):
        fetch(server.url, tmp_path / "cache" / "data.tar.gz", sha256=SHA256)
    assert server.ranges == []


def test_cifar10_is_kept_in_the_users_cache(server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("training.download.CIFAR10_URL", server.url)
    monkeypatch.setattr("training.download.CIFAR10_SHA256", SHA256)
    path = fetch_cifar10()
    assert path == tmp_path / "edge-image-classifier" / "cifar-10-binary.tar.gz"
    assert path.read_bytes() == CONTENT


def test_without_xdg_cache_home_the_cache_is_under_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "edge-image-classifier"
