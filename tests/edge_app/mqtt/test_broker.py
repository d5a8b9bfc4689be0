"""Which broker the settings mean, and what is refused before anything is sent."""

from pathlib import Path

import pytest

from edge_app.errors import SettingsError
from edge_app.mqtt.broker import Broker, chosen_broker
from edge_app.settings import Settings

SECRET = "op3n-sesame"
PASSWORD = {"EDGE_APP_MQTT_PASSWORD": SECRET}


def test_without_a_host_there_is_no_broker() -> None:
    assert chosen_broker(Settings(), PASSWORD) is None
    with pytest.raises(SettingsError, match="There is mqtt_user, but no broker"):
        chosen_broker(Settings(mqtt_user="me"), {})
    with pytest.raises(SettingsError, match="There is mqtt_tls, but no broker"):
        chosen_broker(Settings(mqtt_tls=True), {})


def test_the_port_follows_from_tls_unless_it_is_said() -> None:
    assert str(chosen_broker(Settings(mqtt_host="hub.local"), {})) == "hub.local:1883"
    assert str(chosen_broker(Settings(mqtt_host="::1", mqtt_tls=True), {})) == "[::1]:8883"
    assert str(chosen_broker(Settings(mqtt_host="[::1]", mqtt_port=7), {})) == "[::1]:7"


@pytest.mark.parametrize(
    "host",
    ["mqtt://hub", "hub:1883", "hub/x", "hub lane", "h\u00fcb", "-" * 64, "a..b", ".", "1.2.3.4:5"],
)
def test_what_is_no_host_is_refused_with_what_is_expected(host: str) -> None:
    with pytest.raises(SettingsError, match="expected the name or the IP address of a broker"):
        chosen_broker(Settings(mqtt_host=host), {})


def test_a_password_needs_a_user_and_an_authority_needs_tls() -> None:
    with pytest.raises(SettingsError, match="without a user name") as refusal:
        chosen_broker(Settings(mqtt_host="hub"), PASSWORD)
    assert SECRET not in str(refusal.value)
    with pytest.raises(SettingsError, match="mqtt_ca without TLS"):
        chosen_broker(Settings(mqtt_host="hub", mqtt_ca=Path("ca.pem")), {})


def test_a_broker_does_not_show_its_password() -> None:
    broker = chosen_broker(Settings(mqtt_host="hub", mqtt_user="me"), PASSWORD)
    assert broker.password == SECRET
    assert SECRET not in f"{broker} {broker!r} {broker.warning}"


def test_a_password_in_the_clear_is_warned_of_unless_it_stays_on_this_machine() -> None:
    assert "unencrypted" in Broker("hub", 1883, "me", SECRET).warning
    for host in ("127.0.0.1", "::1", "localhost"):
        assert Broker(host, 1883, "me", SECRET).warning is None
    assert Broker("hub", 1883, "me").warning is None
    tls = chosen_broker(Settings(mqtt_host="hub", mqtt_user="me", mqtt_tls=True), PASSWORD)
    assert tls.warning is None
