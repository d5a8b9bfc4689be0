"""Run ``edge-app`` with the words given, and hold up for a while what standard input names.

``model`` takes all its interpreters away, as one that never answers would; ``server`` keeps the
main loop from turning. An empty line lets it go on.
"""

import gc
import signal
import sys
import threading

from edge_app.__main__ import main
from edge_app.interpreter_pool import InterpreterPool

go_on = threading.Event()


def obey() -> None:
    for line in sys.stdin:
        go_on.clear()
        if line == "model\n":
            threading.Thread(target=hold_model, daemon=True).start()
        elif line == "server\n":  # A handler runs in the main thread, which is that of the loop.
            signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
        else:
            go_on.set()


def hold_model() -> None:
    taken = []
    for pool in [one for one in gc.get_objects() if isinstance(one, InterpreterPool)]:
        while pool._free.acquire(timeout=0.1):
            taken.append(pool)
    go_on.wait()
    for pool in taken:
        pool._free.release()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: go_on.wait())
    threading.Thread(target=obey, daemon=True).start()
    sys.exit(main(sys.argv[1:]))
