"""Viewers of the camera that do not read: they cost nobody else anything, and are cut off."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.attacks.attackers import is_dropped
from tests.attacks.figures import resident_mib, temporary_bytes, threads
from tests.attacks.filming import STREAMS
from tests.attacks.prober import probing
from tests.attacks.test_slow_clients import wait_for
from tests.attacks.victim import Victim, running
from tests.attacks.viewers import (
    STREAM,
    ask,
    capture_rate,
    figure,
    good_viewers,
    stalled_reader,
    state,
)
from tests.edge_app.web.test_schemathesis import check_against_document
from tests.reliability.stack import attacked_words


@pytest.fixture(scope="module")
def filming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    """A server with the fake camera and short deadlines."""
    folder = tmp_path_factory.mktemp("filming")
    with running(folder, attacked_words(("-m", "tests.attacks.filming"))) as victim:
        wait_for(lambda: state(victim.port)["camera"]["frames"] > 0, timeout_s=20)
        yield victim


def test_readers_that_stall_are_cut_off_and_their_places_are_free_again(filming: Victim) -> None:
    port = filming.port
    before = threads(filming.pid)
    stalled = [stalled_reader(port) for _ in range(STREAMS)]
    wait_for(lambda: figure(port, "streams") == STREAMS, timeout_s=10)
    assert ask(port, STREAM)[0] == 503
    with probing(port) as probes:
        wait_for(lambda: all(map(is_dropped, stalled)), timeout_s=20)
        wait_for(lambda: figure(port, "streams") == 0, timeout_s=5)
    for one in stalled:
        one.close()
    assert probes.clean, str(probes)
    assert threads(filming.pid) == before
    assert temporary_bytes(filming.pid, filming.temporary) == 0
    assert figure(port, "stream_skipped_frames_total") > 0


def test_viewers_that_leave_without_a_word_free_their_places(filming: Victim) -> None:
    for one in [stalled_reader(filming.port) for _ in range(STREAMS)]:
        one.close()
    wait_for(lambda: figure(filming.port, "streams") == 0, timeout_s=10)


def test_the_server_stops_soon_though_streams_are_read(filming: Victim) -> None:
    with good_viewers(filming.port, 4) as viewers:
        wait_for(lambda: all(len(one.numbers) > 2 for one in viewers), timeout_s=10)
        code, seconds = filming.stop()
    assert code == 0
    assert seconds < 6


@pytest.mark.attack
def test_8_stalled_readers_beside_4_good_ones_and_8_who_wait_under_the_real_deadlines(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    with run("--camera", "fake", "--max-streams", "10") as victim:
        port = victim.port
        wait_for(lambda: state(port)["camera"]["frames"] > 0, timeout_s=20)
        alone = capture_rate(port, 5)
        with probing(port) as probes, good_viewers(port, 4) as viewers, waiting(port, 8):
            wait_for(lambda: all(len(one.numbers) > 30 for one in viewers), timeout_s=20)
            before_mib = resident_mib(victim.pid)
            stalled = [stalled_reader(port) for _ in range(8)]
            first = [len(one.numbers) for one in viewers]
            rate = capture_rate(port, 8)
            seen = [len(one.numbers) - before for one, before in zip(viewers, first, strict=True)]
            more_mib = resident_mib(victim.pid) - before_mib
            wait_for(lambda: all(map(is_dropped, stalled)), timeout_s=15)
            wait_for(lambda: figure(port, "streams") == 2, timeout_s=5)
        for one in stalled:
            one.close()
        print(
            f"\n8 stalled viewers: {probes}, {rate:.2f} of {alone:.2f} frames/s, {seen} seen, "
            f"{more_mib:.1f} MiB more"
        )
        assert probes.clean, str(probes)
        assert rate >= 0.95 * alone
        assert min(seen) >= 0.9 * 8 * alone
        assert more_mib <= 2 * len(stalled)
        assert temporary_bytes(victim.pid, victim.temporary) == 0


@pytest.mark.attack
def test_a_server_with_a_camera_does_what_its_document_says_of_it(
    run: Callable[..., AbstractContextManager[Victim]], tmp_path: Path
) -> None:
    with run("--camera", "fake") as victim:
        url = f"http://127.0.0.1:{victim.port}"
        check_against_document(url, tmp_path, "--include-path-regex", "camera")
        assert victim.process.poll() is None


@contextmanager
def waiting(port: int, count: int) -> Iterator[None]:
    """So many ask for one change after the other, until the end of the block."""
    end = threading.Event()

    def ask_on() -> None:
        serial = 0
        while not end.is_set():
            serial = state(port, f"?after={serial}&wait=25")["serial"]

    threads = [threading.Thread(target=ask_on) for _ in range(count)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        end.set()
        for one in threads:
            one.join()
