from pathlib import Path

import pytest

from convert.timing import MOST_INVOCATIONS, ROUNDS, invocations, measure_latencies


def test_both_shipped_files_are_timed_side_by_side(root: Path) -> None:
    files = {
        "float32": root / "models" / "cifar10-resnet8.float32.tflite",
        "int8": root / "models" / "cifar10-resnet8.tflite",
    }
    found = measure_latencies(files)
    assert set(found.invoke_ms) == {"float32", "int8"}
    for times in found.invoke_ms.values():
        assert times.count == ROUNDS * MOST_INVOCATIONS
        assert 0 < times.minimum <= times.median <= times.p90
    assert found.summary()["invoke_ms"]["int8"]["median"] == found.invoke_ms["int8"].median
    assert found.cpu


@pytest.mark.parametrize(
    ("milliseconds", "number"), [(0.5, MOST_INVOCATIONS), (60.0, 13), (5000.0, 2)]
)
def test_slow_files_are_asked_less_often(milliseconds: float, number: int) -> None:
    assert invocations(milliseconds) == number
