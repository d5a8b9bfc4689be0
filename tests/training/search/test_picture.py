"""The picture of a search."""

import matplotlib.image

from training.search.picture import draw_search
from training.search.space import Choice, Range

SPACE = {"learning_rate": Range(0.01, 1.0, log=True), "batch_size": Choice((32, 64))}


def test_the_best_trial_stands_out(results, tmp_path):
    draw_search(tmp_path / "search.png", results, SPACE)
    pixels = matplotlib.image.imread(tmp_path / "search.png")[:, :, :3]
    red = (pixels[:, :, 0] > 0.6) & (pixels[:, :, 1] < 0.2)
    # Once in each of the three panels, which stand side by side, and once in the legend.
    assert all(red[:, third].sum() > 20 for third in thirds(pixels.shape[1]))


def test_a_search_without_a_result_can_be_drawn(results, tmp_path):
    draw_search(tmp_path / "search.png", results[1:2], SPACE)
    assert (tmp_path / "search.png").stat().st_size > 1000


def thirds(width: int) -> list[slice]:
    return [slice(i * width // 3, (i + 1) * width // 3) for i in range(3)]
