"""Bodies that are too large, one by one and all together."""

import json
import socket
import threading
from contextlib import ExitStack, suppress

import pytest

from tests.attacks.attackers import CLASSIFY, connect, exchange, statuses, upload_head
from tests.attacks.figures import MIB, forget_peak, highest, peak_mib, resident_mib, temporary_bytes
from tests.attacks.prober import probing
from tests.attacks.victim import Victim

LIMIT_BYTES = 16 * MIB
HUGE_BYTES = 300 * MIB
CHUNKED_HEAD = (
    f"POST {CLASSIFY} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
)


def blocks(total: int) -> list[bytes]:
    return [bytes(MIB)] * (total // MIB)


def in_chunks(pieces: list[bytes]) -> list[bytes]:
    return [f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces]


@pytest.mark.parametrize("kind", ["with its length", "in chunks", "with too small a length"])
def test_a_huge_body_is_refused_and_neither_stored_nor_kept(victim: Victim, kind: str) -> None:
    pieces = {
        "with its length": [upload_head(HUGE_BYTES), *blocks(HUGE_BYTES)],
        "in chunks": [CHUNKED_HEAD, *in_chunks(blocks(60 * MIB))],
        "with too small a length": [upload_head(1000), *blocks(60 * MIB)],
    }[kind]
    forget_peak(victim.pid)
    before_mib = resident_mib(victim.pid)
    with (
        probing(victim.port) as probes,
        highest(lambda: temporary_bytes(victim.pid, victim.temporary)) as stored,
    ):
        answers = statuses(exchange(victim.port, *pieces, timeout_s=10))
    assert answers == ([415, 431] if kind == "with too small a length" else [413])
    assert stored.value == 0
    assert peak_mib(victim.pid) - before_mib <= 3 * LIMIT_BYTES / MIB
    assert probes.clean, str(probes)


def test_the_refusal_can_be_read_although_the_client_sends_on(victim: Victim) -> None:
    received = exchange(victim.port, upload_head(HUGE_BYTES), *blocks(100 * MIB))
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    assert b"Content-Security-Policy: default-src 'none'" in head
    answer = json.loads(body)["error"]
    assert answer["code"] == "body_too_large"
    assert "16 MiB" in answer["message"]


def test_a_person_reads_the_refusal_as_text(victim: Victim) -> None:
    head, _, body = exchange(victim.port, upload_head(HUGE_BYTES, path="/")).partition(b"\r\n\r\n")
    assert b"Content-Type: text/plain; charset=utf-8" in head
    assert body.startswith(b"The upload is larger than 16 MiB")


def test_a_body_of_just_the_limit_reaches_the_application(victim: Victim) -> None:
    assert statuses(one_answer(victim.port, upload_head(LIMIT_BYTES), bytes(LIMIT_BYTES))) == [415]
    assert statuses(exchange(victim.port, upload_head(LIMIT_BYTES + 1))) == [413]


def test_a_body_in_tiny_chunks_is_refused_before_it_costs_time(victim: Victim) -> None:
    tiny = b"1\r\na\r\n" * 50_000
    assert statuses(exchange(victim.port, CHUNKED_HEAD, tiny)) == [400]
    endless_line = b"f" * 100_000
    assert statuses(exchange(victim.port, CHUNKED_HEAD, endless_line)) == [400]


def test_a_body_in_usual_chunks_is_answered(victim: Victim) -> None:
    body = b"".join(in_chunks([bytes(100)] * 1000)) + b"0\r\n\r\n"
    assert statuses(one_answer(victim.port, CHUNKED_HEAD, body)) == [415]


def test_who_asks_before_it_sends_hears_yes_or_no(victim: Victim) -> None:
    expecting = "Expect: 100-continue\r\n"
    with connect(victim.port) as connection:
        connection.sendall(upload_head(5, more=expecting))
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"x" * 5)
        assert statuses(connection.recv(4096)) == [415]
    assert statuses(exchange(victim.port, upload_head(HUGE_BYTES, more=expecting))) == [413]


def test_all_bodies_together_have_a_limit_and_their_memory_comes_back(victim: Victim) -> None:
    forget_peak(victim.pid)
    before_mib = resident_mib(victim.pid)
    with ExitStack() as stack:
        uploads = [stack.enter_context(connect(victim.port)) for _ in range(12)]
        senders = [threading.Thread(target=send_most, args=(one,)) for one in uploads]
        with probing(victim.port) as probes:
            for one in senders:
                one.start()
            for one in senders:
                one.join()
        busy = [one for one in uploads if answer_now(one)]
        assert len(uploads) - len(busy) == 4  # 64 MiB have room for four times 15.
        for one in busy:
            one.close()
        assert statuses(exchange(victim.port, upload_head(10 * MIB))) == [503]
    assert probes.clean, str(probes)
    assert peak_mib(victim.pid) - before_mib <= 100
    assert statuses(one_answer(victim.port, upload_head(15 * MIB), bytes(15 * MIB))) == [415]


def send_most(connection: socket.socket) -> None:
    """Send 15 MiB of 15 MiB and one byte, or as much as the server takes."""
    with suppress(OSError):
        connection.sendall(upload_head(15 * MIB + 1) + bytes(15 * MIB))


def answer_now(connection: socket.socket) -> bool:
    """Whether a refusal with a time to come again has come."""
    connection.settimeout(0.3)
    try:
        received = connection.recv(4096)
    except TimeoutError:
        return False
    assert received.startswith(b"HTTP/1.1 503 "), received
    assert b"Retry-After: 5" in received
    return True


def one_answer(port: int, *pieces: bytes) -> bytes:
    """What comes first on a connection that stays open."""
    with connect(port) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return connection.recv(65536)
