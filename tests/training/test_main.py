"""The first word of the command line, and the help."""

import re
from dataclasses import fields

import pytest

from training.__main__ import COMMANDS, main
from training.recipe import Recipe

FLAGS = {
    "--recipe",
    "--data",
    "--split",
    "--output",
    "--resume",
    "--test",
    "--teacher",
    "--init-from",
    "--tensorboard",
    "--sure-precision",
    "--unknown",
    "--hosts",
    "--host-index",
    "--coordinator",
    "--host-timeout",
}


def help_of(capsys, *words: str) -> str:
    with pytest.raises(SystemExit) as ending:
        main([*words, "--help"])
    assert ending.value.code == 0
    return str(capsys.readouterr().out)


def test_the_page_names_every_flag_and_every_setting(root, capsys):
    page = (root / "docs" / "training.md").read_text(encoding="utf-8")
    flags = set(re.findall(r"--[a-z-]+", help_of(capsys))) - {"--help"}
    assert flags == FLAGS
    missing = [f for f in sorted(flags) if f"`{f}" not in page]
    settings = [field.name for field in fields(Recipe) if field.name != "name"]
    missing += [name for name in settings if f"`{name}`" not in page]
    assert not missing


def test_the_help_names_the_other_commands(capsys):
    said = help_of(capsys)
    for name in COMMANDS:
        assert f"python -m training {name} " in said


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_word_chooses_the_command(name, capsys):
    assert f"python -m training {name}" in help_of(capsys, name)


def test_a_missing_flag_is_a_wrong_command_line(capsys):
    with pytest.raises(SystemExit) as ending:
        main(["--recipe", "plain-cnn"])
    assert ending.value.code == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("inspet", "there is no command 'inspet'. Did you mean 'inspect'?"),
        ("resnet8", "no command 'resnet8'. Known: inspect, evaluate, search, speed; to train, be"),
    ],
)
def test_an_unknown_command_is_a_wrong_command_line_with_the_nearest(word, said, capsys):
    with pytest.raises(SystemExit) as ending:
        main([word, "DATA", "--recipe", "plain-cnn", "--output", "run"])
    assert ending.value.code == 2
    assert said in capsys.readouterr().err
