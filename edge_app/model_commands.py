"""The commands ``edge-app models ...``: list, install, use, roll back and remove."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from edge_app.input_ranges import INPUT_RANGE_NAMES
from edge_app.model_store import ModelStore, StoredModel
from edge_app.model_store.entry import ModelEntry, read_entries
from edge_app.settings.options import settings_options

HEADINGS = ("", "NAME", "VARIANT", "ACCURACY", "BYTES", "ORIGIN")


def add_to(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add ``models`` with its commands; each sets ``command`` to a function of the options."""
    models = subparsers.add_parser(
        "models",
        help="list, install and choose models",
        description="The models of this device: list, install and choose them.",
    )
    commands = models.add_subparsers(required=True, title="commands", metavar="COMMAND")
    settings = settings_options("models")

    listing = commands.add_parser("list", parents=[settings], help="say which models there are")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(command=list_models)

    _add_install(commands, settings)
    for name, command, help_words in (
        ("use", use_model, "verify a model, and make it the active one"),
        ("remove", remove_model, "remove an installed model"),
    ):
        parser = commands.add_parser(name, parents=[settings], help=help_words)
        parser.add_argument("name", metavar="NAME", help="a name that `edge-app models list` shows")
        parser.set_defaults(command=command)

    rollback = commands.add_parser(
        "rollback", parents=[settings], help="go back to the model that was active before"
    )
    rollback.add_argument(
        "name", nargs="?", metavar="NAME", help="take back the last installation of this one"
    )
    rollback.set_defaults(command=roll_back)


def _add_install(
    commands: "argparse._SubParsersAction[Any]", settings: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "install",
        parents=[settings],
        help="verify a model file, and install it",
        description="Verify a model file, or all of a folder, and install it: whole or not at all.",
    )
    parser.add_argument("path", metavar="PATH", help="a .tflite file, or a folder with its record")
    parser.add_argument("--use", action="store_true", help="make it the active model")
    # Names of their own: the settings of these names are those of the model that answers.
    parser.add_argument(
        "--labels",
        dest="new_labels",
        metavar="FILE",
        help="class names, for a model of others (default: those inside the model, or beside it)",
    )
    parser.add_argument(
        "--input-range",
        dest="new_input_range",
        choices=INPUT_RANGE_NAMES,
        metavar="RANGE",
        help="what black and white become, for a model of others that does not say it: "
        f"{' | '.join(INPUT_RANGE_NAMES)}",
    )
    parser.set_defaults(command=install_model)


def list_models(options: argparse.Namespace) -> int:
    """Print the models, the active one first; what is damaged is said."""
    store = _store(options)
    entries = read_entries(store)
    if options.json:
        rows = [entry.as_json() for entry in entries]
        print(json.dumps({"active": entries[0].name, "models": rows}, indent=2))
    else:
        print(table([HEADINGS, *map(_row, entries)]))
    for note in (*store.problems(), *store.strays()):
        print(f"note: {note}", file=sys.stderr)
    return 0


def install_model(options: argparse.Namespace) -> int:
    """Install what the path names, and say what is active now."""
    store = _store(options)
    done = store.install(
        Path(options.path),
        use=options.use,
        labels=Path(options.new_labels) if options.new_labels else None,
        input_range=options.new_input_range,
    )
    names = ", ".join(done.names)
    print(f"Installed {names} in {store.folder}." if done.is_new else f"Was there: {names}.")
    if done.gone:
        print(f"Another record describes {', '.join(done.gone)}: no longer there.")
    if done.serving:
        print(f"{done.serving} is the active model now.")
    else:
        still = store.active_name()
        print(f"{still} is still the active model: edge-app models use NAME changes it.")
    return 0


def use_model(options: argparse.Namespace) -> int:
    """Verify a model, and make it the active one."""
    return _say(_store(options).use(options.name))


def roll_back(options: argparse.Namespace) -> int:
    """Go back one step."""
    store = _store(options)
    model = store.rollback(options.name)
    if store.active() == model:
        return _say(model)
    print(f"{model.name} is the earlier one again ({model.facts.sha256}). It is not active.")
    return 0


def remove_model(options: argparse.Namespace) -> int:
    """Remove an installed model."""
    _store(options).remove(options.name)
    print(f"Removed {options.name}.")
    return 0


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows of texts as aligned columns; those of numbers are aligned at their right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    to_right = (HEADINGS.index("ACCURACY"), HEADINGS.index("BYTES"))
    lines = []
    for row in rows:
        cells = [
            text.rjust(width) if i in to_right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _row(entry: ModelEntry) -> tuple[str, ...]:
    facts = entry.facts
    accuracy = "-" if facts.accuracy is None else f"{100 * facts.accuracy:.2f} %"
    mark = "*" if entry.active else ""
    return (mark, entry.name, facts.variant or "-", accuracy, f"{facts.bytes:,}", entry.origin)


def _say(model: StoredModel) -> int:
    print(f"{model.name} is the active model now ({model.origin}, {model.facts.sha256}).")
    return 0


def _store(options: argparse.Namespace) -> ModelStore:
    return ModelStore(options.settings.models_folder)
