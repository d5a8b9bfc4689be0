import numpy as np
import pytest

from edge_app.camera.smoothing import Smoothed, Smoother

CAT, DOG, EEL = np.eye(3, dtype=np.float32)


def run(smoother: Smoother, *frames: np.ndarray, every_s: float = 0.1) -> list[Smoothed]:
    return [smoother.add(one, 100 + every_s * place) for place, one in enumerate(frames)]


def labels(*frames: np.ndarray, smoothing: float = 0.0, hold: int = 1) -> list[int]:
    return [one.index for one in run(Smoother(smoothing=smoothing, hold=hold), *frames)]


def test_the_average_is_exponential() -> None:
    found = run(Smoother(smoothing=0.75, hold=1), CAT, DOG, DOG)
    assert found[0].average == pytest.approx([1, 0, 0])
    assert found[1].average == pytest.approx([0.75, 0.25, 0])
    assert found[2].average == pytest.approx([0.5625, 0.4375, 0])
    assert found[2].average.dtype == np.float32


def test_without_smoothing_the_average_is_the_frame_itself() -> None:
    found = run(Smoother(smoothing=0.0, hold=1), CAT, DOG)
    assert found[1].average == pytest.approx(DOG)


def test_the_first_frame_decides_at_once() -> None:
    assert labels(DOG, hold=100) == [1]


def test_the_label_changes_once_another_has_led_for_so_many_frames() -> None:
    assert labels(CAT, DOG, DOG, DOG, DOG, hold=3) == [0, 0, 0, 1, 1]


def test_a_lead_that_is_interrupted_begins_again() -> None:
    assert labels(CAT, DOG, DOG, CAT, DOG, DOG, DOG, hold=3) == [0, 0, 0, 0, 0, 0, 1]


def test_two_that_lead_in_turns_do_not_change_the_label() -> None:
    assert labels(CAT, *[DOG, EEL] * 5, hold=2) == [0] * 11


def test_what_is_noticed_of_a_single_other_frame_is_nothing() -> None:
    assert labels(CAT, CAT, DOG, CAT, smoothing=0.7, hold=2) == [0, 0, 0, 0]


def test_the_class_that_is_held_may_lead_no_longer() -> None:
    found = run(Smoother(smoothing=0.0, hold=3), CAT, DOG)
    assert (found[0].leads, found[1].leads) == (True, False)


def test_it_says_since_when_the_label_is_held() -> None:
    found = run(Smoother(smoothing=0.0, hold=2), CAT, CAT, DOG, DOG, DOG)
    assert [one.since_s for one in found] == pytest.approx([100, 100, 100, 100.3, 100.3])


def test_after_a_gap_the_past_does_not_count() -> None:
    smoother = Smoother(smoothing=0.9, hold=5)
    run(smoother, CAT, CAT, CAT)
    found = smoother.add(DOG, 100.2 + 3)
    assert (found.index, found.since_s) == (1, pytest.approx(103.2))
    assert found.average == pytest.approx(DOG)


def test_a_source_that_is_always_slow_has_no_gaps() -> None:
    smoother = Smoother(smoothing=0.5, hold=3)
    found = run(smoother, CAT, CAT, DOG, DOG, every_s=10)
    assert [one.index for one in found] == [0, 0, 0, 0]
    assert found[3].average == pytest.approx([0.25, 0.75, 0])


def test_another_number_of_classes_begins_anew() -> None:
    smoother = Smoother(smoothing=0.9, hold=5)
    run(smoother, CAT)
    assert smoother.add(np.array([0.1, 0.9], np.float32), 100.1).index == 1


def test_a_reset_forgets_everything() -> None:
    smoother = Smoother(smoothing=0.9, hold=5)
    run(smoother, CAT, CAT)
    smoother.reset()
    assert smoother.add(DOG, 100.2).index == 1


def test_of_equal_averages_the_first_class_leads() -> None:
    assert labels(np.array([0.4, 0.4, 0.2], np.float32)) == [0]
