"""Is the port free? With real listeners on this machine."""

import errno
import http.server
import json
import socket
import threading

import pytest

from edge_app.doctor.port_probe import port_free, why_taken


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class EdgeApp(http.server.BaseHTTPRequestHandler):
    said: object = {"status": "ok", "model": "cifar10-resnet8"}

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.said).encode())

    def log_message(self, *_):
        pass


def test_a_free_port_is_free_before_and_after():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert [port_free("127.0.0.1", port).level for _ in range(2)] == ["ok", "ok"]
    assert port_free("localhost", port).level == "ok"


def test_a_port_where_another_program_listens_is_a_problem(taken):
    finding = port_free("127.0.0.1", taken)

    assert finding.level == "problem"
    assert f"edge-app serve --port {taken + 1}" in finding.remedy


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_where_the_app_itself_answers_is_fine(host):
    with http.server.ThreadingHTTPServer((host, 0), EdgeApp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        finding = port_free(host, server.server_port)
        server.shutdown()

    assert finding.level == "ok"
    assert "edge-app answers there already, with cifar10-resnet8" in finding.found


@pytest.mark.parametrize(
    ("said", "level"),
    [({"status": "ok"}, "ok"), ({"status": "ok", "db": 1}, "problem"), (["status"], "problem")],
)
def test_an_app_that_demands_a_login_is_taken_for_one(said, level, monkeypatch):
    monkeypatch.setattr(EdgeApp, "said", said)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), EdgeApp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        finding = port_free("127.0.0.1", server.server_port)
        server.shutdown()

    assert finding.level == level


def test_an_address_that_is_not_of_this_machine_is_a_problem():
    finding = port_free("192.0.2.1", 8000)

    assert finding.level == "problem"
    assert "does not have the address" in finding.found


def test_a_name_is_not_asked_for_in_the_network():
    assert port_free("device.example", 8000).level == "note"


def test_a_port_that_is_not_for_everyone_is_a_problem():
    finding = why_taken("127.0.0.1", 80, place="127.0.0.1, port 80", number=errno.EACCES)

    assert (finding.level, finding.remedy) == ("problem", "edge-app serve --port 8000")
