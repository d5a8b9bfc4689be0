from edge_app.input_ranges import INPUT_RANGE_NAMES, join_input_range
from edge_app.normalization import INPUT_RANGES


def test_a_range_with_a_dash_is_joined_to_its_option() -> None:
    words = ["classify", "--input-range", "-1,1", "--top", "2", "-1,1"]
    assert join_input_range(words) == ["classify", "--input-range=-1,1", "--top", "2", "-1,1"]
    assert join_input_range(["-1,1"]) == ["-1,1"]


def test_every_range_has_its_name() -> None:
    assert tuple(INPUT_RANGES) == INPUT_RANGE_NAMES
