import argparse
import dataclasses
from pathlib import Path

import pytest

from edge_app.images import MAX_PIXELS
from edge_app.settings import Settings
from edge_app.settings.options import settings_options
from edge_app.settings.setting import Setting
from edge_app.settings.table import SETTINGS
from edge_app.web.settings import WebSettings

EVERY_COMMAND = ("classify", "camera", "serve", "info", "bulk", "models", "doctor")


def words_of(setting: Setting) -> str:
    return f"{setting.flag} {setting.metavar}".strip()


def documented_row(key: str) -> str:
    setting = SETTINGS[key]
    commands = "all" if setting.commands == EVERY_COMMAND else ", ".join(setting.commands)
    cells = (
        f"`{words_of(setting)}`",
        f"`{key}`",
        setting.kind.documented,
        setting.default_words,
        commands,
    )
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("key", SETTINGS)
def test_the_docs_have_the_row_of_the_setting(key: str, root: Path) -> None:
    page = (root / "docs" / "edge-app.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith(documented_row(key)[:-1])]
    assert len(rows) == 1, documented_row(key)


def test_the_docs_have_no_row_of_another_setting(root: Path) -> None:
    page = (root / "docs" / "edge-app.md").read_text()
    table = page.split("| option | key |")[1].split("\n\n")[0]
    assert table.count("\n| `--") == len(SETTINGS)


def test_the_limits_of_the_web_are_settings_with_the_same_defaults() -> None:
    web, settings = WebSettings(), Settings()
    for field in dataclasses.fields(WebSettings):
        assert getattr(settings, field.name) == getattr(web, field.name)
    assert settings.max_pixels == MAX_PIXELS


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_a_command_has_the_options_of_its_settings_and_leaves_no_trace_of_those_not_given(
    command: str,
) -> None:
    parser = argparse.ArgumentParser(parents=[settings_options(command)])
    words = parser.format_help()
    for setting in SETTINGS.values():
        assert (words_of(setting) in words) == (command in setting.commands)
    assert vars(parser.parse_args([])) == {}


def test_every_command_of_the_table_is_one() -> None:
    assert {c for setting in SETTINGS.values() for c in setting.commands} == set(EVERY_COMMAND)
