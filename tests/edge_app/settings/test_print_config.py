import os
from pathlib import Path

import pytest

from edge_app.__main__ import main
from edge_app.errors import SettingsError
from edge_app.settings.print_config import to_toml
from edge_app.settings.sources import collect_settings

EVERYTHING = {
    "model": '/srv/a "b" \\ \x7f.tflite',
    "labels": Path("/srv/naïve names.txt"),
    "input_range": "-1,1",
    "threads": 1,
    "interpreters": 1,
    "top": 5,
    "host": "::1",
    "port": 0,
    "token_file": Path("/srv/token"),
    "no_auth": True,
    "allow_host": ("pi.example", "b"),
    "models_folder": Path("/srv/models"),
    "max_upload_bytes": 123,
    "max_pixels": 456,
    "max_files": 7,
    "max_parallel": 8,
    "max_waiting": 9,
}


@pytest.mark.parametrize("given", [{}, {"port": 9000, "model": "nano"}, EVERYTHING])
def test_what_is_printed_gives_the_same_settings(given: dict[str, object], tmp_path: Path) -> None:
    printed = collect_settings(given, config=os.devnull, environment={})
    (tmp_path / "config.toml").write_text(to_toml(printed), encoding="utf-8")
    read = collect_settings({}, config=str(tmp_path / "config.toml"), environment={})
    assert read.settings == printed.settings
    assert all(getattr(read.settings, key) == value for key, value in given.items())


def test_each_line_says_where_its_value_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "my config.toml"
    config.write_text("top = 5\nport = 7000\n")
    monkeypatch.setenv("EDGE_APP_MAX_FILES", "9")
    assert main(["serve", "--port", "9000", "--config", str(config), "--print-config"]) == 0
    said = dict(
        line.split(" = ", 1) for line in capsys.readouterr().out.splitlines() if line[0] != "#"
    )
    values = {key: [part.strip() for part in rest.split("  # ")] for key, rest in said.items()}
    assert values["port"] == ["9000", "--port"]
    assert values["max_files"] == ["9", "EDGE_APP_MAX_FILES"]
    assert values["top"] == ["5", str(config)]
    assert values["host"] == ['"127.0.0.1"', "default"]


def test_it_needs_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--print-config"]) == 0
    assert capsys.readouterr().out.startswith("# model =")


def test_paths_of_the_command_line_are_printed_absolute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["info", "--model", "net.tflite", "--labels", "names", "--print-config"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f'model = "{tmp_path}/net.tflite"  ')
    assert lines[1].startswith(f'labels = "{tmp_path}/names"  ')


def test_a_path_that_is_no_text_cannot_be_printed() -> None:
    sourced = collect_settings({"labels": Path("/caf\udce9")}, config=os.devnull, environment={})
    with pytest.raises(SettingsError, match=r"labels is .*which TOML cannot hold"):
        to_toml(sourced)
