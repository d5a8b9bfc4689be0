"""Half an hour of everything at once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.attacks.test_slow_clients import wait_for
from tests.attacks.victim import Victim, running
from tests.attacks.viewers import state
from tests.edge_app.mqtt.brokers import PROGRAM, Mosquitto
from tests.reliability.measures.soak import soak

REQUESTS, SECONDS = 50_000, 1800.0
TRACED_REQUESTS = 5000
GOOD_ANSWERS = {200, 404, 503}  # One of the paths leads nowhere; 503 says when to come again.


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The options by which a server publishes to a broker; none where no broker is installed."""
    if PROGRAM is None:
        yield ()
        return
    mosquitto = Mosquitto(tmp_path)
    yield ("--mqtt-host", "127.0.0.1", "--mqtt-port", str(mosquitto.port))
    mosquitto.kill()


@pytest.mark.soak
def test_half_an_hour_and_50000_requests_of_all_kinds_take_no_more_memory_files_or_threads(
    run: Callable[..., AbstractContextManager[Victim]], broker: tuple[str, ...], tmp_path: Path
) -> None:
    with run("--camera", "fake", *broker) as victim:
        wait_for_frames(victim)
        seen = soak(victim, requests=REQUESTS, seconds=SECONDS, timeout_s=3 * SECONDS)
        assert victim.stop()[0] == 0
        lines = victim.log_lines()
    print(f"\n{seen}")
    if seen.slope_mib > 1 or seen.growth > 1.1:
        print("\n".join(places_of_memory(tmp_path / "traced")))
    assert seen.requests >= REQUESTS
    assert set(seen.statuses) <= GOOD_ANSWERS
    assert seen.slope_mib <= 1
    assert seen.growth <= 1.1
    assert seen.after.threads <= seen.before.threads + 1
    assert seen.after.descriptors <= seen.before.descriptors + 1
    assert max(one.temporary_bytes for one in seen.samples) == 0
    assert not any("Traceback" in line for line in lines)


def places_of_memory(folder: Path) -> list[str]:
    """The places in the code that took most of the memory during 5,000 requests."""
    words = ("-m", "tests.reliability.traced", "serve", "--port", "0", "--camera", "fake")
    with running(folder, words) as victim:
        wait_for_frames(victim)
        soak(victim, requests=TRACED_REQUESTS // 10)
        told(victim)  # What is made once is not asked for.
        soak(victim, requests=TRACED_REQUESTS)
        return told(victim)


def told(victim: Victim) -> list[str]:
    before = len(victim.log_lines())
    victim.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: len(victim.log_lines()) > before + 10, timeout_s=300)
    return victim.log_lines()[before:]


def wait_for_frames(victim: Victim) -> None:
    wait_for(lambda: state(victim.port)["camera"]["frames"] > 0, timeout_s=30)
