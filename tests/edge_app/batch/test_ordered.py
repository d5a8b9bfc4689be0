import threading
from collections.abc import Iterator

import pytest

from edge_app.batch.ordered import AHEAD, in_order


def test_results_come_in_order_though_work_ends_in_another() -> None:
    last_is_done = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            last_is_done.wait(10)
        if number == 9:
            last_is_done.set()
        return number * number

    assert list(in_order(work, range(10), workers=2)) == [n * n for n in range(10)]
    assert last_is_done.is_set()


@pytest.mark.parametrize("workers", [1, 3])
def test_only_a_bounded_number_is_read_ahead(workers: int) -> None:
    read = 0

    def things() -> Iterator[int]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield number

    results = in_order(str, things(), workers=workers)
    for taken, result in enumerate(results, start=1):
        assert result == str(taken - 1)
        assert read - taken <= workers * AHEAD


def test_threads_work_at_the_same_moment() -> None:
    both = threading.Barrier(2, timeout=10)
    assert sorted(in_order(lambda _: both.wait(), range(2), workers=2)) == [0, 1]


def test_an_error_comes_out_and_nothing_more_is_begun() -> None:
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        return 1 // (number - 1)

    results = in_order(work, range(1000), workers=2)
    assert next(results) == -1
    with pytest.raises(ZeroDivisionError):
        list(results)
    assert len(begun) <= 2 * AHEAD + 2


def test_once_closed_it_begins_nothing_more() -> None:
    begun = []
    results = in_order(begun.append, range(1000), workers=2)
    next(results)
    results.close()
    assert len(begun) <= 2 * AHEAD + 2
    assert list(results) == []
