"""Mutated pictures over HTTP: each is answered or refused, and none is a fault of the server."""

import http.client
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing

import pytest

from tests.attacks.attackers import CLASSIFY
from tests.attacks.prober import probing
from tests.attacks.victim import Victim
from tests.edge_app.test_mutated_pictures import mutations

PICTURES = 2000
LONGEST_LINE = 500
# 20 lines are written in the first minute, and fewer later; one more counts the others.
MOST_LINES = 100


@pytest.mark.attack
def test_2000_mutated_pictures_over_http_give_no_5xx_and_few_lines_in_the_log(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    with run() as victim:
        with probing(victim.port) as probes:
            statuses = upload_all(victim.port)
        print(f"\n{dict(statuses)}, /healthz: {probes}")
        assert probes.clean, str(probes)
        assert victim.stop()[0] == 0
        lines = victim.log_lines()
    assert set(statuses) <= {200, 400, 413, 415, 422}
    assert min(statuses[200], statuses[422]) > PICTURES // 50
    assert len(lines) <= MOST_LINES
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert not any("Traceback" in line for line in lines)


def upload_all(port: int) -> Counter[int]:
    """How often each status was answered, on one connection that stays open."""
    statuses: Counter[int] = Counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for picture in mutations(PICTURES):
            connection.request("POST", CLASSIFY, picture, {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
    return statuses
