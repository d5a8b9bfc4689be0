"""What a run prints: a line per epoch, and on a terminal how far the epoch under way has come."""

import sys
import time
from typing import TextIO

import keras

# Carriage return, and the terminal's sign to clear the rest of the line.
FRESH_LINE = "\r\x1b[K"
# Often enough to be seen moving, seldom enough to cost nothing.
SECONDS_BETWEEN_LINES = 0.2


def step_line(*, step: int, steps: int, epochs_left: int, seconds: float) -> str:
    """How far an epoch has come: ``step`` of ``steps`` done in ``seconds``, and the time left.

    ``epochs_left`` come after this one; each is taken to last as long.
    """
    rest = seconds / step * (steps - step)
    run = rest + epochs_left * seconds / step * steps
    return (
        f"  step {step}/{steps}  {100 * step // steps:3d} %  "
        f"{duration(rest)} left in this epoch, about {duration(run)} in all"
    )


def epoch_line(
    epoch: int, *, epochs: int, values: dict[str, float], seconds: float, epochs_left: int
) -> str:
    """The result of an epoch, which counts from one, and the time that the rest will take."""
    return (
        f"epoch {epoch:3d}/{epochs}"
        f"  loss {values['loss']:.4f}  accuracy {values['accuracy']:.4f}"
        f"  validation loss {values['val_loss']:.4f}  accuracy {values['val_accuracy']:.4f}"
        f"  {seconds:.0f} s, about {duration(epochs_left * seconds)} left"
    )


def duration(seconds: float) -> str:
    """A time to be read at a glance: seconds, minutes, or hours and minutes."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


class Reporter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types.
    """Prints the lines above, the moving one only where ``stream`` is a terminal."""

    def __init__(self, *, epochs: int, steps_per_epoch: int, stream: TextIO | None = None) -> None:
        super().__init__()
        self._epochs = epochs
        self._steps = steps_per_epoch
        self._stream = stream or sys.stdout
        self._terminal = self._stream.isatty()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        self._epochs_left = self._epochs - epoch - 1
        self._started = self._printed = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        now = time.monotonic()
        if self._terminal and (now - self._printed > SECONDS_BETWEEN_LINES):
            self._printed = now
            line = step_line(
                step=batch + 1,
                steps=self._steps,
                epochs_left=self._epochs_left,
                seconds=now - self._started,
            )
            print(f"{FRESH_LINE}{line}", end="", file=self._stream, flush=True)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        line = epoch_line(
            epoch + 1,
            epochs=self._epochs,
            values=logs or {},
            seconds=time.monotonic() - self._started,
            epochs_left=self._epochs_left,
        )
        print(f"{FRESH_LINE if self._terminal else ''}{line}", file=self._stream, flush=True)
