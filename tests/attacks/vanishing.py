"""Viewers that vanish because the network does: no end of a connection is ever heard of.

As a program, in a network namespace of its own: ``python -m tests.attacks.vanishing FOLDER`` runs a
server, lets viewers connect, takes the loopback down, and prints what the server holds before,
with the viewers, and at the end, as JSON: [[threads, descriptors], ...].
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.attacks.attackers import connect
from tests.attacks.filming import STREAMS
from tests.attacks.test_slow_clients import wait_for
from tests.attacks.victim import running
from tests.attacks.viewers import figure, stalled_reader, state
from tests.reliability.samples import sample, wait_until_idle
from tests.reliability.stack import attacked_words

# Waits for a change.
WAITING = "GET /api/v1/camera?after={serial}&wait=5 HTTP/1.1\r\nHost: localhost\r\n\r\n"
WAITERS = 8
LONGEST_S = 30.0


def _link(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def _main(folder: Path) -> None:
    _link("up")
    words = attacked_words(("-m", "tests.attacks.filming"))
    with running(folder, words) as victim, ExitStack() as stack:
        wait_for(lambda: state(victim.port)["camera"]["frames"] > 0, timeout_s=20)
        before, serial = sample(victim, 0), state(victim.port)["serial"]
        viewers = [stack.enter_context(stalled_reader(victim.port)) for _ in range(STREAMS)]
        for one in viewers[::2]:
            threading.Thread(target=_read, args=(one.fileno(),), daemon=True).start()
        waiting = WAITING.format(serial=serial).encode()
        for _ in range(WAITERS):
            stack.enter_context(connect(victim.port)).sendall(waiting)
        with suppress(OSError):  # A server that has no thread left does not say.
            wait_for(lambda: figure(victim.port, "streams") == STREAMS, timeout_s=10)
        with_viewers = sample(victim, 0)
        _link("down")
        after = wait_until_idle(victim, before, timeout_s=LONGEST_S)
        print(json.dumps([[one.threads, one.descriptors] for one in (before, with_viewers, after)]))
        sys.stdout.flush()
        victim.process.kill()
        os._exit(0)  # The readers never end.


def _read(descriptor: int) -> None:
    with suppress(OSError):
        while os.read(descriptor, 65536):
            pass


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
