"""What waits for a broker: as much as may, in order, and nothing is dropped in silence."""

from edge_app.camera.observation import Change
from edge_app.mqtt.change_queue import ChangeQueue, Pending


def change(number: int) -> Change:
    return Change(f"label {number}", number, 0.9, None, number, "2026-01-31T12:00Z")


def history(*numbers: int) -> list[Change]:
    """The changes of these numbers, the latest first."""
    return [change(number) for number in numbers]


def taken(queue: ChangeQueue) -> list[Pending]:
    found = []
    while (pending := queue.take()) is not None:
        found.append(pending)
    return found


def numbers(queue: ChangeQueue) -> list[int]:
    return [pending.change.index for pending in taken(queue)]


def test_only_what_is_new_waits_with_the_label_before_it() -> None:
    queue = ChangeQueue(limit=9, known=history(0))
    assert not queue.note(history(0))
    assert queue.note(history(2, 1, 0))
    assert not queue.note(history(2, 1, 0))
    assert [(p.previous, p.change.label) for p in taken(queue)] == [
        ("label 0", "label 1"),
        ("label 1", "label 2"),
    ]


def test_the_very_first_has_no_label_before_it() -> None:
    queue = ChangeQueue(limit=9)
    assert not queue.note([])
    assert queue.note(history(5))
    assert [pending.previous for pending in taken(queue)] == [None]


def test_the_oldest_are_dropped_and_counted() -> None:
    queue = ChangeQueue(limit=3)
    for number in range(5):
        queue.note(history(number))
    assert (queue.waiting, queue.dropped) == (3, 2)
    assert numbers(queue) == [2, 3, 4]
    assert (queue.waiting, queue.dropped) == (0, 2)


def test_what_did_not_arrive_comes_before_what_came_later() -> None:
    queue = ChangeQueue(limit=4)
    queue.note(history(2, 1, 0))
    sent = [queue.take(), queue.take()]
    queue.note(history(3, 2))
    queue.put_back([one for one in sent if one is not None])
    assert numbers(queue) == [0, 1, 2, 3]
    assert queue.dropped == 0


def test_what_comes_back_to_a_full_queue_is_the_oldest_and_is_dropped() -> None:
    queue = ChangeQueue(limit=2)
    queue.note(history(0))
    sent = queue.take()
    queue.note(history(2, 1, 0))
    queue.put_back([sent])
    assert queue.dropped == 1
    assert numbers(queue) == [1, 2]
