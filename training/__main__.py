"""Train a recipe on a data set: ``python -m training --recipe resnet8 --output DIR``.

A first word names another command: ``python -m training inspect DATA``.
"""

import argparse
import importlib
import sys

from training import train_command
from training.recipe_checks import nearest
from training.train_arguments import add_arguments

# The module of each command, and what it is for.
COMMANDS = {
    "inspect": ("training.inspect_command", "what is wrong with a data set, before the training"),
    "evaluate": ("training.evaluate_command", "how good a trained net is, and what would help it"),
    "search": ("training.search_command", "search for better settings of a recipe"),
    "speed": ("training.speed_command", "measure how fast nets train on this machine"),
}


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train a small Keras CNN and write model.keras, training.json and pictures.",
        epilog="Other commands, each with its own --help:\n"
        + "\n".join(
            f"  python -m training {name:8s} {what}" for name, (_, what) in COMMANDS.items()
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    if arguments and not arguments[0].startswith("-"):
        known = f" Known: {', '.join(COMMANDS)}; to train, begin with --recipe."
        hint = nearest(arguments[0], list(COMMANDS)) or known
        parser.error(f"there is no command {arguments[0]!r}.{hint}")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in COMMANDS:
        module = importlib.import_module(COMMANDS[words[0]][0])
        return int(module.main(words[1:]))
    return train_command.main(parse_arguments(words))


if __name__ == "__main__":
    sys.exit(main())
