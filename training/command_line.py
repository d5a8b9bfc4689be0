"""What the commands have in common: what is kept quiet, the folder they fill, how they end."""

import argparse
import gc
import logging
import math
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import EdgeAppError, PipelineError


def quiet_libraries() -> None:
    """Let libraries say warnings and errors only. To be called before Keras is imported."""
    # 1 drops the information level of TensorFlow's own logger.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    # Keras imports Matplotlib, which builds a font cache on a user's first run, with a warning.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    # Pillow warns of odd EXIF in pictures that are fine, and of sizes that are refused anyway.
    warnings.filterwarnings("ignore", module=r"PIL\.")


def exit_code(run: Callable[[], None], *, output: Path, stopped: Callable[[], str]) -> int:
    """Call ``run``; give the exit code, after one line of text where it did not end well.

    ``stopped`` is asked after Ctrl-C for what that left; ``output`` is named where the system does
    not say which file it means, as with a full disk.
    """
    try:
        run()
        sys.stdout.flush()  # Or a reader that left would only be noticed as Python exits.
    except EdgeAppError as error:
        return _fail(f"error: {error}")
    except BrokenPipeError:  # The reader of stdout, such as `head`, has seen enough.
        _forget_output()
        return 1
    except OSError as error:
        _forget_output()  # It may be stdout that cannot be written.
        path = error.filename2 or error.filename
        reason = error.strerror or error
        if path is None:
            return _fail(f"error: {reason}. The output folder is {output}.")
        return _fail(f"error: {path}: {reason}")
    except KeyboardInterrupt:
        return _fail(f"\n{stopped()}", code=130)
    finally:
        # Of a stopped epoch, reference cycles hold on to data threads: TensorFlow warns where these
        # outlive the interpreter.
        gc.collect()
    return 0


def whole_number(*, minimum: int) -> Callable[[str], int]:
    """A converter of an argparse flag: a whole number, ``minimum`` or more."""

    def convert(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if number < minimum:
            raise argparse.ArgumentTypeError(f"{number} is not {minimum} or more")
        return number

    return convert


def real_number(low: float, high: float) -> Callable[[str], float]:
    """A converter of an argparse flag: a finite number from ``low`` to ``high``."""

    def convert(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not low <= number <= high or number == math.inf:  # False of nan too.
            raise argparse.ArgumentTypeError(f"{text} is not a number of {low:g} to {high:g}")
        return number

    return convert


def make_output_folder(folder: Path) -> None:
    """Make ``folder`` where it is missing: before hours of work, so that it fails now if it must.

    Raises PipelineError: it cannot be made, or nothing can be written in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise PipelineError(
            f"cannot write to {folder}: {error.strerror}. Choose another --output."
        ) from error


def check_outside_data(output: Path, data: str) -> None:
    """Raises PipelineError: ``output`` is inside the folder ``data``, as a class would be."""
    if Path(data).is_dir() and output.resolve().is_relative_to(Path(data).resolve()):
        raise PipelineError(f"{output} is inside the data folder. Choose another --output.")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C inside the block, for a moment that must not be cut in two."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _forget_output() -> None:
    """Let go what stdout no longer takes, or Python would try again as it exits, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, *, code: int = 1) -> int:
    print(message, file=sys.stderr)
    return code
