"""One target under atheris; the other words are those of libFuzzer. Run by ``tests.fuzz``."""

import logging
import sys
import warnings

from tests.fuzz.targets import TARGETS


def main(words: list[str]) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    name, *options = words
    target = TARGETS[name]
    with atheris.instrument_imports(include=["edge_app", "PIL", "werkzeug", "flatbuffers"]):
        target(b"\0")  # Imports what it needs.
    warnings.simplefilter("ignore")
    logging.disable()
    atheris.Setup([sys.argv[0], *options], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
