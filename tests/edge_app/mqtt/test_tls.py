"""A broker that speaks TLS, with a certificate of an authority of one's own."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge_app.errors import SettingsError
from edge_app.mqtt.broker import chosen_broker
from edge_app.mqtt.publisher import NOT_YET, Publisher
from edge_app.mqtt.topics import Topics
from edge_app.settings import Settings
from tests.edge_app.mqtt.brokers import ANONYMOUS, Mosquitto, until
from tests.edge_app.mqtt.scenes import Scene

# Paho leaves the socket of a handshake that failed to the garbage collector.
LEFT = "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.workstation, pytest.mark.filterwarnings(LEFT)]


@dataclass(frozen=True)
class Certificates:
    authority: Path
    stranger: Path
    own: Path
    own_key: Path
    lines: tuple[str, ...]


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority, another one, and a certificate of the first for the name localhost."""
    folder = tmp_path_factory.mktemp("tls")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("authority", "stranger"):
        more = ("-addext", "keyUsage=critical,keyCertSign", "-subj", f"/CN={name}")
        openssl(
            folder, "req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", *more
        )
    openssl(folder, "req", *key, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n")
    signing = ("-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial")
    names = ("-extfile", "names", "-out", "own.pem")
    openssl(folder, "x509", "-req", "-in", "own.csr", *signing, *names)
    lines = (ANONYMOUS, f"certfile {folder}/own.pem", f"keyfile {folder}/own.key")
    names = ("authority.pem", "stranger.pem", "own.pem", "own.key")
    return Certificates(*(folder / name for name in names), lines)


@pytest.fixture
def server(mosquitto: Callable[..., Mosquitto], certificates: Certificates) -> Mosquitto:
    return mosquitto(*certificates.lines)


@pytest.fixture
def problem(server: Mosquitto, publisher: Callable[..., Publisher]) -> Callable[..., str]:
    """What is said of the connection under these settings; "" when it came about."""

    def connect(**settings: object) -> str:
        chosen = chosen_broker(Settings(**{"mqtt_port": server.port, **settings}), {})
        one = publisher(server.port, broker=chosen)
        until(lambda: one.status().problem != NOT_YET)
        return one.status().problem

    return connect


def test_a_certificate_of_ones_own_authority_is_trusted_by_its_name(
    problem: Callable[..., str], certificates: Certificates
) -> None:
    tls = {"mqtt_tls": True, "mqtt_ca": certificates.authority}
    assert problem(mqtt_host="localhost", **tls) == ""
    assert "not valid for '127.0.0.1'" in problem(mqtt_host="127.0.0.1", **tls)


def test_another_authority_is_not_trusted(
    problem: Callable[..., str], certificates: Certificates
) -> None:
    for authority in (certificates.stranger, None):
        said = problem(mqtt_host="localhost", mqtt_tls=True, mqtt_ca=authority)
        assert said.startswith("Cannot connect to localhost:")
        assert "unable to get local issuer certificate" in said


def test_tls_on_one_side_only_is_no_connection(
    problem: Callable[..., str], mosquitto: Callable[..., Mosquitto]
) -> None:
    assert problem(mqtt_host="localhost") != ""
    plain = mosquitto()
    said = problem(mqtt_host="localhost", mqtt_port=plain.port, mqtt_tls=True)
    assert said.startswith(f"Cannot connect to localhost:{plain.port}: ")


def test_more_is_told_than_fits_into_one_record_of_tls(
    server: Mosquitto,
    certificates: Certificates,
    publisher: Callable[..., Publisher],
    scene: Scene,
) -> None:
    settings = Settings(
        mqtt_host="localhost", mqtt_port=server.port, mqtt_tls=True, mqtt_ca=certificates.authority
    )
    scene.become(model="long" * 20_000)
    one = publisher(server.port, broker=chosen_broker(settings, {}))
    for number in range(200):
        scene.see(f"label {number}")
    until(lambda: one.status().connected and one.status().waiting == 0)
    assert one.status().connections == 1


def test_what_comes_in_one_piece_is_read_to_its_end(
    certificates: Certificates, publisher: Callable[..., Publisher], scene: Scene, topics: Topics
) -> None:
    """As brokers send that gather several packets into one record of TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.own, certificates.own_key)
    topic = topics.inference_command.encode()
    command = len(topic).to_bytes(2, "big") + topic + b"OFF"
    # MQTT 3.1.1: a CONNACK that agrees, and a PUBLISH.
    packets = b"\x20\x02\x00\x00" + b"\x30" + bytes([len(command)]) + command

    def serve() -> None:
        plain, _ = listening.accept()
        with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as both:
            both.recv(4096)
            both.sendall(packets)
            while both.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve)
        server.start()
        tls = {"mqtt_tls": True, "mqtt_ca": certificates.authority}
        settings = Settings(mqtt_host="localhost", mqtt_port=listening.getsockname()[1], **tls)
        one = publisher(1, broker=chosen_broker(settings, {}))
        until(lambda: not scene.known.inference_on)
        one.stop()
        server.join()


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_an_authority_that_is_none_is_refused_at_once(tmp_path: Path, content: str | None) -> None:
    authority = tmp_path / "ca.pem"
    if content is not None:
        authority.write_text(content)
    with pytest.raises(SettingsError, match=r"mqtt_ca .*ca\.pem"):
        chosen_broker(Settings(mqtt_host="localhost", mqtt_tls=True, mqtt_ca=authority), {})
