"""A broker that is away, comes back, hangs, or refuses: nothing waits for it, nothing grows."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_app.mqtt.broker import Broker
from edge_app.mqtt.connection import MOST_UNCONFIRMED
from edge_app.mqtt.publisher import Publisher
from edge_app.mqtt.topics import Topics
from tests.edge_app.mqtt.brokers import Listener, Mosquitto, until
from tests.edge_app.mqtt.scenes import Scene

pytestmark = pytest.mark.workstation

Start = Callable[..., Publisher]
NOBODY = Broker("127.0.0.1", 1)  # There is no server on this port.
# Tells what the test's own scene shows, until it is killed.
PROGRAM = """
import sys, time
from edge_app.mqtt.broker import Broker
from edge_app.mqtt.connection import MOST_UNCONFIRMED
from edge_app.mqtt.publisher import Publisher
from edge_app.mqtt.topics import topics_of
from tests.edge_app.mqtt.scenes import Scene

scene = Scene()
scene.see("cat")
broker = Broker("127.0.0.1", int(sys.argv[1]))
Publisher(scene, broker, topics_of("porch", discovery="none")).start()
time.sleep(60)
"""


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_broker_that_was_killed_is_found_when_it_is_back(
    server: Mosquitto, publisher: Start, scene: Scene, topics: Topics
) -> None:
    one = publisher(server.port)
    until(lambda: one.status().connected)
    server.kill()
    until(lambda: not one.status().connected)
    scene.see("frog")
    until(lambda: "refused" in one.status().problem)
    assert one.status().waiting == 1
    server.start()
    listener = Listener(server.port)
    try:
        until(lambda: listener.on(topics.label)[-1:] == [b"frog"])
        until(lambda: listener.on(topics.availability)[-1:] == [b"online"])
        until(lambda: one.status().waiting == 0)
        assert (one.status().problem, one.status().connections) == ("", 2)
    finally:
        listener.close()


def test_changes_come_late_and_in_order_but_the_label_is_only_the_latest(
    server: Mosquitto, publisher: Start, scene: Scene, topics: Topics, listener: Listener
) -> None:
    """So that no lamp is switched by what was seen hours ago."""
    one = publisher(1, broker=NOBODY, queue=100)
    for number in range(1000):
        scene.see(f"label {number}")
    one._broker = Broker("127.0.0.1", server.port)
    until(lambda: len(listener.on(topics.change)) == 100)
    told = [json.loads(change)["label"] for change in listener.on(topics.change)]
    assert told == [f"label {number}" for number in range(900, 1000)]
    assert set(listener.on(topics.label)) == {b"label 999"}
    assert (one.status().waiting, one.status().dropped) == (0, 900)


def test_changes_that_a_broker_took_to_its_grave_are_told_again(
    server: Mosquitto, publisher: Start, scene: Scene
) -> None:
    one = publisher(server.port)
    until(lambda: one.status().connected)
    server.signal(signal.SIGSTOP)
    for label in ("cat", "ship", "frog"):
        scene.see(label)
    until(lambda: one.status().waiting == 0)
    server.kill()
    until(lambda: one.status().waiting == 3)


def test_a_broker_that_hangs_is_noticed_and_found_again(
    server: Mosquitto, publisher: Start, scene: Scene, topics: Topics, listener: Listener
) -> None:
    one = publisher(server.port, alive_s=1)
    until(lambda: one.status().connected)
    server.signal(signal.SIGSTOP)
    until(lambda: not one.status().connected)
    until(lambda: "said nothing" in one.status().problem)
    scene.see("ship")
    server.signal(signal.SIGCONT)
    until(lambda: one.status().connected)
    until(lambda: listener.on(topics.label)[-1:] == [b"ship"])
    # Though the broker tells the will of the connection that was lost.
    until(lambda: listener.on(topics.availability)[-1] == b"online")


def growth_bytes(scene: Scene, results: int) -> int:
    """How much more memory is resident after so many results, each of them a change."""
    for number in range(2000):  # Until every structure has its size.
        scene.see(f"label {number}")
    before = resident_bytes()
    for number in range(2000, results):
        scene.see(f"label {number}")
    return resident_bytes() - before


def test_many_results_with_the_broker_away_take_little_memory(
    publisher: Start, scene: Scene
) -> None:
    one = publisher(1, broker=NOBODY, queue=1000)
    assert growth_bytes(scene, 50_000) < 2 * 2**20
    assert (one.status().waiting, one.status().dropped) == (1000, 49_000)


def test_many_results_with_a_broker_that_hangs_take_little_memory(
    server: Mosquitto, publisher: Start, scene: Scene
) -> None:
    one = publisher(server.port, queue=1000)
    until(lambda: one.status().connected)
    server.signal(signal.SIGSTOP)
    assert growth_bytes(scene, 10_000) < 2 * 2**20
    status = one.status()
    assert status.connected
    assert status.waiting == 1000
    # Some are on their way: they have been sent, and nobody has said that they arrived.
    assert 9_000 - MOST_UNCONFIRMED <= status.dropped <= 9_000


def test_a_wrong_password_is_said_once_and_never_shown(
    mosquitto: Callable[..., Mosquitto],
    publisher: Start,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    words = ["mosquitto_passwd", "-b", str(passwords), "porch", "right"]
    subprocess.run(words, check=True)
    server = mosquitto("allow_anonymous false", f"password_file {passwords}")
    wrong = publisher(server.port, broker=Broker("127.0.0.1", server.port, "porch", "wr0ng-one"))
    until(lambda: "refused the login" in wrong.status().problem)
    time.sleep(0.5)  # Some more attempts.
    right = publisher(server.port, broker=Broker("127.0.0.1", server.port, "porch", "right"))
    until(lambda: right.status().connected)
    assert not wrong.status().connected
    said = capfd.readouterr()
    assert said.err.count("refused the login") == 1
    for shown in (said.out, said.err, repr(wrong.status()), repr(wrong), repr(vars(wrong))):
        assert "wr0ng-one" not in shown


def test_the_others_hear_that_a_killed_process_is_offline(
    server: Mosquitto, listener: Listener, topics: Topics, root: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(server.port)], env=environment, cwd=root
    )
    try:
        until(lambda: listener.on(topics.availability) == [b"online"])
    finally:
        process.kill()
        process.wait()
    until(lambda: listener.on(topics.availability)[-1] == b"offline")
    later = Listener(server.port)
    until(lambda: later.on(topics.availability) == [b"offline"])
    later.close()


def test_a_thread_that_is_made_to_fail_goes_on(server: Mosquitto, publisher: Start) -> None:
    one = publisher(server.port)
    until(lambda: one.status().connected)
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "mqtt"]
    for failure in (SystemExit, KeyboardInterrupt):
        before = one.status().connections
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(failure)
        )
        until(lambda number=before: one.status().connections > number)
        assert one.is_alive


def test_nothing_is_waited_for_where_no_broker_ever_was(publisher: Start, scene: Scene) -> None:
    one = publisher(1, broker=NOBODY)
    scene.see("cat")
    until(lambda: "Cannot connect to 127.0.0.1:1: Connection refused" in one.status().problem)
    assert one.status().connections == 0
