"""``install-service`` and ``remove-service``: on a machine that is a folder, and by a systemctl
that writes down what it is asked, because none runs where tests do."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_app.__main__ import main
from edge_app.arguments import parse_arguments
from edge_app.errors import EdgeAppError, ServiceError, SettingsError
from edge_app.service import command
from edge_app.service.unit import SETTINGS, UNIT, Program
from edge_app.settings.config_file import read_config_file

ENABLED = ["daemon-reload", "enable edge-app.service"]
Run = Callable[..., list[str]]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root folder of a machine that systemd runs, and we are root there."""
    root = tmp_path / "machine"
    for folder in ("etc/systemd/system", "run/systemd/system"):
        (root / folder).mkdir(parents=True)
    (root / "bin").mkdir()
    systemctl = root / "bin/systemctl"
    systemctl.write_text(
        f'#!/bin/sh\necho "$*" >> {root}/asked\n'
        f'if [ -e {root}/broken ]; then echo "Job failed." >&2; exit 1; fi\n'
    )
    systemctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{root}/bin:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(command, "check_readable", lambda _program: None)
    return root


@pytest.fixture
def run(machine: Path) -> Run:
    """Run a command there; gives what systemctl was asked."""

    def run_there(*words: str) -> list[str]:
        (machine / "asked").write_text("")
        options = parse_arguments(list(words))
        function = options.command
        assert function(options, root=machine) == 0
        return (machine / "asked").read_text().splitlines()

    return run_there


def at(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in (root / "etc").rglob("*") if path.is_file()}


def test_an_installation_starts_the_service_and_its_removal_leaves_nothing(
    run: Run, machine: Path
) -> None:
    options = ("--camera", "auto", "--port", "80", "--allow-host", "bird,nest", "--region=0,0,1,.5")
    assert run("install-service", *options) == [*ENABLED, "restart edge-app.service"]
    assert read_config_file(at(machine, SETTINGS)) == {
        "camera": "auto",
        "port": 80,
        "allow_host": ["bird", "nest"],
        "region": [0, 0, 1, 0.5],
    }
    unit = at(machine, UNIT)
    assert "CAP_NET_BIND_SERVICE" in unit.read_text()
    assert {path.stat().st_mode & 0o777 for path in (unit, at(machine, SETTINGS))} == {0o644}
    assert run("remove-service") == ["disable --now edge-app.service", "daemon-reload"]
    assert files(machine) == set()
    assert run("remove-service") == []


def test_a_second_installation_changes_nothing_and_interrupts_nothing(
    run: Run, machine: Path
) -> None:
    run("install-service", "--camera", "0")
    before = {name: (machine / name).stat().st_mtime_ns for name in files(machine)}
    assert run("install-service") == [*ENABLED, "start edge-app.service"]
    assert {name: (machine / name).stat().st_mtime_ns for name in files(machine)} == before


def test_another_option_is_added_to_the_settings_that_were_made(run: Run, machine: Path) -> None:
    run("install-service", "--allow-host", "bird", "--camera", "0")
    asked = run("install-service", "--camera", "auto", "--no-auth", "--no-start")
    assert asked == ENABLED
    assert read_config_file(at(machine, SETTINGS)) == {
        "allow_host": ["bird"],
        "camera": "auto",
        "no_auth": True,
    }
    run("remove-service")
    assert files(machine) == set()


@pytest.mark.parametrize("was_there_before", [True, False])
def test_settings_of_yours_are_neither_overwritten_nor_removed(
    was_there_before: bool, run: Run, machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = "port = 9000  # Mine.\n"
    if was_there_before:
        at(machine, SETTINGS).write_text(mine)
    run("install-service")
    at(machine, SETTINGS).write_text(mine)
    with pytest.raises(ServiceError, match=r'(?s)left alone.*\ncamera = "auto"\n$'):
        run("install-service", "--camera", "auto")
    run("install-service")
    run("remove-service")
    assert files(machine) == {"etc/edge-app.toml"}
    assert at(machine, SETTINGS).read_text() == mine
    assert "keep /etc/edge-app.toml" in capsys.readouterr().out


@pytest.mark.parametrize("is_installed", [True, False])
def test_only_purge_removes_models_token_and_all_settings(
    is_installed: bool, run: Run, machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if is_installed:
        run("install-service")
    at(machine, SETTINGS).write_text("port = 9000\n")
    (machine / "etc/edge-app.env").write_text("EDGE_APP_TOKEN=secret-secret\n")
    (machine / "etc/systemd/system/edge-app.service.d").mkdir()
    state = machine / "var/lib/private/edge-app"
    state.mkdir(parents=True)
    (state / "token").touch()
    (machine / "var/lib/edge-app").symlink_to("private/edge-app")
    stopped = ["disable --now edge-app.service", "daemon-reload"] if is_installed else []
    assert run("remove-service") == stopped
    assert capsys.readouterr().out.count("\nkeep /") + (not is_installed) == 4
    assert (state / "token").exists()
    assert run("remove-service", "--purge") == []
    assert files(machine) == set()
    assert not (machine / "etc/systemd/system/edge-app.service.d").exists()
    assert list((machine / "var/lib").rglob("*")) == [machine / "var/lib/private"]
    run("remove-service", "--purge")
    assert capsys.readouterr().out.endswith("\nnothing to remove\n")


def test_a_unit_of_somebody_else_is_left_alone(run: Run, machine: Path) -> None:
    at(machine, UNIT).write_text("[Service]\nExecStart=/bin/true\n")
    for words in (("install-service",), ("remove-service",), ("remove-service", "--purge")):
        with pytest.raises(ServiceError, match="was not made by install-service"):
            run(*words)
    assert files(machine) == {"etc/systemd/system/edge-app.service"}


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        (["--model", "/home/pi/net.tflite"], ServiceError, "neither homes nor temporary files"),
        (["--camera", "/tmp/holiday.mp4"], ServiceError, "neither homes nor temporary files"),  # noqa: S108
        (["--config", "/etc/other.toml"], SettingsError, "reads /etc/edge-app.toml"),
    ],
)
def test_what_the_service_could_not_use_is_refused_before_anything_is_written(
    words: list[str], kind: type[EdgeAppError], expected: str, run: Run, machine: Path
) -> None:
    with pytest.raises(kind, match=expected):
        run("install-service", *words)
    assert files(machine) == set()


def test_a_service_is_removed_whatever_its_settings_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGE_APP_PORT", "many")
    assert main(["remove-service", "--dry-run"]) == 0
    assert main(["install-service", "--dry-run"]) == 2
    assert "EDGE_APP_PORT is 'many'" in capsys.readouterr().err


def test_a_settings_file_that_is_none_is_refused(run: Run, machine: Path) -> None:
    at(machine, SETTINGS).write_text("port = 'many'\n")
    with pytest.raises(SettingsError, match="port is 'many'"):
        run("install-service")
    assert files(machine) == {"etc/edge-app.toml"}


def test_a_service_that_does_not_start_says_where_to_look(run: Run, machine: Path) -> None:
    (machine / "broken").touch()
    with pytest.raises(ServiceError, match=r"systemctl daemon-reload failed: Job failed\."):
        run("install-service")
    (machine / "broken").unlink()
    run("install-service", "--no-start")
    (machine / "broken").touch()
    step = command.installation({}, command.this_program(), root=machine, start=True)[-1]
    with pytest.raises(ServiceError, match="journalctl -u edge-app"):
        step.do(machine)


def test_who_is_not_root_is_told_the_whole_command(
    run: Run, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("sys.argv", ["edge-app", "install-service", "--camera", "my camera"])
    with pytest.raises(ServiceError, match=r"sudo /.* -m edge_app install-service --camera 'my c"):
        run("install-service")
    (machine / "run/systemd/system").rmdir()
    with pytest.raises(ServiceError, match="systemd does not run this machine"):
        run("remove-service")
    assert files(machine) == set()


def test_a_dry_run_shows_the_files_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "check_readable", lambda _program: None)
    assert main(["install-service", "--dry-run", "--camera", "fake"]) == 0
    shown = capsys.readouterr().out
    for line in ("write /etc/edge-app.toml", '  camera = "fake"', "  Type=notify"):
        assert f"{line}\n" in shown
    assert not UNIT.exists()
    assert main(["remove-service", "--dry-run"]) == 0
    assert capsys.readouterr().out == "nothing to remove\n"


def test_an_app_that_others_may_not_read_is_refused(tmp_path: Path) -> None:
    app = tmp_path / "edge"
    app.mkdir(mode=0o700)
    with pytest.raises(ServiceError, match="sudo chmod o"):
        command.check_readable(Program(app / "bin/python", app, (app,)))


def test_the_options_are_those_of_serve() -> None:
    options = parse_arguments(["install-service", "--max-fps", "5"])
    assert isinstance(options, argparse.Namespace)
    assert options.max_fps == 5
