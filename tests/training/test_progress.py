"""The lines that a run prints, on a terminal and in a log."""

import io
import re

import pytest

from training.progress import Reporter, duration, epoch_line, step_line

VALUES = {"loss": 1.5, "accuracy": 0.25, "val_loss": 1.25, "val_accuracy": 0.5}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (5400, "1 h 30 min")],
)
def test_a_duration_is_short(seconds, text):
    assert duration(seconds) == text


def test_a_step_says_how_much_is_left_of_the_epoch_and_of_the_run():
    line = step_line(step=10, steps=40, epochs_left=2, seconds=20)
    assert line == "  step 10/40   25 %  60 s left in this epoch, about 4 min in all"


def test_an_epoch_says_what_it_reached_and_how_much_is_left():
    line = epoch_line(3, epochs=10, values=VALUES, seconds=12.4, epochs_left=7)
    assert line == (
        "epoch   3/10  loss 1.5000  accuracy 0.2500  validation loss 1.2500  accuracy 0.5000"
        "  12 s, about 87 s left"
    )


def report(stream: io.StringIO, monkeypatch) -> str:
    monkeypatch.setattr("training.progress.SECONDS_BETWEEN_LINES", -1)
    reporter = Reporter(epochs=2, steps_per_epoch=2, stream=stream)
    reporter.on_epoch_begin(0)
    reporter.on_train_batch_end(0)
    reporter.on_train_batch_end(1)
    reporter.on_epoch_end(0, VALUES)
    return stream.getvalue()


def test_a_log_has_one_plain_line_per_epoch(monkeypatch):
    written = report(io.StringIO(), monkeypatch)
    assert re.fullmatch(r"epoch   1/2  loss 1\.5000 .* left\n", written)


def test_a_terminal_has_a_line_that_moves_and_is_replaced(monkeypatch):
    moving, last, epoch = report(Terminal(), monkeypatch).split("\r\x1b[K")[1:]
    assert re.fullmatch(r"  step 1/2   50 %  0 s left in this epoch, about 0 s in all", moving)
    assert last.startswith("  step 2/2  100 %")
    assert re.fullmatch(r"epoch   1/2  loss .* left\n", epoch)
