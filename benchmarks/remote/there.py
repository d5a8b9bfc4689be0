"""Run on the device, out of the unpacked archive: find an environment, then measure in it.

It says what it does as lines of JSON on standard output. Nothing but Python is needed to import it.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from benchmarks.remote.agent import cache_folder
from benchmarks.remote.environment import ready_python
from benchmarks.remote.messages import DeviceError, tell

MEASURE = "measure"


def main(words: list[str]) -> int:
    """Find an environment, and go on in it with the word MEASURE; with that, measure."""
    try:
        if words == [MEASURE]:
            _measure()
        else:
            _go_on_in(ready_python(cache_folder()))
    except DeviceError as error:
        tell(error=str(error))
    except OSError as error:
        tell(errno=error.errno, error=f"{error.filename or 'the disk'}: {error.strerror}")
    else:
        return 0
    return 1


def _measure() -> None:
    try:
        from benchmarks.remote.measure import measure
    except ImportError as error:
        raise DeviceError(
            f"{sys.executable} does not have all that is needed: {error}. Install "
            "requirements/device.txt in its environment. Or name a Python outside of virtual "
            "environments with --device-python: for such a one an environment is made."
        ) from error
    measure()


def _go_on_in(python: Path) -> NoReturn:
    os.execv(python, [str(python), "-m", "benchmarks.remote.there", MEASURE])  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
