"""The waits between the tries of a camera that fails."""

from edge_app.camera.waits import JITTER, Waits

FIRST_S, LONGEST_S = 0.5, 15.0


def waits_of(waits: Waits, count: int) -> list[float]:
    """The next ``count`` waits, each try failing at once."""
    now_s, found = 0.0, []
    for _ in range(count):
        found.append(waits.next_s(now_s))
        now_s += found[-1]
    return found


def test_waits_grow_to_the_longest_with_some_chance_in_them() -> None:
    found = waits_of(Waits(first_s=FIRST_S, longest_s=LONGEST_S), 6)
    for wait_s, least_s in zip(found, (0.5, 2.5, 12.5, 15, 15, 15), strict=True):
        assert least_s <= wait_s <= least_s * (1 + JITTER)


def test_a_camera_that_never_opens_is_tried_at_most_five_times_in_any_minute() -> None:
    waits, now_s, tries = Waits(first_s=FIRST_S, longest_s=LONGEST_S), 0.0, []
    while now_s < 600:
        now_s += waits.next_s(now_s)
        tries.append(now_s)
    busiest = max(sum(start <= one < start + 60 for one in tries) for start in tries)
    assert busiest <= 5


def test_failures_of_long_ago_are_forgotten() -> None:
    waits = Waits(first_s=FIRST_S, longest_s=LONGEST_S)
    waits_of(waits, 4)
    assert waits.next_s(1000.0) <= FIRST_S * (1 + JITTER)


def test_a_camera_that_works_for_seconds_between_its_failures_is_waited_for_too() -> None:
    waits = Waits(first_s=FIRST_S, longest_s=LONGEST_S)
    first_s, *_, last_s = (waits.next_s(now_s) for now_s in (0.0, 10.0, 20.0, 30.0))
    assert first_s < 1
    assert last_s >= LONGEST_S
