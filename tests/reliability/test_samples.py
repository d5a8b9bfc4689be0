import numpy as np
import pytest

from tests.reliability.samples import Sample, growth, is_back, memory_slope


def samples(memory_mib: list[float], *, requests_between: int = 100) -> list[Sample]:
    return [
        Sample(number * requests_between, mib, descriptors=8, threads=30, temporary_bytes=0)
        for number, mib in enumerate(memory_mib)
    ]


def test_memory_that_grows_evenly_has_that_slope() -> None:
    evenly = samples([50 + 0.02 * number for number in range(1000)])
    assert memory_slope(evenly) == pytest.approx(2.0)
    assert growth(evenly) == pytest.approx(69.0 / 54.98, rel=0.01)


def test_neither_the_warm_up_nor_some_large_uploads_make_a_slope() -> None:
    memory = np.full(1000, 60.0)
    memory[:200] = np.linspace(20, 60, 200)
    memory[[300, 500, 990, 995]] = 200
    flat = samples(list(memory))
    assert memory_slope(flat) == 0
    assert growth(flat) == 1


def test_samples_without_requests_have_no_slope() -> None:
    with pytest.raises(ValueError, match="no two numbers of requests"):
        memory_slope(samples([50.0] * 10, requests_between=0))


@pytest.mark.parametrize(
    ("threads", "descriptors", "is_like_before"),
    [(30, 8, True), (31, 9, True), (20, 5, True), (32, 8, False), (30, 10, False)],
)
def test_one_thread_and_one_file_more_are_allowed(
    threads: int, descriptors: int, is_like_before: bool
) -> None:
    (before,) = samples([50.0])
    now = Sample(0, 90.0, descriptors=descriptors, threads=threads, temporary_bytes=0)
    assert is_back(now, before) is is_like_before
