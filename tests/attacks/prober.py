"""Ask ``/healthz`` every 100 ms, from a process of its own, while something else goes on.

As a program: ``prober.py PORT SCHEME`` asks until its standard input ends, then prints what it saw.
"""

import http.client
import json
import os
import select
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

INTERVAL_S = 0.1
# Longer than a busy machine may keep an answer back, shorter than any deadline of the server.
TIMEOUT_S = 3.0


@dataclass
class Probes:
    """What came of the requests: milliseconds to each 200, and how many failed or timed out."""

    answers_ms: list[float] = field(default_factory=list)
    failures: int = 0
    time_outs: int = 0

    @property
    def clean(self) -> bool:
        """Whether every request was answered in time, and there were some."""
        return bool(self.answers_ms) and not (self.failures or self.time_outs)

    def percentile_ms(self, percent: int) -> float:
        """The time within which this part of the answers came."""
        ordered = sorted(self.answers_ms) or [float("inf")]
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def __str__(self) -> str:
        return (
            f"{len(self.answers_ms)} answers (median {self.percentile_ms(50):.1f} ms, p99 "
            f"{self.percentile_ms(99):.1f} ms), {self.failures} failed, {self.time_outs} timed out"
        )


@contextmanager
def probing(port: int, *, scheme: str = "http") -> Iterator[Probes]:
    """Probe in the background until the end of the block; then the object given is filled."""
    probes = Probes()
    words = [sys.executable, "-S", __file__, str(port), scheme]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()  # It has asked once.
        try:
            yield probes
        finally:
            process.stdin.close()
            seen = json.loads(process.stdout.read())
            probes.answers_ms, probes.failures, probes.time_outs = seen


def _ask(port: int, scheme: str) -> bool:
    if scheme == "https":
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=TIMEOUT_S, context=trusting
        )
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    finally:
        connection.close()


def _main(port: int, scheme: str) -> None:
    probes = Probes()
    while not select.select([0], [], [], INTERVAL_S)[0]:
        started = time.perf_counter()
        try:
            if _ask(port, scheme):
                probes.answers_ms.append(1000 * (time.perf_counter() - started))
            else:
                probes.failures += 1
        except TimeoutError:
            probes.time_outs += 1
        except (OSError, http.client.HTTPException):
            probes.failures += 1
        if len(probes.answers_ms) + probes.failures + probes.time_outs == 1:
            os.write(1, b"\n")
    print(json.dumps([probes.answers_ms, probes.failures, probes.time_outs]))


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2])
