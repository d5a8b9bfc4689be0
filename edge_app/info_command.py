"""The command ``edge-app info``."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app.settings import Settings

if TYPE_CHECKING:
    from edge_app.model_file.description import Examined


def add_to(
    subparsers: "argparse._SubParsersAction[Any]", *, parents: Sequence[argparse.ArgumentParser]
) -> None:
    """Add the command; ``parents`` bring the options of its settings."""
    parser = subparsers.add_parser(
        "info",
        parents=list(parents),
        help="say what a model file is",
        description="Say what a model file is, and whether it can be used here. "
        "Exit code 1 when it cannot.",
    )
    parser.add_argument(
        "named",
        nargs="?",
        metavar="MODEL",
        help="the same as --model",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=info)


def info(options: argparse.Namespace) -> int:
    """Print all that can be said of a model; 1 when it cannot be used here."""
    from edge_app.model_file.description import description_json
    from edge_app.model_file.description_text import description_text

    settings: Settings = options.settings
    if options.named is not None:
        settings = replace(settings, model=options.named)
    examined = examine_file(settings)
    as_json = json.dumps(description_json(examined), indent=2)
    print(as_json if options.json else description_text(examined))
    return 0 if examined.classifier is not None else 1


def examine_file(settings: Settings) -> "Examined":
    """Read the model that the settings mean, and try to use it.

    Raises ModelFileError: it cannot be read at all. ModelNotFoundError: there is none.
    """
    from edge_app.errors import ModelFileError, RuntimeUnavailableError
    from edge_app.model_choice import chosen_model, model_opener
    from edge_app.model_file.description import Examined
    from edge_app.model_file.file_facts import read_file_facts

    path, open_model = chosen_model(settings, model_opener(settings))
    facts = read_file_facts(path)
    try:
        classifier = open_model()
    except (ModelFileError, RuntimeUnavailableError) as error:
        reason = str(error).removeprefix(f"{path}: ")
        return Examined(facts, None, reason, *_runtime(path))
    runtime = classifier.runtime
    return Examined(facts, classifier, "", f"{runtime.name} {runtime.version}", "")


def _runtime(path: Path) -> tuple[str | None, str]:
    """Which runtime runs the graph of a file that the app refuses, or why none does."""
    from edge_app.errors import EdgeAppError
    from edge_app.model_file.graph import check_graph, read_graph
    from edge_app.model_file.info import read_model_file
    from edge_app.runtime import open_runtime

    try:
        content = read_model_file(path)
        check_graph(read_graph(content))  # What it refuses may end the process.
        runtime = open_runtime(content)
    except EdgeAppError as error:
        return None, str(error)
    return f"{runtime.name} {runtime.version}", ""
