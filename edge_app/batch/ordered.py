"""Work in several threads, with the results in order and a bounded number in hand."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

# In hand for each thread: so many small pictures are done while one thread has a large one.
AHEAD = 16

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def in_order(
    work: Callable[[Thing], Result], things: Iterable[Thing], *, workers: int
) -> Generator[Result, None, None]:
    """``work`` of each thing, in the order of ``things``, which is read only a little ahead.

    Once the iterator is closed, or an exception has left it, no other thing is begun.
    """
    if workers == 1:
        yield from map(work, things)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="picture")
    in_hand: deque[Future[Result]] = deque()
    try:
        for thing in things:
            in_hand.append(pool.submit(work, thing))
            while in_hand and (in_hand[0].done() or len(in_hand) >= workers * AHEAD):
                yield in_hand.popleft().result()
        while in_hand:
            yield in_hand.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
