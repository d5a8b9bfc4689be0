"""A search: its trials are trainings, and its files say what came of them."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest

from training.parts import Split
from training.recipe import load_recipe
from training.search.plan import read_plan
from training.search.search import Search

RECIPE = """
architecture = "plain-cnn"
epochs = 2
batch_size = 32
optimizer = "sgd"
schedule = "constant"
learning_rate = 0.05
validation_images = 32
seed = 1

[search]
"""


class Untouchable:
    """Images of which none may be read."""

    shape = (16, 32, 32, 3)

    def __len__(self) -> int:
        return 16

    def __getitem__(self, indices):
        assert len(indices) == 0, "a test image was read"
        return np.empty((0, 32, 32, 3), np.uint8)


@pytest.fixture
def search(tmp_path, dataset):
    """A function that searches ``space`` for some trials on data whose test images are guarded."""
    test = Split(Untouchable(), dataset.test.labels, dataset.test.hashes)

    def run(space: str, *, trials: int):
        path = tmp_path / "mine.toml"
        path.write_text(RECIPE + space)
        plan, stream = read_plan(str(path), epochs=None), io.StringIO()
        blind = replace(dataset, test=test)
        search = Search(plan, blind, folder=tmp_path, trials=trials, stream=stream)
        results, record = search.run()
        written = json.loads((tmp_path / "search.json").read_text())
        assert written == json.loads(json.dumps(record))
        return results, stream.getvalue().splitlines()

    return run


def test_each_trial_is_a_training_with_its_values(search, tmp_path):
    space = "learning_rate = [0.05, 1e-9]\n"
    results, lines = search(space, trials=3)
    assert len(lines) == 3
    assert lines[0].startswith(f"trial 1/3  {100 * results[0].accuracy:.2f} %  learning_rate ")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("best.toml", "mine.toml", "search.json", "search.png", "study.db")
    ]
    by_rate = {result.values["learning_rate"]: result.accuracies for result in results}
    assert set(by_rate) == {0.05, 1e-9}
    idle, learning = by_rate[1e-9], by_rate[0.05]
    assert idle[0] == idle[1]
    assert max(learning) > idle[0]
    assert load_recipe(str(tmp_path / "best.toml")).learning_rate == 0.05

    again, lines = search(space, trials=3)
    assert (again, lines) == (results, [])


def test_a_trial_that_diverges_is_counted_and_not_the_best(search, tmp_path):
    results, lines = search("learning_rate = [1e3, 9e2]\n", trials=1)
    assert [result.state for result in results] == ["diverged"]
    assert lines[0].startswith("trial 1/1  diverged after 0 epochs  learning_rate")
    assert not (tmp_path / "best.toml").exists()
    record = json.loads((tmp_path / "search.json").read_text())
    assert record["best"] is None
