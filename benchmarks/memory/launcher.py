"""Run one program; tell when its first line came, when it ended, and the most memory it had.

``python -I -S launcher.py SECONDS COMMAND ...`` prints one JSON object, and kills a program that
takes longer than SECONDS, a whole number. It is a script of its own, and imports little, because
the system counts for a new process what its parent had when it was made: this parent has less than
any program that is measured.
"""

import json
import os
import signal
import subprocess
import sys
import time

# getrusage(2): ru_maxrss is in kilobytes on Linux, in bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    limit_s, command = int(sys.argv[1]), sys.argv[2:]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(process.pid, signal.SIGKILL))
    signal.alarm(limit_s)
    output = process.stdout
    assert output is not None  # noqa: S101  For the type checker.
    first_line = output.readline()
    answered = time.perf_counter()
    output.read()
    _, status, usage = os.wait4(process.pid, 0)
    signal.alarm(0)
    ended = time.perf_counter()
    result = {
        "first_line": first_line.decode(errors="replace").strip(),
        "first_answer_ms": 1000 * (answered - started),
        "total_ms": 1000 * (ended - started),
        "peak_rss_bytes": usage.ru_maxrss * RSS_UNIT,
        "exit_code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
