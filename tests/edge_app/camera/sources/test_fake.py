"""The fake camera: what it shows, and its faults, by a clock of the test's own."""

import time
from collections import Counter

import numpy as np
import pytest

from edge_app import Classifier
from edge_app.camera.sources.fake import FakeDevice
from edge_app.camera.sources.script import read_script
from edge_app.errors import SourceEndedError, SourceError, TornFrameError


def device(script: str, **options: object) -> FakeDevice:
    quick = {"size": (64, 48), "rate": 10.0, "read_limit_s": 0.05, **options}
    return FakeDevice(read_script(script), **quick)  # type: ignore[arg-type]


def read(fake: FakeDevice) -> np.ndarray:
    return fake.open().read()[0]


@pytest.mark.parametrize("name", ["airplane", "automobile", "ship", "truck", "cat", "bird"])
def test_the_shipped_model_knows_what_it_shows(name: str, classifier: Classifier) -> None:
    source = device(f"{name},4s", size=(640, 480), rate=3.0).open()
    answers = [classifier.classify(source.read()[0]) for _ in range(12)]
    seen = Counter(answer.predictions[0].label for answer in answers)
    assert seen[name] >= 11
    sure = sum(answer.sure is True for answer in answers)
    assert sure >= (11 if name in ("airplane", "automobile", "ship", "truck") else 4)


def test_it_is_red_when_told_so() -> None:
    red, green, blue = read(device("red,1s")).mean(axis=(0, 1))
    assert red > 220
    assert max(green, blue) < 30


def test_no_two_frames_are_alike_and_two_cameras_of_one_seed_are() -> None:
    first, second = device("ship,4s").open(), device("ship,4s").open()
    frames = [first.read()[0] for _ in range(30)]
    assert len({frame.tobytes() for frame in frames}) == 30
    assert all(np.array_equal(frame, second.read()[0]) for frame in frames)
    assert not np.array_equal(frames[0], read(device("ship,4s", seed=1)))


def test_it_begins_again_after_the_last_step_or_ends() -> None:
    shown = [read(device("red,1;ship,1")).shape for _ in range(5)]
    assert shown == [(48, 64, 3)] * 5
    source = device("red,1;ship,1", once=True).open()
    source.read()
    source.read()
    with pytest.raises(SourceEndedError):
        source.read()


def test_frozen_frames_are_the_last_one_again() -> None:
    source = device("ship,2;frozen,3;ship,1").open()
    frames = [source.read()[0].tobytes() for _ in range(6)]
    assert frames[1] == frames[2] == frames[3] == frames[4]
    assert frames[0] != frames[1] != frames[5]


def test_torn_frames_are_counted_by_who_reads() -> None:
    source = device("ship,1;torn,2;ship,1").open()
    source.read()
    for _ in range(2):
        with pytest.raises(TornFrameError):
            source.read()
    source.read()


def test_small_frames_have_half_the_sides() -> None:
    source = device("small,1;ship,1").open()
    assert [source.read()[0].shape for _ in range(2)] == [(24, 32, 3), (48, 64, 3)]


def test_it_is_away_for_a_time_and_cannot_be_opened_meanwhile() -> None:
    now = [100.0]
    fake = device("ship,1;vanish,3s", clock=lambda: now[0])
    source = fake.open()
    source.read()
    with pytest.raises(SourceError, match="gone"):
        source.read()
    now[0] += 2.9
    assert not fake.is_there()
    with pytest.raises(SourceError, match="not there"):
        fake.open()
    now[0] += 0.2
    assert fake.is_there()
    assert read(fake).shape == (48, 64, 3)


def test_a_read_gives_up_in_a_stall_that_goes_on() -> None:
    source = device("stall,0.2s;ship,1s").open()
    with pytest.raises(SourceError, match=r"No frame came from the fake camera for 0\.05 s"):
        source.read()
    assert device("stall,0.02s;ship,1s").open().read()[0].shape == (48, 64, 3)


def test_a_blocked_read_does_not_give_up() -> None:
    began_s = time.monotonic()
    assert device("block,0.2s;ship,1s").open().read()[0].shape == (48, 64, 3)
    assert time.monotonic() - began_s >= 0.2


def test_it_says_what_it_is() -> None:
    source = device("ship,1s").open()
    assert source.description == "fake camera, 64 x 48, 10 frames/s"
    assert source.is_live
    assert source.frame_gap_s == pytest.approx(0.1)
    source.close()
    source.close()
