"""The settings as options of the command line."""

import argparse
from collections.abc import Callable
from itertools import chain
from typing import Any

from edge_app.settings.host_names import HostNames
from edge_app.settings.kinds import Flag
from edge_app.settings.setting import Setting
from edge_app.settings.table import SETTINGS

GROUP = "settings"
# An option that was not given leaves no trace, so that another source can say it.
ABSENT = argparse.SUPPRESS


def settings_options(command: str) -> argparse.ArgumentParser:
    """The settings of a command, and where they come from, as a parent of its parser."""
    parent = argparse.ArgumentParser(add_help=False)
    add_source_options(parent)
    group = parent.add_argument_group(GROUP)
    for setting in SETTINGS.values():
        if command in setting.commands:
            group.add_argument(
                setting.flag,
                default=ABSENT,
                **_form(setting),
                help=f"{setting.help} (default: {setting.default_words})".replace("%", "%%"),
            )
    return parent


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--config`` and ``--print-config``."""
    group = parser.add_argument_group(
        GROUP, "also in the environment, as EDGE_APP_<NAME>, and in a TOML file, as <name>"
    )
    group.add_argument("--config", default=ABSENT, metavar="FILE", help="a settings file, TOML")
    group.add_argument(
        "--print-config",
        action="store_true",
        default=ABSENT,
        help="print all settings with where each comes from, as a settings file, and stop",
    )


def given_settings(options: argparse.Namespace) -> dict[str, Any]:
    """What the command line said: the value by key."""
    return {
        key: tuple(chain(*value)) if isinstance(value, list) else value
        for key, value in vars(options).items()
        if key in SETTINGS and value is not None
    }


def _form(setting: Setting) -> dict[str, Any]:
    """How argparse reads the setting."""
    if isinstance(setting.kind, Flag):
        return {"action": "store_true"}
    action = "append" if isinstance(setting.kind, HostNames) else "store"
    return {"action": action, "type": _converter(setting), "metavar": setting.metavar}


def _converter(setting: Setting) -> Callable[[str], Any]:
    def convert(text: str) -> Any:
        try:
            return setting.kind.from_text(text)
        except ValueError:
            message = f"{text!r} is not {setting.kind.expected}"
            raise argparse.ArgumentTypeError(message) from None

    return convert
