"""Many clients at once, against real servers."""

import selectors
import socket
import time

import pytest

from benchmarks.http_load import visit as visit_module
from benchmarks.http_load.client import Client
from benchmarks.http_load.visit import visit
from tests.benchmarks.http_load.conftest import GOOD


def test_every_client_has_at_least_one_answer_after_its_warm_up(scripted, request_of_test):
    server = scripted()

    result = visit(server.address, request_of_test, clients=5, seconds=1e-9)

    assert len(result.latencies_ms) >= 5
    assert server.requests >= len(result.latencies_ms) + 5
    assert result.errors == {}
    assert min(result.latencies_ms) > 0
    assert result.per_second == len(result.latencies_ms) / result.seconds


def test_a_connection_is_kept_for_all_requests_of_a_client(scripted, request_of_test):
    server = scripted()
    visit(server.address, request_of_test, clients=3, seconds=0.1)

    assert server.connections == 3 < server.requests


def test_a_server_that_closes_after_each_answer_gets_new_connections(scripted, request_of_test):
    server = scripted(lambda _: GOOD.replace(b"HTTP/1.1", b"HTTP/1.0"))

    result = visit(server.address, request_of_test, clients=2, seconds=0.05)

    assert result.errors == {}
    assert server.connections == server.requests > 4


def test_every_client_has_one_request_under_way_and_no_more(scripted, request_of_test):
    def slow(_):
        time.sleep(0.01)
        return GOOD

    server = scripted(slow)
    visit(server.address, request_of_test, clients=4, seconds=0.05)

    assert server.most == 4


def test_a_connection_that_is_closed_between_two_requests_is_no_second_answer(
    scripted, request_of_test
):
    server = scripted()
    with selectors.DefaultSelector() as selector:
        client = Client(server.address, request_of_test, selector)
        client.begin()
        try:
            assert [outcome.kind for outcome in outcomes(client, selector, wait_s=5)] == ["200"]
            server.hang_up()

            assert outcomes(client, selector, wait_s=0.2) == []
        finally:
            client.close()


def outcomes(client, selector, *, wait_s):
    """The outcomes of a client, up to the first, or until ``wait_s`` are over."""
    end = time.monotonic() + wait_s
    found = []
    while not found and time.monotonic() < end:
        selector.select(timeout=0.05)
        found += [outcome for outcome in [client.advance()] if outcome]
    return found


def test_errors_are_counted_by_kind_and_are_no_answers(scripted, request_of_test):
    busy = b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    answers = {0: GOOD, 1: busy, 2: None, 3: b"no HTTP at all\r\n\r\n"}
    server = scripted(lambda number: answers[number % 4])

    result = visit(server.address, request_of_test, clients=1, seconds=1.0)

    assert set(result.errors) == {"503", "connection closed early", "not an HTTP answer"}
    # The warm-up is the first request alone.
    assert sum(result.errors.values()) + len(result.latencies_ms) == server.requests - 1


def test_the_stages_that_all_answers_state_are_added_up(scripted, request_of_test):
    timing = b'{"results": [{"timing_ms": {"decode": 1, "preprocess": 0.5, "invoke": 0.25}}]}'
    server = scripted(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 78\r\n\r\n" + timing)

    result = visit(server.address, request_of_test, clients=2, seconds=0.01)

    assert len(timing) == 78
    assert result.all_answers == server.requests
    # The warm-up is the first request of each client, and more of one that is ahead.
    assert server.requests >= len(result.latencies_ms) + 2
    assert result.all_stages_ms == 1.75 * server.requests


def test_where_one_answer_states_no_stages_their_sum_is_not_known(scripted, request_of_test):
    result = visit(scripted().address, request_of_test, clients=1, seconds=0.01)

    assert result.all_stages_ms is None


def test_where_nobody_listens_the_connection_is_refused(request_of_test):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()

    result = visit(address, request_of_test, clients=2, seconds=0.01)

    assert set(result.errors) == {"connection refused"}
    assert result.latencies_ms == ()
    assert result.per_second == 0


def test_a_server_that_is_silent_is_given_up(scripted, request_of_test, monkeypatch):
    monkeypatch.setattr(visit_module, "REQUEST_TIMEOUT_S", 0.2)
    server = scripted(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")

    result = visit(server.address, request_of_test, clients=2, seconds=0.01)

    assert set(result.errors) == {"timeout"}


def test_an_early_refusal_of_a_large_upload_is_read(scripted):
    from benchmarks.http_load.client import request_bytes

    server = scripted()

    def refuse(connection):
        with connection:
            connection.recv(100)
            connection.sendall(b"HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n")
            time.sleep(0.2)

    server.serve = refuse
    large = request_bytes("/", b"x" * 20_000_000, "text/plain")

    result = visit(server.address, large, clients=1, seconds=0.01)

    assert set(result.errors) == {"413"}


@pytest.mark.parametrize("clients", [1, 32])
def test_the_rate_is_that_of_the_server(scripted, request_of_test, clients):
    def one_at_a_time(_):
        time.sleep(0.005)
        return GOOD

    server = scripted(one_at_a_time)

    result = visit(server.address, request_of_test, clients=clients, seconds=0.2)

    assert result.per_second < 240  # 200, and some that had ended before a busy machine saw it.
