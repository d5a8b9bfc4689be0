"""The same server over TLS."""

import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.attacks.attackers import CLASSIFY, connect, dripping, exchange, statuses
from tests.attacks.certificates import Pair, make_pair
from tests.attacks.conftest import SHORT
from tests.attacks.figures import descriptors
from tests.attacks.prober import probing
from tests.attacks.victim import SERVE, Victim, running

# The head of a TLS record of which nothing more comes.
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def both(pair: Pair) -> Path:
    """The certificate and its key in one file."""
    path = pair.certificate.with_name("both.pem")
    path.write_bytes(pair.certificate.read_bytes() + pair.key.read_bytes())
    return path


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory, pair: Pair) -> Iterator[Victim]:
    files = ("--tls-certificate", str(pair.certificate), "--tls-key", str(pair.key))
    with running(tmp_path_factory.mktemp("victim"), (*SERVE, *files)) as server:
        yield server


@pytest.fixture(scope="module")
def trusting(pair: Pair) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pair.certificate))


def ask(victim: Victim, path: str, trusting: ssl.SSLContext, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(
        f"https://localhost:{victim.port}{path}", data=body, headers={"Content-Type": "image/jpeg"}
    )
    with urllib.request.urlopen(request, context=trusting, timeout=30) as answer:
        return bytes(answer.read())


def test_a_client_that_knows_the_certificate_gets_pages_and_answers(
    secure: Victim, trusting: ssl.SSLContext, phone_photo: bytes
) -> None:
    assert json.loads(ask(secure, "/healthz", trusting))["status"] == "ok"
    answer = json.loads(ask(secure, CLASSIFY, trusting, phone_photo))
    assert len(answer["results"]) == 1
    assert len(ask(secure, "/static/style.css", trusting)) > 10_000


def test_a_body_of_16_mib_and_many_answers_at_once_come_through_whole(
    secure: Victim, trusting: ssl.SSLContext
) -> None:
    with pytest.raises(urllib.error.HTTPError, match="415"):
        ask(secure, CLASSIFY, trusting, bytes(2**24))
    get = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n"
    whole = len(ask(secure, "/static/style.css", trusting))
    with tls_connection(secure, trusting) as connection:
        connection.sendall((get + b"\r\n") * 49 + get + b"Connection: close\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert statuses(received) == [200] * 50
    assert len(received) > 50 * whole


def test_a_refusal_can_be_read_over_tls(secure: Victim, trusting: ssl.SSLContext) -> None:
    with tls_connection(secure, trusting) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
        )
        assert statuses(connection.recv(65536)) == [413]


def test_old_versions_of_tls_are_refused(secure: Victim) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(OSError), tls_connection(secure, old):  # noqa: PT011
        pass


def test_plain_http_is_told_to_use_https(secure: Victim) -> None:
    received = exchange(secure.port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert statuses(received) == [400]
    assert b"https://" in received


def test_200_stalled_handshakes_end_and_nobody_waits(tmp_path: Path, both: Path) -> None:
    with running(tmp_path, (*SHORT, str(both))) as hasty:
        before = descriptors(hasty.pid)
        with (
            probing(hasty.port, scheme="https") as probes,
            dripping(hasty.port, 200, HALF_HELLO) as stalled,
        ):
            assert stalled.wait_until_dropped(timeout_s=15) == 0
        assert probes.clean, str(probes)
        time.sleep(0.5)
        assert descriptors(hasty.pid) <= before + 2
        assert hasty.log_lines() == []


def test_garbage_in_the_middle_ends_that_connection_alone(
    secure: Victim, trusting: ssl.SSLContext
) -> None:
    with tls_connection(secure, trusting) as connection:
        raw = socket.socket(fileno=connection.detach())
    with raw:
        raw.sendall(b"\xff" * 1000)
        raw.settimeout(10)
        with suppress(ConnectionResetError):
            while raw.recv(4096):
                pass
    assert json.loads(ask(secure, "/healthz", trusting))["status"] == "ok"


def tls_connection(victim: Victim, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(connect(victim.port), server_hostname="localhost")
