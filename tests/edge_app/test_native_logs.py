"""What reaches the terminal while native code is kept quiet. Native code writes to descriptor 2."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edge_app.native_logs import quiet_native_logs, quiet_native_logs_in_child

OPEN_FILES = Path("/proc/self/fd")  # Linux only.


@pytest.mark.parametrize(
    "line",
    [
        "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
        "I0000 00:00:1717171717.123456    4321 cpu_feature_guard.cc:227] This binary is optimized",
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
        "2026-01-31 12:00:00.123456: I tensorflow/core/util/port.cc:153] oneDNN is on.",
    ],
)
def test_information_lines_of_native_code_are_dropped(capfd, line):
    with quiet_native_logs():
        os.write(2, line.encode() + b"\n")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: Falling back to a slower kernel",
        "ERROR: Node number 3 failed to prepare",
        "W0000 00:00:1717171717.123456    4321 cpu.cc:1] low on memory",
        "2026-01-31 12:00:00.123456: E tensorflow/core/x.cc:1] out of memory",
        "Information is not noise: INFO: inside of a line stays",
    ],
)
def test_warnings_and_errors_of_native_code_pass(capfd, line):
    with quiet_native_logs():
        os.write(2, line.encode() + b"\n")
    assert capfd.readouterr().err == line + "\n"


def test_lines_that_the_caller_names_are_dropped_too(capfd):
    with quiet_native_logs(re.compile(rb"harmless \d+")):
        os.write(2, b"WARNING: harmless 12\nWARNING: harmful 12\n")
    assert capfd.readouterr().err == "WARNING: harmful 12\n"


def test_what_python_prints_passes_at_once_and_unfiltered(capfd):
    with quiet_native_logs():
        print("INFO: said by Python", file=sys.stderr)
        assert capfd.readouterr().err == "INFO: said by Python\n"


def test_a_last_line_without_an_end_is_not_lost(capfd):
    with quiet_native_logs():
        os.write(2, b"Segmentation fault")
    assert capfd.readouterr().err == "Segmentation fault"


def test_much_text_neither_blocks_nor_is_cut(capfd):
    with quiet_native_logs():
        for i in range(5000):
            os.write(2, b"W %06d %s\n" % (i, b"x" * 90))
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 5000
    assert lines[-1].startswith("W 004999")


def test_afterwards_everything_is_as_before(capfd):
    before = sys.stderr
    opened = sorted(OPEN_FILES.iterdir()) if OPEN_FILES.is_dir() else []
    with quiet_native_logs():
        pass
    os.write(2, b"INFO: after the block\n")
    assert capfd.readouterr().err == "INFO: after the block\n"
    assert sys.stderr is before
    assert (sorted(OPEN_FILES.iterdir()) if OPEN_FILES.is_dir() else []) == opened


def test_an_exception_restores_the_terminal_too(capfd):
    before = sys.stderr
    with pytest.raises(ValueError, match="inside"), quiet_native_logs():
        raise ValueError("inside")
    os.write(2, b"INFO: after the block\n")
    assert capfd.readouterr().err == "INFO: after the block\n"
    assert sys.stderr is before


def test_blocks_of_many_threads_leave_the_terminal_as_it_was(capfd):
    before = os.fstat(2).st_ino

    def work():
        for _ in range(50):
            with quiet_native_logs():
                os.write(2, b"INFO: chatter\n")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.fstat(2).st_ino == before
    assert capfd.readouterr().err == ""


def test_a_block_inside_a_block_keeps_both_filters(capfd):
    with quiet_native_logs(re.compile(rb"outer")), quiet_native_logs(re.compile(rb"inner")):
        os.write(2, b"inner\nouter\nINFO: x\nW kept\n")
    assert capfd.readouterr().err == "W kept\n"


def test_the_filter_in_a_child_drops_and_passes_the_same_lines(capfd):
    with quiet_native_logs_in_child(re.compile(rb"harmless \d+")):
        os.write(2, b"INFO: chatter\nWARNING: harmless 12\nW0000 kept\n")
        print("said by Python", file=sys.stderr)
    assert sorted(capfd.readouterr().err.splitlines()) == ["W0000 kept", "said by Python"]


def test_the_last_words_before_an_abort_are_read(root):
    code = (
        "import os\n"
        "from edge_app.native_logs import quiet_native_logs_in_child\n"
        "with quiet_native_logs_in_child():\n"
        "    os.write(2, b'INFO: chatter\\nF0000 fatal: out of memory\\n')\n"
        "    os.abort()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert result.returncode < 0
    assert result.stderr == "F0000 fatal: out of memory\n"


def test_from_known_last_words_on_only_their_meaning_is_printed(capfd):
    with quiet_native_logs_in_child(last_words={"peer (lost|gone)": "The other end has stopped."}):
        os.write(2, b"W0000 kept\nF0000 fatal: peer gone\n    @ 0x7f97 Flush()\n")
    assert capfd.readouterr().err == "W0000 kept\nThe other end has stopped.\n"


def test_a_closed_standard_error_is_no_obstacle(root):
    code = (
        "from edge_app.native_logs import quiet_native_logs\n"
        "with quiet_native_logs():\n    print('done')\n"
    )
    command = f'{sys.executable} -c "{code}" 2>&-'
    result = subprocess.run(
        ["sh", "-c", command], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert (result.returncode, result.stdout) == (0, "done\n")
