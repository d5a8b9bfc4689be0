import os
from itertools import combinations
from pathlib import Path

import pytest

from edge_app.errors import SettingsError
from edge_app.processor import usable_cores
from edge_app.settings.asking import CORES
from edge_app.settings.sources import SourcedSettings, collect_settings

NOBODY = {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"}
SAID = {"command line": 1111, "environment": 2222, "file": 3333, "default": 8000}


def collected(
    given: dict[str, object] | None = None,
    *,
    config: Path | str | None = os.devnull,
    **environment: str,
) -> SourcedSettings:
    named = None if config is None else str(config)
    return collect_settings(given or {}, config=named, environment={**NOBODY, **environment})


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


@pytest.mark.parametrize(("stronger", "weaker"), list(combinations(SAID, 2)))
def test_of_two_sources_the_stronger_counts(stronger: str, weaker: str, config: Path) -> None:
    both = (stronger, weaker)
    config.write_text(f"port = {SAID['file']}\n" if "file" in both else "")
    given = {"port": SAID["command line"]} if "command line" in both else {}
    environment = {"EDGE_APP_PORT": str(SAID["environment"])} if "environment" in both else {}
    found = collected(given, config=config, **environment)
    assert found.settings.port == SAID[stronger]
    names = {"command line": "--port", "environment": "EDGE_APP_PORT", "file": str(config)}
    assert found.sources["port"] == names[stronger]


def test_each_setting_takes_its_own_strongest_source(config: Path) -> None:
    config.write_text('top = 7\nport = 3333\nhost = "::1"\n')
    found = collected({"top": 9}, config=config, EDGE_APP_PORT="2222", EDGE_APP_TOP="8")
    settings = found.settings
    assert (settings.top, settings.port, settings.host, settings.threads) == (9, 2222, "::1", 1)


def test_an_unknown_key_of_a_file_is_refused_with_the_nearest(config: Path) -> None:
    config.write_text("prot = 9000\n")
    with pytest.raises(SettingsError, match=r"mine\.toml: There is no setting 'prot'.*mean port\?"):
        collected(config=config)
    config.write_text("[serve]\nport = 9000\n")
    with pytest.raises(SettingsError, match=r"no setting 'serve'\. There are: model, labels,"):
        collected(config=config)


def test_an_unknown_variable_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"EDGE_APP_PROT is no setting.*mean EDGE_APP_PORT\?"):
        collected(EDGE_APP_PROT="9000")
    with pytest.raises(SettingsError, match="EDGE_APP_port is no setting"):
        collected(EDGE_APP_port="9000")


def test_variables_of_others_are_left_alone() -> None:
    assert collected(PORT="1", EDGE_APPS="2", MY_EDGE_APP_PORT="3").settings.port == 8000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("port = 70000", r"mine\.toml: port is 70000, expected a whole number from 0 to 65535\."),
        ('port = "8000"', r"port is '8000', expected a whole number"),
        ("port = true", r"port is True, expected a whole number"),
        ("top = 0", r"top is 0, expected a whole number from 1"),
        ("top = 2.5", r"top is 2.5, expected a whole number"),
        ('host = ""', r"host is '', expected a text that is not empty"),
        ("labels = 3", r"labels is 3, expected a path"),
        ('input_range = "0,5"', r"input_range is '0,5', expected one of 0,1 \| -1,1"),
        ('max_upload_bytes = "16 M"', r"max_upload_bytes is '16 M', expected .* such as 16 MiB"),
        (f'model = "{"x" * 200}\\u0000"', r"model is '(x{79})\.\.\., expected a \.tflite file"),
    ],
)
def test_a_wrong_value_says_where_it_is_what_came_and_what_was_expected(
    line: str, message: str, config: Path
) -> None:
    config.write_text(line)
    with pytest.raises(SettingsError, match=message):
        collected(config=config)


def test_a_wrong_variable_says_so_too() -> None:
    with pytest.raises(SettingsError, match=r"^EDGE_APP_PORT is 'x', expected a whole number"):
        collected(EDGE_APP_PORT="x")
    with pytest.raises(SettingsError, match=r"^EDGE_APP_HOST is '', expected a text"):
        collected(EDGE_APP_HOST="")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"port = ", "is no TOML: Invalid value"),
        (b"port = 1\nport = 2", "is no TOML: Cannot overwrite"),
        (b"host = '\xff'", "is no TOML: 'utf-8' codec"),
        (b"a = " + b"[" * 10_000, "is no TOML"),
        (b"#" * 2**20 + b"#", "is larger than 1 MiB"),
    ],
)
def test_what_is_no_settings_file_is_refused(content: bytes, reason: str, config: Path) -> None:
    config.write_bytes(content)
    with pytest.raises(SettingsError, match=f"{config} {reason}"):
        collected(config=config)


def test_a_file_that_was_named_must_be_there(config: Path, tmp_path: Path) -> None:
    for path, reason in ((config, "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(SettingsError, match=f"Cannot read the settings file {path}: {reason}"):
            collected(config=path)
    with pytest.raises(SettingsError, match="Cannot read the settings file"):
        collected(config=None, EDGE_APP_CONFIG=str(config))


def test_a_file_may_begin_with_a_mark_as_windows_writes_it(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbftop = 4\r\n")
    assert collected(config=config).settings.top == 4


def test_the_file_is_named_by_option_then_by_variable_then_by_its_usual_place(
    config: Path, tmp_path: Path
) -> None:
    usual = tmp_path / "edge-app" / "config.toml"
    usual.parent.mkdir()
    other = tmp_path / "other.toml"
    for path, top in ((config, 4), (other, 5), (usual, 6)):
        path.write_text(f"top = {top}\n")
    found = collected(config=None, XDG_CONFIG_HOME=str(tmp_path))
    assert (found.settings.top, found.sources["top"]) == (6, str(usual))
    places = {"XDG_CONFIG_HOME": str(tmp_path), "EDGE_APP_CONFIG": str(other)}
    assert collected(config=None, **places).settings.top == 5
    assert collected(config=config, **places).settings.top == 4


def test_paths_in_a_file_are_seen_from_its_folder(config: Path, tmp_path: Path) -> None:
    config.write_text('model = "net.tflite"\nlabels = "names.txt"\nmodels_folder = "/srv/models"\n')
    settings = collected(config=config).settings
    assert settings.model == str(tmp_path / "net.tflite")
    assert settings.labels == tmp_path / "names.txt"
    assert settings.models_folder == Path("/srv/models")


def test_the_name_of_an_installed_model_is_no_path(config: Path) -> None:
    config.write_text('model = "cifar10-nano"\n')
    assert collected(config=config).settings.model == "cifar10-nano"


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    monkeypatch.setenv("HOME", "/home/pi")
    config.write_text('labels = "~/names.txt"\n')
    found = collected(config=config, EDGE_APP_MODEL="~/net.tflite").settings
    assert (found.labels, found.model) == (Path("/home/pi/names.txt"), "/home/pi/net.tflite")


def test_interpreters_follow_the_threads_where_nobody_says_them() -> None:
    assert collected().settings.interpreters == usable_cores()
    assert collected({"threads": CORES}).settings.interpreters == 1
    assert collected({"threads": CORES, "interpreters": 2}).settings.interpreters == 2
