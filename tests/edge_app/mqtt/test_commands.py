"""The commands tell a broker that wants a password, which nothing of them shows."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_app.__main__ import main
from edge_app.errors import MqttError, SettingsError
from edge_app.mqtt.publishing import publishing
from edge_app.settings import Settings
from tests.edge_app.mqtt.brokers import Listener, Mosquitto, until
from tests.edge_app.mqtt.scenes import Scene

pytestmark = pytest.mark.workstation

SECRET = "op3n-sesame"
COMMAND = "edge_app/porch/inference/set"


@pytest.fixture
def guarded(mosquitto: Callable[..., Mosquitto], tmp_path: Path, root: Path) -> Mosquitto:
    """A broker with the rights that the docs recommend; without a password, one may listen and
    give a command."""
    passwords, rights = tmp_path / "passwords", tmp_path / "rights"
    passwords.touch(mode=0o600)
    words = ["mosquitto_passwd", "-b", str(passwords), "porch", SECRET]
    subprocess.run(words, check=True)
    recommended = re.search(
        r"^user porch\n(topic .*\n)+", (root / "docs/mqtt.md").read_text(), re.M
    )
    rights.touch(mode=0o600)
    rights.write_text(f"topic write {COMMAND}\ntopic read #\n{recommended[0]}")
    return mosquitto("allow_anonymous true", f"password_file {passwords}", f"acl_file {rights}")


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text(f"{SECRET}\n")
    return path


@pytest.fixture
def options(guarded: Mosquitto) -> list[str]:
    broker = ["--mqtt-host", "127.0.0.1", "--mqtt-port", str(guarded.port)]
    return [*broker, "--mqtt-user", "porch", "--mqtt-name", "porch"]


@pytest.fixture
def serving(options: list[str], password_file: Path, root: Path) -> Iterator[subprocess.Popen[str]]:
    words = ["serve", "--port", "0", "--camera", "fake:ship,60s", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "edge_app", *words, "--mqtt-password-file", str(password_file)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_a_server_tells_and_obeys_and_shows_how_it_goes(
    serving: subprocess.Popen[str], guarded: Mosquitto
) -> None:
    lines = []
    while not re.search(r"http://\S+", "".join(lines)):
        lines.append(serving.stdout.readline())
        assert lines[-1]
    address = re.search(r"http://127\.0\.0\.1:\d+/", "".join(lines))[0]

    def read(path: str) -> str:
        with urllib.request.urlopen(f"{address}{path}", timeout=30) as answer:
            return answer.read().decode()

    listener = Listener(guarded.port)
    try:
        until(lambda: listener.on("edge_app/porch/label")[-1:] == [b"ship"])
        assert listener.on("homeassistant/device/edge_app_porch/config")
        assert "edge_app_mqtt_connected 1.0" in read("metrics")
        listener.say(COMMAND, "OFF")
        until(lambda: listener.on("edge_app/porch/inference")[-1] == b"OFF")
        assert json.loads(read("api/v1/camera"))["inference"]["on"] is False
        guarded.kill()
        until(lambda: "MQTT: " in read("healthz"))
        assert json.loads(read("healthz"))["status"] == "ok"
        assert "edge_app_mqtt_connected 0.0" in read("metrics")
    finally:
        listener.close()
    assert SECRET not in Path(f"/proc/{serving.pid}/cmdline").read_text()
    serving.send_signal(signal.SIGTERM)
    said, _ = serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert SECRET not in "".join(lines) + said
    assert "MQTT: connected to" in "".join(lines) + said


def test_the_camera_command_tells_too_to_the_last_change(
    options: list[str], guarded: Mosquitto, root: Path
) -> None:
    listener = Listener(guarded.port)
    try:
        words = ["camera", "fake:ship,60s", "--frame-rate", "100", "--frames", "20", *options]
        result = subprocess.run(
            [sys.executable, "-m", "edge_app", *words],
            cwd=root,
            env={**os.environ, "EDGE_APP_MQTT_PASSWORD": SECRET},
            capture_output=True,
            text=True,
            check=True,
        )
        until(lambda: listener.on("edge_app/porch/availability") == [b"online", b"offline"])
        told = [json.loads(change) for change in listener.on("edge_app/porch/change")]
    finally:
        listener.close()
    printed = [json.loads(line)["label"] for line in result.stdout.splitlines()]
    assert [change["label"] for change in told] == printed == ["ship"]
    assert SECRET not in result.stdout + result.stderr


def test_the_settings_are_printed_without_the_password(
    options: list[str],
    password_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EDGE_APP_MQTT_PASSWORD", SECRET)
    assert main(["serve", *options, "--print-config"]) == 0
    printed = capsys.readouterr().out
    assert 'mqtt_user = "porch"' in printed
    assert SECRET not in printed
    words = ["serve", "--camera", "fake", *options, "--mqtt-password-file", str(password_file)]
    assert main([*words, "--port", "0"]) == 2  # The password is there twice.
    said = capsys.readouterr()
    assert "There are both" in said.err
    assert SECRET not in said.err + said.out


def test_a_broker_without_a_camera_is_refused() -> None:
    settings = Settings(mqtt_host="127.0.0.1")
    with pytest.raises(MqttError, match="no camera to tell it of"), publishing(settings, None):
        pass


def test_wrong_settings_are_refused_before_anything_is_told(scene: Scene) -> None:
    wrong = Settings(mqtt_host="127.0.0.1", mqtt_name="#")
    with pytest.raises(SettingsError, match="mqtt_name"), publishing(wrong, scene):
        pass
    assert scene.callbacks == []


def test_without_paho_it_is_said_what_to_install(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "paho.mqtt.enums", None)
    settings = Settings(mqtt_host="127.0.0.1")
    with pytest.raises(MqttError, match="pip install"), publishing(settings, scene):
        pass
    assert scene.callbacks == []
