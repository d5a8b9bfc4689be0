"""The command ``card``: write the card of a converted model from its record."""

import argparse
import json
from pathlib import Path
from typing import Any

from convert.card.card import card
from edge_app.errors import PipelineError
from edge_app.files import write_text
from training.command_line import exit_code

FIRST_SCHEMA = 4  # Older records do not say which classes are taken for each other.


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert card",
        description="Write a model card: what a converted model is for, how good it is, what it "
        "gets wrong, and when it is not sure. Every figure is from the record of its conversion.",
        epilog="exit codes: 0 done; 1 bad input; 2 bad usage; 130 Ctrl-C",
    )
    parser.add_argument("record", type=Path, metavar="NAME.json", help="the record")
    parser.add_argument(
        "--purpose", default="", metavar="TEXT", help="what it is for, in plain words"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE.md", help="the card (default: NAME.md beside it)"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    output = options.output or options.record.with_suffix(".md")

    def run() -> None:
        text = card(read_current(options.record), purpose=options.purpose)
        write_text(output, text)
        print(f"Wrote {output}")

    return exit_code(run, output=output.parent, stopped=lambda: "Stopped. Nothing was written.")


def read_current(path: Path) -> dict[str, Any]:
    """The record of a conversion at ``path``.

    Raises PipelineError: it cannot be read, is something else, or is too old.
    """
    try:
        record = json.loads(path.read_bytes())
        schema = record["schema"]
        record["variants"], record["keras"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else repr(error)
        raise PipelineError(
            f"{path} cannot be read as a record of a conversion: {reason}"
        ) from error
    if not isinstance(schema, int) or schema < FIRST_SCHEMA:
        raise PipelineError(
            f"{path} has the schema {schema}, expected {FIRST_SCHEMA} or later: it does not say "
            "what the model gets wrong. Convert the model again."
        )
    return dict(record)
