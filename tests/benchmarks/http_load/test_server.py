"""Real servers in processes of their own: start, end, and death in the middle."""

import http.client
import signal
import socket
import sys
from dataclasses import replace

import pytest

from benchmarks.http_load import visit as visit_module
from benchmarks.http_load.client import request_bytes
from benchmarks.http_load.measure import measure, request_cpu_ms, visit_seconds
from benchmarks.http_load.pictures import form, make_picture
from benchmarks.http_load.server import Service, ending_on_signals, running
from benchmarks.http_load.services import ceiling_service
from benchmarks.http_load.visit import Visit, visit
from edge_app.errors import PipelineError
from edge_app.web.settings import WebSettings

# Answers a few requests, and dies.
MORTAL = """
import sys, flask, os
app = flask.Flask("mortal")
left = [6]
@app.post("/")
def answer():
    left[0] -= 1
    if left[0] < 0:
        print("MemoryError: the last words", file=sys.stderr, flush=True)
        os._exit(3)
    return "ok"
app.run(port=0)
"""


# Answers twice, and is silent from then on.
SILENT = """
import flask, time
app = flask.Flask("silent")
left = [2]
@app.post("/")
def answer():
    left[0] -= 1
    time.sleep(60 if left[0] < 0 else 0)
    return "ok"
app.run(port=0)
"""


def script(code):
    return Service("script", "none", (sys.executable, "-c", code), "/")


@pytest.fixture(scope="module")
def picture():
    return make_picture("png-32")


def test_a_server_starts_on_a_free_port_and_ends_with_the_block():
    with running(ceiling_service()) as server:
        socket.create_connection(server.address).close()
        assert server.process.poll() is None

    assert server.process.poll() is not None
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(server.address)


def test_the_empty_route_has_the_limits_of_the_app_without_its_metrics(picture):
    body = b"x" * (WebSettings().max_upload_bytes + 1)
    with running(ceiling_service()) as server:
        connection = http.client.HTTPConnection(*server.address, timeout=20)
        connection.request("POST", server.service.path, body)
        assert connection.getresponse().status == 413
        connection.close()
        request = request_bytes(server.service.path, *form(picture))
        assert visit(server.address, request, clients=1, seconds=0.1).errors == {}


def test_a_signal_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_on_signals():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_server_that_does_not_start_tells_its_last_line():
    code = "raise ValueError('no such net')"
    with (
        pytest.raises(PipelineError, match=r"^It does not start: ValueError: no such net$"),
        running(script(code)),
    ):
        pass


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ("-m", "benchmarks.http_load.ceiling", "--port", port)
        service = Service("taken", "none", (sys.executable, *words), "/")
        with pytest.raises(PipelineError, match="is taken by another program"), running(service):
            pass


def test_a_program_that_is_not_there_cannot_be_started():
    service = Service("nothing", "none", ("/no/such/program",), "/")
    with pytest.raises(PipelineError, match="cannot be started: No such file"), running(service):
        pass


def test_a_server_that_dies_in_the_middle_is_named_and_the_other_measured_on(picture):
    with running(script(MORTAL)) as mortal, running(ceiling_service()) as good:
        found = measure([mortal, good], [picture], [1, 2], seconds=0.5)

    assert set(found.failed) == {"script"}
    assert "with code 3: MemoryError: the last words" in found.failed["script"]
    assert {(cell.service, cell.clients) for cell in found.visits} >= {
        ("empty route", 1),
        ("empty route", 2),
    }


def test_a_server_that_falls_silent_is_not_visited_for_every_cell(picture, monkeypatch):
    monkeypatch.setattr(visit_module, "REQUEST_TIMEOUT_S", 1.0)
    with running(script(SILENT)) as silent, running(ceiling_service()) as good:
        found = measure([silent, good], [picture], [2, 4, 6], seconds=0.1)

    assert found.failed == {"script": "In round 1, with 2 clients, it was silent."}
    (visits,) = [visits for cell, visits in found.visits.items() if cell.service == "script"]
    assert set(visits[0].load.errors) == {"timeout"}
    assert len(found.visits) == 1 + 3


def test_a_server_that_refuses_every_picture_is_not_loaded(picture):
    with running(ceiling_service()) as good:
        wrong = Service("wrong path", "none", good.service.command, "/nowhere")
        with running(wrong) as bad:
            found = measure([bad, good], [picture], [1], seconds=0.1)

    assert found.failed == {"wrong path": "To a PNG 32 x 32 came 404, expected 200."}
    assert {cell.service for cell in found.visits} == {"empty route"}


def test_memory_and_cpu_of_the_server_are_measured(picture):
    with running(ceiling_service()) as server:
        found = measure([server], [picture], [1], seconds=2)

    (visits,) = found.visits.values()
    assert found.rest_rss_bytes["empty route"] > 10_000_000
    assert visits[0].peak_rss_bytes > 10_000_000
    assert max(visit.server_cores for visit in visits) > 0
    assert 0 < visits[0].request_cpu_ms < 1000
    assert 0 < visits[0].load.client_cores <= 1


def test_the_stages_are_no_part_of_the_cpu_time_of_a_request():
    load = Visit((), {}, seconds=1.0, client_cores=0.1, all_answers=4, all_stages_ms=60.0)

    assert request_cpu_ms(load, 0.1) == (100 - 60) / 4
    assert request_cpu_ms(replace(load, all_stages_ms=None), 0.1) == 100 / 4
    assert request_cpu_ms(load, None) is None
    assert request_cpu_ms(replace(load, all_answers=0), 0.1) is None


def test_the_time_is_shared_among_the_cells():
    assert visit_seconds(36, 180.0) == pytest.approx(180 / 36 / 12)
    assert visit_seconds(1, 1e6) == 2.0
    assert visit_seconds(1000, 1.0) == 0.1
