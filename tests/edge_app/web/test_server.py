import http.client
import json
import re
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from edge_app.errors import EdgeAppError, ServerError
from edge_app.web.listener import address, listen
from edge_app.web.server import say_ready

CLASSIFY = "/api/v1/classify"


def ask(
    server: Any, path: str, data: bytes | None = None, content_type: str = "image/jpeg"
) -> tuple[int, Any]:
    """One request on a connection of its own: its status and its JSON."""
    request = urllib.request.Request(
        server.url + path, data=data, headers={"Content-Type": content_type}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def as_form(content: bytes) -> tuple[bytes, str]:
    """A multipart body with one file, and its Content-Type."""
    head = 'Content-Disposition: form-data; name="image"; filename="a.jpg"'
    body = b"--edge\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--edge--\r\n"
    return body, "multipart/form-data; boundary=edge"


def connect(server: Any) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def refuses_connections(server: Any) -> bool:
    try:
        connect(server).close()
    except (ConnectionRefusedError, ConnectionResetError):  # Reset: it closed while we connected.
        return True
    return False


def stop(server: Any, number: int = signal.SIGTERM) -> tuple[int, str]:
    """Send the signal: the exit code, and what was written to standard error."""
    server.process.send_signal(number)
    _, written = server.process.communicate(timeout=20)
    return server.process.returncode, written


def test_the_ready_line_names_an_address_that_answers(server: Any) -> None:
    expected = (
        r"Edge Image Classifier is ready at http://127\.0\.0\.1:\d+/ "
        r"\(model cifar10-resnet8, Ctrl-C to stop\)\n"
    )
    assert re.fullmatch(expected, server.ready_line)
    status, answer = ask(server, "/healthz")
    assert (status, answer["status"]) == (200, "ok")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_ends_the_server_with_exit_code_0_and_no_words(
    server: Any, number: int
) -> None:
    with connect(server):  # An idle connection does not delay the end.
        assert stop(server, number) == (0, "")


def test_an_upload_that_is_under_way_is_answered_before_the_server_stops(
    server: Any, picture: bytes, eventually: Callable[..., None]
) -> None:
    head = f"POST {CLASSIFY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
    with connect(server) as connection:
        connection.sendall(f"{head}Content-Length: {len(picture)}\r\n\r\n".encode())
        connection.sendall(picture[:100])
        assert ask(server, "/healthz")[0] == 200  # By now the half of the upload has been read.
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: refuses_connections(server))
        connection.sendall(picture[100:])
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 200
        assert len(json.loads(response.read())["results"]) == 1
    assert server.process.wait(timeout=20) == 0


def test_an_upload_of_12_megapixels_is_not_written_to_any_file(
    server: Any, phone_picture: bytes
) -> None:
    assert len(phone_picture) > 2**20  # Above the sizes at which waitress and Werkzeug make files.
    assert ask(server, CLASSIFY, phone_picture)[0] == 200
    assert ask(server, CLASSIFY, *as_form(phone_picture))[0] == 200
    assert stop(server) == (0, "")


def test_a_body_a_little_over_the_limit_gets_the_error_in_json(server: Any) -> None:
    status, answer = ask(server, CLASSIFY, bytes(2**23 + 1))
    assert (status, answer["error"]["code"]) == (413, "body_too_large")
    assert "8 MiB" in answer["error"]["message"]
    assert stop(server) == (0, "")


def test_a_body_far_over_the_limit_is_refused_before_it_is_sent(server: Any) -> None:
    with connect(server) as connection:
        head = f"POST {CLASSIFY} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n"
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert stop(server) == (0, "")


def test_150_connections_that_send_nothing_leave_the_server_answering(server: Any) -> None:
    idle = [connect(server) for _ in range(150)]
    for connection in idle:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    assert ask(server, "/healthz")[0] == 200
    for connection in idle:
        connection.close()


def test_the_server_does_not_tell_what_software_it_is(server: Any) -> None:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=30) as response:
        assert "Server" not in response.headers


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} .* is taken .* choose another"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 65536, "The port is 65536, expected 0"),
        ("127.0.0.1", -1, "The port is -1, expected 0"),
        ("no-such-host.invalid", 8000, "Cannot listen on port 8000 of 'no-such-host.invalid'"),
        ("192.0.2.1", 8000, "Cannot assign requested address. Use 127.0.0.1 for this"),
        ("ä" * 70, 8000, "There is no such host. Use 127"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(
    host: str, port: int, words: str
) -> None:
    with pytest.raises(ServerError, match=words) as refusal:
        listen(host, port)
    assert isinstance(refusal.value, (EdgeAppError, OSError))


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("raspberrypi.local", "http://raspberrypi.local:80/"),
        ("::", "http://[::1]:80/ and this machine's other addresses"),
        ("::1", "http://[::1]:80/"),
    ],
)
def test_the_address_shown_can_be_opened_in_a_browser(host: str, shown: str) -> None:
    assert address(host, 80) == shown


def test_the_page_of_the_camera_is_named_without_the_remark_on_the_address(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    app.config["CAMERA"] = True
    say_ready(app, address("0.0.0.0", 80), "Log in.")
    ready, camera, login = capsys.readouterr().out.splitlines()
    assert "http://127.0.0.1:80/ and this machine's other addresses (model " in ready
    assert camera == "The camera is shown at http://127.0.0.1:80/camera"
    assert login == "Log in."
