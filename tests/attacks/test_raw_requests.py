"""Requests that no browser makes, each with the answer that it gets."""

import socket
from contextlib import suppress

import pytest

from tests.attacks.attackers import CLASSIFY, connect, exchange, statuses
from tests.attacks.figures import processor_s
from tests.attacks.prober import probing
from tests.attacks.victim import Victim

HOST = "Host: localhost\r\n"
GET = f"GET /healthz HTTP/1.1\r\n{HOST}"
POST = f"POST {CLASSIFY} HTTP/1.1\r\n{HOST}"
# A second request, which an intermediary would not see.
HIDDEN = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"

# The statuses that come before the connection is closed. No request is answered twice, and after
# one that can be read in two ways nothing more is.
REQUESTS = {
    "length and chunks": (
        f"{POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
        [400],
    ),
    "chunks and length": (
        f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n{HIDDEN}",
        [400],
    ),
    "chunked twice": (
        f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
        [400],
    ),
    "chunked, chunked": (
        f"{POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
        [400],
    ),
    "gzip, chunked": (f"{POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", [400]),
    "chunks in HTTP/1.0": (
        f"POST / HTTP/1.0\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        [400],
    ),
    "two lengths": (f"{POST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na{HIDDEN}", [400]),
    "two lengths in one": (f"{POST}Content-Length: 1, 1\r\n\r\na{HIDDEN}", [400]),
    "a length with a sign": (f"{POST}Content-Length: +5\r\n\r\nhello", [400]),
    "a negative length": (f"{POST}Content-Length: -5\r\n\r\nhello", [400]),
    "a hexadecimal length": (f"{POST}Content-Length: 0x5\r\n\r\nhello", [400]),
    "a length of 5,000 digits": (f"{POST}Content-Length: {'9' * 5000}\r\n\r\n", [400]),
    "a space before the colon": (f"{POST}Content-Length : 5\r\n\r\nhello", [400]),
    "a bad chunk size": (f"{POST}Transfer-Encoding: chunked\r\n\r\n-1\r\n", [400]),
    "a chunk without end": (f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", [400]),
    "bare LF": (f"GET /healthz HTTP/1.1\n{HOST}\n\n\r\n\r\n", [400]),
    "bare CR": (f"{GET}X: a\rb\r\n\r\n", [400]),
    "NUL": (f"{GET}X: a\0b\r\n\r\n", [400]),
    "a folded header": (f"{GET}X: a\r\n b\r\n\r\n", [400]),
    "no colon": (f"{GET}X\r\n\r\n", [400]),
    "no name": (f"{GET}: a\r\n\r\n", [400]),
    "two hosts": (f"{GET}Host: evil.example\r\n\r\n", [400]),
    "no host": ("GET /healthz HTTP/1.1\r\n\r\n", [400]),
    "a head of 300 kB": (f"{GET}X: {'a' * 300_000}\r\n\r\n", [431]),
    "a head of 20,000 lines": (f"{GET}{'X: a' + chr(13) + chr(10)}" * 20_000, [431]),
    "a method of 5 kB": (f"{'A' * 5000} / HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n", [405]),
    "a small method": (f"get / HTTP/1.1\r\n{HOST}\r\n", [400]),
    "CONNECT": (f"CONNECT localhost:22 HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n", [404]),
    "the address of another": (
        f"GET http://evil.example/ HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n",
        [200],
    ),
    "no version": ("GET /healthz\r\n\r\n", [400]),
    "HTTP/2.0": (f"GET /healthz HTTP/2.0\r\n{HOST}\r\n", [400]),
    "the start of HTTP/2": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    "TLS to plain HTTP": ("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + "\r\n\r\n", [400]),
    "nothing but line ends": ("\r\n\r\n\r\n\r\n" + f"{GET}Connection: close\r\n\r\n", [200]),
    "two at once": (f"{GET}\r\n{GET}Connection: close\r\n\r\n", [200, 200]),
    "good, then bad": (f"{GET}\r\n{GET}Host: a\r\n\r\n", [200, 400]),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_malformed_request_is_refused_once_and_the_connection_closed(
    victim: Victim, name: str
) -> None:
    request, expected = REQUESTS[name]
    received = exchange(victim.port, request.encode("latin-1"), timeout_s=2)
    assert statuses(received) == expected
    assert b"Traceback" not in received
    assert b"waitress" not in received


def test_forty_requests_at_once_get_forty_answers_in_their_order(victim: Victim) -> None:
    asked = ["/healthz" if number % 3 else "/nothing" for number in range(40)]
    sent = "".join(f"GET {path} HTTP/1.1\r\n{HOST}\r\n" for path in asked[:-1])
    last = f"GET {asked[-1]} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"
    received = exchange(victim.port, sent.encode() + last.encode())
    assert statuses(received) == [200 if path == "/healthz" else 404 for path in asked]


def test_urgent_data_ends_a_connection(victim: Victim) -> None:
    before_s = processor_s(victim.pid)
    with connect(victim.port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.send(b"!", socket.MSG_OOB)
        with suppress(ConnectionResetError):
            assert connection.recv(4096) == b""
    assert processor_s(victim.pid) - before_s <= 1


def test_none_of_them_keeps_others_waiting_or_is_logged_at_length(victim: Victim) -> None:
    before = len(victim.log_lines())
    with probing(victim.port) as probes:
        for request, _ in list(REQUESTS.values())[:20]:
            exchange(victim.port, request.encode("latin-1"), timeout_s=2)
    assert probes.clean, str(probes)
    lines = victim.log_lines()[before:]
    assert len(lines) <= 20
    assert all(len(line) <= 500 for line in lines)
