"""The command line: ``edge-app`` or ``python -m edge_app``, from its words to its exit code."""

import argparse
import io
import os
import sys
import warnings

from edge_app.arguments import parse_arguments
from edge_app.errors import EdgeAppError, SettingsError
from edge_app.settings.options import given_settings
from edge_app.settings.print_config import to_toml
from edge_app.settings.sources import collect_settings


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # A file name may hold what cannot be printed.
            stream.reconfigure(errors="backslashreplace")
    options = parse_arguments(arguments)
    # Pillow warns of odd EXIF in pictures that are fine, and of sizes that we refuse anyway.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # The reader, such as `head`, has seen enough.
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        print(f"error: Cannot write the answer: {error.strerror}.", file=sys.stderr)
        return 1


def run(options: argparse.Namespace) -> int:
    """Settle the settings, and do what the command line says. Raises EdgeAppError, OSError."""
    if not getattr(options, "has_settings", True):
        return int(options.command(options))
    sourced = collect_settings(
        given_settings(options), config=getattr(options, "config", None), environment=os.environ
    )
    if "print_config" in options:
        print(to_toml(sourced), end="")
        return 0
    options.settings = sourced.settings
    return int(options.command(options))


def _forget_output() -> None:
    """Let what is still unwritten go, or the interpreter would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
