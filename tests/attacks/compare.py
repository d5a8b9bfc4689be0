"""Attack several servers in the same way, and print what each did: how ours was chosen.

``python -m tests.attacks.compare [--python PYTHON] NAME...`` with names of ``candidates``, or
``ours``. ``PYTHON`` is the interpreter that has them installed. About two minutes for each.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attacks import attackers
from tests.attacks.figures import MIB, forget_peak, highest, peak_mib, resident_mib, temporary_bytes
from tests.attacks.prober import probing
from tests.attacks.victim import SERVE, Victim, running

HUGE_BYTES = 300_000_000


def half_open(victim: Victim) -> dict[str, Any]:
    return _drip(victim, 450, attackers.HALF_HEAD)


def slow_bodies(victim: Victim) -> dict[str, Any]:
    return _drip(victim, 200, attackers.upload_head(1_000_000))


def _drip(victim: Victim, count: int, begin: bytes) -> dict[str, Any]:
    with attackers.dripping(victim.port, count, begin) as drippers:
        time.sleep(1)
        with probing(victim.port) as probes:
            drippers.wait_until_dropped(timeout_s=22)
        last = max(drippers.dropped_after_s, default=None)
        return {"healthz": str(probes), "still open": drippers.still_open, "last dropped s": last}


def stalled_readers(victim: Victim) -> dict[str, Any]:
    idle = resident_mib(victim.pid)
    stalled = [
        attackers.asking_without_reading(victim.port, "/static/style.css", requests=150)
        for _ in range(60)
    ]
    started = time.monotonic()
    with probing(victim.port) as probes:
        while time.monotonic() < started + 18 and not all(map(attackers.is_dropped, stalled)):
            time.sleep(0.2)
    took, freed = time.monotonic() - started, sum(map(attackers.is_dropped, stalled))
    kept = resident_mib(victim.pid) - idle
    for one in stalled:
        one.close()
    return {"healthz": str(probes), "freed": freed, "after s": took, "MiB kept": kept}


def huge_body(victim: Victim) -> dict[str, Any]:
    def body() -> Any:
        yield attackers.upload_head(HUGE_BYTES)
        for _ in range(HUGE_BYTES // MIB):
            yield bytes(MIB)

    forget_peak(victim.pid)
    idle = resident_mib(victim.pid)
    with highest(lambda: temporary_bytes(victim.pid, victim.temporary)) as stored:
        answers = attackers.statuses(attackers.exchange(victim.port, *body(), timeout_s=30))
    grown = peak_mib(victim.pid) - idle
    return {
        "statuses": answers,
        "MiB on disk": stored.value / MIB,
        "MiB of memory": grown,
    }


def stop_under_load(victim: Victim) -> dict[str, Any]:
    body = bytes(1000)  # No picture: it is the answer that counts, not what it says.
    uploads = [attackers.connect(victim.port) for _ in range(20)]
    idle = [attackers.connect(victim.port) for _ in range(50)]
    for one in uploads:
        one.sendall(attackers.upload_head(len(body)) + body[:500])
    for one in idle:
        one.sendall(attackers.HALF_HEAD)
    time.sleep(1)
    answered = []

    def finish() -> None:
        time.sleep(1)
        for one in uploads:
            try:
                one.sendall(body[500:])
                answered.append(one.recv(100)[:12].decode())
            except OSError as error:
                answered.append(type(error).__name__)

    finishing = threading.Thread(target=finish)
    finishing.start()
    try:
        code, took = victim.stop()
    finally:
        finishing.join()
    for one in (*uploads, *idle):
        one.close()
    counted = {one: answered.count(one) for one in sorted(set(answered))}
    return {"exit code": code, "after s": took, "answers": counted}


ATTACKS: tuple[Callable[[Victim], dict[str, Any]], ...] = (
    half_open,
    slow_bodies,
    stalled_readers,
    huge_body,
    stop_under_load,
)


def _run(name: str, python: str) -> None:
    words = SERVE if name == "ours" else ("-m", "tests.attacks.candidates", name)
    for attack in ATTACKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                with running(Path(folder), words, python=python) as victim:
                    idle = resident_mib(victim.pid)
                    seen = attack(victim)
                    lines = len(victim.log_lines())
            except Exception as error:
                seen, idle, lines = {"failed": repr(error)}, 0.0, 0
        row = {"server": name, "attack": attack.__name__, "idle MiB": idle, "log lines": lines}
        print(json.dumps({**row, **seen}, default=str), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    for server_name in options.names:
        _run(server_name, options.python)
