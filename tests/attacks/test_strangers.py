"""Who may not be let in cannot fill the memory either: a large body is refused by its head."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.figures import MIB, forget_peak, peak_mib, resident_mib
from tests.attacks.victim import Victim

TOKEN = "the-token-of-this-server"
BODY_BYTES = 12 * MIB
CHUNKED = b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def closed(run: Callable[..., AbstractContextManager[Victim]], tmp_path: Path) -> Iterator[Victim]:
    """A server that demands a login."""
    file = tmp_path / "token"
    file.touch(0o600)
    file.write_text(TOKEN)
    with run("--token-file", str(file)) as server:
        yield server


def test_a_large_body_is_received_only_of_whom_the_head_lets_in(closed: Victim) -> None:
    bearer = f"Authorization: Bearer {TOKEN}\r\n"
    foreign = "Origin: http://evil.example\r\n"
    heads = {
        "nobody": (upload_head(BODY_BYTES), 401, "login_needed"),
        "nobody, to the login": (upload_head(BODY_BYTES, path="/login"), 401, "login_needed"),
        "a wrong token": (
            upload_head(BODY_BYTES, more=f"Authorization: Bearer {TOKEN}x\r\n"),
            401,
            "wrong_token",
        ),
        "a foreign page": (upload_head(BODY_BYTES, more=bearer + foreign), 403, "cross_origin"),
        "another name": (
            upload_head(BODY_BYTES, more=bearer).replace(b"localhost", b"evil.example"),
            400,
            "bad_host",
        ),
    }
    forget_peak(closed.pid)
    before_mib = resident_mib(closed.pid)
    for who, (head, status, code) in heads.items():
        # The body never comes: the answer does not wait for it.
        answer = exchange(closed.port, head, timeout_s=2)
        assert statuses(answer) == [status], who
        assert b"Content-Security-Policy" in answer, who
        if b" /api/" in head:
            assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == code, who
    assert peak_mib(closed.pid) - before_mib < BODY_BYTES / MIB

    assert statuses(exchange(closed.port, CHUNKED, timeout_s=2)) == [401]
    # With the token, the body is received, and judged for what it is.
    sent = exchange(closed.port, upload_head(BODY_BYTES, more=bearer), bytes(BODY_BYTES))
    assert statuses(sent) == [415]
    small = exchange(closed.port, upload_head(9), b"token=abc")
    assert statuses(small) == [401]
