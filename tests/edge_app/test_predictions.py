import numpy as np

from edge_app.predictions import top_predictions


def test_of_equal_probabilities_the_lower_index_comes_first() -> None:
    probabilities = np.array([0.2, 0.4, 0.4], np.float32)
    got = top_predictions(probabilities, ("a", "b", "c"), count=3)
    assert [p.label for p in got] == ["b", "c", "a"]
