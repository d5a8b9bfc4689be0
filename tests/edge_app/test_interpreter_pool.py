import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app import classifier as classifier_module
from edge_app.interpreter_pool import InterpreterPool
from edge_app.runtime import Runtime

PICTURES = np.random.default_rng(0).integers(0, 256, (40, 32, 32, 3), np.uint8)


class Recording:
    """An interpreter that waits for ``gate`` in its work, and counts how many are at work."""

    def __init__(self, inner: object, gate: threading.Barrier) -> None:
        self.inner, self.gate = inner, gate

    def set_tensor(self, index: int, tensor: np.ndarray) -> None:
        self.inner.set_tensor(index, tensor)

    def invoke(self) -> None:
        self.gate.wait()
        self.inner.invoke()

    def get_tensor(self, index: int) -> np.ndarray:
        return self.inner.get_tensor(index)


@contextmanager
def cores(monkeypatch: pytest.MonkeyPatch, count: int) -> Iterator[None]:
    """Let this machine have so many cores."""
    with monkeypatch.context() as patch:
        patch.setattr(classifier_module.os, "cpu_count", lambda: count)
        yield


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> Classifier:
    """The shipped int8 model with three interpreters."""
    with cores(monkeypatch, 4):
        return Classifier(interpreters=3)


def pool_of(classifier: Classifier, count: int, gate: threading.Barrier) -> InterpreterPool:
    """Interpreters of one model, all of which must be at work at once, or none goes on."""
    made = [Classifier(classifier.path) for _ in range(count)]
    first, *others = (
        Runtime("test", "1", Recording(one.runtime.interpreter, gate)) for one in made
    )
    pool = InterpreterPool(
        first,
        input_index=classifier.input.image.tensor.index,
        output_index=classifier.output.index,
    )
    for other in others:
        pool.add(other)
    return pool


def test_many_threads_get_the_answers_that_one_interpreter_gives(
    classifier: Classifier, pooled: Classifier
) -> None:
    expected = [classifier.probabilities(picture) for picture in PICTURES]

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(pooled.probabilities, [*PICTURES] * 5))

    assert all(np.array_equal(got[i], expected[i % 40]) for i in range(200))


def test_as_many_work_at_the_same_moment_as_there_are_interpreters(classifier: Classifier) -> None:
    gate = threading.Barrier(3, timeout=10)  # Breaks if fewer than three come together.
    pool = pool_of(classifier, 3, gate)

    with ThreadPoolExecutor(3) as threads:
        outputs = list(threads.map(pool.invoke, PICTURES[:3, np.newaxis]))

    assert len({output.tobytes() for output, _ in outputs}) == 3
    assert all(seconds > 0 for _, seconds in outputs)


def test_an_interpreter_comes_back_from_a_call_that_failed(classifier: Classifier) -> None:
    pool = pool_of(classifier, 1, threading.Barrier(1))
    for _ in range(3):
        with pytest.raises(ModelFileError, match="test cannot run it"):
            pool.invoke(np.zeros((1, 5), np.uint8))

    assert pool.invoke(PICTURES[:1])[0].shape == (1, 10)


def test_all_interpreters_share_the_bytes_of_the_file(pooled: Classifier) -> None:
    interpreters = pooled._pool._idle
    contents = {id(interpreter._model_content) for interpreter in interpreters}

    assert len(interpreters) == 3
    assert len(contents) == 1


def test_the_golden_samples_are_asked_of_the_first_interpreter_alone(
    monkeypatch: pytest.MonkeyPatch, copied: Path
) -> None:
    asked: list[int] = []
    real = InterpreterPool.invoke

    def count(pool: InterpreterPool, tensor: np.ndarray) -> object:
        asked.append(len(pool._idle))
        return real(pool, tensor)

    monkeypatch.setattr(InterpreterPool, "invoke", count)
    with cores(monkeypatch, 4):
        Classifier(copied, interpreters=4)

    assert asked
    assert set(asked) == {1}


def test_a_damaged_file_is_refused_before_a_second_interpreter_is_loaded(
    monkeypatch: pytest.MonkeyPatch, copied: Path
) -> None:
    content = bytearray(copied.read_bytes())
    content[len(content) // 2] ^= 1
    copied.write_bytes(content)
    opened: list[Callable[..., Runtime]] = []
    monkeypatch.setattr(classifier_module, "open_runtime", opened.append)

    with cores(monkeypatch, 4), pytest.raises(ModelFileError, match="is damaged"):
        Classifier(copied, interpreters=4)
    assert opened == []


@pytest.fixture
def copied(tmp_path: Path, classifier: Classifier) -> Path:
    """The shipped int8 model with its record, in a folder of its own."""
    for source in (classifier.path, classifier.path.with_suffix(".json")):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    return tmp_path / classifier.path.name


@pytest.mark.parametrize("interpreters", [0, -1, 5, 2**40])
def test_more_interpreters_than_cores_are_refused(
    monkeypatch: pytest.MonkeyPatch, interpreters: int
) -> None:
    expected = f"interpreters is {interpreters}, expected 1 to 4, the number of cores"
    with cores(monkeypatch, 4), pytest.raises(ValueError, match=expected):
        Classifier(interpreters=interpreters)


def test_threads_and_interpreters_together_are_at_most_the_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with cores(monkeypatch, 4), pytest.raises(ValueError, match="3 interpreters of 2 threads each"):
        Classifier(threads=2, interpreters=3)


def test_a_copy_with_another_interpreter_leaves_the_first_alone(classifier: Classifier) -> None:
    other = classifier.with_runtime(Classifier(classifier.path).runtime)

    assert other.runtime is not classifier.runtime
    assert other.labels == classifier.labels
    answers = [one.probabilities(PICTURES[0]) for one in (other, classifier)]
    assert np.array_equal(*answers)
    del other
    gc.collect()
    assert np.array_equal(classifier.probabilities(PICTURES[0]), answers[1])
