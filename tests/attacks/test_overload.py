"""More requests than can be answered."""

import http.client
import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.attacks.attackers import CLASSIFY
from tests.attacks.prober import probing
from tests.attacks.victim import Victim

CLIENTS = 64
SECONDS = 30


@pytest.mark.attack
def test_64_clients_are_answered_or_told_to_come_again(victim: Victim, phone_photo: bytes) -> None:
    seen: Counter[object] = Counter()
    end = time.monotonic() + SECONDS
    clients = [
        threading.Thread(target=ask_until, args=(victim.port, phone_photo, end, seen))
        for _ in range(CLIENTS)
    ]
    with probing(victim.port) as probes:
        for one in clients:
            one.start()
        for one in clients:
            one.join()
    print(f"\n{dict(seen)}, /healthz: {probes}")
    assert set(seen) <= {200, 503}
    assert seen[200] > 0
    assert probes.clean, str(probes)
    started = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", victim.port)) as connection:
        assert ask(connection, phone_photo) == 200
    assert time.monotonic() - started <= 2


def ask_until(port: int, photo: bytes, end: float, seen: Counter[object]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < end:
        try:
            seen[ask(connection, photo)] += 1
        except (OSError, http.client.HTTPException) as error:
            seen[type(error).__name__] += 1
            connection.close()
    connection.close()


def ask(connection: http.client.HTTPConnection, photo: bytes) -> int:
    connection.request("POST", CLASSIFY, photo, {"Content-Type": "image/jpeg"})
    answer = connection.getresponse()
    answer.read()
    if answer.status == 503:
        assert answer.headers["Retry-After"]
        time.sleep(0.2)
    return answer.status
