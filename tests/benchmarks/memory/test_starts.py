"""Programs that are started from nothing, real ones."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.environments import Environment
from benchmarks.memory import starts as starts_module
from benchmarks.memory.starts import Way, measure, start_once
from benchmarks.turns import Limits
from edge_app.errors import PipelineError

HERE = Environment(Path(sys.executable), "3", ())
BIG = "x = bytearray(200_000_000); print('first', flush=True); import time; time.sleep(0.3)"


def way(code, name="way"):
    return Way(name, "none", HERE, ("-S", "-c", code), None)


def test_the_first_line_is_timed_and_the_end_comes_later():
    start = start_once(way(BIG))

    assert 0 < start.first_answer_ms <= start.total_ms - 250


def test_the_peak_is_that_of_the_program_and_not_of_the_one_that_started_it():
    big, small = start_once(way(BIG)), start_once(way("print('first')"))

    assert 200e6 < big.peak_rss_bytes < 240e6
    # This test's own process has several times as much.
    assert 1e6 < small.peak_rss_bytes < 40e6


def test_a_program_that_fails_tells_its_last_line():
    with pytest.raises(PipelineError, match=r"^It gave no answer: ValueError: no such net$"):
        start_once(way("raise ValueError('no such net')"))


def test_a_program_that_prints_nothing_gave_no_answer():
    with pytest.raises(PipelineError, match="it printed no message"):
        start_once(way("pass"))


def test_a_program_that_does_not_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(starts_module, "START_TIMEOUT_S", 1)
    file = tmp_path / "process"
    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(99)"

    with pytest.raises(PipelineError, match=r"^It had not ended after 1 s\.$"):
        start_once(way(code))

    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


def test_every_way_has_its_turn_in_every_round_and_the_warm_up_is_dropped(tmp_path):
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('NAME'); print(1)"
    ways = [way(code.replace("NAME", name), name) for name in "abc"]

    starts, failed = measure(ways, limits=Limits(2, 600))

    assert failed == {}
    assert {name: len(found) for name, found in starts.items()} == {"a": 2, "b": 2, "c": 2}
    assert log.read_text() == "abcbcacab"


def test_when_the_time_is_over_one_round_is_measured():
    starts, _ = measure([way("print(1)")], limits=Limits(50, 1e-9))

    assert len(starts["way"]) == 1


def test_a_way_that_fails_later_is_left_and_the_others_go_on(tmp_path):
    flag = tmp_path / "flag"
    code = f"from pathlib import Path; p = Path({str(flag)!r}); p.exists() and 1 / 0; p.touch()"
    code += "; print(1)"
    starts, failed = measure([way(code, "once"), way("print(1)", "good")], limits=Limits(2, 600))

    assert failed == {"once": "It gave no answer: ZeroDivisionError: division by zero"}
    assert {name: len(found) for name, found in starts.items()} == {"good": 2}


def test_when_all_fail_nothing_is_measured():
    starts, failed = measure([way("1 / 0")], limits=Limits(3, 600))

    assert starts == {}
    assert set(failed) == {"way"}
