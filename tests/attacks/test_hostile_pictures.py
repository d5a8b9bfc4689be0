"""Pictures that are made to take time or memory, one by one and all at once."""

import http.client
import json
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.attacks.attackers import CLASSIFY
from tests.attacks.figures import MIB, forget_peak, peak_mib, processor_s, resident_mib
from tests.attacks.prober import probing
from tests.attacks.victim import Victim
from tests.edge_app.hostile_pictures import BOMBS, BURDENS, jpeg, png, saved

PICTURE_MIB = 64.0  # For one picture, above what the server has anyway.
TOGETHER_MIB = 150.0
PROCESSOR_S = 1.0
LONGEST_LINE = 500
# A body of 16 MB is in memory twice while its header is read: as it came, and as bytes.
BODIES_MIB = 32.0


def post(port: int, content: bytes, kind: str = "image/jpeg") -> tuple[int, str | None, Any]:
    """Status, Retry-After and JSON of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", CLASSIFY, content, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Retry-After"), json.loads(answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def warm(victim: Victim) -> Victim:
    """The server after it has answered one picture of each kind."""
    for file_format in ("JPEG", "PNG", "WEBP", "GIF", "BMP"):
        assert post(victim.port, saved(Image.new("RGB", (600, 600)), file_format))[0] == 200
    return victim


def cost(server: Victim, content: bytes) -> tuple[int, float, float]:
    """Status, processor time in s, and memory in MiB above what it had, of one upload."""
    forget_peak(server.pid)
    before_mib, before_s = resident_mib(server.pid), processor_s(server.pid)
    status = post(server.port, content)[0]
    return status, processor_s(server.pid) - before_s, peak_mib(server.pid) - before_mib


def test_each_bomb_is_refused_at_little_cost(warm: Victim) -> None:
    dear = {}
    with probing(warm.port) as probes:
        for name, make in BOMBS.items():
            content = make()
            if len(content) > 2**24:
                continue  # The server refuses it by its length.
            status, seconds, mib = cost(warm, content)
            if status not in (413, 422) or seconds > PROCESSOR_S or mib > BODIES_MIB:
                dear[name] = (status, seconds, mib)
    assert dear == {}
    assert probes.clean, str(probes)


def test_each_large_or_odd_picture_is_answered_within_the_memory_for_one(warm: Victim) -> None:
    dear = {}
    with probing(warm.port) as probes:
        for name, make in BURDENS.items():
            status, seconds, mib = cost(warm, make())
            if status != 200 or seconds > PROCESSOR_S or mib > PICTURE_MIB:
                dear[name] = (status, seconds, mib)
    assert dear == {}
    assert probes.clean, str(probes)


def test_eight_photos_of_12_megapixels_at_once_take_little_more_than_one(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    photo = Image.fromarray(noise.repeat(10, axis=0).repeat(10, axis=1))
    kinds = [
        saved(photo, "JPEG", quality=80),
        saved(photo, "JPEG", quality=80, progressive=True),
        saved(photo, "PNG", compress_level=1),
        saved(photo.convert("RGBA"), "PNG", compress_level=1),
    ]
    with run("--max-parallel", "8") as server:
        assert post(server.port, kinds[0])[0] == 200
        answers = all_at_once(server, kinds * 2, TOGETHER_MIB)
    assert [status for status, _, _ in answers] == [200] * 8


def test_eight_bombs_at_once_take_no_more_than_their_bodies(warm: Victim) -> None:
    bombs = [jpeg(b"\xff" * 4_000_000), BOMBS["JPEG with 4,000 scans"]()] * 4
    answers = all_at_once(warm, bombs, BODIES_MIB + 8)
    assert {status for status, _, _ in answers} == {422}


def all_at_once(server: Victim, contents: list[bytes], most_mib: float) -> list[Any]:
    forget_peak(server.pid)
    before_mib = resident_mib(server.pid)
    with probing(server.port) as probes, ThreadPoolExecutor(len(contents)) as clients:
        answers = list(clients.map(lambda content: post(server.port, content), contents))
    assert peak_mib(server.pid) - before_mib <= most_mib
    assert probes.clean, str(probes)
    return answers


def test_more_photos_than_may_wait_are_told_when_to_come_again(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    photo = saved(Image.new("RGB", (4000, 3000)), "PNG", compress_level=1)
    with run("--max-waiting", "2", "--max-parallel", "1") as server:
        answers = all_at_once(server, [photo] * 12, TOGETHER_MIB)
        assert {(status, bool(again)) for status, again, _ in answers} == {
            (200, False),
            (503, True),
        }
        assert post(server.port, photo)[0] == 200


def test_38_json_bodies_of_16_mb_at_once_are_taken_apart_one_by_one(warm: Victim) -> None:
    text = b'{"image": "' + b"A" * 16_000_000 + b'"}'
    half_mib = 38 * len(text) / 2**20 / 2  # Unprotected, it takes twice what they are.
    forget_peak(warm.pid)
    before_mib = resident_mib(warm.pid)
    with probing(warm.port) as probes, ThreadPoolExecutor(38) as clients:
        asked = [clients.submit(post, warm.port, text, "application/json") for _ in range(38)]
        statuses = {one.result()[0] for one in asked}
    assert statuses <= {415, 503}
    assert peak_mib(warm.pid) - before_mib <= half_mib
    assert probes.clean, str(probes)


def test_a_thousand_refusals_are_twenty_lines_in_the_log_and_one_that_counts_the_others(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    name = "<img src=x onerror=alert(1)>\x1b[31m" + "a" * 300
    head = f'--edge\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n\r\n'
    form = head.encode() + b"no picture\r\n--edge--\r\n"
    with run() as server:
        for _ in range(500):
            assert post(server.port, form, "multipart/form-data; boundary=edge")[0] == 415
            assert post(server.port, b"", "image/jpeg")[0] == 400
        assert server.stop()[0] == 0
        lines = server.log_lines()
    assert len(lines) == 21
    assert lines[0].endswith(f"refused 127.0.0.1 POST {CLASSIFY} 415 unsupported_image")
    assert lines[-1].endswith(
        "refused and 980 more refused requests: 490 unsupported_image, 490 missing_image"
    )
    assert max(map(len, lines)) < LONGEST_LINE
    assert not any("onerror" in line or "\x1b" in line for line in lines)


def test_a_server_without_memory_refuses_a_picture_and_answers_it_when_there_is_some(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    large, small = png((5000, 5000)), png((600, 600))
    with run("--max-parallel", "1", "--max-decode-bytes", "256MiB") as server:
        assert post(server.port, small)[0] == 200  # So that there is a thread for large ones.
        size = virtual_bytes(server.pid) + 16 * MIB
        resource.prlimit(server.pid, resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))
        status, _, answer = post(server.port, large)
        assert (status, answer["error"]["code"]) == (413, "image_too_large")
        assert "no memory left" in answer["error"]["message"]
        assert post(server.port, small)[0] == 200
        resource.prlimit(server.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
        assert post(server.port, large)[0] == 200


def virtual_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
