import threading
from collections.abc import Callable

import pytest

from edge_app.web.memory_budget import MemoryBudget

Eventually = Callable[[Callable[[], bool]], None]


class Taker(threading.Thread):
    """Takes memory, and keeps them until it is told to give them back."""

    def __init__(self, budget: MemoryBudget, size_bytes: int) -> None:
        super().__init__(daemon=True)
        self.budget, self.size_bytes = budget, size_bytes
        self.has_them, self.may_go = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with self.budget.taken(self.size_bytes):
            self.has_them.set()
            self.may_go.wait(10)

    def go(self) -> None:
        self.may_go.set()
        self.join(10)


def test_together_no_more_are_taken_than_there_are() -> None:
    budget = MemoryBudget(100)
    small = Taker(budget, 60)
    assert small.has_them.wait(10)
    large = Taker(budget, 50)
    assert not large.has_them.wait(0.1)
    small.go()

    assert large.has_them.wait(10)
    large.go()
    with budget.taken(100):
        pass


def test_one_that_needs_few_does_not_pass_one_that_waits_for_many(eventually: Eventually) -> None:
    budget = MemoryBudget(100)
    first = Taker(budget, 60)
    assert first.has_them.wait(10)
    large = Taker(budget, 100)
    eventually(budget._door.locked)
    few = Taker(budget, 1)
    assert not few.has_them.wait(0.1)
    first.go()

    assert large.has_them.wait(10)
    large.go()
    assert few.has_them.wait(10)
    few.go()


def test_more_than_there_are_means_all_of_them() -> None:
    budget = MemoryBudget(100)
    with budget.taken(10**9):
        other = Taker(budget, 1)
        assert not other.has_them.wait(0.1)
    assert other.has_them.wait(10)
    other.go()


def test_memory_comes_back_from_a_picture_that_failed() -> None:
    budget = MemoryBudget(100)
    for _ in range(3):
        with pytest.raises(ValueError, match="damaged"), budget.taken(100):
            raise ValueError("damaged")
    with budget.taken(100):
        pass
