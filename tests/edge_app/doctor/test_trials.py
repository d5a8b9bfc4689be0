"""A child process tries what may go wrong, and the parent hears how it went."""

import os
import signal
import sys
import time

import pytest

from edge_app.doctor.trials import LONGEST_REASON, Outcome, Trial, message_of
from edge_app.errors import ModelFileError, RuntimeUnavailableError


def outcome(call, *, timeout_s=20):
    return Trial(call).outcome(timeout_s=timeout_s)


def test_the_value_of_the_call_comes_back():
    assert outcome(lambda: {"name": "x" * 100_000}) == Outcome({"name": "x" * 100_000})


def fail(error):
    raise error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImportError("libGL.so.1: cannot open"), "ImportError: libGL.so.1: cannot open"),
        (ModelFileError("a.tflite: Not a model."), "a.tflite: Not a model."),
        (RuntimeUnavailableError("none"), "RuntimeUnavailableError: none"),
        (SystemExit(3), "SystemExit: 3"),
    ],
)
def test_what_the_call_raises_is_its_error(error, said):
    assert outcome(lambda: fail(error)) == Outcome(error=said)


@pytest.mark.parametrize("number", [signal.SIGILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_call_that_kills_its_process_kills_no_other(number):
    found = outcome(lambda: os.kill(os.getpid(), number))

    assert f"({number.name})" in found.error
    assert ("built for another processor" in found.error) == (number == signal.SIGILL)


def test_a_call_that_does_not_end_is_ended():
    trial = Trial(lambda: time.sleep(600))

    assert "no answer within 0.2 seconds" in trial.outcome(timeout_s=0.2).error
    with pytest.raises(ChildProcessError):
        os.waitpid(trial._child, os.WNOHANG)


def test_what_the_call_prints_is_not_seen(capfd):
    def chatter():
        print("out")
        os.write(2, b"native\n")
        sys.stderr.flush()

    assert outcome(chatter) == Outcome()
    assert capfd.readouterr() == ("", "")


def test_c_code_that_failed_by_an_exception_tells_it():
    error = SystemError("<built-in method CreateWrapperFromFile> returned a result")
    error.__cause__ = ImportError("numpy.core.multiarray failed to import")

    assert message_of(error) == "ImportError: numpy.core.multiarray failed to import"


def test_a_long_reason_is_cut():
    assert len(message_of(ValueError("word " * 1000))) <= LONGEST_REASON + 4
